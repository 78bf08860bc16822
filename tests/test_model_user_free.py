"""People for whom a language model chooses what is done: what is not true to them is judged, and not done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from model_answer import Answer, Body
from model_people import BY_RULE, decided, doing, first, person, talk
from model_server import ModelServer
from scripted_person import ScriptedPerson
from simulated_user_contract import TARGET, target_task
from simulated_world import shows, small_world

from simulator.draws import Draws
from simulator.simulated_user import Said
from simulator.user_state import UserState


def test_arguments_in_the_text_do() -> None:
    def in_words(body: Body) -> Answer:
        return Answer(f"```json\n{ScriptedPerson()(body).calls[0][1]}\n```")

    assert first("free", in_words).notes == ()


FREE = {
    "condition that is not theirs": (
        {"do": "require", "condition": {"field": "language", "op": "any_of", "values": ["Klingon"]}},
        "hindered",
    ),
    "condition turned round": (
        {"do": "require", "condition": {"field": "genres", "op": "none_of", "values": ["Comedy"]}},
        "hindered",
    ),
    "condition of the target that is not theirs": (
        {"do": "require", "condition": {"field": "language", "op": "any_of", "values": ["French"]}},
        "helped",
    ),
    "condition kept to oneself": (
        {"do": "require", "condition": {"field": "runtime", "op": "le", "values": ["110"]}},
        "helped",
    ),
    "condition said on asking only": (
        {"do": "require", "condition": {"field": "year", "op": "ge", "values": ["2000"]}},
        "helped",
    ),
    "the target": ({"do": "like", "title": "Film Number 48"}, "helped"),
    "a film they do not know": ({"do": "like", "title": "Film Number 3"}, "hindered"),
    "nothing to take": ({"do": "accept", "place": 1}, "hindered"),
    "gone at once": ({"do": "leave", "why": "annoyed"}, "hindered"),
    "nothing to know": ({"do": "seen", "place": 2, "liked": True}, "hindered"),
    "no such field": ({"do": "require", "condition": {"field": "genres", "op": "le", "values": ["x"]}}, "hindered"),
}


@pytest.mark.parametrize("act", list(FREE))
def test_false_proposals_are_judged_and_replaced(act: str) -> None:
    proposed, verdict = FREE[act]
    said = first("free", doing({"do": "request"}, proposed, text="Can you recommend something?"), target_task())
    assert set(said.notes) - {"harmless"} == {verdict}
    assert (said.turn, said.text) == (decided(target_task()), BY_RULE)


def test_harmless_oddities_stand() -> None:
    said = first("free", doing({"do": "request"}, {"do": "dont_mind"}), target_task())
    assert said.notes == ("harmless",)
    assert [act.kind for act in said.turn.acts] == ["request", "dont_mind"]
    assert said.text == "Can you recommend something? I do not mind."


def after(act: Mapping[str, Any], *slate: str) -> Said:
    """What becomes of an act proposed for a list, by somebody who takes what they want as soon as they see it."""
    task = target_task()
    task = task.with_(persona=task.persona.model_copy(update={"curiosity": 0.0, "attention": 1.0}))
    with ModelServer(doing(dict(act))) as server:
        user = person("free", server.url)
        state = UserState(turn=1)
        return user.say(task, small_world(), state, shows(*slate), Draws(1, task.key, 0))


@pytest.mark.parametrize(
    ("act", "slate", "notes"),
    [
        ({"do": "accept", "place": 1}, ("f1", "f2"), ("hindered",)),
        ({"do": "accept", "place": 1}, (TARGET,), ()),
        ({"do": "reject", "place": 1}, (TARGET,), ("hindered", "hindered")),
        ({"do": "more"}, (TARGET,), ("hindered",)),
        ({"do": "inquire", "place": 1, "field": "year"}, (TARGET,), ()),
        ({"do": "reject", "place": 1}, ("f1", "f2"), ()),
        ({"do": "reject", "place": 1, "condition": {"field": "genres", "op": "any_of", "values": ["Comedy"]}}, ("f1",), ()),
        ({"do": "reject", "place": 1, "condition": {"field": "genres", "op": "any_of", "values": ["Comedy"]}}, ("f4",), ("hindered",)),
        ({"do": "seen", "place": 1, "liked": True}, ("f4",), ()),
        ({"do": "seen", "place": 1, "liked": False}, ("f4",), ("hindered",)),
        ({"do": "seen", "place": 1, "liked": True}, ("f1",), ("hindered",)),
        ({"do": "unseen", "place": 1}, ("f1",), ()),
        ({"do": "unseen", "place": 1}, ("f4",), ("hindered",)),
        ({"do": "unseen", "place": 1}, (TARGET,), ("hindered", "hindered")),
    ],
)  # fmt: skip
def test_what_is_done_about_a_list_is_true(act: dict[str, Any], slate: tuple[str, ...], notes: tuple[str, ...]) -> None:
    said = after(act, *slate)
    assert said.notes == notes
    if not notes:
        assert [each.kind for each in said.turn.acts] == [act["do"]]
        assert (said.state.rejected == ()) is (act["do"] not in ("reject", "seen"))


def test_a_model_that_takes_everything_changes_no_outcome() -> None:
    greedy = doing({"do": "accept", "place": 1})
    with ModelServer(greedy) as server:
        dialogues = [talk("free", server, seed) for seed in range(4)]
    assert all(dialogue.accepted is None for dialogue in dialogues)
    assert all(any("hindered" in exchange.notes for exchange in dialogue.exchanges) for dialogue in dialogues)
