"""Facts that are drawn: the map and the features."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Points:
    """Points of the map that belong together.

    Attributes
    ----------
    class_label : object
        Their class; None for all classes that are not shown by themselves.

    is_made : bool
        Whether they are synthetic samples.

    x, y : list of float
        Their coordinates.

    cluster : list of int
        The cluster of each; empty if not known.
    """

    class_label: object
    is_made: bool
    x: list
    y: list
    cluster: list


@dataclass(frozen=True)
class Map:
    """Given rows and synthetic samples in two dimensions.

    Attributes
    ----------
    axes : list of str
        The names of the two axes.

    explained : list of float
        The shares of the variance on the two axes; empty if these are columns.

    n_given, n_made : int
        Numbers of points shown.

    points : list of Points
        The points.

    centers : list of tuple
        The label and the coordinates of clusters that got samples.

    note : str
        A sentence on what is shown.
    """

    axes: list
    explained: list
    n_given: int
    n_made: int
    points: list
    centers: list
    note: str


@dataclass(frozen=True)
class NumericFeature:
    """Given and synthetic values of a column of numbers, of one class.

    Attributes
    ----------
    name : str
        The column.

    class_label : object
        The class.

    shift : float
        The mean distance between the quantiles of given and of synthetic values, in
        standard deviations of the given ones.

    given, made : list of float
        Some of the values.

    given_quartiles, made_quartiles : list of float
        The quartiles of the values.
    """

    name: str
    class_label: object
    shift: float
    given: list
    made: list
    given_quartiles: list
    made_quartiles: list
    kind: str = "numeric"


@dataclass(frozen=True)
class CategoricalFeature:
    """Shares of the categories of a column among given rows and samples of one class.

    Attributes
    ----------
    name : str
        The column.

    class_label : object
        The class.

    shift : float
        Half the summed differences of the shares.

    levels : list of str
        The most frequent categories; the last one may stand for all others.

    given, made : list of float
        Their shares.
    """

    name: str
    class_label: object
    shift: float
    levels: list
    given: list
    made: list
    kind: str = "categorical"


@dataclass(frozen=True)
class Features:
    """The features whose synthetic values differ most from the given ones.

    Attributes
    ----------
    n_features : int
        Number of pairs of a column and a class.

    shown : list of NumericFeature and CategoricalFeature
        Those with the largest shifts, in descending order.

    note : str
        A sentence on what is shown.
    """

    n_features: int
    shown: list
    note: str
