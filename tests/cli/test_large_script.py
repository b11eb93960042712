"""The printed Python lines make the rows of a command on a folder."""

import json
import shlex
import shutil
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from large_folders import make_part, read, use_threads


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


def make_part_of_any_types(number):
    """Return a table with columns that are neither numbers nor categories."""
    table = make_part(number)
    rows = table.column("id").to_pylist()
    others = {
        "day": pa.array([row * 7 if row % 3 else None for row in rows], pa.date32()),
        "price": pa.array([Decimal(row) / 100 for row in rows], pa.decimal128(9, 2)),
        "tags": pa.array([[row, 1] for row in rows], pa.list_(pa.int16())),
        "note": pa.array([f"note {row}" for row in rows]),
        "seen": pa.array(rows, pa.timestamp("us")),
        "done": pa.array([row % 2 == 0 for row in rows]),
    }
    for name, column in others.items():
        table = table.append_column(name, column)
    return table


@pytest.mark.parametrize("engine", ["local", "dask --memory 2GB"])
def test_of_ignored_columns_of_any_types(agrees, tmp_path, monkeypatch, engine):
    if engine != "local":
        use_threads(monkeypatch)
    (tmp_path / "big").mkdir()
    parts = [make_part_of_any_types(number) for number in range(3)]
    for number, part in enumerate(parts):
        # In the order of the numbers, the first one is the first.
        pq.write_table(part, tmp_path / "big" / f"part.{number + 9}.parquet")
    ignored = ["id", "day", "price", "tags", "note", "seen", "done"]
    code = agrees(f"big --ignore {','.join(ignored)} --engine {engine}")
    assert 'ignored_columns=["id", "day", "price"' in code
    given, output = pa.concat_tables(parts), read(tmp_path / "out")
    assert output.slice(0, 360).to_pydict() == given.to_pydict()
    assert [output.schema.field(name).type for name in ignored if name != "note"] == [
        given.schema.field(name).type for name in ignored if name != "note"
    ]
    samples = output.slice(360)
    assert {samples.column(name).null_count for name in ignored} == {216}


@pytest.mark.parametrize("engine", ["local", "dask --memory 2GB"])
def test_of_an_index_and_of_columns_in_names_of_folders(
    agrees, tmp_path, monkeypatch, engine
):
    if engine != "local":
        use_threads(monkeypatch)
    for number in range(2):
        frame = make_part(number).drop_columns(["id"]).to_pandas()
        frame.index = pd.Index([f"row {row}" for row in frame.index], name="key")
        folder = tmp_path / "big" / f"year={2020 + number}"
        folder.mkdir(parents=True)
        frame.to_parquet(folder / "part.parquet")
    agrees(f"big --engine {engine} --ignore year")
    output = read(tmp_path / "out").to_pydict()
    assert output["key"][:240] == [f"row {row}" for row in [*range(120)] * 2]
    assert output["year"][:240] == [2020] * 120 + [2021] * 120
    assert set(output["key"][240:]) == set(output["year"][240:]) == {None}


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
