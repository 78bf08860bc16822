"""Whether simulated people tell good agents from bad ones: agents of known merit, on the bundled films."""

from __future__ import annotations

from pathlib import Path
from statistics import fmean

import numpy as np
import pytest
from graded_agents import NAMES, Graded

from recommenders.workspace import Workspace
from simulator.acts_user import ActsUser
from simulator.dialogue import converse
from simulator.draws import Draws
from simulator.making import make_tasks
from simulator.record import Dialogue
from simulator.taste import world_of

PEOPLE = 400


@pytest.fixture(scope="module")
def talks(films_workspace: Path) -> dict[str, list[Dialogue]]:
    """The dialogues of every agent with the same people."""
    workspace = Workspace.open(films_workspace)
    world = world_of(workspace)
    tasks = make_tasks(workspace, PEOPLE, seed=3)
    liked = np.mean([world.utilities(task.user) for task in tasks], axis=0)
    out: dict[str, list[Dialogue]] = {}
    for name in NAMES:
        agent = Graded(name, world, liked)
        out[name] = [converse(task, agent, ActsUser(), world, Draws(1, task.key, 0))[0] for task in tasks]
    return out


def test_better_agents_please_more(talks: dict[str, list[Dialogue]]) -> None:
    pleased = [fmean(d.exchanges[-1].mindset.satisfaction for d in talks[name]) for name in NAMES]
    rated = [fmean(d.rating or 0 for d in talks[name]) for name in NAMES]
    assert pleased == sorted(pleased, reverse=True)
    assert rated == sorted(rated, reverse=True)


def test_better_agents_are_left_less(talks: dict[str, list[Dialogue]]) -> None:
    left = [fmean(d.outcome == "left" for d in talks[name]) for name in NAMES]
    assert left == sorted(left)
    assert left[-1] > 0.9
    assert left[0] < 0.2


def test_better_agents_succeed_more(talks: dict[str, list[Dialogue]]) -> None:
    found = [fmean(d.success for d in talks[name]) for name in NAMES]
    assert found == sorted(found, reverse=True)
    assert found[0] > 0.8
    assert found[-1] < 0.05


def test_better_agents_are_come_back_to(talks: dict[str, list[Dialogue]]) -> None:
    back = [fmean(d.returns for d in talks[name]) for name in NAMES]
    assert back == sorted(back, reverse=True)


def test_only_the_harmful_break_everything(talks: dict[str, list[Dialogue]]) -> None:
    """The judge agrees with the people: what was said is broken by agents that do not listen."""

    def broken(name: str) -> float:
        verdicts = [e.judged for d in talks[name] for e in d.exchanges if e.judged]
        return fmean(bool(verdict.violations) for verdict in verdicts)

    assert broken("good") < min(broken(name) for name in ("popularity", "random", "harmful"))
    assert all(e.judged.repeats == 0 for name in NAMES for d in talks[name] for e in d.exchanges if e.judged)
