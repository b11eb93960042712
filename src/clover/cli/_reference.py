"""The reference of the commands in the documentation, made of the options."""

from clover.cli._options import HELP, OPTIONS, TAKES_TABLE

TABLE = "A CSV file, also gzipped, a Parquet or Feather file, or - for standard input."
FOLDER = "Also a folder of Parquet files."


def write_reference():
    """Return the reference as reStructuredText, a section for each command."""
    return "\n".join(_describe(name) for name in OPTIONS)


def _describe(name):
    title = f"clover {name}"
    takes_table = name in TAKES_TABLE
    usage = f"{title} {'TABLE ' if takes_table else ''}[OPTIONS]"
    lines = [title, "-" * len(title), "", HELP[name], "", "::", "", f"    {usage}", ""]
    if takes_table:
        told = f"{TABLE} {FOLDER}" if name == "resample" else TABLE
        lines += ["``TABLE``", f"    {told}", ""]
    for one in OPTIONS[name]:
        lines += [_name(one), f"    {_tell(one)}", ""]
    lines += ["``--help``, ``-h``", "    Show this message and exit.", ""]
    return "\n".join(lines)


def _name(one):
    value = one.attributes.get("metavar")
    if one.attributes.get("type") is int:
        value = "INTEGER"
    if choices := one.attributes.get("choices"):
        value = "|".join(choices)
    flags = [flag for both in one.flags for flag in both.split("/")]
    return ", ".join(
        f"``{flag} {value}``" if value else f"``{flag}``" for flag in flags
    )


def _tell(one):
    text = one.help.replace("`", "``")
    if one.attributes.get("required"):
        return f"{text} It has to be given."
    if one.attributes.get("show_default"):
        return f"{text} By default {one.attributes['default']}."
    return text


if __name__ == "__main__":
    print(write_reference(), end="")
