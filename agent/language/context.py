"""What a planner is told of a turn: `PlanningContext`, within a number of tokens.

Knows how message, state, dialogue, list, hints and examples become chat messages. Text of people and of the catalog
goes in as JSON in the human message; items by title and place, never by id. Knows nothing about models.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from agent.language.endpoint.call import tokens
from agent.language.hints import Hints
from agent.language.quarantine import held_back
from agent.language.schema import plan_tool
from agent.language.shown_state import shown_list, shown_state
from agent.language.templates import as_json, render
from agent.language.tool_descriptions import described
from agent.language.turn_message import TurnMessage
from agent.state import DialogueState, Exchange
from recommenders.workspace import Workspace
from tools.tool import Tool

if TYPE_CHECKING:
    from agent.language.demonstrations.demonstration import Demonstration
    from agent.language.demonstrations.demonstration_set import DemonstrationSet

Mode = Literal["zero", "fixed", "dynamic"]
_EXAMPLES = 4
_VERBATIM, _KEPT = 6, 3
"""Once more exchanges than the first number are at hand, all but the second are to be summarised."""
_SAID, _REPLIED, _ANSWER = 600, 300, 6_000
"""Characters that are told: of what a person said, of what was replied, of a planner's own answer."""
_READ = 2_000
"""Characters of a message that examples are chosen by."""
_TALK = 1_200
"""Tokens that the dialogue may take however much room there is."""


class PlanningContext:
    """Makes the messages of planning calls for one workspace. Safe to share between threads."""

    def __init__(
        self,
        workspace: Workspace,
        tools: Mapping[str, Tool],
        limit_tokens: int,
        demonstrations: DemonstrationSet | None = None,
        mode: Mode = "dynamic",
        *,
        today: dt.date | None = None,
    ) -> None:
        """`limit_tokens`: of a call, with the tool `make_plan`; `today=None` is the day of the call.

        PluginError where a tool cannot be described.
        """
        self._catalog = workspace.catalog
        self._hints = Hints(workspace)
        self._told_of_catalog = held_back(self._hints.static())
        self._demonstrations = demonstrations
        self._mode: Mode = mode
        self._today = today
        self._system = SystemMessage(render("planner_system", tools=described(tools)))
        fixed = str(self._system.content) + as_json(plan_tool(workspace.catalog, tools))
        self._room = limit_tokens - tokens(fixed)

    @property
    def instructions(self) -> str:
        """What a planner is told before anything else."""
        return str(self._system.content)

    def messages(
        self, message: str, state: DialogueState, *, reflections: Sequence[tuple[str, str]] = ()
    ) -> list[BaseMessage]:
        """The messages of one planning call: the system's, the turn's, and per reflection (arguments the planner gave,
        what was found wrong with them) its answer and the finding.

        `state` is the one before the message. Where it is too long there are fewer examples, then fewer hints, then
        less of the dialogue; then the message is cut.
        """
        again = [part for answer, finding in reflections for part in _reflection(answer, finding)]
        room = self._room - sum(tokens(str(part.content)) for part in again)
        summarise = len(state.talk) > _VERBATIM
        turn = TurnMessage(self._facts(message, state), message, _KEPT if summarise else None)
        turn.shorten(4 * room)
        return [self._system, HumanMessage(turn.text()), *again]

    def _facts(self, message: str, state: DialogueState) -> dict[str, Any]:
        """What is told, by label, in the order it is told."""
        near = self._hints.near(message, state)
        hints = {"titles": near.titles, "values": near.values}
        return {
            "Catalog": self._told_of_catalog,
            "Today": (self._today or dt.date.today()).isoformat(),
            "Examples": [_example(one) for one in self._examples(message)],
            "State": held_back(shown_state(state, self._catalog)),
            "Dialogue": _dialogue(state.talk, _TALK),
            "Summary": held_back(state.summary),
            "List": held_back(shown_list(state, self._catalog)),
            "Hints": held_back({name: part for name, part in hints.items() if part}),
        }

    def _examples(self, message: str) -> Sequence[Demonstration]:
        if self._demonstrations is None:
            return ()
        return self._demonstrations.choose(message[:_READ], _EXAMPLES, self._mode)


def _example(one: Demonstration) -> dict[str, Any]:
    """A demonstration as it is told: what had been said, what it had led to, the message and the right call."""
    draft = one.draft.model_dump(mode="json", exclude_defaults=True)
    facts = {"Dialogue": list(one.said), "State": one.state, "Message": one.message, "make_plan": draft}
    return {name: fact for name, fact in facts.items() if fact}


def _dialogue(talk: Sequence[Exchange], most: int) -> list[dict[str, str]]:
    """The last exchanges that take at most `most` tokens, oldest first."""
    told: list[dict[str, str]] = []
    for exchange in reversed(talk):
        said, replied = held_back(exchange.said), held_back(exchange.replied)  # an old order must not act again
        one = {"said": _clipped(said, _SAID), "replied": _clipped(replied, _REPLIED)}
        most -= tokens(as_json(one))
        if most < 0:
            break
        told.append(one)
    return told[::-1]


def _clipped(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most].rstrip() + " …"


def _reflection(answer: str, finding: str) -> tuple[BaseMessage, BaseMessage]:
    """What the planner answered and what it is told about that; an empty message is refused by some servers."""
    said = _clipped(answer.strip(), _ANSWER) or "{}"
    return AIMessage(said), HumanMessage(render("planner_finding", finding=held_back(finding)))
