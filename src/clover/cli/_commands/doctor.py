"""``clover doctor``: versions, and which optional parts are there."""

import platform
from importlib.metadata import PackageNotFoundError, version

NEEDED = ("numpy", "scipy", "scikit-learn", "imbalanced-learn", "joblib")
# What each optional package is for.
OPTIONAL = {
    "click": "the command line",
    "rich": "the command line",
    "pandas": "tables",
    "pyarrow": "Parquet tables",
    "jinja2": "reports in HTML",
    "matplotlib": "pictures",
    "baycomp": "`clover compare`",
    "scikit-posthocs": "`clover compare`",
    "statsmodels": "`clover compare`",
    "polars": "tables of polars in Python",
}


def run_doctor(console, *, is_json):
    """Show the versions and return the exit code: 1 if a needed package lacks."""
    from clover import __version__

    found = {"clover": __version__, "Python": platform.python_version()}
    found |= {name: find_version(name) for name in (*NEEDED, *OPTIONAL)}
    if is_json:
        console.json(found)
    else:
        width = max(map(len, found))
        for name, number in found.items():
            use = f"  for {OPTIONAL[name]}" if name in OPTIONAL else ""
            style = None if number else "yellow"
            console.say(f"{name.ljust(width)}  {(number or 'missing'):12}{use}", style)
        if None in found.values():
            console.say("pip install 'cluster-over-sampling[cli]' installs what lacks.")
    return int(any(found[name] is None for name in NEEDED))


def find_version(name):
    """Return the version of a package, or None if it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None
