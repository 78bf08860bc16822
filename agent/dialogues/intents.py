"""How well the embedded brain tells what people want: the class of a message and the conditions in it, against labels.

Knows the rule from an `Understanding` to a label's class, the rule from changes to a label's constraints, and how both
are counted. Knows nothing about grammar or how the labels were made.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from agent.changes import Require
from agent.dialogues.labelled import Labelled, contexts
from agent.dialogues.tally import figure, ratio
from agent.embedded.acts import ACTS, act_of_intent
from agent.embedded.parser import Parser
from agent.understanding import Understanding
from catalog.constraint import Constraint
from catalog.errors import CatalogError
from catalog.values import key

if TYPE_CHECKING:
    from catalog.dialogues import Dialogue
    from recommenders.interval import Floats
    from recommenders.workspace import Workspace

Entry = tuple[str, str, str]
"""A condition on one value: field, op, value in plain lower case."""

PROTOCOL = {
    "intents": "share of labelled messages, held-out third, whose class is right; each after the turns before it",
    "constraints": "micro precision, recall and F1 of (field, op, value) over the same messages; about apart",
    "interval of intents and constraints": "95 %, bootstrap over messages, 1000 draws",
}
_FIELDS = frozenset(
    ["genres", "actors", "directors", "year", "runtime", "languages", "countries", "origin", "certificate", "about"]
)
"""What labels speak of; keywords that a mood word adds to a search are no conditions."""
_SAME_FIELD = {"language": "languages", "content_rating": "certificate", "country": "countries"}
_SAME_VALUE = {"family": "children", "science fiction": "sci fi"}
_UPPER, _LOWER = ("lt", "le"), ("gt", "ge")
_VAGUE = {("year", "recent"): _LOWER, ("year", "old"): _UPPER, ("runtime", "short"): _UPPER}


@dataclass(frozen=True)
class Outcome:
    """One message: its label, the class and the entries that were understood, and the label's entries."""

    label: Labelled
    text: str
    kind: str
    found: frozenset[Entry]
    true: frozenset[Entry]


def kind_of(understanding: Understanding) -> str:
    """The class of a message: the weightiest act in it; without acts what its intent stands for, else "other".

    A message read as a wish that changes nothing is "other" too: it only repeats what was known.
    """
    if understanding.acts:
        return next(act for act in ACTS if act in understanding.acts)
    if understanding.intent == "recommend":
        said = understanding.changes or understanding.unknown or understanding.unclear_titles
        return "request" if said else "other"
    return act_of_intent(understanding.intent) or "other"


def entries_of(constraints: Iterable[Constraint]) -> frozenset[Entry]:
    """The entries of constraints that were understood, hard and soft; one for each value of a list."""
    found: set[Entry] = set()
    for c in constraints:
        field = _SAME_FIELD.get(c.field, c.field)
        if field not in _FIELDS:
            continue
        if c.op in ("any_of", "all_of", "none_of", "eq"):
            op = "none_of" if c.op == "none_of" else "any_of"
            found |= {(field, op, _plain(field, value)) for value in c.values}
        else:
            found.add((field, c.op, "-".join(str(value) for value in c.values)))
    return frozenset(found)


def labelled_entries(label: Labelled) -> frozenset[Entry]:
    """The entries of a label; "recent", "old" and "short" stay its op."""
    found: set[Entry] = set()
    for one in label.constraints:
        values = one["value"] if isinstance(one["value"], list) else [one["value"]]
        if one["op"] in ("any_of", "none_of"):
            found |= {(one["field"], one["op"], _plain(one["field"], value)) for value in values}
        else:
            found.add((one["field"], one["op"], "-".join(str(value) for value in values)))
    return frozenset(found)


def _plain(field: str, value: object) -> str:
    """A value without case and hyphens; kinds under one name, themes without plural and spaces."""
    plain = key(str(value)).replace("-", " ")
    if field != "about":
        return _SAME_VALUE.get(plain, plain)
    return plain.removesuffix("s").removesuffix("e").replace(" ", "")


