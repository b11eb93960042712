"""How many rows each cluster had and got, and why some got none."""

import numpy as np

from clover._estimators.pipelines import last_step
from clover.inspection._displays.resampling_run import (
    check_fitted_to,
    copy_with_seed,
    is_fitted,
    read_rows,
)
from clover.inspection._displays.style import (
    BRIGHT,
    DARK,
    LIGHT,
    POINTS,
    SIZE,
    TEXT,
    make_axes,
    shorten,
    text_width,
    write_axis_labels,
    write_legend,
)
from clover.inspection._sampling import check_sampler

# Inches of the picture: its width, and the height of a bar and of the rest.
WIDTH, STEP, REST = 6.4, 0.21, 1.3
# The largest share of the width that is left for the text beside a bar.
MAX_TEXT = 0.7


class DistributionDisplay:
    """How the synthetic samples of a class are distributed over the clusters.

    A bar for each cluster shows the rows of the class that were there (dark) and the
    synthetic samples (bright). The bar of a cluster that was not selected is grey, and
    the reason stands beside it. A bar with two labels stands for the samples made
    between two clusters. The legend holds the effective number of clusters.

    Make it by :meth:`from_estimator` or :meth:`from_report`.

    Parameters
    ----------
    frame : pandas.DataFrame
        The cluster report, see :class:`~clover.over_sampling.ClusterReport`.

    effective_clusters : dict
        The effective number of clusters of each class.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        Axes of the picture.

    figure_ : matplotlib.figure.Figure
        Figure of the picture.

    See Also
    --------
    ResamplingDisplay : The rows themselves.
    within_class_imbalance : How unevenly a class is spread over its clusters.

    Examples
    --------
    >>> from imblearn.over_sampling import SMOTE
    >>> from sklearn.cluster import KMeans
    >>> from sklearn.datasets import make_blobs
    >>> from clover.inspection import DistributionDisplay
    >>> from clover.over_sampling import ClusterOverSampler
    >>> X, y = make_blobs([40, 10], random_state=0)
    >>> sampler = ClusterOverSampler(SMOTE(), KMeans(n_clusters=3), random_state=0)
    >>> display = DistributionDisplay.from_estimator(sampler.fit(X, y))
    >>> int(display.frame["n_new_rows"].sum())
    30
    """

    def __init__(self, frame, effective_clusters):
        self.frame = frame
        self.effective_clusters = effective_clusters

    @classmethod
    def from_estimator(cls, sampler, X=None, y=None, *, random_state=0, **params):
        """Draw the report of a sampler.

        Parameters
        ----------
        sampler : estimator
            A cluster sampler of clover, or a pipeline that ends in one. A fitted one is
            used as it is. Of one that is not fitted, a clone is fitted to the rows.

        X : {array-like, sparse matrix, dataframe} of shape (n_samples, n_features), \
                default=None
            The rows. A fitted sampler needs none; if they are given, it should have
            been fitted to as many rows of each class.

        y : array-like of shape (n_samples,), default=None
            The classes.

        random_state : int, RandomState instance or None, default=0
            The seed of a clone that has none of its own.

        **params : dict
            Parameters of :meth:`plot`.

        Returns
        -------
        display : DistributionDisplay
            The display.

        Raises
        ------
        ValueError
            If the sampler is no cluster sampler of clover, is not fitted and got no
            rows, or was fitted to other rows.
        """
        check_sampler(sampler)
        last = last_step(sampler)
        if not is_fitted(last):
            last = _fit_clone(sampler, X, y, random_state)
        elif X is not None and y is not None and last is sampler:
            check_fitted_to(sampler, *read_rows(X, y))
        report = getattr(last, "cluster_report_", None)
        if report is None:
            raise ValueError(
                "`sampler` should be a cluster sampler of clover. "
                f"{type(last).__name__} tells of no clusters; give it to "
                "ClusterOverSampler as `oversampler`."
            )
        return cls.from_report(report, **params)

    @classmethod
    def from_report(cls, report, **params):
        """Draw a cluster report.

        Parameters
        ----------
        report : ClusterReport
            The ``cluster_report_`` of a sampler.

        **params : dict
            Parameters of :meth:`plot`.

        Returns
        -------
        display : DistributionDisplay
            The display.
        """
        return cls(report.to_frame(), report.effective_clusters).plot(**params)

    def plot(self, ax=None, *, class_label=None, max_bars=40):
        """Draw the bars of a class.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, default=None
            Axes to draw on. If None, a figure of a fitting size is made.

        class_label : object, default=None
            The class. None is the class that got most rows.

        max_bars : int, default=40
            Largest number of bars. If there are more clusters, those that got most rows
            have a bar of their own, and the last line counts the others.

        Returns
        -------
        display : DistributionDisplay
            The display itself.
        """
        entries = self._find_entries(class_label)
        bars = _make_bars(entries, max_bars)
        ax = make_axes(ax, WIDTH, REST + STEP * max(len(bars), 3))
        self.ax_, self.figure_ = ax, ax.figure
        is_planned = not (entries["made_by"] != "").any()
        made = "samples to be made" if is_planned else "samples"
        _draw_bars(ax, bars, made)
        _write_reasons(ax, bars)
        write_axis_labels(ax, "rows of the class", "cluster")
        _name_bars(ax, bars)
        write_legend(ax, 3, self._tell(entries, made))
        return self

    def _find_entries(self, class_label):
        """Return the entries of a class."""
        if not len(self.frame):
            raise ValueError(
                "The report is empty: no class was to get rows. Ask for some by "
                "`sampling_strategy`."
            )
        made = self.frame.groupby("class_label", sort=False)["n_new_rows"].sum()
        known = made.index.tolist()
        if class_label is None:
            class_label = known[int(np.argmax(made.to_numpy()))]
        if class_label not in known:
            raise ValueError(
                f"`class_label` should be among the classes that got rows, "
                f"{shorten(known, 200)}. Got {class_label!r}."
            )
        return self.frame[self.frame["class_label"] == class_label]

    def _tell(self, entries, made):
        """Return what the picture shows."""
        label = entries["class_label"].iloc[0]
        label = label.item() if hasattr(label, "item") else label
        single = entries[entries["other_cluster"] < 0]
        clusters = single[single["cluster"] >= 0]
        effective = self.effective_clusters.get(label, 0)
        return (
            f"class {shorten(label)}: {single['n_rows'].sum():,} rows, "
            f"{entries['n_new_rows'].sum():,} {made}, "
            f"{clusters['selected'].sum():,} of {len(clusters):,} clusters selected\n"
            f"effective number of clusters: {effective:.3g}"
        )


