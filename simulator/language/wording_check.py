"""Reads a message back: whether it says every act of a turn and nothing else (`problems_of`).

Knows acts, places and which words are left when everything that was to be said is taken out. It is no part of any
agent, and shares no word list with one: it never finds out what a message means, only whether it means what is known
already. In doubt it finds fault, for that costs no more than words by rule.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from simulator.acts import ActKind, UserAct, UserTurn
from simulator.language.act_cues import (
    ACCEPTED,
    ASKS,
    CUES,
    DISLIKED,
    FOR_ME,
    HEDGED,
    LEAVING,
    LIKED,
    NOT_FOR_ME,
    SEEN,
    TAKES,
    TRAPS,
    UNSEEN,
    WANTS_MORE,
    YES,
)
from simulator.language.field_words import TOO, goes_against, words_of
from simulator.language.marked_text import MarkedText, read
from simulator.language.plain_words import ACT_WORDS, PLAIN_WORDS, SMALL_TALK
from simulator.language.said_conditions import SaidConditions, conditions_of, speaks_of_item
from simulator.language.spoken_text import MARK, Clause
from simulator.view import View

_LONGEST = 45
"""Words, and as many again for every three acts."""
_NO_SPEECH = re.compile(r"[\n\r{}<>\[\]|\\`@*_]|https?:|www\.")
_ODD = ("So", "Cc", "Cs", "Co", "Cn")
"""Kinds of characters that nobody types, or that say something without words."""
_DENYING: frozenset[ActKind] = frozenset(("reject", "dislike", "dont_know", "dont_mind", "drop", "leave", "ask_back"))
_OF_LIST = re.compile(
    r"\b(?:none|these|those|them|they|that|any|nothing|neither|either|nope|nah|for me|looking for|no thanks|quite)\b"
    r"|^ no $"
)
_ALL = re.compile(r"\b(?:none|all|any|neither|both) of (?:them|these|those)\b")
_QUIET: frozenset[ActKind] = frozenset(("accept", "thanks", "leave", "dont_know", "dont_mind", "seen", "unseen"))


def problems_of(text: str, turn: UserTurn, view: View) -> tuple[str, ...]:
    """What is wrong with a message as the wording of `turn`; empty where nothing is."""
    text = text.strip()
    if not text or not _typed(text) or len(text.split()) > _LONGEST * (1 + len(turn.acts) // 3):
        return ("this is no message of a person",)
    marked = read(text, [constraint for _, constraint in conditions_of(turn.acts)], view)
    check = _Check(turn, view, marked)
    return tuple(dict.fromkeys(check.problems()))


def _typed(text: str) -> bool:
    """Whether a person would type such characters."""
    return not _NO_SPEECH.search(text) and not any(unicodedata.category(letter) in _ODD for letter in text)


class _Check:
    """One message against one turn."""

    def __init__(self, turn: UserTurn, view: View, text: MarkedText) -> None:
        self.turn, self.view, self.text = turn, view, text
        self.kinds = frozenset(act.kind for act in turn.acts)
        self.said = SaidConditions(turn.acts, text, view)
        self.spans = self._spans()

    def problems(self) -> Iterator[str]:
        """Everything that is wrong."""
        yield from self.said.problems
        for clause in self.text.clauses:
            if TRAPS.search(clause.text) and not ("dont_mind" in self.kinds and "not mind" in clause.text):
                yield "it can be read in two ways"
            for said in TOO.finditer(clause.text):
                if not self._goes_against(said["word"]):
                    yield f"{said[0]} is not to be said"
        yield from self._items()
        for act in self.turn.acts:
            yield from self._act(act)
        yield from self._unasked()
        yield from self._denials()
        yield from self._other_words()

    def _goes_against(self, word: str) -> bool:
        reasons = [act.constraint for act in self.turn.of("reject") if act.constraint is not None]
        return any(goes_against(word, reason, self.view.schema.field(reason.field)) for reason in reasons)

    def _spans(self) -> dict[str, list[Clause]]:
        """Per item spoken of the clauses about it: from where it is named to where another one is, and what stands
        before the first in its sentence."""
        out: dict[str, list[Clause]] = {}
        current: str | None = None
        waiting: list[Clause] = []
        for clause in self.text.clauses:
            keys = [key for found in clause.marks if (key := self._key(found))]
            if keys:
                for key in keys:
                    out.setdefault(key, []).extend([*(w for w in waiting if w.sentence == clause.sentence), clause])
                current, waiting = keys[-1], []
            elif current is not None:
                out[current].append(clause)
            else:
                waiting.append(clause)
        return out

    def _key(self, place: int) -> str | None:
        found = self.text.found[place]
        if found.item is not None:
            return f"item {found.item}"
        return None if found.place is None else f"place {found.place}"

    def _items(self) -> Iterator[str]:
        """Places and titles are those of the acts."""
        wanted = {f"place {act.place}" for act in self.turn.acts if act.place is not None}
        wanted |= {f"item {act.item}" for act in self.turn.acts if act.item is not None}
        for key in self.spans:
            if key not in wanted:
                yield f"{key} is not to be spoken of"
        for key in sorted(wanted - set(self.spans)):
            if not (key.startswith("place") and len(self.view.slate) == 1):
                yield f"{key} is not spoken of"

    def _about(self, act: UserAct) -> list[Clause]:
        """The clauses an act would stand in."""
        key = f"item {act.item}" if act.item is not None else f"place {act.place}"
        if act.item is None and act.place is None:
            return self.text.clauses
        return self.spans.get(key, self.text.clauses)

    def _act(self, act: UserAct) -> Iterator[str]:
        clauses = self._about(act)
        if act.kind in CUES and not any(CUES[act.kind].search(clause.text) for clause in clauses):
            yield f"{act.kind} is not said"
        elif act.kind == "accept" and not _accepts(clauses):
            yield "accept is not said"
        elif act.kind == "seen":
            yield from _seen(act, clauses)
        elif act.kind == "unseen" and not any(UNSEEN.search(clause.text) for clause in clauses):
            yield "unseen is not said"
        elif act.kind in ("like", "dislike") and _liking(clauses) is not (act.kind == "like"):
            yield f"{act.kind} is not said"
        elif act.kind == "inquire":
            yield from self._inquiry(act, clauses)
        elif act.kind == "reject":
            yield from self._rejection(act, clauses)
        elif act.kind == "leave":
            yield from self._farewell(act)

    def _inquiry(self, act: UserAct, clauses: list[Clause]) -> Iterator[str]:
        names = words_of(self.view.schema.field(act.field)) if act.field else None
        if not any(clause.asks and (names is None or names.search(clause.text)) for clause in clauses):
            yield "inquire is not said"

    def _rejection(self, act: UserAct, clauses: list[Clause]) -> Iterator[str]:
        clauses = [clause for clause in clauses if not UNSEEN.search(clause.text)]
        denied = any(c.denials or re.search(r"\bpass\b", c.text) or DISLIKED.search(c.text) for c in clauses)
        if act.place is not None and any(_ALL.search(clause.text) for clause in self.text.clauses):
            yield "it may be read as turning all down"
        of_list = any(_OF_LIST.search(clause.text) for clause in clauses)
        if act.constraint is None and not (denied and (act.place is not None or of_list)):
            yield "reject is not said"
        if not denied and act.constraint is not None and not _complains(clauses):
            yield "reject is not said"
        taken = any(
            (ACCEPTED.search(c.text) or FOR_ME.search(c.text)) and not c.denials and not c.asks for c in clauses
        )
        if taken and not self.kinds & {"like", "seen"}:
            yield "it may be read as taking it"

    def _farewell(self, act: UserAct) -> Iterator[str]:
        pleased = any(LIKED.search(c.text) and not c.denials for c in self.text.clauses)
        if act.why != "satisfied" and pleased:
            yield "leaving reads as if something was found"
        if act.why == "nothing_fits" and not any(c.denials for c in self.text.clauses):
            yield "it is not said that nothing fits"
        if act.why == "satisfied" and any(c.denials for c in self.text.clauses):
            yield "leaving reads as if nothing was found"

    def _unasked(self) -> Iterator[str]:
        """Cues of acts that were not decided on."""
        kinds = self.kinds
        for clause in self.text.clauses:
            text, denied = clause.text, bool(clause.denials)
            known: ActKind = "unseen" if UNSEEN.search(text) else "seen"
            if "accept" not in kinds and (YES.match(text) or (TAKES.search(text) and not denied)):
                yield "it may be read as taking something"
            if "nevermind" in clause.words and not kinds & {"leave", "drop"}:
                yield "it may be read as taking something back"
            if not kinds & {"leave", "accept"} and LEAVING.search(text):
                yield "it may be read as leaving"
            others = {self._key(place) for place in clause.marks} - {None}
            others -= {f"place {act.place}" for act in self.turn.of(known)}
            if (SEEN.search(text) or known == "unseen") and (known not in kinds or others):
                yield f"it may be read as something that is {known}"
            if "dont_know" not in kinds and CUES["dont_know"].search(text):
                yield "it may be read as not knowing"
            indifferent = CUES["dont_mind"].search(text) and not clause.marks
            if indifferent and not kinds & {"dont_mind", "drop", "request"}:
                yield "it may be read as not minding"
            if clause.asks and (kinds <= _QUIET or (ASKS.search(text) and not kinds & {"inquire", "ask_back"})):
                yield "it asks something"
            if WANTS_MORE.search(text) and not kinds & {"more", "reject", "seen"}:
                yield "it asks for other items"
            if DISLIKED.search(text) and not kinds & {"dislike", "reject", "leave", "seen"} and not clause.marks:
                yield "it may be read as disliking something"

    def _denials(self) -> Iterator[str]:
        """Every "no" belongs to something."""
        denied = self.said.denied_clauses
        sentences = {self.text.clauses[number].sentence for number in denied}
        acts = bool(self.kinds & _DENYING) or any(a.kind == "seen" and a.liked is False for a in self.turn.acts)
        for number, clause in enumerate(self.text.clauses):
            if not clause.denials or number in denied:
                continue
            told = [self.text.found[place] for place in clause.marks]
            of_values = any(found.values or found.amount for found in told)
            of_items = any(found.place is not None or found.item for found in told) or speaks_of_item(clause)
            alone = set(clause.words) <= {"no", "nope", "nah"} and "reject" not in self.kinds
            new = "unseen" in self.kinds and UNSEEN.search(clause.text)
            unmeant = alone or not (acts or new) or (of_values and not of_items)
            if unmeant and (of_values or clause.sentence not in sentences):
                yield "something is denied that is not to be"

    def _other_words(self) -> Iterator[str]:
        schema = self.view.schema
        fields = {act.constraint.field for act in self.turn.acts if act.constraint is not None}
        fields |= {act.field for act in self.turn.acts if act.field is not None}
        names = [words_of(schema.field(name)) for name in sorted(fields)]
        allowed = PLAIN_WORDS | ACT_WORDS | {schema.noun.lower(), schema.plural.lower()}
        allowed |= SMALL_TALK if "chat" in self.kinds else frozenset()
        for clause in self.text.clauses:
            for word in TOO.sub(" ", clause.text).split():
                known = word in allowed or word.startswith(MARK) or not re.search(r"\w", word)
                if not known and not any(name.fullmatch(word) for name in names):
                    yield f"{word!r} is not to be said"


def _accepts(clauses: list[Clause]) -> bool:
    clauses = [clause for clause in clauses if not UNSEEN.search(clause.text)]
    said = [clause for clause in clauses if ACCEPTED.search(clause.text)]
    return bool(said) and not any(c.denials or c.asks or HEDGED.search(c.text) for c in clauses)


def _liking(clauses: list[Clause]) -> bool | None:
    """Whether something is liked there; None where nothing is said of it, or both."""
    if any(len(c.denials) > 1 for c in clauses):
        return None
    liked = any(LIKED.search(c.text) and not c.denials for c in clauses)
    disliked = any(
        DISLIKED.search(c.text) or (c.denials and (LIKED.search(c.text) or NOT_FOR_ME.search(c.text))) for c in clauses
    )
    return None if liked == disliked else liked


def _seen(act: UserAct, clauses: list[Clause]) -> Iterator[str]:
    said = [clause for clause in clauses if SEEN.search(clause.text)]
    if not said or any(re.search(r"\b(?:not|never)\b(?: \w+){0,2} (?:seen|watched)", c.text) for c in said):
        yield "seen is not said"
    if _liking(clauses) is not act.liked:
        yield "what they thought of it is not said as it was meant"


def _complains(clauses: list[Clause]) -> bool:
    """Whether something is said about an item that speaks against it."""
    return any(re.search(r"\btoo\b|\bunfortunately\b", c.text) for c in clauses)
