"""Numbered findings: one module a code.

Each module has a function ``check(run, samples, facts)``, which returns a `Finding` or
None. The facts it gets have no findings yet.
"""

from clover.report._checks import (
    c001,
    c002,
    c003,
    c004,
    c005,
    c006,
    c007,
    c008,
    c009,
    c010,
)

MODULES = (c001, c002, c003, c004, c005, c006, c007, c008, c009, c010)
SEVERITIES = ("error", "warning", "note")


def find_findings(run, samples, facts):
    """Return the findings of a run, the gravest first."""
    found = [module.check(run, samples, facts) for module in MODULES]
    findings = [finding for finding in found if finding is not None]
    return sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))
