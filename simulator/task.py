"""One thing to do for one simulated person: `Task`, and files of them.

Knows the record, its key and its file (JSON lines). How tasks are made from a workspace is `simulator.making`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from catalog.errors import ConfigError
from simulator.goal import Goal
from simulator.persona import Persona

SCHEMA = 1
TURNS = 15


class Past(BaseModel):
    """One item the person knows; `value` in [-1, 1], above 0 where they liked it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    item: str
    value: float = Field(ge=-1, le=1)


class TaskUser(BaseModel):
    """The person: what they knew before this dialogue, oldest first, and which groups they belong to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    past: tuple[Past, ...] = ()
    taste: dict[str, float] = Field(default_factory=dict)
    """Weights of attributes written "field=value", for people without a past."""
    groups: dict[str, str] = Field(default_factory=dict)
    """For example {"activity": "heavy", "popularity_taste": "niche"}: what gaps between groups are measured by."""

    @cached_property
    def key(self) -> str:
        """First 16 hex digits of the sha256 of the person. People of equal pasts and tastes have equal keys."""
        content = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()[:16]


class Task(BaseModel):
    """A goal for a person of some temper. Equal tasks have equal keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_: int = Field(default=SCHEMA, alias="schema")
    domain: str
    """Name of the data set the items come from."""
    user: TaskUser
    goal: Goal
    persona: Persona = Persona()
    turns: int = Field(default=TURNS, ge=1, le=100)
    """Agent turns after which the dialogue is over."""
    sessions: int = Field(default=1, ge=1)
    """How often the person may come back, if the sessions before were worth it."""

    def with_(self, **changes: object) -> Task:
        """The task with other parts, and so with another key. ValidationError where it would not be a task."""
        parts = {name: getattr(self, name) for name in type(self).model_fields if name != "schema_"}
        return Task.model_validate({"schema": self.schema_, **parts, **changes})

    @cached_property
    def key(self) -> str:
        """First 16 hex digits of the sha256 of the canonical JSON."""
        return hashlib.sha256(self.line().encode()).hexdigest()[:16]

    def line(self) -> str:
        """Canonical JSON: sorted keys, no spaces."""
        content = self.model_dump(mode="json", by_alias=True)
        return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of(tasks: Iterable[Task]) -> str:
    """sha256 of the file that holds these tasks."""
    return hashlib.sha256(_content(tasks)).hexdigest()


def write_tasks(path: Path, tasks: Iterable[Task]) -> str:
    """Write one task a line and give the sha256 of the file. ConfigError where it cannot be written."""
    content = _content(tasks)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise ConfigError(f"tasks cannot be written to {str(path)!r}: {error.strerror}") from error
    return hashlib.sha256(content).hexdigest()


def _content(tasks: Iterable[Task]) -> bytes:
    return "".join(task.line() + "\n" for task in tasks).encode()


def read_tasks(path: Path) -> list[Task]:
    """The tasks of a file, each once. ConfigError names the line at fault and what is wrong with it."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ConfigError(f"tasks {str(path)!r} cannot be read: {reason}") from error
    tasks: dict[str, Task] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            task = Task.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "the line"
            said = first["msg"].removeprefix("Value error, ")
            raise ConfigError(f"{str(path)!r}, line {number}: {where}: {said}") from error
        tasks.setdefault(task.key, task)
    if not tasks:
        raise ConfigError(f"{str(path)!r} holds no task; one JSON object a line is expected")
    return list(tasks.values())
