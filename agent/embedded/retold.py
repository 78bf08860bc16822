"""What became of earlier words, in sentences that no wording may leave out.

Knows how it is said that something was taken back, gave way, faded or is remembered. Knows nothing about how it came to.
"""

from __future__ import annotations

from collections.abc import Iterable

from agent.brain import Findings
from agent.changes import Feel, Reset, Scope, Undo, next_turn
from agent.condition_words import condition_text
from agent.contradiction import clash_notes, gave_way
from agent.facts import listed
from agent.lasting import forgets
from agent.profile import told_when
from agent.profile_text import fact_words
from agent.state import DialogueState, removed
from catalog.constraint import Constraint
from catalog.table import Catalog

_FEELINGS = (
    ("liked", "that you liked"), ("disliked", "that you did not like"), ("seen", "that you have seen"),
    ("rejected", "that you passed over"), ("saved", "that you saved"), ("similar_to", "the likeness to"),
)  # fmt: skip
_NAMED = 2
"""Items taken back that are named; of more, how many."""


def retold(findings: Findings, catalog: Catalog) -> list[str]:
    """The sentences, in the order in which they are said."""
    changes, before, state = findings.understanding.changes, findings.before, findings.state
    start = next_turn(before)
    said: list[str] = []
    if any(isinstance(change, Undo) for change in changes):
        said.append(_undone(before, state, catalog))
    if any(isinstance(change, Reset) and change.person for change in changes):
        said.append("I have forgotten everything about you.")
    said += _forgotten(findings, catalog)
    said += [_scope(change, state, catalog) for change in changes if isinstance(change, Scope)]
    if gone := gave_way(changes, start, catalog):
        said.append(f"That goes against {listed(_texts(gone, catalog))}, which {_fate(gone, state)}.")
    still = (*start.wishes, *start.avoids, *state.wishes, *state.avoids)
    if faded := removed((*before.wishes, *before.avoids), still):
        said.append(f"You have not said “{'”, “'.join(faded)}” for a while, so I no longer go by it.")
    return [*said, *clash_notes(changes, state, catalog)]


def _forgotten(findings: Findings, catalog: Catalog) -> list[str]:
    """Items and tastes that are to be forgotten, which no condition of the dialogue shows."""
    if not findings.message:
        return []
    changes, profile = findings.understanding.changes, findings.before.profile
    items = [i for c in changes if isinstance(c, Feel) and c.feeling == "forgotten" for i in c.items if i in catalog]
    if items:
        return [f"I have forgotten what you said of {listed([catalog.label(catalog.row_of(i)) for i in items])}."]
    if profile is None or not forgets(findings.message):
        return []
    standing, left = ({(c.field, c.value) for c in state.constraints} for state in (findings.before, findings.state))
    tastes = [(fact, (fact.constraint.field, fact.constraint.value)) for fact in profile.holding("taste") if fact.constraint]
    gone = dict.fromkeys(fact_words(fact) for fact, about in tastes if about in standing and about not in left)
    return [f"I have forgotten {listed(list(gone))}."] if gone else []


def told_before(constraints: Iterable[Constraint], state: DialogueState) -> list[str]:
    """What earlier conversations taught that holds for this slate: "in May to leave out gore". Empty without them."""
    profile = state.profile
    if profile is None:
        return []
    standing = {(c.field, str(v).casefold()) for c in constraints if c.hard and not c.turn for v in c.values}
    held = [fact for fact in profile.holding("constraint") if fact.pairs() <= standing]
    days: dict[str, list[str]] = {}
    for fact in held:
        days.setdefault(told_when(fact.date, profile.today), []).append(fact_words(fact))
    return [f"{when} {listed(list(dict.fromkeys(words)))}" for when, words in days.items()]


def _undone(before: DialogueState, state: DialogueState, catalog: Catalog) -> str:
    gone = _texts([c for c in before.constraints if c.hard and c not in state.constraints], catalog)
    gone += [f"“{wish}”" for wish in removed((*before.wishes, *before.avoids), (*state.wishes, *state.avoids))]
    for name, words in _FEELINGS:
        items = removed(getattr(before, name), getattr(state, name))
        if items and not (name == "similar_to" and set(items) <= set(before.liked)):
            names = listed([catalog.label(catalog.row_of(i)) for i in items if i in catalog])
            gone.append(f"{words} {names if len(items) <= _NAMED else f'{len(items)} {catalog.schema.plural}'}")
    back = _texts([c for c in state.constraints if c.hard and c.turn < state.turn and c not in before.constraints], catalog)
    if not (gone or back):
        return "I took that back."
    holds = f"{listed(back)} counts again" if back else ""
    return f"I took back {listed(gone)}{'; ' + holds if holds else ''}." if gone else f"I took that back: {holds}."


def _scope(change: Scope, state: DialogueState, catalog: Catalog) -> str:
    last = [c for c in state.constraints if c.turn and c.turn == state.latest]
    what = listed(_texts(last, catalog)) or "that"
    if not change.always:
        return f"Only for now, then: I will not remember {what}."
    if state.profile is None:
        return f"I keep to {what} as long as we talk; I remember it for next time once I know who you are."
    return f"I will remember it: {what}." if last else "There is nothing of the last message to remember."


def _texts(constraints: Iterable[Constraint], catalog: Catalog) -> list[str]:
    return list(dict.fromkeys(condition_text(constraint, catalog) for constraint in constraints))


def _fate(gone: Iterable[Constraint], state: DialogueState) -> str:
    remembered = state.profile is not None and not any(constraint.turn for constraint in gone)
    return "I set aside for now" if remembered else "no longer counts"
