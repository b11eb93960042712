"""The tables of the user guide against the code."""

from pathlib import Path

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from imblearn.over_sampling import (
    ADASYN,
    SMOTE,
    SMOTEN,
    SMOTENC,
    SVMSMOTE,
    BorderlineSMOTE,
    RandomOverSampler,
)

from clover.over_sampling import (
    CenterSMOTE,
    GaussianOversampler,
    GeometricSMOTE,
    SimplicialSMOTE,
)
from clover.over_sampling._generation.traits import traits_of

GUIDE = Path(__file__).parents[1] / "docs" / "guide"
OVERSAMPLERS = {
    "SMOTE": SMOTE(),
    "RandomOverSampler": RandomOverSampler(),
    "RandomOverSampler with shrinkage": RandomOverSampler(shrinkage=1.0),
    "GeometricSMOTE": GeometricSMOTE(),
    "GeometricSMOTE with categories": GeometricSMOTE(categorical_features=[0]),
    "SimplicialSMOTE": SimplicialSMOTE(),
    "GaussianOversampler": GaussianOversampler(),
    "CenterSMOTE": CenterSMOTE(),
    "SMOTENC": SMOTENC([0]),
    "SMOTEN": SMOTEN(),
    "BorderlineSMOTE": BorderlineSMOTE(),
    "SVMSMOTE": SVMSMOTE(),
    "ADASYN": ADASYN(),
}


@pytest.fixture(scope="module")
def native_table():
    """Return the rows of the table on native oversamplers by their first cells."""
    page = (GUIDE / "oversamplers.rst").read_text(encoding="utf-8")
    start = page.index(".. list-table::", page.index("Native oversamplers\n="))
    tree = publish_doctree(page[start : page.index("\n\nOnly the exact class", start)])
    rows = [
        [entry.astext() for entry in row.findall(nodes.entry)]
        for row in tree.findall(nodes.row)
    ]
    return {name: cells for name, *cells in rows[1:]}


def test_table_lists_the_oversamplers(native_table):
    assert list(native_table) == list(OVERSAMPLERS)


@pytest.mark.parametrize("name", OVERSAMPLERS)
def test_table_says_what_is_native(native_table, name):
    traits = traits_of(OVERSAMPLERS[name])
    is_together = traits.native is not None and traits.native.make_together is not None
    assert native_table[name] == [
        "yes" if traits.native is not None else "no",
        "yes" if traits.can_search_clusters else "no",
        "yes" if is_together else "with n_jobs",
    ]
