"""From an understanding to a `Plan`, by rule.

Knows which tools serve which intent, and when a question is worth asking. Knows nothing about words.
"""

from __future__ import annotations

from agent.embedded.lexicon import DESCRIPTORS, SYNONYMS
from agent.plan import Plan, Step
from agent.reply import constraint_json
from agent.state import SLATE_SIZE, DialogueState
from agent.understanding import Understanding
from catalog.schema import Role
from catalog.table import Catalog

_TALK = frozenset({"greet", "thanks", "help", "refuse", "unclear", "reset", "known", "saved", "done", "noted"})
_FEW_STATED = 2
"""Once the person has said this much, a slate stands without a question."""
_EARLY, _QUESTIONS = 2, 6
"""Questions asked while little is known, and in all."""
_ADVENTUROUS = 0.35


def make_plan(understanding: Understanding, state: DialogueState, catalog: Catalog) -> Plan:
    """The plan for a message; `state` is the one after it."""
    intent = understanding.intent
    if intent in ("lookup", "superlative", "why", "compare"):
        return _about_items(understanding, catalog)
    if intent == "greet" and not state.stated:
        return Plan(kind="ask", steps=(_question(state, catalog),))
    if intent in _TALK:
        return Plan(kind="answer" if intent in ("known", "saved") else "chat")
    nothing_yet = not (state.stated or state.adventurous or state.shown or state.asked or state.size != SLATE_SIZE)
    if nothing_yet:
        return Plan(kind="ask", steps=(_question(state, catalog),))
    return Plan(kind="recommend", steps=recommend_steps(state, catalog))


def recommend_steps(state: DialogueState, catalog: Catalog) -> tuple[Step, ...]:
    """Search, then likeness and generation where there is something to go on, then ranking."""
    wish = expanded(state.wish) or _tastes(state)
    search = {
        "constraints": [{**constraint_json(c), "turn": c.turn} for c in state.constraints],
        "words": " ".join(state.wishes[-2:]),
        "wish": wish,
        "avoid": state.avoid,
    }
    steps = [Step(tool="search_items", args={name: value for name, value in search.items() if value})]
    if state.similar_to:
        steps.append(Step(tool="similar_items", args={"items": list(state.similar_to)}))
    if state.liked or wish:
        steps.append(Step(tool="generate_items", args={"k": 20, "wish": wish} if wish else {"k": 20}))
    ranking = {"novelty": _ADVENTUROUS, "diversity": 0.4} if state.adventurous else {}
    steps.append(Step(tool="rank_items", args=dict(ranking)))
    if _worth_asking(state):
        steps.append(_question(state, catalog))
    return tuple(steps)


def _worth_asking(state: DialogueState) -> bool:
    """A question goes with a slate while little is known, and later where more slates were passed over than questions
    asked."""
    said = len(state.constraints) + len(state.wishes) + len(state.liked) + len(state.disliked)
    asked = len(state.asked)
    early = said < _FEW_STATED and asked < _EARLY
    stuck = asked < _QUESTIONS and len(state.shown) > SLATE_SIZE * asked
    return (early or stuck) and state.size == SLATE_SIZE


def _question(state: DialogueState, catalog: Catalog) -> Step:
    settled = {c.field for c in state.constraints if c.hard} | set(state.asked)
    places: tuple[Role, ...] = ("language", "country", "origin")
    if settled & {f.name for role in places for f in catalog.schema.by_role(role)}:
        settled.add("origin")
    return Step(tool="suggest_question", args={"skip": sorted(settled)} if settled else {})


def _tastes(state: DialogueState) -> str:
    """What the person is known to like, as a wish where nothing else was said; "" where something was."""
    said = any(c.turn and not c.negative for c in state.constraints) or state.similar_to
    liked = [str(v) for c in state.constraints if not (c.turn or c.hard or c.negative) for v in c.values]
    return "" if said else ", ".join(liked)


def expanded(wish: str) -> str:
    """The wish with words the encoder understands better: "funnier" -> "funny, a comedy that makes you laugh"."""
    extra = []
    for word in wish.replace(";", " ").split():
        name = word if word in DESCRIPTORS else SYNONYMS.get(word)
        if name:
            extra.append(DESCRIPTORS[name].wish)
    return "; ".join(dict.fromkeys([wish, *extra])) if extra else wish


def _about_items(understanding: Understanding, catalog: Catalog) -> Plan:
    items = list(understanding.subjects)
    if understanding.intent == "compare" and len(items) > 1:
        return Plan(kind="answer", steps=(Step(tool="compare_items", args={"items": items[:10]}),))
    if not items:
        return Plan(kind="chat")
    fields = [f for f in understanding.fields if f in {field.name for field in catalog.schema.attributes}]
    args = {"items": items, "fields": fields} if fields else {"items": items}
    return Plan(kind="answer", steps=(Step(tool="lookup_item", args=args),))
