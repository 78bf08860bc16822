"""Dialogues with a person on one side, kept like those of any run: `play`.

Knows who sits where, what they are told at the end, and that a dialogue that was broken off is not kept. How a dialogue
goes is in `simulator.dialogue`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from catalog.errors import Interrupted
from simulator.play.desk import Desk
from simulator.play.person_agent import PersonAgent
from simulator.play.person_user import PersonUser
from simulator.record import Dialogue
from simulator.runs.batch import Means, sum_up
from simulator.runs.config import run_config
from simulator.runs.run_folder import RunFolder, RunRecord
from simulator.runs.run_one import run_one
from simulator.runs.shards import write_unit
from simulator.runs.unit import Cast, Unit
from simulator.task import Task
from simulator.view import label_of
from simulator.world import World

if TYPE_CHECKING:
    from agent.settings import Settings
    from recommenders.workspace import Workspace
    from simulator.contestant import Contestant
    from simulator.simulated_user import SimulatedUser

Side = Literal["user", "agent"]


def play(
    workspace: Workspace,
    tasks: Sequence[Task],
    side: Side,
    desk: Desk,
    out: Path,
    *,
    settings: Settings,
    other: str,
    seed: int = 0,
) -> RunRecord:
    """Play the tasks that `out` does not hold yet, one after another, until the end of input.

    `other` is the name of the agent, or of the simulated people, on the other side. Raises ConfigError where `out`
    holds something else, Interrupted after Ctrl-C; what was finished is kept and summed up then too.
    """
    game = _Game(workspace, side, desk, settings, other, seed)
    agent, voice = game.cast.agent, game.cast.voice
    config = run_config(
        workspace.path, tasks, agents=[agent], simulator=voice, seed=seed, trials=1, controls=0, settings=settings
    )
    stopped = False
    with RunFolder(out) as folder:
        folder.claim(config, tasks)
        shards = folder.shards(control=False)
        owed = [task for task in tasks if Unit(game.cast, task).key not in shards.finished]
        with shards.writer() as writer:
            try:
                for task in owed:
                    write_unit(writer, [dialogue.line() for dialogue in game.of(task)])
            except EOFError:
                desk.tell("")
            except KeyboardInterrupt:
                stopped = True
        record = sum_up(out, workspace, Means())
    if stopped:
        raise Interrupted(f"the dialogue is over and not kept; what was finished before is in {str(out)!r}")
    return record


class _Game:
    """Both sides at the table."""

    def __init__(self, workspace: Workspace, side: Side, desk: Desk, settings: Settings, other: str, seed: int) -> None:
        from simulator.agents.registry import make_contestant
        from simulator.taste import world_of
        from simulator.users import make_user

        self._side, self._desk, self._seed = side, desk, seed
        self._contestant: Contestant
        self._user: SimulatedUser
        if side == "agent":
            self.cast = Cast("person", other)
            self._contestant, self._user = PersonAgent(workspace, desk), make_user(other, settings)
        else:
            self.cast = Cast(other, "person")
            self._contestant, self._user = make_contestant(other, workspace, settings), PersonUser(desk)
        self._world = world_of(workspace)

    def of(self, task: Task) -> list[Dialogue]:
        """One task, session by session; EOFError at the end of input. A person who was the user is asked at the end
        what figures otherwise take from a mindset."""
        found = run_one(self._contestant, self._user, task, self._world, seed=self._seed)
        names = {"agent": self.cast.agent, "voice": self.cast.voice}
        *before, last = [dialogue.model_copy(update=names) for dialogue in found]
        self._desk.tell("", *_verdict(last, task, self._world))
        if self._side == "user" and last.fault is None:
            rating = int(self._desk.choose("How was it, 1 (bad) to 5 (good)? ", ("1", "2", "3", "4", "5")))
            returns = self._desk.choose("Would you come back, y or n? ", ("y", "n")) == "y"
            last = last.model_copy(update={"rating": rating, "returns": returns})
        return [*before, last]


def _verdict(dialogue: Dialogue, task: Task, world: World) -> list[str]:
    """What the judge says of the end, and what it was about."""
    if dialogue.fault is not None:
        return [f"The dialogue broke off ({dialogue.fault}): {dialogue.fault_message}"]
    ends = {
        "accepted": f"Taken: {label_of(world.catalog, dialogue.accepted or '')}.",
        "abstained": "They went, since nothing fits.",
        "left": "They left.",
        "turn_cap": "That was the last turn.",
    }
    lines = [f"{ends[dialogue.outcome or 'left']} {'A success.' if dialogue.success else 'No success.'}"]
    if task.goal.target is not None:
        lines.append(f"It was about {label_of(world.catalog, task.goal.target)}.")
    elif task.goal.kind == "impossible":
        lines.append("Nothing in the catalog meets the conditions; the right answer is to say so.")
    if dialogue.utility is not None and dialogue.best_utility is not None:
        lines.append(f"Worth to the person: {dialogue.utility:.2f}; the best was {dialogue.best_utility:.2f}.")
    broken = sum(len(exchange.judged.violations) for exchange in dialogue.exchanges if exchange.judged)
    return [*lines, f"Conditions broken: {broken}; replies: {dialogue.agent_turns}."]
