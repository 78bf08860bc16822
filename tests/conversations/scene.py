"""What a conversation consists of: its turns, how far it has come, and one reply under the eye.

Knows the toml files of this folder and what a reference such as `#2` means. Does not know the
language of the expectations.
"""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conversations.raw import RawTable, Row, parse_condition

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Turn:
    """One message and what is demanded of the reply; README.md says what each key means."""

    say: str
    times: int = 1
    expect: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    impossible: tuple[str, ...] = ()
    repeats_ok: bool = False
    any_number: bool = False
    start_over: bool = False

    @property
    def message(self) -> str:
        """The text that is sent."""
        return self.say * self.times


@dataclass(frozen=True)
class Script:
    """One file."""

    name: str
    catalog: str
    about: str
    turns: tuple[Turn, ...]


@dataclass
class Progress:
    """What has been said, shown and laid down so far."""

    table: RawTable
    kept: list[str] = field(default_factory=list)
    barred: dict[str, str] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    slates: list[list[str]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    transcript: list[str] = field(default_factory=list)

    def resolve(self, reference: str) -> Row:
        """The row meant by `#2`, `#last`, `#2@1` (second of turn 1's slate) or a title."""
        match = re.fullmatch(r"#(\d+|last)(?:@(\d+))?", reference)
        if match is None:
            return self.table.find(reference)
        slate = self.slates[int(match[2]) - 1] if match[2] else self.last_slate()
        place = -1 if match[1] == "last" else int(match[1]) - 1
        if place >= len(slate):
            raise LookupError(f"there is no {reference}: that slate holds {len(slate)} items")
        return self.table.rows[slate[place]]

    def last_slate(self) -> list[str]:
        """The latest slate that was not empty."""
        return next((slate for slate in reversed(self.slates) if slate), [])

    def resolve_all(self, references: tuple[str, ...]) -> list[str]:
        """The ids meant; `#all` is the whole latest slate."""
        return [row for r in references for row in (self.last_slate() if r == "#all" else [self.resolve(r)["id"]])]

    def start(self, turn: Turn) -> None:
        """Take in what the message lays down, before the reply is looked at."""
        if turn.start_over:
            self.kept, self.barred, self.shown = [], {}, set()
        for dropped in turn.drop:
            self.kept = [c for c in self.kept if dropped not in ("*", c, c.split()[0])]
        self.kept += turn.keep
        for word, references in (("seen", turn.seen), ("rejected", turn.rejected)):
            self.barred |= dict.fromkeys(self.resolve_all(references), word)
        self.said.append(turn.message)

    def finish(self, reply: dict[str, Any]) -> None:
        """Take in what was shown, once the reply has been checked."""
        slate = [item["item_id"] for item in reply["slate"]]
        self.slates.append(slate)
        self.shown |= set(slate)
        self.known |= set(slate)


@dataclass(frozen=True)
class Scene:
    """One reply, with everything its checks may look at."""

    turn: Turn
    reply: dict[str, Any]
    progress: Progress

    @property
    def rows(self) -> list[Row]:
        """The raw rows of the slate."""
        return [self.progress.table.rows[item["item_id"]] for item in self.reply["slate"]]

    def answers(self, condition: str) -> list[bool | None]:
        """The condition's answer for each row of the slate."""
        test = parse_condition(condition)
        return [test(self.progress.table, row, self.progress.resolve) for row in self.rows]


def _turn(entry: dict[str, Any]) -> Turn:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    return Turn(**values)


def load_script(path: Path) -> Script:
    """Read one file; an unknown key is an error."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    turns = tuple(_turn(entry) for entry in data.pop("turn"))
    return Script(path.stem, data.pop("catalog"), data.pop("about"), turns, **data)


def script_paths() -> list[Path]:
    """Every conversation, sorted by name."""
    return sorted(FOLDER.glob("*.toml"))
