"""Examples in which somebody goes on from what was shown: `FollowingMaker`.

Knows messages about the list and the conditions so far: narrowing, changing, praise and blame, more, questions about
items, giving a condition up, starting anew, and talk that is about neither. Knows nothing about opening messages.
"""

from __future__ import annotations

from dataclasses import replace

from agent.language.demonstrations import phrases
from agent.language.demonstrations.attempt import Aim, Attempt, Opened
from agent.language.demonstrations.desk import Desk
from agent.language.demonstrations.facet import Facet
from agent.language.demonstrations.words import singular
from agent.language.draft import Draft, DraftStep, Felt, Withdrawal

_ASKED = ("conditions", "exclusions", "wish")
_MEANT_AS = "#{}"


class FollowingMaker:
    """Makes one attempt a call; None where there is no list to go on from, or chance found nothing that fits."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.rng = desk.rng

    def refined(self) -> Attempt | None:
        """One more condition."""
        opened = self.desk.opening("conditions", "exclusions")
        if opened is None:
            return None
        facets = opened.attempt.aim.facets
        new = self.desk.picker.conditions(1, besides=facets)
        return self._narrowed("refined", phrases.REFINED, opened, (*facets, *new), new) if new else None

    def changed(self) -> Attempt | None:
        """Other years instead of those said before."""
        opened = self.desk.opening("conditions", "exclusions", role="year")
        if opened is None:
            return None
        facets = opened.attempt.aim.facets
        if not all(facet.hard for facet in facets):
            return None
        old = next((f for f in facets if f.role == "year" and not isinstance(f.values[0], str)), None)
        if old is None:
            return None
        said = int(old.values[0]) // 10 * 10
        for first in self.rng.sample([said + step for step in (-30, -20, -10, 10, 20, 30)], 6):
            new = replace(old, relation="within", values=(first, first + 9))
            kept = (*(f for f in facets if f != old), new)
            if self.desk.picker.enough(kept):
                return self._narrowed("changed", phrases.INSTEAD, opened, kept, (new,))
        return None

    def feedback(self) -> Attempt | None:
        """Praise and blame of what is on the list, and what follows from it."""
        opened = self.desk.opening(*_ASKED, shown=4)
        if opened is None:
            return None
        form, first_felt, second_felt, alike = self.desk.one_of(phrases.FEEDBACK)
        first, second = self.rng.sample(range(len(opened.state.slate)), 2)
        pairs = [(first, first_felt), (second, second_felt)]
        felt = [(place, feeling) for place, feeling in pairs if feeling]
        model = _place(first) if alike else None
        tells = bool(opened.attempt.aim.wishes) or first_felt == "liked"
        draft = Draft(
            intent="recommend",
            feelings=tuple(Felt.model_validate({"item": _place(n), "feeling": f}) for n, f in felt),
            like=(model,) if model else (),
            steps=self.desk.steps(like=(model,) if model else (), wish=tells),
        )
        slate = opened.state.slate
        aim = self._going_on(opened)
        aim = replace(aim, felt=frozenset((feeling, slate[place]) for place, feeling in felt))
        if model:
            aim = replace(aim, alike=self.desk.catalog.row_of(slate[first]), like=(slate[first],))
        return self._attempt("feedback", self._say(form, first, second), draft, aim, opened)

    def more(self) -> Attempt | None:
        """Others of the same."""
        opened = self.desk.opening(*_ASKED, "like")
        if opened is None:
            return None
        models = [self.desk.catalog.titles[self.desk.catalog.row_of(i)] for i in opened.attempt.aim.like]
        steps = self.desk.steps(like=models, wish=bool(opened.attempt.aim.wishes))
        aim = replace(self._going_on(opened), like=opened.attempt.aim.like, alike=opened.attempt.aim.alike)
        message = self.desk.speech.typed(self.desk.one_of(phrases.MORE))
        return self._attempt("more", message, Draft(intent="more", steps=steps), aim, opened)

    def compared(self) -> Attempt | None:
        """Two of the list side by side, on everything or on one field."""
        opened = self.desk.opening(*_ASKED, "like", shown=3)
        if opened is None:
            return None
        first, second = self.rng.sample(range(len(opened.state.slate)), 2)
        form, fields = self.desk.one_of(phrases.COMPARED), list[str]()
        by = [f for f in self.desk.schema.attributes if f.role in phrases.COMPARED_BY and self._told(opened, f.name)]
        if by and self.rng.random() < 0.5:
            field = self.rng.choice(by)
            form, fields = self.rng.choice(phrases.COMPARED_BY[field.role or ""]), [field.name]
        references = (_place(first), _place(second))
        args = {"items": list(references), **({"fields": fields} if fields else {})}
        step = DraftStep(tool="compare_items", args=args)
        draft = Draft(intent="compare", about=references, fields=tuple(fields), steps=(step,))
        return self._about("compared", self._say(form, first, second), draft, opened, (first, second))

    def looked_up(self) -> Attempt | None:
        """A fact of an item that is named."""
        fields = [f for f in self.desk.schema.attributes if f.role != "popularity"]
        field = self.rng.choice(fields) if fields else None
        named = self.desk.named_item(field.name) if field else None
        if field is None or named is None:
            return None
        row, title = named
        forms = phrases.LOOKED_UP.get(field.role or "", phrases.LOOKED_UP[""])
        text = self.desk.one_of(forms).format(title=title, label=singular(field.label), noun=self.desk.schema.noun)
        step = DraftStep(tool="lookup_item", args={"items": [title], "fields": [field.name]})
        draft = Draft(intent="lookup", about=(title,), fields=(field.name,), steps=(step,))
        aim = Aim("answer", subjects=(self.desk.catalog.ids[row],), fields=(field.name,))
        return Attempt("looked_up", self.desk.speech.typed(text, keep=(title,)), draft, aim)

    def why(self) -> Attempt | None:
        """Why an item is on the list."""
        opened = self.desk.opening(*_ASKED, "like")
        if opened is None:
            return None
        place = self.rng.randrange(len(opened.state.slate))
        step = DraftStep(tool="lookup_item", args={"items": [_place(place)]})
        draft = Draft(intent="why", about=(_place(place),), steps=(step,))
        return self._about("why", self._say(self.desk.one_of(phrases.WHY), place), draft, opened, (place,))

    def chosen(self) -> Attempt | None:
        """An item is taken, or kept for later."""
        opened = self.desk.opening(*_ASKED, "like")
        if opened is None:
            return None
        place = self.rng.randrange(len(opened.state.slate))
        form, later = self.desk.one_of(phrases.CHOSEN)
        message = self._say(form, place)
        if not later:
            draft = Draft(intent="done", about=(_place(place),))
            return self._about("chosen", message, draft, opened, (place,), reply="chat")
        draft = Draft(intent="saved", feelings=(Felt(item=_place(place), feeling="saved"),))
        attempt = self._about("chosen", message, draft, opened, ())
        felt = frozenset({("saved", opened.state.slate[place])})
        return replace(attempt, aim=replace(attempt.aim, felt=felt))

    def dropped(self) -> Attempt | None:
        """A condition no longer counts, or what was excluded may come again."""
        opened = self.desk.opening("conditions", "exclusions", conditions=2)
        if opened is None:
            return None
        facets = opened.attempt.aim.facets
        gone = self.rng.choice(facets)
        if gone.relation == "none":
            said = self.desk.speech.values(gone)
            form = self.desk.one_of(phrases.ALLOWED).format(v=said[0])
            withdrawal = Withdrawal(field=gone.field, values=tuple(str(v) for v in gone.values))
        else:
            form = self.desk.one_of(phrases.DROPPED).format(what=self.desk.speech.what(gone))
            withdrawal = Withdrawal(field=gone.field)
        draft = Draft(intent="recommend", drop=(withdrawal,), steps=self.desk.steps())
        kept = tuple(f for f in facets if f.field != gone.field or (gone.relation == "none" and f != gone))
        aim = replace(self._going_on(opened), facets=kept)
        return self._attempt("dropped", self.desk.speech.typed(form), draft, aim, opened)

    def afresh(self) -> Attempt | None:
        """Everything said before is over."""
        opened = self.desk.opening(*_ASKED, "like")
        facets = self.desk.picker.conditions(self.rng.choice((1, 2)))
        if opened is None or not facets:
            return None
        text = self.desk.one_of(phrases.AFRESH).format(things=self.desk.speech.things(facets))
        require = tuple(f.condition() for f in facets)
        draft = Draft(intent="recommend", start_over=True, require=require, steps=self.desk.steps())
        return self._attempt("afresh", self.desk.speech.typed(text), draft, Aim("recommend", facets), opened)

    def turned(self) -> Attempt | None:
        """Another wish under the same conditions."""
        opened = self.desk.opening("like", "wish", conditions=1)
        if opened is None:
            return None
        said, kept = self.desk.one_of(phrases.WISHES)
        if kept in opened.attempt.aim.wishes:
            return None
        form = self.desk.one_of(phrases.TURNED)
        text = form.format(things=self.desk.schema.plural, wish=said)
        draft = Draft(intent="recommend", new_topic=True, wish=kept, steps=self.desk.steps(wish=True))
        aim = replace(self._going_on(opened), wishes=(kept,), avoids=())
        return self._attempt("turned", self.desk.speech.typed(text), draft, aim, opened)

    def thanks(self) -> Attempt | None:
        """Nothing to do."""
        return self._talk("thanks", "thanks", phrases.THANKS)

    def off_topic(self) -> Attempt | None:
        """Nothing that an adviser does."""
        return self._talk("off_topic", "refuse", phrases.OFF_TOPIC)

    def _talk(self, kind: str, intent: str, forms: tuple[str, ...]) -> Attempt:
        message = self.desk.speech.typed(self.desk.one_of(forms))
        draft = Draft.model_validate({"intent": intent})
        opened = self.desk.opening(*_ASKED, "like")
        if opened is None or self.rng.random() < 0.3:
            return Attempt(kind, message, draft, Aim("chat"))
        before = opened.attempt.aim
        aim = replace(self._going_on(opened), reply="chat", like=before.like)
        return self._attempt(kind, message, draft, aim, opened)

    def _narrowed(
        self, kind: str, forms: tuple[str, ...], opened: Opened, facets: tuple[Facet, ...], new: tuple[Facet, ...]
    ) -> Attempt:
        speech = self.desk.speech
        text = self.desk.one_of(forms).format(ones=speech.things(new, "ones"), things=speech.things(new))
        draft = Draft(intent="recommend", require=tuple(f.condition() for f in new), steps=self.desk.steps())
        aim = replace(self._going_on(opened), facets=facets)
        return self._attempt(kind, self.desk.speech.typed(text), draft, aim, opened)

    def _about(
        self, kind: str, message: str, draft: Draft, opened: Opened, places: tuple[int, ...], reply: str = "answer"
    ) -> Attempt:
        before = opened.attempt.aim
        slate = opened.state.slate
        aim = Aim(
            "chat" if reply == "chat" else "answer",
            before.facets,
            like=before.like,
            wishes=before.wishes,
            avoids=before.avoids,
            subjects=tuple(slate[place] for place in places),
            fields=draft.fields,
        )
        return self._attempt(kind, message, draft, aim, opened)

    @staticmethod
    def _going_on(opened: Opened) -> Aim:
        """What holds as before, with what was shown out of the way."""
        before = opened.attempt.aim
        gone = frozenset(opened.state.shown) | before.gone
        return Aim("recommend", before.facets, gone=gone, wishes=before.wishes, avoids=before.avoids)

    @staticmethod
    def _attempt(kind: str, message: str, draft: Draft, aim: Aim, opened: Opened) -> Attempt:
        said = (*opened.attempt.said, opened.attempt.message)
        return Attempt(kind, message, draft, aim, said, opened.state)

    def _say(self, form: str, first: int, second: int | None = None) -> str:
        """The form with places on the list (from 0) as people point at them."""
        places = [self.rng.choice(phrases.PLACES[place + 1]) for place in (first, second) if place is not None]
        speech = self.desk.speech
        text = form.format(a=places[0], b=places[-1], seen=speech.seen, saw=speech.saw, verb=speech.verb)
        return speech.typed(text, keep=places)

    def _told(self, opened: Opened, field: str) -> bool:
        """Whether every item on the list has a value for the field."""
        rows = [self.desk.catalog.row_of(i) for i in opened.state.slate]
        return all(self.desk.shelf.of(row, field) for row in rows)


def _place(place: int) -> str:
    """The reference to a place on the list, counted from 0."""
    return _MEANT_AS.format(place + 1)
