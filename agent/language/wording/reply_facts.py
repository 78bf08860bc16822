"""What a model is told about a verified reply: `reply_facts`.

Knows which findings matter for words, and how few of them are enough. Knows nothing about prompts or endpoints.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agent.brain import Findings
from agent.condition_words import condition_text
from agent.embedded.retold import told_before
from agent.embedded.wording import count_text, falls_short, finds_nothing, may_say, must_say
from agent.facts import value_text
from agent.language.quarantine import held_back
from agent.language.wording.cards import card, cut
from catalog.table import Catalog

_FULL = 5
"""Items with a whole card; of further ones the title, the year and the reasons."""
_SAID = 200
_TALKED = 80
_PLAIN = 900
_WISH = 120
_BRIEF = 100
"""Characters of an item's description where there are many."""
_FACT = 400
_COMPARED = 10
_DESCRIBED = 2
"""So many items looked up are few enough to be described in full."""


def reply_facts(findings: Findings, catalog: Catalog) -> dict[str, Any]:
    """The reply as plain data for a prompt, without ids: what was `said`, what is wanted, the `items` in the order in
    which [1], [2] count, what is said beside the model's words, and what plain words would say."""
    state = findings.state
    talk = [{"said": cut(e.said, _TALKED), "replied": cut(e.replied, _TALKED)} for e in findings.before.talk[-1:]]
    facts: dict[str, Any] = {
        "kind": "nothing fits" if finds_nothing(findings) else findings.type,
        "intent": findings.understanding.intent,
        "said": cut(findings.message, _SAID),
        "items": _items(findings, catalog),
        "earlier": talk,
        "wants": [cut(condition_text(c, catalog), _WISH) for c in state.constraints[:12]],
        "told_before": [cut(f"you told me {told}", _WISH) for told in told_before(findings.constraints, state)],
        "wish": cut(state.wish, _WISH),
        "avoid": cut(state.avoid, _WISH),
        "like": [cut(catalog.titles[catalog.row_of(i)], _WISH) for i in state.similar_to[:3] if i in catalog],
        "already_said": [cut(sentence, 2 * _SAID) for sentence in must_say(findings, catalog)],
        "said_after": count_text(findings, catalog) if falls_short(findings, catalog) else "",
        "asked_after": cut(findings.question.text, _WISH) if findings.question else "",
        "plain": "" if findings.type == "recommend" else cut(may_say(findings, catalog), _PLAIN),
    }
    if findings.type == "recommend":
        facts["fitting"] = max(findings.matching, len(findings.rows))
    told = {name: value for name, value in facts.items() if value or name in ("kind", "said")}
    quoted: dict[str, Any] = held_back(told)
    return quoted


def spoken_rows(findings: Findings, catalog: Catalog) -> tuple[int, ...]:
    """The rows that [1], [2] mean: the slate, or the items that facts were looked up of."""
    if findings.rows:
        return findings.rows
    looked_up = [str(item["id"]) for item in looked_up_items(findings)]
    return tuple(catalog.row_of(i) for i in dict.fromkeys(looked_up) if i in catalog)[:_COMPARED]


def looked_up_items(findings: Findings) -> Sequence[Mapping[str, Any]]:
    """The items of the facts that tools looked up; empty where none did."""
    for tool in ("lookup_item", "compare_items"):
        items = findings.facts.get(tool, {}).get("items", ())
        if items:
            return tuple(items)
    return ()


def _items(findings: Findings, catalog: Catalog) -> list[dict[str, Any]]:
    rows = spoken_rows(findings, catalog)
    if findings.rows:
        reasons: Sequence[Sequence[str]] = findings.reasons
    elif findings.understanding.intent == "why":
        reasons = [findings.before.reasons.get(catalog.ids[row], ()) for row in rows]
    else:
        reasons = [()] * len(rows)
    cards = []
    for n, (row, why) in enumerate(zip(rows, reasons, strict=True), 1):
        facts = card(row, catalog, why, text=200 if len(rows) <= _DESCRIBED else _BRIEF if len(rows) <= _FULL else 0)
        if n > _FULL:
            facts = {name: facts[name] for name in ("title", "year", "reasons") if name in facts}
        cards.append({"#": n, **facts, **({} if findings.rows else _asked(row, findings, catalog, len(rows)))})
    return cards


def _asked(row: int, findings: Findings, catalog: Catalog, count: int) -> dict[str, Any]:
    """The fields that the person asked about, at more length than a card shows them."""
    most = _FACT if count <= _DESCRIBED else _WISH
    known = {}
    for name in findings.understanding.fields[:4]:
        field = catalog.schema.field(name)
        value = catalog.value(row, name)
        known[field.label] = "not in the catalog" if value in (None, [], "") else cut(value_text(value, field), most)
    return known
