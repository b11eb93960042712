"""The printed Python lines make the rows of a command on a folder."""

import json
import shlex
import shutil

import pytest
from large_folders import read, use_threads


@pytest.fixture
def agrees(clover_here, tmp_path):
    """Return a function that checks a command against the lines that it prints."""

    def check(arguments):
        words = shlex.split(arguments)
        told = clover_here("resample", *words, "-t", "paid", "-o", "out", "--json")
        assert told.code == 0, told.error
        written = read(tmp_path / "out")
        shutil.rmtree(tmp_path / "out")
        shutil.rmtree(tmp_path / "new", ignore_errors=True)
        code = json.loads(told.out)["code"]
        exec(compile(code, "printed", "exec"), {"__name__": "__main__"})
        assert written.equals(read(tmp_path / "out"))
        return code

    return check


NUMBERS = "big --ignore id,shop,open"
COMMANDS = {
    "defaults": "big --ignore id",
    "all kept": "big",
    "memory": "big --memory 1GB",
    "named categories": "big --ignore id --categorical branch,count",
    "parameters": "big --set k_neighbors=3 --set deformation_factor=0.5",
    "clusters": "big --set n_clusters=3 --seed 5 --set max_samples=200",
    "share": "big --strategy 0.5",
    "numbers": 'big --strategy \'{"no": 100, "yes": 300}\'',
    "weights": "big --weights importance",
    "smote with categories": "big --method smote --ignore id",
    "smote": f"{NUMBERS} --method smote --set max_group_rows=20",
    "geometric": "big --method geometric-smote --set truncation_factor=0.5",
    "random": "big --method random",
    "scaled clusters": f"{NUMBERS} -m kmeans-smote --set clusterer.n_clusters=2 "
    "--set distances_exponent=1",
    "clusters without scaling": f"{NUMBERS} -m kmeans-smote --no-scale "
    "--set imbalance_ratio_threshold=50",
}


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_of_a_folder(agrees, big, arguments):
    agrees(arguments)


def test_of_a_plan_that_is_saved_and_of_a_saved_one(agrees, big, tmp_path):
    code = agrees("big --ignore id --save-plan new")
    assert 'made.save("new")' in code
    (tmp_path / "new").rename(tmp_path / "plan")
    shutil.rmtree(tmp_path / "out")
    code = agrees("big --ignore id --plan plan")
    assert 'made = ResamplePlan.load("plan")' in code


def test_of_dask(agrees, big, monkeypatch):
    use_threads(monkeypatch)
    code = agrees("big --ignore id --engine dask --memory 2GB")
    assert "threads_per_worker=1" in code


def test_of_dask_and_a_saved_plan(agrees, clover_here, big, monkeypatch):
    use_threads(monkeypatch)
    clover_here("resample", "big", "-t", "paid", "--save-plan", "plan")
    agrees("big --engine dask --plan plan")


def test_of_a_command_that_writes_nothing(clover_here, big):
    told = clover_here("resample", big, "-t", "paid", "--json")
    code = json.loads(told.out)["code"]
    assert "from clover.scale import plan\n" in code
    made = {}
    exec(compile(code, "printed", "exec"), made)
    assert made["made"].n_new == 216
