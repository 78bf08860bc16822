"""Whether the conditions of a turn stand in a message as they were meant: `SaidConditions`.

Knows denial, bounds, and sentences about an item ("it is over 90 minutes") as against wishes. Does not know about acts
that say no condition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from catalog.constraint import Constraint, Op
from simulator.acts import UserAct
from simulator.language.act_cues import CUES, MUST, SOFT, SOFT_TOO
from simulator.language.amounts import OPPOSITE, Amount, Bound
from simulator.language.field_words import needed_words, refused_words, words_of
from simulator.language.marked_text import ORDERED, Found, MarkedText
from simulator.language.spoken_text import NEGATORS, Clause, mark, place_of
from simulator.view import View

_SUBJECT = re.compile(
    r"^ (?:(?:and|but|so|well|sorry|hmm|unfortunately|no|nope|because|since|also|as|sadly|i (?:think|see|know)) )*"
    r"(?:(?:the )?@[a-z]+|it|that|this|that one|this one|they|these|those|all|both|none|everything|most|neither)"
    r"(?: (?:of|one|ones|these|those|them|are|all|films?|movies?))*"
    r" (?:is|are|has|have|was|were|contains?|involves?|includes?|features?|looks?|seems?|sounds?|runs?|lasts?|costs?"
    r"|stars?)"
    r"(?! to\b)"
)
_DENIED_AFTER = re.compile(
    r"^(?: [a-z]+){0,2}? (?:is|are|was|were|does|do|would|should|will|has|have|must|can)(?: [a-z]+)??"
    r" (?:not|never|no)\b(?! (?:[a-z]+ )?@)"
    r"|^ (?:bores?|annoys?) "
)


class SaidConditions:
    """The conditions of the acts that say one, held against a message."""

    def __init__(self, acts: Sequence[UserAct], text: MarkedText, view: View) -> None:
        self.acts, self.text, self.view = acts, text, view
        self.conditions = conditions_of(acts)
        self.denied_clauses: set[int] = set()
        """Clauses whose denial belongs to what is said there."""
        self.problems: list[str] = list(dict.fromkeys(self._read()))

    def _read(self) -> Iterator[str]:
        met: set[tuple[int, int]] = set()
        signs = self._signs()
        for number, clause in enumerate(self.text.clauses):
            for place in clause.marks:
                found = self.text.found[place]
                if not (found.values or found.amount):
                    continue
                owners = [o for o in self._owners(found) if self._fits(o, found, place, number, signs)]
                if not owners:
                    yield f"{self._name(found)} is not said as it was meant, or not to be said"
                    continue
                met.update(owners)
                if found.values and any(self._negative(which) for which, _ in owners):
                    self.denied_clauses.add(number)
                if any(self.acts_of(which) == "drop" for which, _ in owners):
                    self.denied_clauses.add(number)
        yield from self._missing(met)
        yield from self._hardness()
        yield from self._joined()

    def acts_of(self, which: int) -> str:
        """The kind of act that a condition belongs to."""
        return self.conditions[which][0].kind

    def _negative(self, which: int) -> bool:
        return self.conditions[which][1].negative or self._off(which)

    def _off(self, which: int) -> bool:
        """Whether it is a flag that must not be set."""
        condition = self.conditions[which][1]
        flag = self.view.schema.field(condition.field).kind == "flag"
        return flag and (str(condition.values[0]).lower() in ("false", "0", "no")) != (condition.op == "ne")

    def _owners(self, found: Found) -> list[tuple[int, int]]:
        """Which values of which conditions a found thing may stand for, by what it is alone."""
        if found.values:
            return list(found.values)
        out: list[tuple[int, int]] = []
        if found.amount is None:
            return out
        for which, (_, condition) in enumerate(self.conditions):
            field = self.view.schema.field(condition.field)
            if field.kind in ("number", "date"):
                for at, value in enumerate(condition.values):
                    if _same(found.amount, float(value), condition, field.role, field.unit):
                        out.append((which, at))
        return out

    def _fits(
        self, owner: tuple[int, int], found: Found, place: int, number: int, signs: dict[int, bool | None]
    ) -> bool:
        """Whether the thing, where it stands, says what the condition says."""
        which, at = owner
        act, condition = self.conditions[which]
        clause = self.text.clauses[number]
        if not self._named_right(condition, number, place):
            return False
        bound = self.text.bounds.get(place, Bound("eq"))
        if act.kind == "drop":
            if bound.op not in ("eq", condition.op) or _denied_at(clause, place) != self._negative(which):
                return False
            near = [c.text for c in self.text.clauses if c.sentence == clause.sentence]
            return any(CUES["drop"].search(text) for text in near[: near.index(clause.text) + 2])
        if CUES["drop"].search(clause.text):
            return False
        about_item = act.kind == "reject" and speaks_of_item(clause)
        if bound.vague:
            return False
        if condition.op in ORDERED or condition.op == "between":
            op = OPPOSITE.get(bound.op, bound.op) if about_item else bound.op
            return _bounds(found, op, signs.get(place), condition, at, about_item)
        sign = signs.get(place)
        if sign is None or bound.op != "eq":
            return False
        return (sign != about_item) != self._negative(which)

    def _named_right(self, condition: Constraint, number: int, place: int) -> bool:
        """Whether the words beside a value leave no doubt about its field."""
        field = self.view.schema.field(condition.field)
        clause = self.text.clauses[number].text
        needed, refused = needed_words(field), refused_words(field)
        if needed and not needed.search(clause.replace(mark(place), "@x") if field.role == "language" else clause):
            return False
        loose = self._bare(place, self.text.clauses[number]) and field.role not in ("year", "certificate")
        if loose and not words_of(field).search(clause):
            return False
        return not (refused and refused.search(clause))

    def _bare(self, place: int, clause: Clause) -> bool:
        """Whether a thing is a number without a unit, and none beside it has one."""
        amounts = [self.text.found[each].amount for each in clause.marks]
        own = self.text.found[place].amount
        return own is not None and own.kind == "plain" and all(a is None or a.kind == "plain" for a in amounts)

    def _signs(self) -> dict[int, bool | None]:
        """For every found thing whether it is affirmed; None where that cannot be told."""
        out: dict[int, bool | None] = {}
        before: list[bool | None] = []
        for number, clause in enumerate(self.text.clauses):
            if number and self.text.clauses[number - 1].sentence != clause.sentence:
                before = []
            signs = _signs_of(clause)
            if clause.bare and before and not clause.denials:
                ends_list = any(c.listed for c in self._run(number))
                inherited = before[-1]
                signs = dict.fromkeys(signs, inherited if ends_list else True if inherited else None)
            out |= signs
            if signs:
                before.append(list(signs.values())[-1])
        return out

    def _run(self, number: int) -> list[Clause]:
        """The clause and those after it that go on listing."""
        out = []
        for clause in self.text.clauses[number:]:
            if not clause.bare or clause.sentence != self.text.clauses[number].sentence:
                break
            out.append(clause)
        return out

    def _missing(self, met: set[tuple[int, int]]) -> Iterator[str]:
        for which, (act, condition) in enumerate(self.conditions):
            values = 1 if self.view.schema.field(condition.field).kind == "flag" else len(condition.values)
            if any((which, at) not in met for at in range(values)):
                yield f"{act.kind} {condition.describe()} is not said"

    def _hardness(self) -> Iterator[str]:
        """What must hold is not wished for only, and the other way round."""
        required = [(n, condition.hard) for n, (act, condition) in enumerate(self.conditions) if act.kind == "require"]
        if not required:
            return
        if all(hard for _, hard in required) and any(SOFT.search(clause.text) for clause in self.text.clauses):
            yield "a condition that must hold is only wished for"
        if not any(hard for _, hard in required) and any(MUST.search(clause.text) for clause in self.text.clauses):
            yield "a condition that is only wished for must hold"
        for which, hard in required:
            places = [n for n, found in enumerate(self.text.found) if any(o[0] == which for o in self._owners(found))]
            for number in self.text.clauses_with(places):
                if hard and SOFT.search(self.text.clauses[number].text):
                    yield "a condition that must hold is only wished for"
                if not hard and not any(SOFT.search(text) or SOFT_TOO.search(text) for text in self._around(number)):
                    yield "a condition that is only wished for must hold"

    def _around(self, number: int) -> list[str]:
        """A clause and those of its sentence next to it that tell no condition."""
        clauses = self.text.clauses
        near = [n for n in (number - 1, number + 1) if 0 <= n < len(clauses) and not clauses[n].marks]
        own = clauses[number]
        return [own.text, *(clauses[n].text for n in near if clauses[n].sentence == own.sentence)]

    def _joined(self) -> Iterator[str]:
        """Several values are joined by the right word."""
        for which, (_, condition) in enumerate(self.conditions):
            if condition.op not in ("any_of", "all_of") or len(condition.values) < 2:
                continue
            places = [n for n, found in enumerate(self.text.found) if any(o[0] == which for o in found.values)]
            words = [w for n in self.text.clauses_with(places) for w in self.text.clauses[n].words]
            if ("or" in words) != (condition.op == "any_of"):
                yield f"{condition.describe()} is joined by another word"

    def _name(self, found: Found) -> str:
        if found.amount:
            return f"the number {found.amount.value:g}"
        which, at = found.values[0]
        return str(self.conditions[which][1].values[at])


def speaks_of_item(clause: Clause) -> bool:
    """Whether a clause says how an item is ("it is over 90 minutes"), and not what is wanted."""
    return _SUBJECT.match(clause.text) is not None


def conditions_of(acts: Sequence[UserAct]) -> list[tuple[UserAct, Constraint]]:
    """The acts that say a condition, each with it."""
    return [(act, act.constraint) for act in acts if act.constraint is not None]


def _denied_at(clause: Clause, place: int) -> bool:
    """Whether a word that denies stands right before a thing."""
    at = clause.words.index(mark(place))
    return bool(NEGATORS & set(clause.words[max(0, at - 2) : at]))


def _signs_of(clause: Clause) -> dict[int, bool | None]:
    out: dict[int, bool | None] = {}
    for at, word in enumerate(clause.words):
        if not word.startswith("@"):
            continue
        earlier = [
            w for w in clause.words[:at] if w in NEGATORS and not (w == "nor" and "neither" in clause.words[:at])
        ]
        later = " " + " ".join(w for w in clause.words[at + 1 :]) + " "
        count = len(earlier) + bool(_DENIED_AFTER.match(later))
        out[place_of(word)] = None if count > 1 else count == 0
    return out


def _same(amount: Amount, value: float, condition: Constraint, role: str | None, unit: str | None) -> bool:
    """Whether a number that was said is a value of a condition."""
    if role == "year":
        if amount.kind == "decade":
            first = amount.value
            ends = {
                "between": (first, first + 9),
                "ge": (first,),
                "lt": (first,),
                "le": (first + 9,),
                "gt": (first + 9,),
            }
            return value in ends.get(condition.op, ())
        return amount.kind in ("plain", "year") and amount.value == value
    if amount.kind == "minutes":
        return role == "duration" and amount.value == value * (60 if (unit or "").startswith("hour") else 1)
    if amount.kind == "money":
        return role == "price" and amount.value == value
    return amount.kind in ("plain", "year") and amount.value == value


def _bounds(found: Found, op: Op, sign: bool | None, condition: Constraint, at: int, about_item: bool) -> bool:
    if condition.op != "between":
        return op == condition.op
    if found.amount and found.amount.kind == "decade":
        return op == "eq" and sign is not None and sign != about_item
    low = float(condition.values[at]) == min(float(value) for value in condition.values)
    return op == ("ge" if low else "le")
