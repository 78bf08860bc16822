"""Whether a person would do what a model proposes for them: `ProposalCheck`.

Knows what is true of the turn (`Prospect`) and on whose side a false act would be: it helps the agent, for example by
naming what is looked for; it hinders it, for example by a condition that is not the person's; or it does neither.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from catalog.constraint import Constraint, Scalar
from catalog.errors import CatalogError
from catalog.schema import Field
from simulator.acts import UserTurn
from simulator.language.proposal import Proposal, ProposedAct, ProposedCondition
from simulator.language.proposal_prompt import values_of
from simulator.language.prospect import Condition, Prospect
from simulator.language.spoken_text import folded
from simulator.perception import Looked
from simulator.user_state import UserState

Verdict = Literal["helped", "hindered", "harmless"]
_ENDING = frozenset(("accept", "leave"))
_BESIDE_ENDING = frozenset(("thanks", "unseen"))


class ProposalCheck:
    """One proposal held against one prospect; `verdicts` has one entry for each thing that is not as it should be."""

    def __init__(self, prospect: Prospect, proposal: Proposal) -> None:
        self.prospect = prospect
        self.verdicts: list[Verdict] = []
        self._message = prospect.message()
        ends = any(act.do in _ENDING for act in proposal.acts)
        for act in dict.fromkeys(proposal.acts):
            if ends and act.do not in _ENDING | _BESIDE_ENDING:
                self.verdicts.append("harmless")
            elif (verdict := self._take(act)) is not None:
                self.verdicts.append(verdict)
        if (verdict := self._left_undone({act.do for act in proposal.acts})) is not None:
            self.verdicts.append(verdict)

    @property
    def passed(self) -> bool:
        """Whether something is left to be done, and nothing of it helps or hinders."""
        return bool(self._message.acts) and not {"helped", "hindered"} & set(self.verdicts)

    @property
    def turn(self) -> UserTurn:
        """What is done."""
        return UserTurn(acts=tuple(self._message.acts))

    @property
    def state(self) -> UserState:
        """Where the person stands after it."""
        message = self._message
        return self.prospect.decided.state.model_copy(
            update={
                "said": tuple(message.said),
                "told": tuple(message.told),
                "named": tuple(message.named),
                "rejected": tuple(message.rejected),
                "asking": message.asking,
            }
        )

    def _take(self, act: ProposedAct) -> Verdict | None:
        takers: Mapping[str, Callable[[ProposedAct], Verdict | None]] = {
            "require": self._require,
            "drop": self._drop,
            "like": self._name,
            "dislike": self._name,
            "accept": self._accept,
            "reject": self._reject,
            "seen": self._seen,
            "unseen": self._unseen,
            "inquire": self._inquire,
            "dont_know": self._no_answer,
            "dont_mind": self._no_answer,
            "ask_back": self._no_answer,
            "leave": self._leave,
        }
        if act.do in takers:
            return takers[act.do](act)
        self._message.add(act.do)
        return None

    def _require(self, act: ProposedAct) -> Verdict | None:
        condition = self._own(act.condition)
        if condition is None:
            return self._foreign(act.condition)
        if not condition.sayable:
            return "helped"
        asked = condition.asked or condition.told
        if not self._message.tell(condition.wanted, asked=asked):
            return "helped"
        return None if condition.asked or not condition.told else "harmless"

    def _drop(self, act: ProposedAct) -> Verdict:
        """Nothing is to be taken back in a turn in which a person may choose."""
        condition = self._own(act.condition)
        return "hindered" if condition is not None and condition.told else "harmless"

    def _name(self, act: ProposedAct) -> Verdict | None:
        task, catalog = self.prospect.task, self.prospect.world.catalog
        said = folded(act.title or "")
        target = task.goal.target
        for item in self.prospect.likes if act.do == "like" else self.prospect.dislikes:
            if said in self._titles(item):
                self._message.name(act.do, item)
                return None
        named = target is not None and target in catalog and said in self._titles(target)
        return "helped" if named and target not in self.prospect.state.shown else "hindered"

    def _accept(self, act: ProposedAct) -> Verdict | None:
        item = self._item(act)
        if item is None or item.item not in self.prospect.takes:
            return "hindered"
        self._message.add("accept", place=item.place)
        return None

    def _reject(self, act: ProposedAct) -> Verdict | None:
        prospect = self.prospect
        item = self._item(act)
        meant = prospect.looked if act.place is None else (item,) if item else ()
        if not meant:
            return "harmless" if not prospect.looked else "hindered"
        if any(each.item in prospect.takes for each in meant):
            return "hindered"
        reason = None
        if act.condition is not None:
            reason = self._own(act.condition)
            if reason is None:
                return self._foreign(act.condition)
            if not any(reason in prospect.against(each) for each in meant):
                return "hindered"
        whole = prospect.perceived.slate if act.place is None and prospect.perceived.whole else None
        items = whole or tuple(each.item for each in meant)
        self._message.turn_down(item.place if item else None, items, reason.wanted if reason else None)
        return None

    def _seen(self, act: ProposedAct) -> Verdict | None:
        item = self._item(act)
        if item is None or item.item not in self.prospect.known:
            return "hindered"
        liked = self.prospect.known[item.item]
        if act.liked is not None and act.liked != liked:
            return "hindered"
        self._message.have_seen(item.place, item.item, liked)
        return None if act.liked is not None else "harmless"

    def _unseen(self, act: ProposedAct) -> Verdict | None:
        """The item that somebody tries to recall is not new to them."""
        item = self._item(act)
        if item is None or item.item in (*self.prospect.known, self.prospect.task.goal.target):
            return "hindered"
        self._message.add("unseen", place=item.place)
        return None

    def _inquire(self, act: ProposedAct) -> Verdict | None:
        item = self._item(act)
        fields = {field.name for field in self.prospect.world.catalog.schema.attributes}
        if item is None or act.field not in fields:
            return "harmless"
        self._message.add("inquire", place=item.place, field=act.field)
        if item.item in self.prospect.takes:
            self._message.asking = item.item
        return None

    def _no_answer(self, act: ProposedAct) -> Verdict | None:
        question = self.prospect.perceived.question
        if act.do == "dont_mind" and any(condition.asked for condition in self.prospect.conditions):
            return "hindered"
        field = question.field if question and act.do != "ask_back" else None
        self._message.add(act.do, field=field)
        return None if question else "harmless"

    def _leave(self, act: ProposedAct) -> Verdict | None:
        leaving = self.prospect.decided.turn.of("leave")
        if not leaving:
            return "hindered"
        self._message.add("leave", why=leaving[0].why)
        return None if act.why == leaving[0].why else "harmless"

    def _left_undone(self, done: set[str]) -> Verdict | None:
        """What the person would do in any case and the model does not."""
        decided = self.prospect.decided.turn
        if decided.of("leave") and "leave" not in done:
            return "helped"
        asks_first = "inquire" in done and self.prospect.state.asking is None
        if decided.of("accept") and "accept" not in done and not asks_first:
            return "hindered"
        return None

    def _item(self, act: ProposedAct) -> Looked | None:
        """The item in view that is meant, by its place or its title."""
        said = folded(act.title) if act.title else None
        for item in self.prospect.looked:
            if act.place == item.place or (act.place is None and said is not None and said in self._titles(item.item)):
                return item
        return None

    def _titles(self, item: str) -> tuple[str, ...]:
        """How an item may be named, folded."""
        catalog = self.prospect.world.catalog
        if item not in catalog:
            return ()
        row = catalog.row_of(item)
        return folded(catalog.label(row)), folded(catalog.titles[row])

    def _own(self, proposed: ProposedCondition | None) -> Condition | None:
        """The person's condition that is meant."""
        if proposed is None:
            return None
        said = {folded(value) for value in proposed.values}
        for condition in self.prospect.conditions:
            stated = condition.stated
            same = (stated.field, stated.op) == (proposed.field, proposed.op)
            if same and {folded(value) for value in values_of(condition)} == said:
                return condition
        return None

    def _foreign(self, proposed: ProposedCondition | None) -> Verdict:
        """On whose side a condition is that is not the person's: one that is true of what they look for helps."""
        world, target = self.prospect.world, self.prospect.task.goal.target
        if proposed is None:
            return "harmless"
        if target is None or target not in world.catalog:
            return "hindered"
        try:
            field = world.catalog.schema.field(proposed.field)
            holds = world.holds([_constraint(proposed, field)])
        except (CatalogError, ValueError):
            return "hindered"
        return "helped" if holds[world.catalog.row_of(target)] else "hindered"


def _constraint(proposed: ProposedCondition, field: Field) -> Constraint:
    """ValueError for a number that is none."""
    values: tuple[Scalar, ...] = proposed.values
    if field.kind == "number":
        values = tuple(float(value) for value in proposed.values)
    several = proposed.op in ("between", "any_of", "all_of", "none_of")
    return Constraint(field=field.name, op=proposed.op, value=values if several else values[0])