def _fit_clone(sampler, X, y, random_state):
    """Return the last step of a clone that was fitted to rows."""
    if X is None or y is None:
        raise ValueError(
            f"This {type(last_step(sampler)).__name__} is not fitted. Fit it, or give "
            "`X` and `y`."
        )
    read_rows(X, y)
    copy = copy_with_seed(sampler, random_state)
    last = last_step(copy)
    if last is copy:
        copy.fit(X, y)
    else:
        copy.fit_resample(X, y)
    return last_step(copy)


def _make_bars(entries, max_bars):
    """Return the names, lengths and reasons of bars, as a data frame."""
    import pandas as pd

    is_pair = entries["other_cluster"] >= 0
    bars = pd.DataFrame(
        {
            "name": [
                _name_entry(*clusters)
                for clusters in zip(
                    entries["cluster"], entries["other_cluster"], strict=True
                )
            ],
            # The rows of two clusters have bars of their own.
            "before": entries["n_rows"].where(~is_pair, 0).to_numpy(),
            "made": entries["n_new_rows"].to_numpy(),
            "selected": entries["selected"].to_numpy(),
            "reason": entries["reason"].to_numpy(),
        }
    )
    if len(bars) <= max_bars:
        return bars
    order = bars.sort_values(["made", "before"], ascending=False, kind="stable").index
    kept = np.sort(order[: max(max_bars - 1, 0)])
    rest = bars.drop(kept)
    # A bar as long as all others together would make these short.
    last = {
        "name": f"{len(rest):,} others",
        "before": 0,
        "made": 0,
        "selected": False,
        "reason": f"{rest['before'].sum():,} rows, +{rest['made'].sum():,}, "
        f"{rest['selected'].sum():,} selected",
    }
    return pd.concat([bars.loc[kept], pd.DataFrame([last])], ignore_index=True)


def _name_entry(cluster, other):
    if cluster < 0:
        return "noise"
    return f"{cluster}" if other < 0 else f"{cluster}, {other}"


def _draw_bars(ax, bars, made):
    places = np.arange(len(bars))
    is_selected = bars["selected"].to_numpy(dtype=bool)
    for chosen, color, label in (
        (is_selected, DARK, "original, selected"),
        (~is_selected, LIGHT, "original, not selected"),
    ):
        lengths = bars["before"].to_numpy()[chosen]
        if lengths.any():
            ax.barh(places[chosen], lengths, color=color, label=label)
    has_made = bars["made"].to_numpy() > 0
    if has_made.any():
        before, new = (bars[name].to_numpy()[has_made] for name in ("before", "made"))
        ax.barh(places[has_made], new, left=before, color=BRIGHT, label=made)
    ax.set_ylim(len(bars) - 0.4, -0.6)


def _write_reasons(ax, bars):
    """Write reasons and numbers of rows beside the bars, and make room for them."""
    texts = [
        _text_beside(bar.made, "" if bar.selected and bar.made else bar.reason)
        for bar in bars.itertuples()
    ]
    ends = (bars["before"] + bars["made"]).to_numpy(dtype=float)
    size = SIZE - 1
    width = ax.get_window_extent().width / ax.figure.dpi
    needed = [text_width(f"{text}   ", size) / width for text in texts]
    shares = np.minimum(needed, MAX_TEXT)
    ax.set_xlim(0, max((ends / (1 - shares)).max(), 1))
    for place, (end, text) in enumerate(zip(ends, texts, strict=True)):
        ax.annotate(
            text,
            (end, place),
            (4, 0),
            textcoords="offset points",
            size=size,
            color=TEXT,
            va="center",
            parse_math=False,
        )


def _text_beside(n_made, reason):
    parts = [f"+{n_made:,}"] if n_made else []
    return "  ".join([*parts, *([shorten(reason, 70)] if reason else [])])


def _name_bars(ax, bars):
    """Write the names of the bars, as small as their places need."""
    height = ax.get_window_extent().height / ax.figure.dpi
    size = float(np.clip(0.9 * POINTS * height / len(bars), 3, SIZE))
    ax.set_yticks(range(len(bars)), bars["name"], size=size)
