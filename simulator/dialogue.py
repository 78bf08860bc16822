"""Whole dialogues: `converse`, a person and an agent in turn until one of them is through, session by session.

Knows the order of messages, when it is over and whose fault it was where it broke off. What people do is decided by the
`SimulatedUser`, what replies are worth by `simulator.judge`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from catalog.errors import BudgetSpent, ConfigError, InfrastructureFault, Interrupted, ParleyError, PluginError
from simulator.agent_turn import AgentTurn
from simulator.contestant import Contestant
from simulator.draws import Draws
from simulator.guarding import guarded
from simulator.judge import judge, still_given_up
from simulator.record import Dialogue, Exchange, Side
from simulator.sessions import closed, next_session
from simulator.simulated_user import Said, SimulatedUser
from simulator.task import Task
from simulator.user_state import UserState
from simulator.world import World

T = TypeVar("T")
Listener = Callable[[Exchange], None]


class _Broken:
    """What comes of a side that failed."""


_BROKEN = _Broken()


def converse(
    task: Task,
    contestant: Contestant,
    user: SimulatedUser,
    world: World,
    draws: Draws,
    trial: int = 0,
    listen: Listener | None = None,
) -> list[Dialogue]:
    """The dialogues of one person with one agent, one per session; `draws` are those of (seed, task, trial).

    `listen` is told every exchange as soon as it is over. A failure of either side ends a session, which says so in
    `fault`. Raises ConfigError and PluginError, with which no dialogue can go right, and Interrupted.
    """
    dialogues: list[Dialogue] = []
    name = f"{task.key}.{trial}" if task.sessions > 1 else None
    current, state = task, UserState()
    for session in range(task.sessions):
        own = draws.under("session", session) if session else draws
        talk = _Talk(current, contestant, user, world, own, state)
        if contestant.privileged:
            contestant.reveal(current)
        dialogue = talk.run(f"{task.key}.{trial}.{session}", name, listen)
        dialogue = closed(dialogue, current, world, talk.state, own)
        dialogues.append(dialogue.model_copy(update={"task": task.key, "trial": trial, "session": session}))
        following = next_session(current, world, talk.state, dialogue) if session + 1 < task.sessions else None
        if following is None:
            break
        current, state = following
    return dialogues


class _Talk:
    """One session; used once."""

    def __init__(
        self,
        task: Task,
        contestant: Contestant,
        user: SimulatedUser,
        world: World,
        draws: Draws,
        state: UserState,
    ) -> None:
        self.task, self.contestant, self.user = task, contestant, user
        self.world, self.draws, self.state = world, draws, state
        self.exchanges: list[Exchange] = []
        self._given_up: tuple[str, ...] = ()
        """Fields whose conditions the agent said that it gave up, and that the person did not insist on since."""
        self._fault: Side | None = None
        self._message = ""

    def run(self, conversation: str, name: str | None, listen: Listener | None) -> Dialogue:
        """Messages and replies until the person is through, the last turn was had, or a side failed."""
        if self._on("agent", lambda: self.contestant.begin(conversation, name)) is not _BROKEN:
            try:
                heard: AgentTurn | None = None
                while (exchange := self._exchange(heard)) is not None:
                    self.exchanges.append(exchange)
                    if listen is not None:
                        listen(exchange)
                    heard = exchange.agent
                    if heard is None:
                        break
            finally:
                self._on("agent", self.contestant.end)
        return Dialogue(
            task=self.task.key,
            user=self.task.user.id,
            agent=self.contestant.name,
            voice=self.user.name,
            exchanges=tuple(self.exchanges),
            fault=self._fault,
            fault_message=self._message,
        )

    def _exchange(self, heard: AgentTurn | None) -> Exchange | None:
        """The next message and the reply to it, which the last one has not; None where the person failed to speak."""
        spoken = self._on("user", lambda: self._speak(heard))
        if isinstance(spoken, _Broken):
            return None
        said, suspected = spoken
        before, self.state = self.state, said.state
        exchange = Exchange(
            user=said.turn, text=said.text, mindset=said.state.mindset, notes=said.notes, asked=said.asked
        )
        if said.turn.leaves or len(self.exchanges) == self.task.turns:
            return exchange
        began = time.perf_counter()
        reply = self._on("agent", lambda: self._reply(said))
        if isinstance(reply, _Broken):
            return exchange
        ms = 1000 * (time.perf_counter() - began)
        self._given_up = still_given_up(self._given_up, said.turn, self.world)
        verdict = judge(self.task, self.world, before, said.turn, said.state, reply, suspected, self._given_up)
        self._given_up = tuple(dict.fromkeys((*self._given_up, *(c.field for c in reply.relaxed))))
        timed = reply.model_copy(update={"ms": ms})
        return exchange.model_copy(update={"agent": timed, "judged": verdict})

    def _speak(self, heard: AgentTurn | None) -> tuple[Said, int]:
        """The next message as the agent gets it, and how many leaks it is suspected of."""
        said = self.user.say(self.task, self.world, self.state, heard, self.draws)
        if not self.user.words:
            return said, 0
        return guarded(said, self.state, self.user, self.task, self.world, heard, self.draws)

    def _reply(self, said: Said) -> AgentTurn:
        return self.contestant.respond(said.text) if self.user.words else self.contestant.act(said.turn)

    def _on(self, side: Side, do: Callable[[], T]) -> T | _Broken:
        """What `do` gives; where it fails, whose fault that is goes on record, the first one only."""
        try:
            return do()
        except (ConfigError, PluginError, Interrupted):
            raise  # no dialogue can go right with these
        except InfrastructureFault as error:
            fault: tuple[Side, str] = ("infrastructure", str(error))
        except BudgetSpent as error:
            fault = ("budget", str(error))
        except ParleyError as error:
            fault = (side, str(error))
        self._fault, self._message = (self._fault, self._message) if self._fault else fault
        return _BROKEN
