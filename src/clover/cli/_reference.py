"""The reference of the commands in the documentation, made of the options."""

from clover.cli._options import HELP, OPTIONS, TAKES_TABLE


def write_reference():
    """Return the reference as reStructuredText, a section for each command."""
    return "\n".join(_describe(name) for name in OPTIONS)


def _describe(name):
    title = f"clover {name}"
    usage = f"{title} {'TABLE ' if name in TAKES_TABLE else ''}[OPTIONS]"
    lines = [title, "-" * len(title), "", HELP[name], "", "::", "", f"    {usage}", ""]
    for one in OPTIONS[name]:
        lines += [_name(one), f"    {_tell(one)}", ""]
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
