"""Questions to the person in words: about a field, or about which item was meant.

Knows how a question reads. Which field is worth asking about is the tool `suggest_question`'s business.
"""

from __future__ import annotations

from agent.contradiction import clash_question
from agent.executor import Outcome
from agent.plan import Plan, Question
from agent.reply import ReplyType
from agent.state import DialogueState
from agent.understanding import Understanding
from catalog.schema import Role
from catalog.table import Catalog

_TEXTS: dict[Role | None, str] = {
    "genre": "What kind are you in the mood for?",
    "mood": "What mood should it have?",
    "origin": "Any part of the world you would like it from?",
    "year": "From which years?",
    "duration": "How long may it be, in {unit}?",
    "certificate": "Which age rating should it have?",
    "price": "What may it cost, in {unit}?",
    "performer": "Anyone you would like to see in it?",
    "creator": "Any {label} you have in mind?",
}


def question_from(
    understanding: Understanding,
    plan: Plan,
    outcome: Outcome,
    kind: ReplyType,
    state: DialogueState,
    catalog: Catalog,
) -> Question | None:
    """The question that goes with the reply: which item was meant comes before whether an exclusion stays, and that
    before what would narrow most."""
    if understanding.unclear_titles and kind in ("recommend", "ask", "chat"):
        words, ids = understanding.unclear_titles[0]
        labels = tuple(catalog.label(catalog.row_of(i)) for i in ids)
        return Question(catalog.schema.title_field.name, f"Which “{words}” do you mean?", labels)
    if (clash := clash_question(understanding.changes, state, catalog)) is not None:
        return clash
    if plan.question is not None:
        return plan.question
    facts = outcome.facts.get("suggest_question")
    if not facts:
        return None
    field = catalog.schema.field(str(facts["field"]))
    text = _TEXTS.get(field.role, "Which {label} would you like?").format(unit=field.unit, label=field.label.lower())
    return Question(field.name, text, tuple(option.label for option in facts["options"]))
