"""Whole dialogues on films between people who speak through a model and the full agent."""

from __future__ import annotations

from pathlib import Path

import pytest
from model_people import BY_RULE, KINDS, person
from model_server import ModelServer
from scripted_person import ScriptedPerson
from simulated_tasks import film_tasks

from recommenders.workspace import Workspace
from simulator.agents.registry import make_contestant
from simulator.contestant import Contestant
from simulator.language.answer_store import AnswerStore
from simulator.record import Dialogue
from simulator.runs.run_one import run_one
from simulator.simulated_user import SimulatedUser
from simulator.taste import world_of
from simulator.world import World


@pytest.fixture(scope="module")
def films(films_workspace: Path) -> Workspace:
    return Workspace.open(films_workspace)


@pytest.fixture(scope="module")
def world(films: Workspace) -> World:
    return world_of(films)


@pytest.fixture(scope="module")
def agent(films: Workspace) -> Contestant:
    return make_contestant("full", films)


def talks(agent: Contestant, user: SimulatedUser, world: World, count: int = 6) -> list[Dialogue]:
    tasks = film_tasks(count, list(world.catalog.ids))
    return [dialogue for task in tasks for dialogue in run_one(agent, user, task, world, seed=1)]


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_agent_understands_what_the_model_says(kind: str, agent: Contestant, world: World, tmp_path: Path) -> None:
    with ModelServer(ScriptedPerson()) as server:
        dialogues = talks(agent, person(kind, server.url, AnswerStore(tmp_path)), world)
        asked = len(server.requests)
        assert server.invalid == []
        again = talks(agent, person(kind, server.url, AnswerStore(tmp_path)), world)
        assert len(server.requests) == asked
    assert [dialogue.line() for dialogue in again] == [dialogue.line() for dialogue in dialogues]
    assert all(dialogue.fault is None for dialogue in dialogues)
    assert sum(dialogue.success for dialogue in dialogues) >= len(dialogues) - 1
    said = [exchange for dialogue in dialogues for exchange in dialogue.exchanges]
    assert sum(BY_RULE in exchange.text for exchange in said) <= 0.1 * len(said)
    judged = [exchange.judged for exchange in said if exchange.judged]
    assert not any(verdict.misheard for verdict in judged)
