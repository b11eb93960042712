"""The manifest of a plan: all runs that belong together, as a store keeps them."""

from dataclasses import asdict, dataclass
from typing import NamedTuple

from clover.comparison._identity.hashes import hash_texts
from clover.comparison._identity.names import FORMAT
from clover.comparison._runs.files import (
    UNREADABLE,
    check_number,
    read_json,
    write_json,
)


class PlannedRun(NamedTuple):
    """A data set, method, classifier, repeat and fold, and the file of the result."""

    dataset: str
    method: str
    classifier: str
    repeat: int
    fold: int
    file: str = ""

    @property
    def key(self):
        """What tells the run apart from the others of its plan."""
        return self[:-1]

    @property
    def place(self):
        """The data set, repeat and fold."""
        return self.dataset, self.repeat, self.fold


@dataclass(frozen=True, eq=False)
class Manifest:
    """What a store keeps of a plan.

    `datasets` maps names to hashes of the data. `conditions` maps a data set, repeat
    and fold to a hash of what has to be the same for all methods: the rows of the fold,
    the seed, the inner folds and their score, and the versions. Plans with the same
    `signature` differ in their seeds at most.
    """

    random_state: int
    signature: str
    versions: dict
    methods: tuple
    classifiers: tuple
    datasets: dict
    conditions: dict
    runs: tuple
    groups: dict
    notes: tuple
    settings: dict

    @property
    def name(self):
        """The name of the file, the same for the same runs."""
        files = sorted(run.file for run in self.runs)
        return f"plan-{hash_texts(self.signature, str(self.random_state), *files)}.json"

    def to_json(self):
        """Return a dictionary of what JSON can hold."""
        content = {"format": FORMAT, **asdict(self)}
        content["conditions"] = [[*key, text] for key, text in self.conditions.items()]
        content["runs"] = [list(run) for run in self.runs]
        return content


def write_manifest(folder, manifest):
    """Write a manifest to a store; later groups and notes replace earlier ones."""
    write_json(folder, manifest.name, manifest.to_json())


def read_manifests(folder):
    """Return the manifests of a store by name, those of most runs first.

    One that cannot be read is left out.

    Raises
    ------
    ValueError
        If one is of a newer format.
    """
    paths = sorted(folder.glob("plan-*.json"))
    found = {path.name: _read_manifest(path) for path in paths}
    return dict(
        sorted(
            ((name, plan) for name, plan in found.items() if plan is not None),
            key=lambda item: -len(item[1].runs),
        )
    )


def _read_manifest(path):
    content = read_json(path)
    if not isinstance(content, dict) or not isinstance(content.get("format"), int):
        return None
    check_number(content.pop("format"), path)
    try:
        content["conditions"] = {
            tuple(key): text for *key, text in content["conditions"]
        }
        content["runs"] = tuple(PlannedRun(*run) for run in content["runs"])
        for key in ("methods", "classifiers", "notes"):
            content[key] = tuple(content[key])
        return Manifest(**content)
    except UNREADABLE:
        return None


def find_seed(folder, signature):
    """Return the seed of the newest plan in a store, or None.

    Plans of the signature go before all others.
    """
    if not folder.is_dir():
        return None
    plans = [
        (
            manifest.signature == signature,
            (folder / name).stat().st_mtime,
            manifest.random_state,
        )
        for name, manifest in read_manifests(folder).items()
    ]
    return max(plans)[-1] if plans else None


def check_same_data(folder, manifest):
    """Check that a store has no other data under the names of a plan's data sets.

    Raises
    ------
    ValueError
        If it has, with the name of the data set.
    """
    for stored in read_manifests(folder).values():
        for name, data_hash in manifest.datasets.items():
            if stored.datasets.get(name, data_hash) != data_hash:
                raise ValueError(
                    f"The store {str(folder)!r} has other data under the name "
                    f"{name!r}. Give the data set another name, or choose another "
                    "`store`."
                )
