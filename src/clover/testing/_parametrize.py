"""Checks of many parts as tests of pytest."""

import re


def parametrize_with_checks(check_part, parts, *, expected_failed_checks=None):
    """Decorate a test of pytest, to make it a test of each check of each part.

    The test gets two arguments, ``part`` and ``check``. Its name holds the part and the
    check, so that ``pytest -k`` finds both. Only this function needs pytest.

    Parameters
    ----------
    check_part : callable
        What returns the checks of a part: :func:`check_filter`,
        :func:`check_allocation`, :func:`check_distributor`, :func:`check_clusterer` or
        :func:`check_oversampler`.

    parts : list
        The parts, instances.

    expected_failed_checks : callable, default=None
        Takes a part and returns a dictionary from names of checks to the reasons why
        the part fails them. A test of such a check is marked as ``xfail``, and fails if
        the check passes. ``None`` expects no failures.

    Returns
    -------
    decorator : MarkDecorator
        The decorator, of ``pytest.mark.parametrize``.

    Raises
    ------
    ValueError
        If a failure of a check is expected that there is not.

    Examples
    --------
    >>> from clover.distribution import CoverageFilter, MinimumSupportFilter
    >>> from clover.testing import check_filter, parametrize_with_checks
    >>> @parametrize_with_checks(
    ...     check_filter, [CoverageFilter(0.5), MinimumSupportFilter(3)]
    ... )
    ... def test_filters_keep_the_contract(part, check):
    ...     check(part)
    """
    import pytest

    params = []
    for part in parts:
        expected = (
            {} if expected_failed_checks is None else expected_failed_checks(part)
        )
        pairs = [(check, _name_of_check(check)) for _, check in check_part(part)]
        if unknown := expected.keys() - {name for _, name in pairs}:
            raise ValueError(
                f"`expected_failed_checks` names checks of {part!r} that there are "
                f"not: {sorted(unknown)}. There are {[name for _, name in pairs]}."
            )
        for check, name in pairs:
            reason = expected.get(name)
            marks = (
                () if reason is None else pytest.mark.xfail(reason=reason, strict=True)
            )
            test_id = f"{_shorten(part)}-{name}"
            params.append(pytest.param(part, check, marks=marks, id=test_id))
    return pytest.mark.parametrize(("part", "check"), params)


def _name_of_check(check):
    # Checks that all kinds of parts have in common are told the kind by `partial`.
    return getattr(check, "func", check).__name__


def _shorten(part):
    """Return a part as text in a line, the same in all processes of a test run."""
    return " ".join(re.sub(r" at 0x[0-9A-Fa-f]+", "", repr(part)).split())
