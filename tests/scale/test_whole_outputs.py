"""An output is whole, or there is none."""

import json
import os
import stat

import pytest
from scale_tables import make_table, write_parts
from sklearn.cluster import KMeans

import clover
from clover.scale import plan, resample

PARAMETERS = {"clusterer": KMeans(2, n_init=1), "random_state": 0}


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    return write_parts(make_table(600), tmp_path_factory.mktemp("given") / "data", 3)


@pytest.fixture(scope="module")
def made(source):
    return plan(source, "y", **PARAMETERS)


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_an_output_has_the_numbers_of_rows_of_each_class(source, made, tmp_path):
    counts = resample(source, tmp_path / "output", made)
    details = json.loads((tmp_path / "output" / "_SUCCESS.json").read_text())
    assert details["clover"] == clover.__version__
    assert details["random_state"] == 0
    assert details["rows"]["original"] == 600
    assert sum(details["rows"].values()) == sum(counts.values())
    assert {
        of_class["label"]: of_class["original"] + of_class["synthetic"]
        for of_class in details["classes"]
    } == counts


def test_an_output_that_exists_is_refused(source, made, tmp_path):
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "mine.txt").write_text("mine")
    for force in (False, True):
        with pytest.raises(FileExistsError, match="`output` should not exist"):
            resample(source, tmp_path / "output", made, force=force)
    assert names_in(tmp_path / "output") == ["mine.txt"]
    assert names_in(tmp_path) == ["output"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights.")
def test_rights_of_an_output_are_those_of_a_new_folder(source, made, tmp_path):
    former = os.umask(0o027)
    try:
        resample(source, tmp_path / "output", made)
    finally:
        os.umask(former)
    assert stat.S_IMODE((tmp_path / "output").stat().st_mode) == 0o750
