"""Messages of people with labels, and the state each was said in: `Labelled`, `read_labels`, `contexts`.

Knows the file of labels and how the turns before a message are replayed: what the seeker wrote goes through the parser,
the items the other side named are what was shown, and a kind it asked about is a pending question. Knows nothing about
what a label means or how it is scored.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from agent.changes import apply, next_turn
from agent.embedded.message import Message
from agent.state import DialogueState, Pending, added
from catalog.errors import CatalogError

if TYPE_CHECKING:
    from agent.embedded.parser import Parser
    from catalog.dialogues import Dialogue, Turn

Part = Literal["held_out", "open", "all"]
"""Which labelled messages: the third that nobody looks at who improves the parser, the others, or all."""

_OFFERS = re.compile(r"\b(?:like|love|want|wanting|looking|prefer|into|enjoy|about|interested)\b")


@dataclass(frozen=True)
class Labelled:
    """One label: the dialogue, the message's place in its turns, its class, and its constraints (field, op, value)."""

    dialogue: str
    turn: int
    intent: str
    constraints: tuple[Mapping[str, Any], ...] = ()

    @property
    def held_out(self) -> bool:
        """True for one message in three, by the sha256 of "dialogue/turn"."""
        return int(hashlib.sha256(f"{self.dialogue}/{self.turn}".encode()).hexdigest(), 16) % 3 == 0


def read_labels(path: Path, part: Part = "held_out") -> list[Labelled]:
    """The labels of a file, one JSON object a line; CatalogError names the line that cannot be used."""
    labels: list[Labelled] = []
    try:
        for line in path.read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            constraints = tuple(one["constraints"])
            labels.append(Labelled(str(one["dialog_id"]), int(one["turn"]), str(one["intent"]), constraints))
    except OSError as error:
        raise CatalogError(f"{str(path)!r} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise CatalogError(f"{str(path)!r}, line {len(labels) + 1}: is no label") from error
    return [label for label in labels if part == "all" or label.held_out == (part == "held_out")]


def contexts(
    dialogues: Iterable[Dialogue], labels: Sequence[Labelled], parser: Parser
) -> Iterator[tuple[Labelled, str, DialogueState]]:
    """Each label whose message is there, with the message and the state after the turns before it."""
    wanted = {(label.dialogue, label.turn): label for label in labels}
    last: dict[str, int] = {}
    for label in labels:
        last[label.dialogue] = max(label.turn, last.get(label.dialogue, 0))
    for dialogue in dialogues:
        state = DialogueState()
        for index, turn in enumerate(dialogue.turns[: last.get(dialogue.id, -1) + 1]):
            if (asked := wanted.get((dialogue.id, index))) is not None:
                yield asked, turn.text, state
            if turn.role == "seeker":
                state = apply(parser.parse(turn.text, state).changes, next_turn(state))
            else:
                state = _heard(turn, state, parser)


def _heard(turn: Turn, state: DialogueState, parser: Parser) -> DialogueState:
    """The state after the other side's turn."""
    state = state.with_(pending=_offered(turn.text, parser))
    named = tuple(dict.fromkeys(item for item in turn.items if item in parser.catalog))
    if not named:
        return state
    return state.with_(slate=named, shown=added(state.shown, named), focus=named[-1])


def _offered(text: str, parser: Parser) -> Pending | None:
    """The kinds that the last question of a turn offers ("are you looking for a comedy?")."""
    asked = re.split(r"[.!?]", text[: text.rfind("?")])[-1] if "?" in text else ""
    message = Message(parser.spelling.correct(asked))
    kinds = [hit for hit in parser.vocabulary.find(message) if hit.role == "genre"]
    if not kinds or not _OFFERS.search(message.low):
        return None
    return Pending(kinds[0].field, asked.strip(), tuple(dict.fromkeys(value for hit in kinds for value in hit.values)))
