"""The files of a store: written whole or not at all, and read without pickles."""

import json
import os
import struct
import time
import zipfile
import zlib
from dataclasses import asdict, fields
from pathlib import Path
from uuid import uuid4

import numpy as np

from clover.comparison._identity.names import FORMAT
from clover.comparison._runs.records import DataInfo, Record

FORMAT_FILE = "format.json"
TEMPORARY = ".tmp-"
# A temporary file of this age, in seconds, was left behind by a process that ended.
STALE_AFTER = 24 * 3600.0
ROWS = "test_rows", "train_rows"
PROBABILITIES = "test_proba", "train_proba"
# What is raised where a file was truncated or holds something else.
UNREADABLE = (
    OSError,
    EOFError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


def open_store(store):
    """Return the folder of a store, made if need be, after a look at its format.

    Raises
    ------
    ValueError
        If `store` is not a folder, cannot be written to, or is of a newer format.
    """
    if not isinstance(store, str | os.PathLike):
        raise ValueError(f"`store` should be the path of a folder. Got {store!r}.")
    # Workers of an earlier call are in the folder that was the current one then.
    folder = Path(os.path.abspath(store))
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"`store` should be a folder. Got the file {str(folder)!r}.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / FORMAT_FILE).exists():
            write_json(folder, FORMAT_FILE, {"format": FORMAT})
        # Of a store that is there already, only a new file tells.
        probe = folder / f"{TEMPORARY}{uuid4().hex}"
        probe.touch()
        probe.unlink()
        _clear_stale(folder)
    except OSError as error:
        raise ValueError(
            f"`store` should be a folder that can be written to. Got {str(folder)!r}: "
            f"{error}."
        ) from error
    check_format(folder)
    return folder


def check_format(folder):
    """Check that a store is not of a newer format; without a file, it is of this."""
    path = folder / FORMAT_FILE
    if not path.exists():
        return
    content = read_json(path)
    number = content.get("format") if isinstance(content, dict) else None
    if not isinstance(number, int):
        raise ValueError(
            f"{str(path)!r} does not hold the format of a store. Remove the file if "
            "the folder is one, or choose another folder."
        )
    check_number(number, folder)


def check_number(number, where):
    """Check that a format is not newer than what this version reads."""
    if number > FORMAT:
        raise ValueError(
            f"{str(where)!r} has format {number}, and this version of clover reads up "
            f"to format {FORMAT}. Install a newer version of clover."
        )


def _clear_stale(folder):
    """Remove what processes left behind that were killed while they wrote."""
    for path in folder.glob(f"{TEMPORARY}*"):
        try:
            if time.time() - path.stat().st_mtime > STALE_AFTER:
                path.unlink()
        except FileNotFoundError:
            # Another process has removed or renamed the file.
            continue


def _write(folder, name, write_to):
    """Write a file under a temporary name and rename it, so that it is whole."""
    temporary = folder / f"{TEMPORARY}{uuid4().hex}"
    try:
        with open(temporary, "xb") as stream:
            write_to(stream)
        os.replace(temporary, folder / name)
    finally:
        temporary.unlink(missing_ok=True)


def write_json(folder, name, content):
    """Write a JSON file to a store, unless it is there."""
    text = json.dumps(content, default=_to_python).encode()
    path = folder / name
    if not path.exists() or path.read_bytes() != text:
        _write(folder, name, lambda stream: stream.write(text))


def read_json(path):
    """Return the content of a JSON file, or None if it cannot be read."""
    try:
        return json.loads(path.read_bytes())
    except UNREADABLE:
        return None


def _to_python(value):
    """Return a NumPy scalar as Python's, an array as a list."""
    return value.tolist()


def _write_arrays(folder, name, arrays, texts):
    text = json.dumps({"format": FORMAT, **texts}, default=_to_python)
    arrays["text"] = np.frombuffer(text.encode(), dtype=np.uint8)
    _write(folder, name, lambda stream: np.savez(stream, **arrays))


def _read_arrays(path, names):
    """Return arrays and the texts of a file, or None if there is no readable one."""
    try:
        # NumPy would leave a file open that is no archive.
        with open(path, "rb") as stream, np.load(stream, allow_pickle=False) as loaded:
            texts = json.loads(loaded["text"].tobytes())
            number = texts.pop("format")
            if number <= FORMAT:
                return {name: loaded[name] for name in names}, texts
    except UNREADABLE:
        return None
    return check_number(number, path)


def write_record(folder, name, record):
    """Write what a run gave."""
    arrays = {key: np.asarray(getattr(record, key), np.int32) for key in ROWS}
    for key in PROBABILITIES:
        arrays[key] = np.asarray(getattr(record, key), np.float32)
    texts = {
        key.name: getattr(record, key.name)
        for key in fields(record)
        if key.name not in arrays
    }
    _write_arrays(folder, name, arrays, texts)


def read_record(folder, name):
    """Return what a run gave, or None if there is no readable file of it."""
    found = _read_arrays(folder / name, (*ROWS, *PROBABILITIES))
    if found is None:
        return None
    arrays, texts = found
    rows = {key: arrays.pop(key).astype(np.intp) for key in ROWS}
    texts = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in texts.items()
    }
    try:
        return Record(**rows, **arrays, **texts)
    except TypeError:
        return None


def name_data(data_hash):
    """Return the name of the file with the target of a data set."""
    return f"data-{data_hash}.npz"


def write_data(folder, info):
    """Write what a store keeps of a data set; its name is in the plans."""
    texts = asdict(info)
    y = np.asarray(texts.pop("y"), np.int32)
    _write_arrays(folder, name_data(info.data_hash), {"y": y}, texts)


def read_data(folder, name, data_hash):
    """Return what a store keeps of a data set, or None if there is no such file."""
    found = _read_arrays(folder / name_data(data_hash), ("y",))
    if found is None:
        return None
    arrays, texts = found
    texts |= {"name": name, "classes": tuple(texts["classes"])}
    return DataInfo(y=arrays["y"].astype(np.intp), **texts)
