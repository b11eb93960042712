"""The rows that a sampler got and the samples that it made, in the plane."""

from sklearn.utils import check_random_state

from clover.inspection._displays.points import compute_points
from clover.inspection._displays.resampling_run import run_sampler
from clover.inspection._displays.scatter import (
    draw_clusters,
    draw_edges,
    draw_links,
    draw_rows_of,
)
from clover.inspection._displays.shown_rows import check_max_points
from clover.inspection._displays.style import make_axes, write_axis_labels, write_legend

WIDTH, HEIGHT = 5.6, 5.0
OUTLINES = ("hulls", "regions", "auto", None)


class ResamplingDisplay:
    """The rows that a sampler got and the samples that it made, in the plane.

    Original rows are dark and synthetic samples bright; classes that got none are grey,
    and rows that the sampler removed are crosses. For a cluster sampler of clover, the
    clusters, the pairs of neighbouring clusters, and links from samples to the rows
    that they were made from can be drawn, too.

    Make it by :meth:`from_estimator`.

    Parameters
    ----------
    frame : pandas.DataFrame
        A row for each point, in the columns

        - `x` and `y`: the place in the plane;
        - `kind`: 'original', 'made' for a synthetic sample, or 'removed' for a row that
          was given and is not in the output;
        - `class_label`;
        - `cluster` and `other_cluster`: labels of the clusters, -1 for noise and for no
          other cluster; missing without clusters;
        - `row`: the position in the input, or in the output of a sample.

    links : pandas.DataFrame, default=None
        A row for each sample of `frame` and each of its known parents, in the columns
        `x`, `y`, `parent_x`, `parent_y`, `row` and `parent`; the last is a position in
        the input. None if the sampler tells nothing of parents.

    neighbors : array-like of shape (n_pairs, 2), default=None
        Pairs of labels of neighbouring clusters.

    xlabel, ylabel : str, default=""
        Labels of the axes.

    xticks, yticks : sequence of str, default=()
        Names of the categories at 0, 1, ... if an axis holds some.

    counts : dict, default=None
        The numbers of all rows by class and kind, of which `frame` may hold some.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        Axes of the picture.

    figure_ : matplotlib.figure.Figure
        Figure of the picture.

    See Also
    --------
    DistributionDisplay : How many rows each cluster got.
    MapDisplay : The units of a self-organizing map.
    GeometryDisplay : The balls of Geometric SMOTE.

    Examples
    --------
    >>> from imblearn.over_sampling import SMOTE
    >>> from sklearn.cluster import KMeans
    >>> from sklearn.datasets import make_blobs
    >>> from clover.inspection import ResamplingDisplay
    >>> from clover.over_sampling import ClusterOverSampler
    >>> X, y = make_blobs([40, 10], random_state=0)
    >>> sampler = ClusterOverSampler(SMOTE(), KMeans(n_clusters=3), random_state=0)
    >>> display = ResamplingDisplay.from_estimator(sampler, X, y, links=True)
    >>> display.frame["kind"].value_counts().to_dict()
    {'original': 50, 'made': 30}
    """

    def __init__(
        self,
        frame,
        *,
        links=None,
        neighbors=None,
        xlabel="",
        ylabel="",
        xticks=(),
        yticks=(),
        counts=None,
    ):
        self.frame = frame
        self.links = links
        self.neighbors = neighbors
        self.xlabel = xlabel
        self.ylabel = ylabel
        self.xticks = xticks
        self.yticks = yticks
        self.counts = counts

    @classmethod
    def from_estimator(
        cls,
        sampler,
        X,
        y,
        *,
        resampled=None,
        projection=None,
        max_points=2_000,
        random_state=0,
        **params,
    ):
        """Resample a data set and draw it.

        Parameters
        ----------
        sampler : estimator
            A sampler of clover or imbalanced-learn, or a pipeline that ends in one. It
            is cloned and never changed, unless `resampled` is given.

        X : {array-like, sparse matrix, dataframe} of shape (n_samples, n_features)
            The rows, in any container that the sampler takes.

        y : array-like of shape (n_samples,)
            The classes.

        resampled : tuple, default=None
            The pair ``(X_resampled, y_resampled)`` that ``fit_resample`` of the fitted
            `sampler` returned; nothing is run then. None runs a clone of the sampler.

        projection : None, pair of columns, transformer or callable, default=None
            How rows are brought into the plane.

            - None: the columns themselves if there are two, and a strip for each class
              if there is one. Otherwise the first two principal components, of the
              space in which the clusterer found clusters, or else of the columns. These
              are scaled to unit variance, and categories are one-hot encoded;
            - two columns, by position or by name in a data frame;
            - a transformer to two columns. It is cloned, and fitted to the original
              rows that are drawn. To use a fitted one as it is, wrap it in
              :class:`~sklearn.frozen.FrozenEstimator`;
            - a function from rows to an array of shape (n_rows, 2).

        max_points : int, default=2_000
            Largest number of rows that are drawn. If there are more, they are drawn at
            random. Each class and kind of rows gets the same number, but for those that
            have fewer, so that the picture does not tell how large classes are; the
            legend does.

        random_state : int, RandomState instance or None, default=0
            The seed of the draw of rows, of the projection, and of the sampler where it
            has none of its own.

        **params : dict
            Parameters of :meth:`plot`.

        Returns
        -------
        display : ResamplingDisplay
            The display.

        Raises
        ------
        ValueError
            If a fitted sampler was fitted to other rows, or a parameter is wrong.

        Warns
        -----
        UserWarning
            If a fitted sampler has no integer seed, so that its clone makes other
            samples.

        Notes
        -----
        A fitted sampler does not keep the samples that it made. Its clone makes the
        same samples again from an integer `random_state`. To see those of a fit without
        a seed, give `resampled`.

        Missing values are drawn as the means of their columns in principal components,
        and such rows are left out of a picture of the columns. With an imbalanced-learn
        pipeline, rows are drawn as its steps transform them.
        """
        check_max_points(max_points)
        rng = check_random_state(random_state)
        run = run_sampler(sampler, X, y, resampled, rng)
        display = cls(**compute_points(run, projection, max_points, rng))
        return display.plot(**params)

    def plot(self, ax=None, *, clusters="auto", links=False, edges=False, classes=None):
        """Draw the rows.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, default=None
            Axes to draw on. If None, a figure is made.

        clusters : {'auto', 'hulls', 'regions', None}, default='auto'
            How clusters are shown.

            - 'hulls': convex hulls of their original rows that are drawn. The hulls of
              clusters that got samples are solid, those of others dashed;
            - 'regions': borders between the regions in which the nearest original row
              belongs to one cluster;
            - 'auto': hulls if the sampler has more than one cluster;
            - None: not at all.

        links : bool, default=False
            Whether lines join samples to the rows that they were made from.

        edges : bool, default=False
            Whether lines join the centers of neighbouring clusters, which are the means
            of their rows in the picture.

        classes : list, default=None
            The classes to draw in colour. By default those that got samples or
            lost rows.

        Returns
        -------
        display : ResamplingDisplay
            The display itself.
        """
        self._check(clusters, links, edges)
        focus = self._find_focus(classes)
        ax = make_axes(ax, WIDTH, HEIGHT)
        self.ax_, self.figure_ = ax, ax.figure
        draw_rows_of(ax, self.frame, focus, self.counts)
        if clusters == "auto":
            clusters = "hulls" if self._n_labels > 1 else None
        if clusters is not None:
            draw_clusters(ax, self.frame, clusters)
        if edges:
            draw_edges(ax, self.frame, self.neighbors)
        if links:
            draw_links(ax, self.links)
        write_axis_labels(ax, self.xlabel, self.ylabel)
        for axis, names in ((ax.xaxis, self.xticks), (ax.yaxis, self.yticks)):
            if len(names):
                axis.set_ticks(range(len(names)), names, parse_math=False)
        write_legend(ax, 3 if len(focus) == 1 else 2)
        return self

    @property
    def _n_labels(self):
        """The number of clusters, noise included; 0 if the sampler has none."""
        return self.frame["cluster"].nunique()

    def _check(self, clusters, links, edges):
        """Check that what is asked for is known."""
        if clusters not in OUTLINES:
            raise ValueError(
                "`clusters` should be 'auto', 'hulls', 'regions' or None. "
                f"Got {clusters!r}."
            )
        if clusters in ("hulls", "regions") and not self._n_labels:
            raise ValueError(
                f"`clusters` = {clusters!r} needs a cluster sampler of clover. Wrap an "
                "oversampler in ClusterOverSampler, or set `clusters=None`."
            )
        if links and self.links is None:
            raise ValueError(
                "`links` needs a sampler that tells from which rows it made samples. "
                "Wrap an oversampler in ClusterOverSampler, or set `links=False`."
            )
        if edges and (self.neighbors is None or not len(self.neighbors)):
            raise ValueError(
                "`edges` needs neighbouring clusters. Use a distributor with "
                "`distribution_ratio` below 1, or set `edges=False`."
            )

    def _find_focus(self, classes):
        """Return the classes to draw in colour."""
        known = self.frame["class_label"].unique().tolist()
        if classes is None:
            is_changed = self.frame["kind"] != "original"
            changed = self.frame.loc[is_changed, "class_label"].unique().tolist()
            return [label for label in known if label in changed]
        given = [classes] if isinstance(classes, str) else list(classes)
        unknown = [label for label in given if label not in known]
        if unknown:
            raise ValueError(f"`classes` should be among {known}. Got {unknown}.")
        return given
