"""The options of the commands, as data; the parser is made of them elsewhere."""

from dataclasses import dataclass, field

from clover.cli._sampling.methods import METHODS

#: What stands for a path in the help.
FILE, FOLDER = "FILE", "FOLDER"


@dataclass(frozen=True)
class Option:
    """An option of a command.

    Attributes
    ----------
    flags : tuple of str
        Its names; ``--a/--no-a`` for a switch with two sides.

    help : str
        What it does.

    attributes : dict
        What else the parser should know.
    """

    flags: tuple
    help: str
    attributes: dict = field(default_factory=dict)


def option(*flags, help, **attributes):
    """Return an `Option`."""
    return Option(flags, help, attributes)


TARGET = option(
    "--target", "-t", help="Column of the classes.", metavar="COLUMN", required=True
)
TABLE = (
    option(
        "--separator",
        help="Sign between two cells, such as ';' or 'tab'. By default it is found.",
        metavar="SIGN",
    ),
    option(
        "--decimal",
        help="Decimal sign of numbers. By default it is found.",
        choices=[".", ","],
    ),
    option(
        "--encoding",
        help="Encoding of a text table, such as cp1252. By default UTF-8.",
        metavar="NAME",
    ),
)
COLUMNS = (
    option(
        "--categorical",
        "-c",
        help="Columns of categories beside those of text and booleans: a,b.",
        metavar="COLUMNS",
        multiple=True,
    ),
    option(
        "--ignore",
        "-i",
        help="Columns that real rows keep, and that are empty in synthetic ones: "
        "id,date.",
        metavar="COLUMNS",
        multiple=True,
    ),
    option(
        "--missing",
        help="What becomes of missing values: an error; the median, and the most "
        "frequent category; or the median, and a category of their own. Real rows keep "
        "theirs.",
        choices=["error", "impute", "category"],
        default="error",
        show_default=True,
    ),
)
SAMPLER = (
    option(
        "--method",
        "-m",
        help="How synthetic rows are made; `clover methods` lists all.",
        metavar="NAME",
        completions=tuple(METHODS),
        default="recommended",
        show_default=True,
    ),
    option(
        "--set",
        "-s",
        help="Parameter of the method, such as k_neighbors=3, or of its clusterer, "
        "such as clusterer.n_clusters=50. May be repeated.",
        metavar="NAME=VALUE",
        multiple=True,
    ),
    option(
        "--strategy",
        help="Rows that classes should have: auto (all as many as the largest), "
        "minority (the smallest alone), a share of the largest such as 0.5, or "
        "numbers such as '{\"fraud\": 5000}'.",
        metavar="STRATEGY",
        default="auto",
        show_default=True,
    ),
    option(
        "--scale/--no-scale",
        help="Whether columns are scaled for the clustering, as they are by default.",
        default=None,
    ),
    option(
        "--seed",
        help="Seed: the same one gives the same result.",
        type=int,
        default=0,
        show_default=True,
    ),
)
TELLING = (
    option("--quiet", "-q", help="Tell warnings and the result alone.", is_flag=True),
    option("--debug", help="Show the traceback of an error.", is_flag=True),
)
JSON = option("--json", help="Write the result as JSON.", is_flag=True)
FORCE = option("--force", "-f", help="Replace files that exist.", is_flag=True)
OUTPUT = option(
    "--output",
    "-o",
    help="File to write: .csv, .csv.gz, .tsv, .parquet, .feather, or - for standard "
    "output. Of folders and large files, a new folder for Parquet files.",
    metavar=FILE,
)
WRITING = (
    OUTPUT,
    option("--only-new", help="Write the synthetic rows alone.", is_flag=True),
    option(
        "--mark",
        help="Name of a last column: True for synthetic rows, False for real ones.",
        metavar="COLUMN",
    ),
    option(
        "--weights",
        help="Name of a column with weights that keep the shares of the classes.",
        metavar="COLUMN",
    ),
    option(
        "--provenance",
        help="CSV file that tells for each synthetic row: row, cluster, other_cluster, "
        "base, partner. Rows are counted from 0.",
        metavar=FILE,
    ),
    option("--report", help="Write a report, too: .html, .json or .md.", metavar=FILE),
    option(
        "--plot",
        help="Draw real and synthetic rows, too: .png, .svg or .pdf.",
        metavar=FILE,
    ),
    option(
        "--dry-run", help="Tell what would be done, and write nothing.", is_flag=True
    ),
    FORCE,
    option(
        "--yes",
        help="Resample even if the file is named like rows for testing.",
        is_flag=True,
    ),
)
LARGE = (
    option(
        "--engine",
        help="What resamples: memory reads the whole table; local reads Parquet in "
        "parts; dask does so with several processes. By default local for folders and "
        "large Parquet files, and memory for others.",
        choices=["memory", "local", "dask"],
    ),
    option(
        "--memory",
        help="Of local and dask: the memory that the process and its children take "
        "together, such as 400MB. By default 1GB for local, and half of the free "
        "memory for dask.",
        metavar="SIZE",
    ),
    option(
        "--save-plan",
        help="Of local and dask: folder for the plan, which makes the same rows again.",
        metavar=FOLDER,
    ),
    option(
        "--plan",
        help="Of local and dask: folder of a saved plan to resample by.",
        metavar=FOLDER,
    ),
)
FORM = option(
    "--format",
    help="Form of the report on standard output.",
    choices=["table", "markdown", "json", "html"],
    default="table",
    show_default=True,
)
REPORT_OUTPUT = option(
    "--output", "-o", help="File to write: .html, .json or .md.", metavar=FILE
)
FOLDS = option(
    "--folds", help="Number of folds.", type=int, default=5, show_default=True
)
REPEATS = option(
    "--repeats",
    help="How often the folds are drawn.",
    type=int,
    default=2,
    show_default=True,
)
MAX_ROWS = option(
    "--max-rows",
    help="Of larger tables, a stratified sample of so many rows.",
    type=int,
    default=5_000,
    show_default=True,
)
SEED = SAMPLER[-1]

OPTIONS = {
    "resample": (
        TARGET,
        *WRITING,
        *SAMPLER,
        *COLUMNS,
        *LARGE,
        *TABLE,
        JSON,
        *TELLING,
    ),
    "report": (
        TARGET,
        FORM,
        REPORT_OUTPUT,
        FORCE,
        *SAMPLER,
        *COLUMNS,
        *TABLE,
        *TELLING,
    ),
    "compare": (
        TARGET,
        FOLDS,
        REPEATS,
        MAX_ROWS,
        SEED,
        *COLUMNS,
        *TABLE,
        JSON,
        *TELLING,
    ),
    "methods": (JSON, TELLING[1]),
    "doctor": (JSON, TELLING[1]),
}
HELP = {
    "resample": "Add synthetic rows of the smaller classes to a table. TABLE is a CSV "
    "file, also gzipped, a Parquet or Feather file, a folder of Parquet files, or "
    "- for standard input. Real rows come back as they were, followed by "
    "the synthetic ones.",
    "report": "Report on what resample would do, without writing the rows.",
    "compare": "Compare ways of dealing with imbalance, in cross-validation. The ways "
    "are no resampling, class weights, a tuned threshold, random repetition, SMOTE and "
    "the recommended method. It takes a minute or two.",
    "methods": "List the methods of oversampling.",
    "doctor": "Show versions, and which optional parts are installed.",
}
TAKES_TABLE = ("resample", "report", "compare")
