"""Folders and files of Parquet, read with pyarrow, on this computer alone."""

from functools import partial

from clover.scale._core.columns import Columns
from clover.scale._core.local_run import LocalRun, write_all
from clover.scale._core.parts import ScaleParts
from clover.scale._core.planning import Engine, find_plan
from clover.scale._core.staging import spill_folder, stage_output, write_success
from clover.scale._plan import ResamplePlan
from clover.scale._plans.resampling import Resampling, columns_of_plan
from clover.scale._plans.settings import Settings
from clover.scale._tables.files import list_local_paths


def plan(
    source,
    target,
    *,
    oversampler=None,
    clusterer=None,
    distributor=None,
    random_state=None,
    max_samples=25_000,
    max_group_rows=25_000,
    weight_column=None,
    chi="prevalence",
    categorical_features="auto",
    ignored_columns=(),
    memory=None,
    spill_dir=None,
    force=False,
    progress=None,
):
    """Plan the synthetic samples of data that need not fit into memory.

    Parameters
    ----------
    source : str, Path, list of these, or pyarrow.dataset.Dataset
        A Parquet file, a folder of such files, several files, or any data set of files.
        The rows of a folder are in the order of Dask: ``part.2`` comes before
        ``part.10``. Names of folders such as ``year=2020`` are a column of categories.
        An index of pandas without a name is left out.

    target : str
        Name of the column with the classes. All other columns are features: numbers,
        booleans or categories, without missing values. Others have to be in
        `ignored_columns`.

    oversampler : estimator, default=None
        SMOTE, SMOTENC, RandomOverSampler, or GeometricSMOTE or ScaledGeometricSMOTE
        with ``selection_strategy='minority'``. Its ``sampling_strategy`` tells how many
        samples to make. ``None`` is SMOTE with its defaults. ScaledGeometricSMOTE
        brings the clusterer and the distributor, by its ``n_clusters``.

    clusterer : estimator, default=None
        A clusterer with ``predict``, or a pipeline that ends in one. It is fitted to a
        sample and labels all rows. A ``FrozenEstimator`` is used as it is. Where there
        are categories, the steps before the last one scale the numbers, and the last
        one gets these and then an indicator of each category. ``None`` is
        MiniBatchKMeans after StandardScaler. A plan with another clusterer than KMeans,
        MiniBatchKMeans or MeanShift, or with other steps than scalers of single
        columns, cannot be saved.

    distributor : DensityDistributor or ClusterDistributor, default=None
        How the clusters share the samples. ``None`` is
        ``DensityDistributor(temperature='auto')``.

    random_state : int, default=None
        The seed. ``None`` takes the seed of the oversampler, or draws one, which the
        plan keeps.

    max_samples : int or None, default=25_000
        Number of rows that the clusterer is fitted to; ``None`` for all.

    max_group_rows : int, default=25_000
        Neighbours are searched among at most so many rows. Cells with more are divided
        into groups of rows that are close to each other.

    weight_column : str, default=None
        Name of a column of weights in the output, with which each class keeps the
        weight of its rows; see :func:`clover.weights.prevalence_weights`. ``None``
        leaves the columns as they are.

    chi : float or 'prevalence', default='prevalence'
        The weight, from 0 to 1, of a given row of a class that gets samples, where
        there is a `weight_column`. ``'prevalence'`` is
        :data:`clover.weights.DEFAULT_CHI`.

    categorical_features : 'auto', array-like or None, default='auto'
        Which columns hold categories, for SMOTENC, GeometricSMOTE and
        ScaledGeometricSMOTE: names, positions or a mask of the features. ``'auto'``
        leaves it to the parameter of the oversampler; where that is ``'auto'``, too,
        they are the columns of texts, dictionaries and booleans.
        RandomOverSampler repeats rows, whatever texts they hold. A column of categories
        holds at most 1,000 different values.

    ignored_columns : list of str, default=()
        Names of columns that are no features, such as identifiers, dates and other
        texts. They may be of any type, and miss values. Given rows keep them as they
        are. Synthetic samples have nulls there, so these columns may hold nulls in the
        output. They are only read where rows are copied.

    memory : int or str, default=None
        The resident memory that the process should not exceed, in bytes or as a text
        such as ``'400MB'`` or ``'1GiB'``, the libraries included. It changes how many
        rows are read at a time and when rows are written to temporary files, never the
        result. ``None`` sets no limit.

    spill_dir : str or Path, default=None
        An existing folder for temporary files. ``None`` is that of the system.

    force : bool, default=False
        Whether to remove temporary folders of runs that were killed.

    progress : callable, default=None
        Takes the name of a step, and the numbers of rows that are done and in total.

    Returns
    -------
    plan : ResamplePlan
        The plan.

    Raises
    ------
    NoSamplesError
        If no cluster is selected for a class.

    FileExistsError
        If runs that were killed left temporary folders in `spill_dir`.

    MemoryError
        If a step needs more than `memory` leaves for it.

    TypeError
        If the oversampler, the clusterer or the distributor needs rows that do not fit
        into memory. The error names what is possible.

    ValueError
        If a value is missing or infinite, a column holds something else than numbers
        and categories, or a parameter is out of range. The error names the column and
        the row.

    Notes
    -----
    The data are read three or four times: to count classes and categories, to draw the
    sample, to label and count the rows, and to measure mean distances in the clusters,
    if the distributor uses them. In a cluster with more than 4,096 rows of the class,
    the mean distance is that of 4,096 of them, which a hash of their numbers chooses.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import pyarrow as pa
    >>> import pyarrow.parquet as pq
    >>> from sklearn.datasets import make_classification
    >>> from clover.over_sampling import ScaledGeometricSMOTE
    >>> from clover.scale import plan
    >>> X, y = make_classification(1_000, 4, weights=[0.9], flip_y=0, random_state=0)
    >>> table = pa.table([*X.T, y], names=["a", "b", "c", "d", "y"])
    >>> sampler = ScaledGeometricSMOTE(selection_strategy="minority", n_clusters=4)
    >>> with TemporaryDirectory() as folder:
    ...     source = Path(folder, "data.parquet")
    ...     pq.write_table(table, source)
    ...     made = plan(source, "y", oversampler=sampler, random_state=0)
    >>> made.n_class_rows
    array([901,  99])
    >>> made.n_new
    802
    """
    parts = ScaleParts.of(oversampler, clusterer, distributor, random_state)
    settings = Settings(
        max_samples,
        max_group_rows,
        weight_column,
        chi,
        categorical_features,
        ignored_columns,
    )
    columns_of = partial(Columns.of, target=target, ignored=settings.ignored_columns)
    with spill_folder(spill_dir, force) as folder:
        run = LocalRun.open(source, columns_of, memory, folder, progress)
        run.check_sample(max_samples)
        engine = Engine(run.do_pass, run.gather)
        found = find_plan(run.partitions, run.columns, parts, settings, engine)
        made = ResamplePlan.of(found)
        run.check_groups(made)
        return made


