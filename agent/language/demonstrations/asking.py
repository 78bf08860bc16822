"""Examples in which somebody asks for something: `AskingMaker`.

Knows messages that open a dialogue: conditions, exclusions, a wish, a likeness, the impossible, nothing in particular.
Knows nothing about messages that refer to a list (`agent.language.demonstrations.following`).
"""

from __future__ import annotations

from agent.language.demonstrations import phrases
from agent.language.demonstrations.attempt import Aim, Attempt
from agent.language.demonstrations.desk import Desk
from agent.language.demonstrations.facet import Facet
from agent.language.demonstrations.picker import MOST
from agent.language.demonstrations.words import singular
from agent.language.draft import Draft, DraftQuestion, DraftStep, Felt
from agent.state import SLATE_SIZE

_OPTIONS = 4
_OPEN_ENDED = tuple(form for form in phrases.ASKING if form.rstrip("?.").endswith("{things}"))
"""Forms after which more can be said."""


class AskingMaker:
    """Makes one attempt a call; None where chance found nothing that fits the kind."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.rng = desk.rng

    def conditions(self) -> Attempt | None:
        """ "80s thrillers with X": one to three conditions, at times one that is only preferred."""
        facets = self.desk.picker.conditions(self.rng.choice((1, 2, 2, 2, 3)))
        if facets and self.rng.random() < 0.15 and (soft := self.desk.picker.preference(facets)) is not None:
            facets = (*facets, soft)
        return self._asked("conditions", phrases.ASKING, facets) if facets else None

    def counted(self) -> Attempt | None:
        """ "give me 3 …": conditions, and how many are wanted."""
        facets = self.desk.picker.conditions(self.rng.choice((1, 2)))
        size = self.rng.choice(tuple(phrases.COUNTS))
        return self._asked("counted", phrases.COUNTED, facets, size) if facets else None

    def ordered(self) -> Attempt | None:
        """ "the newest …": conditions, and what comes first."""
        facets = self.desk.picker.conditions(self.rng.choice((1, 2)))
        form, by = self.desk.one_of(phrases.ORDERED)
        of = self.desk.catalog.years if by == "newest" else self.desk.catalog.popularity
        rows = self.desk.shelf.fitting(facets)
        if not facets or len(rows) <= SLATE_SIZE or len({float(of[row]) for row in rows}) == 1:
            return None
        steps = (DraftStep(tool="search_items"), DraftStep(tool="rank_items", args={"by": by, "diversity": 0.0}))
        draft = Draft(intent="recommend", require=tuple(f.condition() for f in facets), steps=steps)
        aim = Aim("recommend", facets, order="newest" if by == "newest" else "popularity")
        return Attempt("ordered", self._say(form, facets), draft, aim)

    def exclusions(self) -> Attempt | None:
        """ "…, but no horror": conditions and one or two exclusions."""
        facets = self.desk.picker.conditions(self.rng.choice((1, 1, 2)), most=2 * MOST)
        excluded = self.desk.picker.exclusion(facets)
        if excluded is None:
            return None
        again = self.desk.picker.exclusion((*facets, excluded)) if self.rng.random() < 0.2 else None
        return self._asked("exclusions", _OPEN_ENDED, (*facets, excluded, *((again,) if again else ())))

    def impossible(self) -> Attempt | None:
        """Two conditions that no item meets; the draft keeps both, for it is not the planner who gives one up."""
        facets = self.desk.picker.contradiction()
        if not facets:
            return None
        message = self._say(self.desk.one_of(phrases.ASKING), facets)
        draft = Draft(intent="recommend", require=tuple(f.condition() for f in facets), steps=self.desk.steps())
        return Attempt("impossible", message, draft, Aim("recommend", facets, impossible=True))

    def wish(self) -> Attempt | None:
        """Something felt like, or not felt like, in words that are no condition, beside a condition."""
        facets = self.desk.picker.conditions(1)
        if not facets:
            return None
        said, kept = self.desk.one_of(phrases.WISHES)
        said_not, avoided = self.desk.one_of(phrases.AVOIDED) if self.rng.random() < 0.5 else ("", "")
        if avoided and (self.rng.random() < 0.3 or avoided in kept):
            said, kept = "", ""
        words = ", ".join(part for part in (f"{{things}} {said}".strip(), said_not) if part)
        form = self.desk.one_of(_OPEN_ENDED).rstrip("?.")
        message = self._say(form.replace("{things}", words), facets)
        draft = Draft(
            intent="recommend",
            require=tuple(f.condition() for f in facets),
            wish=kept,
            avoid=avoided,
            steps=self.desk.steps(wish=bool(kept)),
        )
        aim = Aim("recommend", facets, wishes=(kept,) if kept else (), avoids=(avoided,) if avoided else ())
        return Attempt("wish", message, draft, aim)

    def like(self) -> Attempt | None:
        """ "something like X", at times with a condition."""
        named = self.desk.named_item()
        if named is None:
            return None
        row, title = named
        item = self.desk.catalog.ids[row]
        form, loved = self.desk.one_of(phrases.LIKE)
        facets = self.desk.picker.conditions(1, most=len(self.desk.catalog)) if self.rng.random() < 0.4 else ()
        message = form
        if facets:
            message = self.desk.one_of(phrases.BUT).format(form=form.rstrip("?."), ones="{ones}")
        draft = Draft(
            intent="recommend",
            require=tuple(f.condition() for f in facets),
            feelings=(Felt(item=title, feeling="liked"),) if loved else (),
            like=(title,),
            steps=self.desk.steps(like=(title,)),
        )
        felt = frozenset({("liked", item)} if loved else ())
        aim = Aim("recommend", facets, alike=row, gone=frozenset({item}), felt=felt, like=(item,))
        return Attempt("like", self._say(message, facets, title), draft, aim)

    def question(self) -> Attempt | None:
        """Nothing to go on: a question of the tool's choosing, or one of the planner's own."""
        message = self._say(self.desk.one_of(phrases.OPENING), ())
        fields = [f for role in ("genre", "mood") for f in self.desk.schema.by_role(role)]
        if fields and self.rng.random() < 0.5:
            field = self.rng.choice(fields)
            counts = self.desk.shelf.values(field.name)
            common = sorted(counts, key=lambda value: (-counts[value], value))[: 2 * _OPTIONS]
            options = tuple(self.rng.sample(common, min(_OPTIONS, len(common))))
            texts = phrases.QUESTIONS.get(field.role or "", phrases.QUESTIONS[""])
            text = self.rng.choice(texts).format(label=singular(field.label))
            draft = Draft(intent="ask", question=DraftQuestion(field=field.name, text=text, options=options))
        else:
            draft = Draft(intent="ask", steps=(DraftStep(tool="suggest_question"),))
        return Attempt("question", message, draft, Aim("ask"))

    def _asked(self, kind: str, forms: tuple[str, ...], facets: tuple[Facet, ...], size: int = SLATE_SIZE) -> Attempt:
        form = self.desk.one_of(forms)
        if size != SLATE_SIZE:
            form = form.replace("{count}", self.rng.choice(phrases.COUNTS[size]))
        draft = Draft(
            intent="recommend",
            require=tuple(f.condition() for f in facets),
            size=size if size != SLATE_SIZE else None,
            steps=self.desk.steps(),
        )
        return Attempt(kind, self._say(form, facets), draft, Aim("recommend", facets, size=size))

    def _say(self, form: str, facets: tuple[Facet, ...], title: str = "") -> str:
        speech = self.desk.speech
        text = form.format(
            things=speech.things(() if "{ones}" in form else facets),
            ones=speech.things(facets, "ones"),
            title=title,
            noun=self.desk.schema.noun,
            verb=speech.verb,
            saw=speech.saw,
        )
        return speech.typed(text, keep=(title,))
