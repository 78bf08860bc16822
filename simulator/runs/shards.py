"""The dialogues of a run on disk: `Shards`, a folder of append-only files, one more at every start.

Knows lines, keys, and which units are whole. Does not know what is owed or who runs it.

A line is the canonical JSON of a dialogue, then `"of"` (how many lines its unit has, where that is not one) and the
checksum. The lines of all files, sorted, are the same however often and wherever a run was stopped.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from catalog.errors import CatalogError
from simulator.record import Dialogue
from simulator.runs.sealed_lines import SealedWriter, read_sealed, seal, shorten
from simulator.runs.unit import UnitKey, unit_key

_OF = re.compile(r',"of":(\d+)\}\Z')


def write_unit(writer: SealedWriter, lines: Sequence[str]) -> None:
    """Append the dialogues of one unit, given by their lines."""
    writer.write(lines if len(lines) == 1 else [f'{line[:-1]},"of":{len(lines)}}}' for line in lines])


class Shards:
    """All dialogues of a folder, read once; of units that are not whole too, since those are run again."""

    def __init__(self, folder: Path, *, control: bool = False, cut: bool = False) -> None:
        """Read what is there; with `cut` what kills left torn is removed, a unit torn between its lines too.
        CatalogError where a file is damaged, or where two lines tell the same dialogue differently."""
        self.folder = folder
        self.finished: set[UnitKey] = set()
        """Keys of the units all of whose dialogues are there."""
        self._control = control
        self._dialogues: list[Dialogue] = []
        self._digests: dict[tuple[UnitKey, int], bytes] = {}
        self._counts: Counter[UnitKey] = Counter()
        files = [(path, read_sealed(path, cut=cut)) for path in sorted(folder.glob("*.jsonl"))]
        units = [[self._take(path, line) for line in lines] for path, lines in files]
        self._dialogues.sort(key=lambda dialogue: (*dialogue.key, dialogue.voice))
        if cut:
            for (path, lines), theirs in zip(files, units, strict=True):
                self._cut(path, lines, theirs)

    def _take(self, path: Path, line: str) -> UnitKey:
        dialogue, of = _dialogue(path, line)
        unit = unit_key(dialogue, self._control)
        key, digest = (unit, dialogue.session), hashlib.sha256(line.encode()).digest()
        if key not in self._digests:
            self._digests[key] = digest
            self._dialogues.append(dialogue)
            self._counts[unit] += 1
            if self._counts[unit] == of:
                self.finished.add(unit)
        elif self._digests[key] != digest:
            raise CatalogError(f"{str(path)!r}: dialogue {_named(dialogue)} is in the run twice and differs")
        return unit

    def _cut(self, path: Path, lines: list[str], units: list[UnitKey]) -> None:
        torn = 0
        while units and units.pop() not in self.finished:
            torn += len(seal(lines.pop()).encode())
        if torn:
            shorten(path, torn)

    def whole(self) -> list[Dialogue]:
        """The dialogues of finished units, sorted by (agent, task, trial, session)."""
        return [dialogue for dialogue in self._dialogues if unit_key(dialogue, self._control) in self.finished]

    def writer(self) -> SealedWriter:
        """A file of its own for what is finished from now on."""
        return SealedWriter(next_part(self.folder))


def next_part(folder: Path) -> Path:
    """The first of part-0001.jsonl, part-0002.jsonl, … after those that are there."""
    numbers = [int(path.stem.removeprefix("part-")) for path in folder.glob("part-*.jsonl")]
    return folder / f"part-{max(numbers, default=0) + 1:04}.jsonl"


def _dialogue(path: Path, line: str) -> tuple[Dialogue, int]:
    found = _OF.search(line)
    text = line[: found.start()] + "}" if found else line
    try:
        return Dialogue.model_validate_json(text), int(found[1]) if found else 1
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise CatalogError(f"{str(path)!r} holds a line that is no dialogue (at {where!r}); run it anew") from error


def _named(dialogue: Dialogue) -> str:
    return f"{dialogue.agent!r} with task {dialogue.task}, trial {dialogue.trial}, session {dialogue.session}"
