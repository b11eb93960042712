"""imbalanced-learn's own tests of KMeansSMOTE, run against clover's."""

import importlib.util
from unittest.mock import patch

from clover.over_sampling import KMeansSMOTE


def _load_with_ours_in_place_of_theirs():
    spec = importlib.util.find_spec(
        "imblearn.over_sampling._smote.tests.test_kmeans_smote"
    )
    module = importlib.util.module_from_spec(spec)
    with patch("imblearn.over_sampling.KMeansSMOTE", KMeansSMOTE):
        spec.loader.exec_module(module)
    assert module.KMeansSMOTE is KMeansSMOTE
    return module


# None of these tests compares literal random numbers, so none is left out.
globals().update(
    {
        name: value
        for name, value in vars(_load_with_ours_in_place_of_theirs()).items()
        if name.startswith("test_") or name == "data"
    }
)


def test_all_of_their_tests_were_found():
    theirs = [name for name in globals() if name.startswith("test_")]
    assert len(theirs) >= 5
