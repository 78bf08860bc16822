"""The embedded brain's words for verified findings.

Knows sentences; every fact in them comes from the findings or the catalog. Knows nothing about how the
findings came about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from agent.brain import Findings
from agent.condition_words import condition_text
from agent.embedded.retold import retold, told_before
from agent.facts import answer_text, comparison_text, listed, value_text
from agent.profile_text import fact_lines
from agent.state import DialogueState
from catalog.columns import NumberColumn
from catalog.constraint import Constraint
from catalog.table import Catalog

_SAID_BACK = 160


def words_of(findings: Findings, catalog: Catalog) -> str:
    """The text before the slate."""
    by_type = {"recommend": _recommend, "ask": _ask, "answer": _answer, "chat": _chat}
    parts = [*_said_of_it(findings, catalog), *_unknown(findings), by_type[findings.type](findings, catalog)]
    return " ".join(part for part in parts if part)


def must_say(findings: Findings, catalog: Catalog) -> list[str]:
    """The sentences of `words_of` that no other wording may leave out: how the message was read, what became of what
    was said before, what is unknown, what was given up, and that nothing fits."""
    parts = [*_said_of_it(findings, catalog), *_unknown(findings), *_given_up(findings)]
    return [*parts, nothing_text(findings, catalog)] if finds_nothing(findings) else parts


def may_say(findings: Findings, catalog: Catalog) -> str:
    """The rest of `words_of`, which other words may replace."""
    if finds_nothing(findings):
        return _what_now(findings)
    if findings.type == "recommend":
        return _recommend(replace(findings, relaxed=()), catalog)
    return {"ask": _ask, "answer": _answer, "chat": _chat}[findings.type](findings, catalog)


def finds_nothing(findings: Findings) -> bool:
    """True where something was wanted and nothing can be shown."""
    return findings.type == "answer" and findings.understanding.intent in ("recommend", "more")


def _said_of_it(findings: Findings, catalog: Catalog) -> list[str]:
    return [*findings.understanding.notes, *retold(findings, catalog)]


def _unknown(findings: Findings) -> list[str]:
    names = findings.understanding.unknown
    return [f"I don't know {listed([repr(_short(n)) for n in names], 'or')} in this catalog."] if names else []


def _given_up(findings: Findings) -> list[str]:
    return [_sentence(relaxed.reason) for relaxed in findings.relaxed]


def _short(said: str) -> str:
    """What the person said, cut where it is too long to say back."""
    return said if len(said) <= _SAID_BACK else said[: _SAID_BACK - 1].rstrip() + "…"


def _recommend(findings: Findings, catalog: Catalog) -> str:
    state, parts = findings.state, list[str]()
    unclear = findings.understanding.unclear_titles
    started = [catalog.label(catalog.row_of(i)) for i in state.similar_to if i not in findings.before.similar_to]
    if started and not unclear:
        parts.append(f"Starting from {listed(started)}.")
    told = told_before(findings.constraints, state)
    if conditions := _conditions([c for c in findings.constraints if c.turn or not told], catalog):
        parts.append(f"I looked for: {conditions}.")
    if told and not findings.before.shown:
        parts.append(f"You told me {listed(told)}, so I keep to that.")
    if state.wish:
        parts.append(f"Closest to “{_short(state.wish)}” first.")
    parts += _given_up(findings)
    parts.append(count_text(findings, catalog))
    return " ".join(parts)


def falls_short(findings: Findings, catalog: Catalog) -> bool:
    """True where the slate is not what was asked for in number or novelty, which has to be said."""
    repeated = all(catalog.ids[row] in findings.before.shown for row in findings.rows)
    return findings.type == "recommend" and (repeated or len(findings.rows) < findings.state.size)


def count_text(findings: Findings, catalog: Catalog) -> str:
    """How many there are, as the last words before the slate."""
    n, noun = len(findings.rows), catalog.schema.noun
    if all(catalog.ids[row] in findings.before.shown for row in findings.rows):
        return "Of those I showed you before, this fits:" if n == 1 else f"Of those I showed you before, {n} fit:"
    if n == 1:
        only = findings.state.size > 1 and findings.matching <= 1
        return f"Only one {noun} fits:" if only else "My pick:"
    if n < findings.state.size:
        return f"Only {n} more fit:" if findings.before.shown else f"Only {n} fit:"
    return f"{n} to choose from:" if findings.understanding.intent != "more" else f"{n} more:"


def _conditions(constraints: Iterable[Constraint], catalog: Catalog) -> str:
    texts = []
    for constraint in constraints:
        if constraint.hard:
            texts.append(condition_text(constraint, catalog))
    return "; ".join(texts)


_FEW = 3
"""So many items compared are all named in the answer."""


def _ask(findings: Findings, catalog: Catalog) -> str:
    if findings.question is None:
        return _chat(findings, catalog)
    if findings.understanding.intent == "greet":
        n, plural = len(catalog), catalog.schema.plural
        return f"Hello! I know {n:,} {plural} and can find one you will like. Name something you enjoyed, or answer this:"
    return "Happy to help. To start:"


def _answer(findings: Findings, catalog: Catalog) -> str:
    intent, facts = findings.understanding.intent, findings.facts
    if finds_nothing(findings):
        return f"{nothing_text(findings, catalog)} {_what_now(findings)}"
    if intent == "compare" and "compare_items" in facts:
        return comparison_text(facts["compare_items"], catalog.schema)
    items = facts.get("lookup_item", facts.get("compare_items", {})).get("items", ())
    if not items:
        return _chat(findings, catalog)
    if intent == "why":
        return " ".join(_why(findings, item) for item in items)
    if intent == "superlative":
        return _superlative(findings, items, catalog)
    return " ".join(answer_text(item, findings.understanding.fields, catalog.schema) for item in items)


def _why(findings: Findings, item: dict[str, Any]) -> str:
    reasons = findings.before.reasons.get(str(item["id"]), ())
    because = "; ".join(reasons) or "it is close to what you have told me so far"
    return f"{item['title']}: {because}."


def _superlative(findings: Findings, items: Sequence[dict[str, Any]], catalog: Catalog) -> str:
    largest, fields = findings.understanding.largest, findings.understanding.fields
    rows = {catalog.row_of(str(item["id"])): item for item in items}
    if not fields:
        best = (max if largest else min)(rows, key=lambda row: catalog.popularity[row])
        return f"The {'best' if largest else 'least'} known of these is {catalog.label(best)}."
    field = catalog.schema.field(fields[0])
    column = catalog.column(field.name)
    known = {r: float(column.values[r]) for r in rows if isinstance(column, NumberColumn) and column.known[r]}
    if not known:
        return f"The catalog does not say the {field.label} of any of these."
    best = (max if largest else min)(known, key=lambda row: known[row])
    value = value_text(catalog.value(best, field.name), field)
    word = {"duration": ("longest", "shortest"), "year": ("newest", "oldest"), "price": ("dearest", "cheapest")}
    name = word.get(field.role or "", (f"highest in {field.label}", f"lowest in {field.label}"))[0 if largest else 1]
    if len(rows) <= _FEW:
        others = [f"{catalog.label(r)}: {value_text(catalog.value(r, field.name), field)}" for r in known if r != best]
        return f"The {name} is {catalog.label(best)}: {value}. {'; '.join(others)}".strip()
    missing = len(rows) - len(known)
    rest = f" For {missing} of them the catalog does not say." if missing else ""
    return f"The {name} is {catalog.label(best)}: {value}.{rest}"


def saved_text(findings: Findings, catalog: Catalog) -> str:
    """What is on the list of saved items, and what was just put there."""
    saved = [catalog.label(catalog.row_of(i)) for i in findings.state.saved]
    new = [catalog.label(catalog.row_of(i)) for i in findings.state.saved if i not in findings.before.saved]
    if new:
        return f"Saved {listed(new)} for later. Your list: {listed(saved)}."
    return f"You saved {listed(saved)}." if saved else "You have not saved anything yet."


def known_text(state: DialogueState, catalog: Catalog) -> str:
    """Everything remembered about the person, in this dialogue and from earlier ones."""

    def names(ids: tuple[str, ...]) -> str:
        return listed([catalog.label(catalog.row_of(i)) for i in ids])

    told = fact_lines(state.profile) if state.profile is not None else []
    new = [c for c in state.constraints if c.turn or not told]
    lines = [
        f"- {label}: {text}"
        for label, text in (
            ("you want", "; ".join(condition_text(c, catalog) for c in new if c.hard)),
            ("you would like", "; ".join(condition_text(c, catalog) for c in new if not c.hard)),
            ("in your words", state.wish),
            ("not in the mood for", state.avoid),
            ("you liked", names(state.liked)),
            ("you did not like", names(state.disliked)),
            ("you have seen", names(state.seen)),
            ("not for you", names(state.rejected)),
            ("saved for later", names(state.saved)),
        )
        if text
    ]
    lines = [*(f"- {line}" for line in told), *lines]
    return "\n".join(["This is what I know about you:", *lines]) if lines else "Nothing yet: you have not told me anything."


def nothing_text(findings: Findings, catalog: Catalog) -> str:
    """The truth when nothing fits."""
    plural = catalog.schema.plural
    said = _conditions(findings.state.constraints, catalog)
    if findings.matching:
        each = f"each of the {findings.matching} {plural} that fit"
        all_there_is = each if findings.matching > 1 else f"the only {catalog.schema.noun} that fits"
        return f"That was all: I have shown or set aside {all_there_is} ({said or 'what you said'})."
    unknown = ""
    if findings.unknown:
        unknown = f" For {findings.unknown} {plural} the catalog lacks the value, so I cannot promise that they fit."
    return f"Nothing in this catalog fits {said or 'that'}, and I would not bend those conditions.{unknown}"


def _what_now(findings: Findings) -> str:
    """What the person can do when nothing fits."""
    return "Loosen something and I look again." if findings.matching else "Which one may I drop?"


def _chat(findings: Findings, catalog: Catalog) -> str:
    intent, plural = findings.understanding.intent, catalog.schema.plural
    state = findings.state
    if intent in ("saved", "known"):
        return saved_text(findings, catalog) if intent == "saved" else known_text(state, catalog)
    if intent == "refuse":
        return f"I keep to one job: finding {plural} in this catalog that fit you. Tell me what you feel like."
    if intent == "thanks":
        return "You're welcome. Enjoy!"
    if intent == "done":
        name = catalog.label(catalog.row_of(state.focus)) if state.focus else "it"
        return f"Noted: {name}. Enjoy! Say “more” if you want others."
    if intent == "noted":
        return "Noted. Say “more” for others, or tell me what you feel like."
    if intent == "help":
        return (
            f"I recommend {plural} from a catalog of {len(catalog):,}. Tell me what you liked, what you feel like, what "
            "to leave out; ask about any of them, compare them, save them."
        )
    if intent == "reset":
        return "All right, we start over. What do you feel like?"
    if intent in ("lookup", "why", "compare", "superlative"):
        names = findings.understanding.unknown
        return "" if names else f"Which {catalog.schema.noun} do you mean? Give me its title or its number."
    if intent == "greet":
        return "Hello again! Shall I go on with what you told me? Say “more”, or tell me what to change."
    return f"I did not catch anything I can search for. Name a {catalog.schema.noun} you liked, or say what you feel like."


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")
