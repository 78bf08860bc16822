"""The scripted dialogues: people's words with plans that hold in the catalog at hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from model_server import ModelServer
from scripted_dialogues import dialogues, plans_of
from scripted_model import ScriptedModel

from agent.language.resolve import resolve
from agent.state import DialogueState
from recommenders.workspace import Workspace
from tools.registry import load_tools

COUNT = 200
EASY = ("more", "thanks", "saved")


@pytest.fixture(scope="module", params=["films_workspace", "movies_workspace"])
def workspace(request: pytest.FixtureRequest) -> Workspace:
    folder: Path = request.getfixturevalue(request.param)
    return Workspace.open(folder)


def test_they_are_the_same_for_the_same_seed(workspace: Workspace) -> None:
    made = dialogues(COUNT, 0, workspace.catalog)
    assert made == dialogues(COUNT, 0, workspace.catalog)
    assert made != dialogues(COUNT, 1, workspace.catalog)
    assert len(made) == COUNT
    assert {len(dialogue) for dialogue in made} == {6, 7, 8, 9, 10}


def test_a_message_always_means_the_same_and_turns_are_of_many_kinds(workspace: Workspace) -> None:
    made = dialogues(COUNT, 0, workspace.catalog)
    plans = plans_of(made)
    assert all(plans[message] == draft for dialogue in made for message, draft in dialogue)
    drafts = [draft for dialogue in made for _, draft in dialogue]
    assert {"recommend", "more", "ask", "lookup", "compare", "why", "saved", "thanks", "refuse"} == {
        draft.intent for draft in drafts
    }
    tools = {step.tool for draft in drafts for step in draft.steps}
    assert tools == set(load_tools())
    used = {name for draft in drafts for name in draft.model_dump(exclude_defaults=True)}
    assert {"require", "drop", "wish", "like", "feelings", "start_over", "new_topic", "size", "about", "fields"} <= used
    assert 0.15 < sum(draft.intent in EASY for draft in drafts) / len(drafts) < 0.4
    assert len(plans) > COUNT


def test_every_plan_resolves_in_the_catalog(workspace: Workspace) -> None:
    catalog, tools = workspace.catalog, load_tools()
    state = DialogueState(slate=catalog.ids[:3], shown=catalog.ids[:3])
    wrong = {}
    for message, draft in plans_of(dialogues(COUNT, 0, catalog)).items():
        resolved = resolve(draft, message, state, workspace, tools)
        if resolved.problems or resolved.understanding.unclear_titles:
            wrong[message] = resolved.problems
    assert [message for message in wrong if "something similar" not in message and "somthing similar" not in message] == []
    assert wrong, "some ask for a title that nobody has"
    assert all("no item of the catalog is called" in problem for problems in wrong.values() for problem in problems)


def test_a_dialogue_runs_through_an_agent(workspace: Workspace) -> None:
    from language_agents import agent_at

    made = dialogues(3, 0, workspace.catalog)
    with ModelServer(ScriptedModel(plans_of(made))) as server:
        agent = agent_at(server, workspace)
        for n, dialogue in enumerate(made):
            for message, draft in dialogue:
                reply = agent.respond(message, conversation=str(n))
                assert [f.kind for f in reply.faults if f.kind.startswith("model_")] == []
                if draft.intent in ("recommend", "more"):
                    assert reply.slate, message
        assert server.invalid == []
        assert server.records
