"""Simulated people over a scripted endpoint, for tests."""

from __future__ import annotations

from typing import Any

from model_server import ModelServer, Script
from scripted_person import ScriptedPerson
from simulated_user_contract import mixed, target_task
from simulated_world import Stub, a_task, small_world

from agent.settings import Settings
from simulator.acts import UserTurn
from simulator.core import decide
from simulator.dialogue import converse
from simulator.draws import Draws
from simulator.language.answer_store import AnswerStore
from simulator.language.ceiling import Ceiling
from simulator.language.free_user import FreeUser
from simulator.language.hybrid_user import HybridUser
from simulator.language.user_model import UserModel
from simulator.language.worded import ModelWords
from simulator.record import Dialogue
from simulator.simulated_user import Said, SimulatedUser
from simulator.user_state import UserState
from simulator.view import View
from simulator.voice import Voice

BY_RULE = "(by rule)"
KINDS = {"hybrid": HybridUser, "free": FreeUser}


class PlainVoice(Voice):
    """Words that nobody else would find."""

    name = "plain"

    def word(self, turn: UserTurn, view: View, draws: Draws) -> str:
        return BY_RULE


def person(kind: str, url: str, store: AnswerStore | None = None, **more: Any) -> SimulatedUser:
    ceiling = Ceiling(more.pop("cost", None), more.pop("tokens", None))
    pauses = more.pop("pauses", (0.01, 0.01))
    settings = Settings(**{"user_llm": "openai:scripted", "user_llm_base_url": url, **more})
    return KINDS[kind](ModelWords(UserModel(settings, store, ceiling, pauses), PlainVoice()))


def first(kind: str, script: Script, task: Any = None, **more: Any) -> Said:
    """The first message to a model that answers by `script`."""
    task = task or a_task()
    with ModelServer(script) as server:
        said = person(kind, server.url, **more).say(task, small_world(), UserState(), None, Draws(1, task.key, 0))
        assert server.invalid == []
    return said


def decided(task: Any = None) -> UserTurn:
    task = task or a_task()
    return decide(task, small_world(), UserState(), None, Draws(1, task.key, 0)).turn


def doing(*acts: dict[str, Any], text: str = "") -> Script:
    """A model that proposes these acts, and whatever is asked says `text`."""
    return ScriptedPerson(say=lambda said: text or said, do=lambda old, lines: list(acts))


def talk(kind: str, server: ModelServer, seed: int, store: AnswerStore | None = None, **more: Any) -> Dialogue:
    task = target_task()
    user = person(kind, server.url, store, **more)
    return converse(task, Stub(mixed), user, small_world(), Draws(seed, task.key, 0))[0]
