"""``clover doctor``: versions, and which optional parts are there."""

import platform
from importlib.metadata import PackageNotFoundError, version

NEEDED = (
    "numpy",
    "scipy",
    "scikit-learn",
    "imbalanced-learn",
    "joblib",
    "threadpoolctl",
)
# What each optional package is for, and the extra that installs it.
OPTIONAL = {
    "click": ("the command line", "cli"),
    "rich": ("the command line", "cli"),
    "pandas": ("tables", "cli"),
    "pyarrow": ("Parquet and Feather tables", "cli"),
    "jinja2": ("reports as HTML", "cli"),
    "matplotlib": ("--plot", "cli"),
    "baycomp": ("comparisons of many tables in Python", "comparison"),
    "scikit-posthocs": ("comparisons of many tables in Python", "comparison"),
    "statsmodels": ("comparisons of many tables in Python", "comparison"),
    "dask": ("--engine dask", "scale"),
    "distributed": ("--engine dask", "scale"),
    "polars": ("tables of polars in Python", "dataframes"),
}
MISSING = "missing"


def run_doctor(console, *, is_json):
    """Show the versions and return the exit code: 1 if a needed package lacks."""
    from clover import __version__

    found = {
        "clover": __version__,
        "Python": platform.python_version(),
        "system": platform.platform(),
    }
    found |= {name: find_version(name) for name in (*NEEDED, *OPTIONAL)}
    if is_json:
        console.json(found)
    else:
        _tell(found, console)
    return int(any(found[name] is None for name in NEEDED))


def _tell(found, console):
    width = max(map(len, found))
    for name, number in found.items():
        use = f"  for {OPTIONAL[name][0]}" if name in OPTIONAL else ""
        style = None if number else "yellow"
        text = f"{number or MISSING:12}{use}".rstrip()
        console.entry(name, text, width, style)
    missing = [name for name, number in found.items() if number is None]
    extras = {OPTIONAL[name][1] for name in missing if name in OPTIONAL}
    for extra in sorted(extras):
        console.say(
            f"pip install 'cluster-over-sampling[{extra}]' installs what lacks."
        )
    needed = [name for name in missing if name in NEEDED]
    if needed:
        console.say(f"clover does not work without: {', '.join(needed)}", "red")


def find_version(name):
    """Return the version of a package, or None if it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None
