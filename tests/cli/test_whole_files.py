"""Files are written whole or not at all."""

import errno
import os

import pytest

from clover.cli._errors import DataError, UsageError
from clover.cli._staging import check_goals, staging

posix = pytest.mark.skipif(os.name != "posix", reason="limits and modes as on POSIX")


def test_files_get_their_names_together(tmp_path):
    with staging() as staged:
        staged.add(tmp_path / "a.csv", b"a")
        staged.add(tmp_path / "b.csv", b"b")
        assert not (tmp_path / "a.csv").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.csv"]
    assert (tmp_path / "b.csv").read_bytes() == b"b"


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_nothing_is_left_after_an_error(tmp_path, error):
    (tmp_path / "a.csv").write_bytes(b"kept")
    with pytest.raises(error), staging() as staged:
        staged.add(tmp_path / "a.csv", b"new")
        staged.add(tmp_path / "b.csv", b"b")
        raise error
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert (tmp_path / "a.csv").read_bytes() == b"kept"


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path, monkeypatch):
    def fail(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(DataError, match="No space left on device"), staging() as staged:
        staged.add(tmp_path / "a.csv", b"new")
    assert list(tmp_path.iterdir()) == []


def limit_files():
    """Let the process write at most 300 bytes to a file, as to a disk that is full."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))


@posix
@pytest.mark.parametrize("name", ["out.csv", "out.csv.gz", "out.parquet"])
def test_a_file_that_the_system_cuts_off_is_not_left(clover, shops, tmp_path, name):
    kept = tmp_path / name
    kept.write_bytes(b"kept")
    command = f"resample {shops} -t paid -o {name} --force -m random --strategy".split()
    # So many rows that the file is too large in each of the forms.
    ended = clover(*command, '{"no": 9000}', preexec_fn=limit_files)
    assert ended.code == 1
    assert ended.error == (
        f"Error: {name} could not be written: File too large. Nothing is left of it.\n"
    )
    assert sorted(os.listdir(tmp_path)) == sorted([name, shops])
    assert kept.read_bytes() == b"kept"


def test_a_file_that_cannot_get_its_name_tells_which_are_written(tmp_path):
    with pytest.raises(DataError, match=r"b\.csv could not .* before: 'a\.csv'\."):
        with staging() as staged:
            staged.add(tmp_path / "a.csv", b"a")
            staged.add(tmp_path / "b.csv", b"b")
            (tmp_path / "b.csv").mkdir()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.csv"]


@posix
def test_links_and_modes_stay(tmp_path):
    (tmp_path / "private.csv").write_bytes(b"old")
    (tmp_path / "private.csv").chmod(0o600)
    (tmp_path / "link.csv").symlink_to("private.csv")
    with staging() as staged:
        staged.add(tmp_path / "link.csv", b"new")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "private.csv").read_bytes() == b"new"
    assert (tmp_path / "private.csv").stat().st_mode & 0o777 == 0o600


def test_names_may_be_as_long_as_the_system_allows(tmp_path):
    name = "o" * 251 + ".csv"
    with staging() as staged:
        staged.add(tmp_path / name, b"a")
    assert os.listdir(tmp_path) == [name]


def test_goals_may_not_be_the_input_even_with_force(tmp_path):
    path = str(tmp_path / "a.csv")
    with pytest.raises(UsageError, match="the table that is read"):
        check_goals({"--output": path}, [path], is_forced=True)


def test_a_link_to_the_input_is_the_input(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"a")
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")
    paths = [str(tmp_path / name) for name in ("b.csv", "a.csv")]
    with pytest.raises(UsageError, match="the table that is read"):
        check_goals({"--output": paths[0]}, paths[1:], is_forced=True)