def resample(
    source, output, plan, *, memory=None, spill_dir=None, force=False, progress=None
):
    """Write the rows of a data set and then the synthetic samples of a plan.

    The output is a folder of Parquet files: those of the rows come first, in their
    order, then those of the samples. ``pyarrow.dataset.dataset(output)`` reads them.
    The folder gets its name when it is complete: until then, the files are in a folder
    beside it, whose name begins with an underscore. ``_SUCCESS.json`` has the numbers
    of rows.

    Parameters
    ----------
    source : str, Path or pyarrow.dataset.Dataset
        The data that the plan was made of.

    output : str or Path
        The folder, which should not exist.

    plan : ResamplePlan
        The plan.

    memory : int or str, default=None
        The resident memory that the process should not exceed, in bytes or as a text
        such as ``'400MB'`` or ``'1GiB'``, the libraries included. It changes how many
        rows are read at a time and when rows are written to temporary files, never the
        result. ``None`` sets no limit.

    spill_dir : str or Path, default=None
        An existing folder for temporary files. ``None`` is the folder in which `output`
        will be.

    force : bool, default=False
        Whether to replace an output that is empty or that clover wrote as a whole, and
        to remove temporary folders of runs that were killed.

    progress : callable, default=None
        Takes the name of a step, and the numbers of rows that are done and in total.

    Returns
    -------
    counts : dict
        Maps class labels to their number of rows in the output.

    Raises
    ------
    FileExistsError
        If the output exists, or if runs that were killed left temporary folders.

    OSError
        If a disk is full. Nothing of the output is kept.

    MemoryError
        If a step needs more than `memory` leaves for it.

    ValueError
        If the data are not those of the plan, or if the output lies among them.
    """
    paths = list_local_paths(source)
    staging = stage_output(output, paths, spill_dir=spill_dir, force=force)
    with staging as staged:
        run = LocalRun.open(
            source, partial(columns_of_plan, plan), memory, staged.spill, progress
        )
        resampling = Resampling.of(plan, run.partitions, run.columns, map)
        run.check_groups(plan)
        write_all(staged.output, run, resampling)
        write_success(staged.output, plan)
    sizes = plan.n_class_rows + plan.n_new_rows.sum(axis=0)
    return dict(zip(plan.class_labels, sizes.tolist(), strict=True))