def matched(found: frozenset[Entry], true: frozenset[Entry]) -> frozenset[Entry]:
    """`found` in the label's words: any lower limit on the year is "recent" where the label says so, any upper one
    "old", any upper limit on the runtime "short". A certificate that goes with a wish for children is part of it."""
    renamed = set(found)
    if not any(field == "certificate" for field, _, _ in true) and ("genres", "any_of", "children") in found:
        renamed = {entry for entry in renamed if entry[0] != "certificate"}
    for field, op, value in true:
        meets = {entry for entry in renamed if entry[0] == field and entry[1] in _VAGUE.get((field, op), ())}
        if meets:
            renamed = (renamed - meets) | {(field, op, value)}
    return frozenset(renamed)


def understood(
    dialogues: Iterable[Dialogue], labels: Sequence[Labelled], workspace: Workspace, today: dt.date
) -> list[Outcome]:
    """Each labelled message as the embedded brain understands it in its dialogue; `today`: what dates count from."""
    parser = Parser(workspace, today)
    outcomes = []
    for label, text, state in contexts(dialogues, labels, parser):
        understanding = parser.parse(text, state)
        found = entries_of(c.constraint for c in understanding.changes if isinstance(c, Require))
        true = labelled_entries(label)
        outcomes.append(Outcome(label, text, kind_of(understanding), matched(found, true), true))
    return outcomes


def intent_report(
    dialogues: Iterable[Dialogue], labels: Sequence[Labelled], workspace: Workspace, today: dt.date
) -> dict[str, Any]:
    """The tables "intents" and "constraints" of `parley evaluate dialogues`; CatalogError where no message is there."""
    outcomes = understood(dialogues, labels, workspace, today)
    if not outcomes:
        raise CatalogError("none of the labelled messages is in these dialogues")
    return figures(outcomes)


def figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Accuracy and F1, each [mean, low, high], and counts by class and by field.

    `constraints` counts every field but `about`, whose wording is free; `about` stands apart.
    """
    right = np.array([[o.kind == o.label.intent, 1] for o in outcomes], dtype=np.float64)
    pairs = Counter((o.label.intent, o.kind) for o in outcomes)
    classes = {true: {kind: n for (t, kind), n in sorted(pairs.items()) if t == true} for true, _ in sorted(pairs)}
    named = sorted({entry[0] for o in outcomes for entry in o.found | o.true})
    return {
        "intents": {"accuracy": figure(right, ratio(0, 1)), "n": len(outcomes), "classes": classes},
        "constraints": {
            **_scores(outcomes, lambda field: field != "about"),
            "about": _scores(outcomes, lambda field: field == "about"),
            "fields": {name: _scores(outcomes, name.__eq__) for name in named},
        },
    }


def _scores(outcomes: Sequence[Outcome], of: Callable[[str], bool]) -> dict[str, Any]:
    """Precision, recall and F1 over the fields chosen, and how many entries were found, true and both."""
    counts = _counts(outcomes, of)
    hits, found, true = (int(n) for n in counts.sum(axis=0))
    return {
        "precision": figure(counts, ratio(0, 1)),
        "recall": figure(counts, ratio(0, 2)),
        "f1": figure(counts, _f1),
        "hits": hits,
        "found": found,
        "true": true,
    }


def _f1(sums: Floats) -> Floats:
    return np.asarray(2 * sums[..., 0] / np.maximum(sums[..., 1] + sums[..., 2], 1), dtype=np.float64)


def _counts(outcomes: Sequence[Outcome], of: Callable[[str], bool]) -> npt.NDArray[np.float64]:
    """float64[messages, 3]: entries hit, found and true."""
    rows = []
    for o in outcomes:
        found, true = {e for e in o.found if of(e[0])}, {e for e in o.true if of(e[0])}
        rows.append((len(found & true), len(found), len(true)))
    return np.array(rows, dtype=np.float64)
