"""Which checks of clover.testing a part fails."""


def names_of_checks(check_part, part):
    """Return the names of the checks of a part, in their order."""
    return [getattr(check, "func", check).__name__ for _, check in check_part(part)]


def find_failures(check_part, part):
    """Return the messages of the checks that a part fails, by the name of the check."""
    failures = {}
    names = names_of_checks(check_part, part)
    for name, (same_part, check) in zip(names, check_part(part), strict=True):
        assert same_part is part
        try:
            check(part)
        except AssertionError as error:
            failures[name] = str(error)
    return failures
