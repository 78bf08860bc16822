"""Conversations between two people about items of a catalog, one JSON object a line.

Knows the record (turns with the items named in them, and what both sides said afterwards on a form) and the split by
which they may be learnt from. Knows nothing about language, links or rankings.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from catalog.errors import CatalogError

Role = Literal["seeker", "recommender"]
Split = Literal["develop", "validate", "all"]

NO, YES, NOT_SAID = 0, 1, 2
"""Answers on a form."""

_YEAR = re.compile(r"\s*\((?:18|19|20)\d\d\)")
_TENTHS = 7  # of ten dialogues, so many may be learnt from


@dataclass(frozen=True)
class Turn:
    """What one side said; `items`: ids of the items named, in order, repeats kept."""

    role: Role
    text: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What one side ticked about one item: `seen` and `liked` are `NO`, `YES` or `NOT_SAID`."""

    seen: int
    liked: int


@dataclass(frozen=True)
class Dialogue:
    """One conversation. `seeker_form`, `recommender_form`: item id -> answer, each side by itself."""

    id: str
    turns: tuple[Turn, ...]
    seeker_form: Mapping[str, Answer] = field(default_factory=dict)
    recommender_form: Mapping[str, Answer] = field(default_factory=dict)

    def agreed(self, what: Literal["seen", "liked"]) -> dict[str, int]:
        """Item id -> answer, for the items about which both forms say the same."""
        answers: dict[str, int] = {}
        for item, one in self.seeker_form.items():
            other = self.recommender_form.get(item)
            if other is not None and getattr(one, what) == getattr(other, what):
                answers[item] = getattr(one, what)
        return answers


def is_develop(dialogue_id: str) -> bool:
    """Whether a dialogue may be learnt from: seven tenths, by the sha256 of its id."""
    return int(hashlib.sha256(dialogue_id.encode()).hexdigest(), 16) % 10 < _TENTHS


def in_split(dialogue_id: str, split: Split) -> bool:
    """Whether a dialogue belongs to `split`."""
    return split == "all" or is_develop(dialogue_id) == (split == "develop")


def without_years(text: str) -> str:
    """`text` without years in brackets, which catalogs write after titles and people do not."""
    return _YEAR.sub("", text)


def plain(text: str) -> str:
    """`text` as many people type: lower case, and titles without their years."""
    return without_years(text).lower()


def read_dialogues(path: Path) -> tuple[Dialogue, ...]:
    """The dialogues of a file; CatalogError names the file and the line that cannot be used."""
    dialogues: list[Dialogue] = []
    number = 1
    try:
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line.strip():
                dialogues.append(_dialogue(json.loads(line)))
            number += 1
    except OSError as error:
        raise CatalogError(f"{str(path)!r} cannot be read: {error.strerror}") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        what = f"lacks {error}" if isinstance(error, KeyError) else f"is no dialogue ({_short(error)})"
        raise CatalogError(f"{str(path)!r}, line {number}: {what}") from error
    return tuple(dialogues)


def _dialogue(record: Mapping[str, Any]) -> Dialogue:
    turns = []
    for turn in record["turns"]:
        role = turn["role"]
        if role not in ("seeker", "recommender"):
            raise ValueError(f"role {role!r}")
        turns.append(Turn(role, str(turn["text"]), tuple(str(item) for item in turn.get("items", ()))))
    forms = [_form(record.get(f"{side}_form") or {}) for side in ("seeker", "recommender")]
    return Dialogue(str(record["dialog_id"]), tuple(turns), *forms)


def _form(record: Mapping[str, Mapping[str, Any]]) -> dict[str, Answer]:
    return {str(item): Answer(int(said["seen"]), int(said["liked"])) for item, said in record.items()}


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:80]
