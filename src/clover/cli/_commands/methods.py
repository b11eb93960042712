"""``clover methods``: the methods with a line each."""

from clover.cli._sampling.methods import METHODS

KINDS = {
    "all": "any columns",
    "mixed": "numbers and categories",
    "numbers": "numbers",
}


def run_methods(console, *, is_json):
    """List the methods and return the exit code."""
    rows = [
        {
            "method": method.name,
            "takes": KINDS[method.takes],
            "class": f"{method.module}.{method.class_name}",
            "summary": method.summary,
        }
        for method in METHODS.values()
    ]
    if is_json:
        console.json(rows)
        return 0
    width = max(len(row["method"]) for row in rows)
    for row in rows:
        console.entry(row["method"], row["summary"], width)
        console.entry("", f"For {row['takes']}: {row['class']}", width)
    console.say("\nUse one with --method, and set its parameters with --set.")
    return 0
