"""Files are written whole or not at all."""

import errno
import os

import pytest

from clover.cli._errors import DataError, UsageError
from clover.cli._staging import check_goals, staging


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


def test_goals_may_not_be_the_input_even_with_force(tmp_path):
    path = str(tmp_path / "a.csv")
    with pytest.raises(UsageError, match="the table that is read"):
        check_goals({"--output": path}, [path], is_forced=True)
