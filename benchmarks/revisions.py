"""The code of another revision of clover, to be run beside that of the working tree."""

import os
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def environment_of(revision):
    """Yield the environment in which Python imports the clover of a git revision.

    ``None`` stands for the working tree.
    """
    if revision is None:
        yield _with_path(ROOT / "src")
        return
    with tempfile.TemporaryDirectory() as folder:
        archive = subprocess.run(
            ["git", "archive", revision, "src"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
        subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
        yield _with_path(Path(folder) / "src")


def _with_path(folder):
    given = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([str(folder), *([given] if given else [])])
    return {**os.environ, "PYTHONPATH": path}
