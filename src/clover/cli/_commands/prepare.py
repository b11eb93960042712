"""What the commands that resample have in common: the table, and the sampler for it."""

from dataclasses import dataclass, field

from clover.cli._sampling.columns import sort_columns
from clover.cli._sampling.composition import Recipe, make_sampler
from clover.cli._sampling.features import make_features
from clover.cli._sampling.methods import find_method
from clover.cli._sampling.settings import read_settings
from clover.cli._sampling.strategy import read_strategy
from clover.cli._sampling.target import read_classes
from clover.cli._tables.read import read_table


@dataclass(frozen=True)
class Request:
    """A table, and how its rows are to be resampled.

    Attributes
    ----------
    path, target : str
        The file, and its column of classes.

    separator, decimal, encoding : str or None
        How a text table is written.

    method, strategy, missing : str
        As the options give them.

    settings : list of str
        Parameters as name=value.

    categorical, ignored : list of str
        Names of columns.

    seed : int
        The seed.

    is_scaled : bool or None
        Whether columns are scaled for the clustering.

    is_json : bool
        Whether the command tells what it did as JSON.
    """

    path: str
    target: str
    separator: str | None = None
    decimal: str | None = None
    encoding: str | None = None
    method: str = "recommended"
    strategy: str = "auto"
    missing: str = "error"
    settings: list = field(default_factory=list)
    categorical: list = field(default_factory=list)
    ignored: list = field(default_factory=list)
    seed: int = 0
    is_scaled: bool | None = None
    is_json: bool = False


@dataclass(frozen=True, eq=False)
class Prepared:
    """A table that is ready to be resampled, and the sampler.

    Attributes
    ----------
    request : Request
        What the user asked for.

    table : Table
        The table.

    classes : Classes
        Its classes.

    columns : Columns
        The roles of its columns.

    X : pandas.DataFrame
        The features.

    sampler : estimator
        The sampler.

    is_repeated : bool
        Whether the sampler repeats whole rows.

    notes : list of str
        Sentences about what was found and chosen.
    """

    request: Request
    table: object
    classes: object
    columns: object
    X: object
    sampler: object
    is_repeated: bool
    notes: list


def prepare(request):
    """Return the table of a request and its sampler, as `Prepared`."""
    # What is wrong with the command itself is told before a large table is read.
    method, settings = find_method(request.method), read_settings(request.settings)
    table = read_table(
        request.path, request.separator, request.decimal, request.encoding
    )
    classes = read_classes(table, request.target)
    repeats = method.name == "random"
    columns = sort_columns(
        table,
        request.target,
        request.categorical,
        request.ignored,
        takes_texts=repeats,
    )
    recipe = Recipe(
        method,
        read_strategy(request.strategy, classes),
        request.seed,
        settings,
        request.is_scaled,
        table.n_rows,
    )
    X = (
        table.frame[[*columns.features]]
        if repeats
        else make_features(table, columns, request.missing)
    )
    sampler, notes = make_sampler(recipe, columns)
    return Prepared(
        request=request,
        table=table,
        classes=classes,
        columns=columns,
        X=X,
        sampler=sampler,
        is_repeated=repeats,
        notes=[
            *table.notes,
            *classes.find_alike(),
            *notes,
            *columns.hints,
            *_tell_ignored(columns),
        ],
    )


def _tell_ignored(columns):
    from clover.cli._errors import join_names

    if not columns.ignored:
        return []
    return [
        f"{join_names(columns.ignored)}: kept for real rows, empty in synthetic ones."
    ]
