"""People who speak through a language model: answers that are none, an endpoint that fails, what is kept and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import model_faults as faults
import pytest
from fault_choice import always
from model_faults import PROVIDER_TEXT
from model_people import BY_RULE, KINDS, decided, person, talk
from model_server import ModelServer, refused_url
from scripted_person import ScriptedPerson
from simulated_user_contract import mixed, target_task
from simulated_world import Stub, a_task, small_world

from agent.settings import Settings
from catalog.errors import BudgetSpent, ConfigError, InfrastructureFault
from simulator.dialogue import converse
from simulator.draws import Draws
from simulator.language.answer_store import AnswerStore
from simulator.language.makers import free, hybrid, same_model
from simulator.simulated_user import SimulatedUser
from simulator.user_state import UserState
from simulator.users import make_user


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


BAD_ANSWERS = {
    "empty": faults.empty(),
    "refusal": faults.refusal(),
    "cut off": faults.length(),
    "prose": faults.prose(),
    "invented": faults.invented(),
    "bad arguments": faults.bad_arguments(),
    "wrong function": faults.wrong_function(),
    "extra key": faults.extra_key(),
}


OF_CALLS = ("bad arguments", "wrong function", "extra key")


@pytest.mark.parametrize(
    ("kind", "fault"), [(k, f) for k in KINDS for f in BAD_ANSWERS if k == "free" or f not in OF_CALLS]
)
def test_bad_answers_leave_the_decision_to_the_core(kind: str, fault: str) -> None:
    with ModelServer(ScriptedPerson(), always(BAD_ANSWERS[fault])) as server:
        task = a_task()
        user = person(kind, server.url)
        said = [user.say(task, small_world(), UserState(), None, Draws(1, task.key, 0)) for _ in range(2)]
    assert (said[0].turn, said[0].text) == (decided(), BY_RULE)
    assert said[0].notes in (("fell_back",), ("malformed",))
    assert said[0] == said[1]
    assert len(server.requests) <= 2  # the bad answer is kept too


@pytest.mark.parametrize(
    "fault", [faults.status(429, 0.01), faults.status(500), faults.reset(), faults.broken_json()], ids=lambda f: f.name
)
def test_passing_faults_pass(kind: str, fault: faults.Fault) -> None:
    with ModelServer(ScriptedPerson(), {1: fault}) as server:
        task = a_task()
        said = person(kind, server.url).say(task, small_world(), UserState(), None, Draws(1, task.key, 0))
    assert said.notes in ((), ("fell_back",), ("malformed",))
    assert (said.notes == ()) is (fault.name != "broken JSON")


def test_lasting_faults_are_nobodys_fault() -> None:
    with ModelServer(ScriptedPerson(), always(faults.status(503))) as server:
        dialogue = talk("hybrid", server, 0)
        assert (dialogue.fault, dialogue.exchanges) == ("infrastructure", ())
        assert len(server.requests) == 9  # three tries of three requests
        assert PROVIDER_TEXT not in dialogue.line()


def test_a_model_that_hangs_is_given_up() -> None:
    task = a_task()
    with ModelServer(ScriptedPerson(), always(faults.stall())) as server:
        user = person("hybrid", server.url, pauses=(), llm_timeout=2)
        with pytest.raises(InfrastructureFault, match="did not answer in time"):
            user.say(task, small_world(), UserState(), None, Draws(1, task.key, 0))


def test_nobody_there(kind: str) -> None:
    task = a_task()
    with pytest.raises(InfrastructureFault, match="cannot be reached"):
        person(kind, refused_url(), pauses=()).say(task, small_world(), UserState(), None, Draws(1, task.key, 0))


def test_what_was_answered_is_asked_once(kind: str, tmp_path: Path) -> None:
    with ModelServer(ScriptedPerson()) as server:
        one = talk(kind, server, 2, AnswerStore(tmp_path))
        asked = len(server.requests)
        two = talk(kind, server, 2, AnswerStore(tmp_path))
        assert asked == sum(exchange.asked.calls for exchange in one.exchanges) > 1
        assert len(server.requests) == asked
    again = person(kind, refused_url(), AnswerStore(tmp_path))  # the address is no part of what was asked
    three = converse(target_task(), Stub(mixed), again, small_world(), Draws(2, target_task().key, 0))[0]
    assert one.line() == two.line() == three.line()


def test_other_trials_are_asked_anew(tmp_path: Path) -> None:
    with ModelServer(ScriptedPerson()) as server:
        user = person("hybrid", server.url, AnswerStore(tmp_path))
        for trial in (0, 1, 1):
            user.say(a_task(), small_world(), UserState(), None, Draws(1, a_task().key, trial))
        assert len(server.requests) == 2


def test_ceiling_stops_with_what_is_done_kept(kind: str, tmp_path: Path) -> None:
    with ModelServer(ScriptedPerson()) as server:
        store = AnswerStore(tmp_path)
        dialogue = talk(kind, server, 2, store, cost=0.001, user_llm_prices="1,4")
        assert dialogue.fault == "budget"
        assert 0.001 <= store.spent.cost < 0.01
        assert dialogue.exchanges
        asked = len(server.requests)
        assert talk(kind, server, 2, AnswerStore(tmp_path), cost=0.001, user_llm_prices="1,4").line() == dialogue.line()
        assert len(server.requests) == asked
        assert talk(kind, server, 2, AnswerStore(tmp_path), cost=9, user_llm_prices="1,4").fault is None


def test_ceiling_in_tokens() -> None:
    task = a_task()
    with ModelServer(ScriptedPerson()) as server, pytest.raises(BudgetSpent, match="of 0 tokens"):
        person("hybrid", server.url, tokens=0).say(task, small_world(), UserState(), None, Draws(1, task.key, 0))
    assert server.requests == []


def test_ceiling_in_dollars_needs_prices() -> None:
    with pytest.raises(ConfigError, match="PARLEY_USER_LLM_PRICES"):
        person("hybrid", refused_url(), cost=1.0)


def test_keys_are_written_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    with ModelServer(ScriptedPerson()) as server:
        url = server.url.replace("http://", "http://me:hidden@")
        dialogue = talk("free", server, 1, AnswerStore(tmp_path), user_llm_base_url=url)
    kept = b"".join(path.read_bytes() for path in sorted(tmp_path.glob("answers-*")))
    written = kept.decode() + dialogue.line()
    assert len(kept) > 100
    assert "very-secret" not in written
    assert "hidden" not in written


def test_same_model_is_told() -> None:
    def same(**settings: str) -> bool:
        return same_model(Settings(llm_base_url="http://a/v1", **settings))

    assert same(llm="openai:one")
    assert same(llm="openai:one", llm_wording="two:7b", user_llm="openai:two:7b", user_llm_base_url="http://b/v1")
    assert same(llm="openai:One", user_llm="ollama:one", user_llm_base_url="http://b/v1")
    assert not same(llm="openai:one", user_llm="openai:two", user_llm_base_url="http://b/v1")
    assert not same(llm="embedded", user_llm="openai:two", user_llm_base_url="http://b/v1")
    assert not same(llm="embedded")


@pytest.mark.parametrize("maker", [hybrid, free])
def test_no_model_is_said_in_one_line(maker: Callable[[Settings, Path | None], SimulatedUser]) -> None:
    with pytest.raises(ConfigError, match="PARLEY_USER_LLM"):
        maker(Settings(llm="embedded"), None)


@pytest.mark.parametrize("name", list(KINDS))
def test_people_are_made_by_name(name: str, tmp_path: Path) -> None:
    with ModelServer(ScriptedPerson()) as server:
        settings = Settings(llm="openai:scripted", llm_base_url=server.url)  # the agent's, where people have none
        user = make_user(name, settings, tmp_path)
        said = user.say(a_task(), small_world(), UserState(), None, Draws(1, a_task().key, 0))
    assert user.name == name
    assert said.notes == ()
    assert list(tmp_path.glob("answers-*"))
