"""Whether a made example is right: `DemonstrationCheck`.

Knows how a draft is run as the agent runs it, and compares everything it leads to with what the independent query
names. Knows nothing about how examples are made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from agent.changes import Feel, apply, next_turn
from agent.executor import Outcome, execute
from agent.gate import verify
from agent.language.binding import bind
from agent.language.demonstrations.attempt import Aim, Attempt
from agent.language.demonstrations.facet import Facet
from agent.language.demonstrations.picker import FEWEST, MOST, fit_to_quote
from agent.language.demonstrations.query import Shelf
from agent.language.resolve import resolve
from agent.plan import Plan, Step
from agent.relaxation import relax
from agent.state import DialogueState, added
from agent.understanding import Understanding
from recommenders.workspace import Workspace
from tools.tool import Tool, ToolResult

_FEELINGS = tuple(f for f in get_args(Feel.model_fields["feeling"].annotation) if f != "forgotten")
_HALF = 0.5
"""Share of the items shown that must meet what was only preferred."""


class Refused(Exception):
    """Why an example is wrong, in words that are the same for all such examples."""


@dataclass(frozen=True)
class Held:
    """What a right example leads to: the state after it, the items meant (ids)."""

    state: DialogueState
    intended: frozenset[str]


class DemonstrationCheck:
    """Checks attempts in one workspace."""

    def __init__(self, workspace: Workspace, tools: Mapping[str, Tool], shelf: Shelf) -> None:
        self._workspace = workspace
        self._catalog = workspace.catalog
        self._tools = tools
        self._shelf = shelf

    def held(self, attempt: Attempt) -> Held:
        """What the attempt's draft leads to, if it is all that was meant and nothing else; Refused says what is not."""
        resolved = resolve(attempt.draft, attempt.message, attempt.before, self._workspace, self._tools)
        understanding, aim = resolved.understanding, attempt.aim
        _must(not resolved.problems, "it does not resolve")
        _must(not understanding.unknown and not understanding.unclear_titles, "a name is not certain")
        plan = understanding.plan
        if plan is None or plan.kind != aim.reply:
            raise Refused("another kind of reply than meant")
        state = apply(understanding.changes, next_turn(attempt.before))
        self._check_state(attempt, state, understanding)
        if aim.reply == "recommend":
            return self._recommended(plan, state, aim)
        outcome = self._run(plan, state)
        if aim.reply == "answer" and aim.subjects:
            self._check_facts(outcome, aim)
        if aim.reply == "ask":
            self._check_question(plan, outcome)
        return Held(state, frozenset(aim.subjects))

    def _check_state(self, attempt: Attempt, state: DialogueState, understanding: Understanding) -> None:
        """The draft must say what the message says: no condition lost, none added, none with another value."""
        aim = attempt.aim
        for hard in (True, False):
            found = self._catalog.mask(c for c in state.constraints if c.hard is hard)
            meant = self._shelf.fitting(f for f in aim.facets if f.hard is hard)
            _must(frozenset(found.nonzero()[0].tolist()) == meant, "other conditions than meant")
        fields = {f.field for f in aim.facets}
        _must({c.field for c in state.constraints} == fields, "other conditions than meant")
        felt = {(f, i) for f in _FEELINGS for i in getattr(state, f) if i not in getattr(attempt.before, f)}
        _must(felt == aim.felt, "other feelings than meant")
        _must(set(state.similar_to) == set(aim.like), "like other items than meant")
        wishes = (tuple(w.casefold() for w in state.wishes), tuple(w.casefold() for w in state.avoids))
        _must(wishes == (aim.wishes, aim.avoids), "another wish than meant")
        _must(state.size == aim.size, "another number of items than meant")
        _must(understanding.subjects == aim.subjects, "about other items than meant")
        _must(set(understanding.fields) == set(aim.fields), "about other fields than meant")

    def _recommended(self, plan: Plan, state: DialogueState, aim: Aim) -> Held:
        outcome = self._run(plan, state)
        looser = state
        if aim.impossible:
            fitting = self._shelf.fitting(_hard(aim.facets))
            _must(not fitting and not len(outcome.candidates), "it is possible after all")
            relaxation = relax(state, self._catalog)
            if relaxation is None:
                raise Refused("nothing comes near")
            looser = state.with_(constraints=relaxation.constraints)
            outcome = self._run(plan, looser)
        verdict = verify((int(row) for row in outcome.candidates.rows), looser.constraints, looser, self._catalog)
        _must(not {"constraint", "not wanted again"} & set(verdict.dropped), "it breaks a rule")
        _must(bool(verdict.rows), "nothing is found")
        intended = self._intended(aim)
        most = MOST if aim.alike is None else likeness_limit(len(self._catalog))
        _must(FEWEST <= len(intended) <= most, "too few or too many items are meant")
        _must(set(verdict.rows) <= intended, "an item comes that is not meant")
        enough = 1 if aim.impossible else min(aim.size, len(intended))
        _must(len(verdict.rows) >= enough, "fewer items than asked")
        _must(self._in_order(verdict.rows, intended, aim), "another order than asked")
        for facet in aim.facets:
            share = sum(row in self._shelf.fitting([facet]) for row in verdict.rows) / len(verdict.rows)
            _must(facet.hard or share >= _HALF, "what was preferred does not come")
        _must(all(fit_to_quote(self._catalog.titles[row]) for row in verdict.rows), "a title unfit for an example")
        ids = tuple(self._catalog.ids[row] for row in verdict.rows)
        after = state.with_(slate=ids, shown=added(state.shown, ids), focus=ids[0] if len(ids) == 1 else None)
        return Held(after, frozenset(self._catalog.ids[row] for row in intended))

    def _intended(self, aim: Aim) -> frozenset[int]:
        hard = _hard(aim.facets)
        if aim.impossible:
            near = (self._shelf.fitting(f for f in hard if f is not given_up) for given_up in hard)
            rows = frozenset().union(*near)
        else:
            rows = self._shelf.fitting(hard)
        if aim.alike is not None:
            rows &= self._shelf.alike(aim.alike, likeness_limit(len(self._catalog)))
        return rows - {self._catalog.row_of(item) for item in aim.gone}

    def _in_order(self, rows: tuple[int, ...], intended: frozenset[int], aim: Aim) -> bool:
        """Whether what is shown stands in the order asked for, and nothing left out would come before it."""
        if aim.order is None:
            return True
        of = self._catalog.years if aim.order == "newest" else self._catalog.popularity
        shown = [float(of[row]) for row in rows]
        left = [float(of[row]) for row in intended - set(rows) if of[row] == of[row]]
        return shown == sorted(shown, reverse=True) and shown[-1] >= max(left, default=0.0)

    def _run(self, plan: Plan, state: DialogueState) -> Outcome:
        outcome = execute(bind(plan, state, self._tools), state, self._workspace, self._tools, _unheard)
        _must(not outcome.faults, "a tool fails")
        return outcome

    def _check_facts(self, outcome: Outcome, aim: Aim) -> None:
        """What was looked up must be there, and be what the records say."""
        found = (item for facts in outcome.facts.values() for item in facts.get("items", ()))
        items: dict[str, Mapping[str, Any]] = {item["id"]: item for item in found}
        _must(set(items) == set(aim.subjects), "facts of other items than meant")
        for item_id, item in items.items():
            for field in aim.fields:
                value = item.get(field)
                said = tuple(value) if isinstance(value, (list, tuple)) else (value,)
                _must(said == self._shelf.of(self._catalog.row_of(item_id), field), "a fact is missing or wrong")

    def _check_question(self, plan: Plan, outcome: Outcome) -> None:
        """There must be at least two answers, each of which some items meet and some do not."""
        answers: list[Facet] = []
        if plan.question is not None:
            role = self._catalog.schema.field(plan.question.field).role
            answers = [Facet(plan.question.field, role, "any", (option,)) for option in plan.question.options]
        elif facts := outcome.facts.get("suggest_question"):
            role = self._catalog.schema.field(facts["field"]).role
            answers = [_answer(facts["field"], role, option) for option in facts["options"]]
        _must(len(answers) > 1, "no question with answers")
        for answer in answers:
            _must(0 < len(self._shelf.fitting([answer])) < len(self._shelf.everything), "an answer that tells nothing")


def likeness_limit(n: int) -> int:
    """How many of `n` items may count as having much in common with one."""
    return min(n // 3, max(MOST, n // 10))


def _answer(field: str, role: Any, option: Any) -> Facet:
    """An option of `suggest_question` as a facet."""
    if option.low is None and option.high is None:
        return Facet(field, role, "any", (option.label,))
    if option.low is None:
        return Facet(field, role, "below", (option.high,))
    if option.high is None:
        return Facet(field, role, "above", (option.low,))
    return Facet(field, role, "within", (option.low, option.high))


def _hard(facets: Iterable[Facet]) -> list[Facet]:
    return [facet for facet in facets if facet.hard]


def _must(condition: bool, reason: str) -> None:
    if not condition:
        raise Refused(reason)


def _unheard(step: Step, result: ToolResult | None) -> None:
    """Nobody follows the steps of a check."""
