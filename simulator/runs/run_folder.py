"""A run on disk: `RunFolder`, which is claimed, written and taken up again, and `read_run`, which reads one.

Knows the files of a run and what they are about. Does not know who runs dialogues, nor what they are worth.

    config.json           what the run is about; the same command goes on, another one is refused
    tasks.jsonl           its tasks
    shards/*.jsonl        dialogues (`simulator.runs.shards`)
    controls/*.jsonl      dialogues of the controls, in the same form
    faults/*.jsonl        dialogues that broke off for nobody's fault, and are run again
    clock/*.jsonl         how long dialogues took (`simulator.runs.timings`)
    cache/                answers of language models that simulated people asked
    items.json            facts of the items that occur (`simulator.scores.item_facts`)
    summary.json, timings.json, report.html
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from catalog.errors import CatalogError, ConfigError
from catalog.files import write_json
from catalog.lock import hold
from simulator.record import Dialogue
from simulator.runs.config import difference
from simulator.runs.sealed_lines import SealedWriter, read_sealed
from simulator.runs.shards import Shards, next_part
from simulator.runs.unit import unit_key
from simulator.scores.item_facts import ItemFacts
from simulator.task import Task, read_tasks, write_tasks

CONFIG, TASKS, SUMMARY, TIMINGS, REPORT = "config.json", "tasks.jsonl", "summary.json", "timings.json", "report.html"
ITEMS = "items.json"
SHARDS, CONTROLS, FAULTS, CLOCK, CACHE = "shards", "controls", "faults", "clock", "cache"
_LOCK = "lock"


@dataclass(frozen=True)
class RunRecord:
    """A run as it was read; figures come from here and from nowhere else.

    config: see `simulator.runs.config`. tasks: by key. dialogues: sorted by (agent, task, trial, session); `controls`
    likewise, with the agents and kinds of people of `simulator.runs.unit`: those of a control user (voice "mute" or
    "shuffled") belong to that control, the others to the control of their agent's name. Both hold whole units only.
    faults: the last of every unit that infrastructure has kept from being run. timings: `timings.json`, empty where
    there is none. items: what is known of the items, None where the run has not come to its end.
    """

    config: dict[str, Any]
    tasks: dict[str, Task]
    dialogues: list[Dialogue]
    timings: dict[str, Any] = field(default_factory=dict)
    controls: list[Dialogue] = field(default_factory=list)
    faults: list[Dialogue] = field(default_factory=list)
    items: ItemFacts | None = None

    def standing(self) -> dict[str, int]:
        """How far the run is, in units without controls: `planned`, `finished`, `faults` (tried in vain)."""
        planned = len(self.tasks) * int(self.config["trials"]) * len(self.config["agents"])
        finished = len({unit_key(dialogue, False) for dialogue in self.dialogues})
        return {"planned": planned, "finished": finished, "faults": len(self.faults)}


class RunFolder:
    """A folder that one process writes to; holds the lock from `with` on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock: IO[bytes] | None = None

    def __enter__(self) -> Self:
        """Take the lock; ConfigError where another run is at work here, or the folder is something else's."""
        try:
            self._check_strangers()
            self._lock = hold(self.folder / _LOCK)
            if self._lock is None:
                raise ConfigError(f"another run is at work in {str(self.folder)!r} ({self._holder()}); wait for it")
            self._lock.truncate(0)
            self._lock.write(f"process {os.getpid()}\n".encode())
            self._lock.flush()
        except OSError as error:
            raise ConfigError(f"{str(self.folder)!r} cannot be used: {error.strerror}") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._lock is not None:
            if os.name != "nt":  # which removes no open file
                (self.folder / _LOCK).unlink(missing_ok=True)
            self._lock.close()

    def claim(self, config: dict[str, Any], tasks: Sequence[Task]) -> None:
        """Say what the run is about; ConfigError names what differs from what the folder already holds."""
        path = self.folder / CONFIG
        if path.is_file():
            changed = difference(read_object(path), config)
            if changed:
                raise ConfigError(f"{str(self.folder)!r} holds another run: {changed}; name another folder")
        # The tasks come first: with a config.json everything else is there.
        if not (self.folder / TASKS).is_file() or not path.is_file():
            write_tasks(self.folder / TASKS, tasks)
        write_json(path, config)

    def shards(self, *, control: bool) -> Shards:
        """What is finished, read for going on: what kills left torn is cut off."""
        return Shards(self.folder / (CONTROLS if control else SHARDS), control=control, cut=True)

    def faults(self) -> SealedWriter:
        """Where dialogues go that broke off for nobody's fault."""
        return SealedWriter(next_part(self.folder / FAULTS))

    def clock(self) -> SealedWriter:
        """Where it is kept how long dialogues took."""
        return SealedWriter(next_part(self.folder / CLOCK))

    def _check_strangers(self) -> None:
        if not self.folder.is_dir() or (self.folder / CONFIG).is_file():
            return
        strangers = sorted(path.name for path in self.folder.iterdir() if path.name not in (_LOCK, TASKS))
        if strangers and not strangers[0].startswith((f".{CONFIG}.", f".{TASKS}.")):
            raise ConfigError(f"{str(self.folder)!r} is not empty and no run (it holds {strangers[0]!r})")

    def _holder(self) -> str:
        return (self.folder / _LOCK).read_text(encoding="utf-8").strip() or "just begun"


def read_run(path: str | Path) -> RunRecord:
    """Read a run, also one that is under way or was stopped.

    ConfigError where the folder is no run, CatalogError where a file of it is damaged.
    """
    folder = Path(path)
    if not (folder / CONFIG).is_file():
        what = "is no run: it has no config.json" if folder.is_dir() else "does not exist"
        raise ConfigError(f"{str(folder)!r} {what}; make one with: parley simulate --out FOLDER …")
    main = Shards(folder / SHARDS)
    return RunRecord(
        config=read_object(folder / CONFIG),
        tasks={task.key: task for task in read_tasks(folder / TASKS)},
        dialogues=main.whole(),
        timings=read_object(folder / TIMINGS) if (folder / TIMINGS).is_file() else {},
        controls=Shards(folder / CONTROLS, control=True).whole(),
        faults=_unresolved(folder / FAULTS, main),
        items=ItemFacts.from_json(read_object(folder / ITEMS)) if (folder / ITEMS).is_file() else None,
    )


def _unresolved(folder: Path, main: Shards) -> list[Dialogue]:
    """The last fault of every unit that is not finished, sorted like dialogues."""
    last = {}
    for path in sorted(folder.glob("*.jsonl")):
        for line in read_sealed(path):
            dialogue = Dialogue.model_validate_json(line)
            if unit_key(dialogue, False) not in main.finished:
                last[dialogue.key] = dialogue
    return [last[key] for key in sorted(last)]


def read_object(path: Path) -> dict[str, Any]:
    """A JSON object of a run; CatalogError where it is damaged."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CatalogError(f"{str(path)!r} cannot be read ({' '.join(str(error).split())})") from error
    if not isinstance(content, dict):
        raise CatalogError(f"{str(path)!r} is no JSON object")
    return content
