"""Sentences for single acts: `Sentences`.

Knows what each kind of act says in a set of wordings. How acts are taken together to one message is in `speaking`.
"""

from __future__ import annotations

from collections.abc import Sequence

from catalog.constraint import Constraint
from catalog.schema import Role
from simulator.acts import UserAct
from simulator.topics import same_topic
from simulator.view import View
from simulator.voices.rules.books import phrases_for
from simulator.voices.rules.choosing import Choosing
from simulator.voices.rules.condition import Condition
from simulator.voices.rules.conditions import condition_of
from simulator.voices.rules.phrases import Purpose
from simulator.voices.rules.references import References, title_words
from simulator.voices.rules.things import label_of, thing_of
from simulator.voices.rules.wishes import Wishes

_ASK: dict[Role | None, Purpose] = {
    "year": "ask_year",
    "duration": "ask_duration",
    "creator": "ask_creator",
    "performer": "ask_performer",
    "genre": "ask_genre",
    "certificate": "ask_certificate",
    "price": "ask_price",
    "text": "ask_text",
}
_COMPLAINS, _IN_ONE, _MANY, _IT = 0.3, 0.75, 0.5, 0.85
_SEVERAL: dict[Purpose, Purpose] = {"open": "open_many", "want": "want_many", "reason": "reason_many"}
"""Sentences that may speak of several items instead of one."""


class Sentences:
    """The sentences of one message; used once. `noun` says which of its nouns the person uses."""

    def __init__(self, view: View, choosing: Choosing, noun: int) -> None:
        self.view, self.choosing = view, choosing
        self.references = References(view.slate, view.heard, choosing)
        self.thing = thing_of(view.schema)
        self.noun = self.thing.nouns[noun % len(self.thing.nouns)]

    def say(self, purpose: Purpose, **slots: str) -> str:
        """One of the wordings for a purpose, with its slots filled."""
        words = self.choosing.one(phrases_for(self.view.persona, purpose), purpose)
        thing = self.thing
        slots = {name: _parted(value, words, name) for name, value in slots.items()}
        always = {"noun": self.noun[0], "nouns": self.noun[1], "see": thing.see, "seeing": thing.seeing}
        return words.format_map({**always, "seen": thing.seen, "saw": thing.saw, **slots})

    def condition(self, constraint: Constraint) -> Condition:
        """The words for a condition."""
        return condition_of(constraint, self.view.schema, self.thing)

    def wishes(self, conditions: Sequence[Condition]) -> Wishes:
        """Positive conditions to be said at once."""
        return Wishes(conditions, self.noun, self.choosing)

    def wish(self, purpose: Purpose, conditions: Sequence[Condition]) -> str:
        """A sentence that asks for positive conditions, of one item or of several."""
        wishes = self.wishes(conditions)
        many = purpose in _SEVERAL and self.choosing.chance(_MANY, "many")
        purpose = _SEVERAL[purpose] if many else purpose
        phrase = wishes.phrase(many)
        return self.say(purpose, np=phrase, nps=phrase, says=wishes.says())

    def exclusion(self, purpose: Purpose, condition: Condition) -> str:
        """A sentence that says what must not be."""
        what = self.choosing.one(condition.what, f"what:{condition.constraint.field}")
        bare = next((words for words in condition.what if not words.startswith("anything ")), what)
        no = f"nothing {what.removeprefix('anything ')}" if what.startswith("anything ") else f"no {what}"
        return self.say(purpose, what=what, bare=bare, no=no)

    def preference(self, purpose: Purpose, condition: Condition) -> str:
        """A sentence, or its tail, about what would be nice."""
        if condition.negative:
            return self.exclusion("soft_exclude", condition)
        wishes = self.wishes([condition])
        return self.say(purpose, says=wishes.says(), np=wishes.phrase())

    def drop(self, constraint: Constraint) -> str:
        """A condition is taken back."""
        condition = self.condition(constraint)
        topic = self.choosing.one(condition.topic, "topic")
        if condition.negative:
            bare = next((words for words in condition.what if not words.startswith("anything ")), condition.what[0])
            return self.say("drop_exclusion", topic=topic, bare=bare)
        says = [words for words in condition.says if not words.startswith("no")] or [topic]
        return self.say("drop", topic=topic, says=self.choosing.one(says, "drop says"))

    def rejection(self, act: UserAct) -> list[str]:
        """Something is turned down, and why."""
        ref = self.references.item(act.place) if act.place else ""
        turned_down: Purpose = "reject_one" if act.place else "reject_all"
        if act.constraint is None:
            return [self.say(turned_down, ref=ref)]
        condition = self.condition(act.constraint)
        if condition.negative:
            return [self.say(turned_down, ref=ref), self.exclusion("exclude", condition)]
        if condition.complaints and self.choosing.chance(_COMPLAINS, "complains"):
            wrong = self.choosing.one(condition.complaints, "complaint")
            first = self.say("one_is" if act.place else "all_are", ref=ref, **{"is": wrong})
        elif " than " not in (phrase := self.wishes([condition]).phrase()) and self.choosing.chance(_IN_ONE, "in one"):
            return [self.say("one_why" if act.place else "all_why", ref=ref, np=phrase)]
        else:
            first = self.say(turned_down, ref=ref)
        return [first, self.wish("reason", [condition])]

    def on_the_list(self, purpose: Purpose, act: UserAct) -> str:
        """Something about one item of the list."""
        return self.say(purpose, ref=self.references.item(act.place or 1))

    def taken(self, act: UserAct) -> str:
        """An item of the list is taken; without naming it where it was just spoken of."""
        if self.references.spoken_of(act.place or 1) and self.choosing.chance(_IT, "take it"):
            return self.say("accept_it")
        return self.on_the_list("accept", act)

    def known(self, act: UserAct) -> str:
        """An item of the list is known."""
        if act.liked is None:
            return self.on_the_list("seen", act)
        return self.on_the_list("seen_liked" if act.liked else "seen_disliked", act)

    def named(self, purpose: Purpose, act: UserAct) -> str:
        """An item of the past is named."""
        item = act.item or ""
        return self.say(purpose, title=title_words(self.view.named.get(item, item), self.choosing))

    def inquiry(self, act: UserAct) -> str:
        """A question about an item of the list."""
        field = self.view.schema.field(act.field or self.view.schema.title_field.name)
        ref = self.references.item(act.place or 1, it=True)
        return self.say(_ASK.get(field.role, "ask_other"), ref=ref, label=label_of(field))

    def no_answer(self, act: UserAct, plain: Purpose, about: Purpose, first: bool) -> str:
        """No answer, or none that matters; names the field where the question was not about it or something else was
        said since, at times also where it is `first`."""
        question = self.view.question
        asked = question is not None and question.field == act.field
        if act.field is None or (asked and first and not self.choosing.chance(0.1, "names field")):
            return self.say(plain)
        return self.say(about, label=label_of(self.view.schema.field(act.field)))

    def answers(self, constraint: Constraint) -> bool:
        """Whether a condition is about what the agent asked."""
        question = self.view.question
        if question is None or question.field is None:
            return False
        return same_topic(self.view.schema, constraint.field, question.field)


def _parted(value: str, words: str, slot: str) -> str:
    """The value for a slot, with a comma after it where it ends in a part set off by one and the sentence goes on."""
    return f"{value}," if ", " in value and f"{{{slot}}} " in words else value
