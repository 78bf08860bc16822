"""Finished results of a comparison of rankers, in one folder, so that a stopped one goes on where it was.

Knows files: `config.json`, and per seed and model a ranking (npz) and its facts (JSON). Knows no models, no metrics.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

from catalog.errors import CatalogError, ConfigError
from catalog.files import write_json
from recommenders.ranking import Ranking
from recommenders.storage import load_facts

CONFIG = "config.json"


@dataclass(frozen=True)
class RunFacts:
    """train, evaluate: CPU seconds. resumed: training went on from a checkpoint, whose seconds are not in `train`.
    weights: of a blend. code: digest of the code that computed it."""

    train: float
    evaluate: float
    code: str
    resumed: bool = False
    weights: dict[str, float] = field(default_factory=dict)


class RankingStore:
    """A folder of results; `seed(3)` is the folder of seed 3."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`; nothing is read or written yet."""
        self.folder = folder

    def claim(self, facts: dict[str, object]) -> None:
        """Say what the results are about; raises ConfigError where the folder holds results about something else."""
        path = self.folder / CONFIG
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            strangers = [] if path.is_file() else [entry.name for entry in self.folder.iterdir()]
        except OSError as error:
            raise ConfigError(f"{str(self.folder)!r} cannot be used: {error.strerror}") from error
        if strangers:
            raise ConfigError(f"{str(self.folder)!r} is not empty and no evaluation (it holds {min(strangers)!r})")
        if path.is_file():
            known = load_facts(path)
            changed = [name for name in facts if known.get(name) != facts[name]]
            if changed:
                raise ConfigError(
                    f"{str(self.folder)!r} holds results of another run: {changed[0]!r} differs; name another folder"
                )
        write_json(path, facts)

    def seed(self, seed: int) -> Path:
        """The folder of one seed."""
        return self.folder / f"seed-{seed}"

    def has(self, seed: int, name: str) -> bool:
        """Whether a result is finished: its facts are written last."""
        return (self.seed(seed) / f"{name}.json").is_file()

    def put(self, seed: int, name: str, ranking: Ranking, facts: RunFacts) -> None:
        """Keep a finished result."""
        self.seed(seed).mkdir(parents=True, exist_ok=True)
        ranking.save(self.seed(seed) / f"{name}.npz")
        write_json(self.seed(seed) / f"{name}.json", asdict(facts))

    def get(self, seed: int, name: str) -> tuple[Ranking, RunFacts]:
        """A finished result; raises CatalogError where it is missing or damaged."""
        path = self.seed(seed) / f"{name}.json"
        known = load_facts(path)
        try:
            facts = RunFacts(**known)
        except TypeError as error:
            raise CatalogError(f"result {str(path)!r} cannot be read; delete it to compute it again") from error
        return Ranking.load(self.seed(seed) / f"{name}.npz"), facts


@cache
def code_digest() -> str:
    """Sixteen hexadecimal digits that change whenever the code of the recommenders does; read once per process."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
