"""An agent behind HTTP: the example works as it stands, and whatever a server does becomes a reply or a clear fault."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from contestant_contract import ContestantContract, talk

from agent.settings import Settings
from catalog.errors import ConfigError, InfrastructureFault, ModelError, ParleyError
from recommenders.workspace import Workspace
from simulator.agents import http_agent
from simulator.agents.http_reply import LINKED
from simulator.agents.registry import make_contestant
from simulator.contestant import Contestant

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "http_agent.py"
Answer = Callable[["_Handler", dict[str, Any]], None]


@pytest.fixture(scope="module")
def workspace(films_workspace: Path) -> Workspace:
    return Workspace.open(films_workspace)


@pytest.fixture(scope="module")
def example(films_workspace: Path) -> Iterator[str]:
    """The address of the example, run as its docstring says, on any free port."""
    command = [sys.executable, str(EXAMPLE), str(films_workspace / "catalog.jsonl"), "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1]
        process.terminate()


class TestExample(ContestantContract):
    @pytest.fixture
    def contestant(self, example: str, workspace: Workspace) -> Contestant:
        return make_contestant(example, workspace)

    # The example keeps what was said in a conversation for as long as it runs, so these begin conversations of their own.
    def test_the_same_messages_get_the_same_replies(self, contestant: Contestant) -> None:
        one, two = (talk(contestant, ["a samurai film", "with swords"], name) for name in ("a", "b"))
        assert one == two

    def test_two_dialogues_never_mix(self, contestant: Contestant) -> None:
        one = talk(contestant, ["a samurai film"], "c")
        talk(contestant, ["a musical"], "d")
        assert talk(contestant, ["a samurai film"], "e") == one

    def test_a_dialogue_that_was_left_is_forgotten(self, contestant: Contestant) -> None:
        assert talk(contestant, ["a musical"], "f") == talk(contestant, ["a musical"], "g")

    def test_nobody_without_a_name_is_remembered(self, contestant: Contestant) -> None:
        assert talk(contestant, ["a musical"], "h", user="ann") == talk(contestant, ["a musical"], "i")

    def test_it_shows_what_shares_words_with_what_was_said(self, contestant: Contestant, workspace: Workspace) -> None:
        turn = talk(contestant, ["samurai"], "j")[0]
        first = workspace.catalog.records[workspace.catalog.row_of(turn.slate[0])]
        assert "samurai" in json.dumps(first).lower()
        assert turn.faults == ()


class _Handler(BaseHTTPRequestHandler):
    answer: Answer
    requests: list[dict[str, Any]]

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.requests.append({"headers": dict(self.headers), "path": self.path, **asked})
        type(self).answer(self, asked)

    do_GET = do_POST

    def give(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def serve(workspace: Workspace) -> Iterator[Callable[[Answer | dict[str, Any]], tuple[Contestant, list[dict[str, Any]]]]]:
    """Makes an agent whose server answers so (a dict: that JSON), and the list of the requests it gets."""
    servers: list[ThreadingHTTPServer] = []

    def made(answer: Answer | dict[str, Any]) -> tuple[Contestant, list[dict[str, Any]]]:
        does = answer if callable(answer) else lambda handler, _: handler.give(json.dumps(answer).encode())
        handler = type("Handler", (_Handler,), {"answer": staticmethod(does), "requests": []})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        settings = Settings(llm_timeout=2)
        return make_contestant(f"http://127.0.0.1:{server.server_port}/reply", workspace, settings), handler.requests

    yield made
    for server in servers:
        server.shutdown()
        server.server_close()


Serve = Callable[[Answer | dict[str, Any]], tuple[Contestant, list[dict[str, Any]]]]


def test_the_request_is_the_message_and_whose_it_is(serve: Serve) -> None:
    contestant, requests = serve({"text": "Hello."})
    turn = talk(contestant, ["hi \ud7ff “there”"], "one", user="ann")[0]
    assert (turn.kind, turn.text, turn.slate) == ("chat", "Hello.", ())
    (request,) = requests
    assert {name: request[name] for name in ("conversation", "user", "message", "path")} == {
        "conversation": "one", "user": "ann", "message": "hi \ud7ff “there”", "path": "/reply",
    }  # fmt: skip
    assert not {"Authorization", "Cookie"} & set(request["headers"])


def test_everything_a_reply_may_say_is_read(serve: Serve) -> None:
    kept = {"field": "genres", "op": "any_of", "value": ["Comedy"], "hard": True, "turn": 1}
    contestant, _ = serve(
        {"text": "Here.", "items": ["alien-1979", "alien-1979", "fargo-1996", "a", "b", "c", "d"],
         "question": {"field": "genres", "text": "Which?", "options": ["Comedy"]}, "held": [kept], "relaxed": [],
         "calls": 2, "input_tokens": 30, "output_tokens": 4, "cost": 0.5, "something": "else"}
    )  # fmt: skip
    turn = talk(contestant, ["hi"])[0]
    assert turn.slate == ("alien-1979", "fargo-1996", "a", "b", "c")
    assert turn.kind == "recommend"
    assert turn.question is not None
    assert turn.question.options == ("Comedy",)
    assert [c.model_dump(mode="json") for c in turn.held or ()] == [kept]
    assert (turn.calls, turn.input_tokens, turn.output_tokens, turn.cost) == (2, 30, 4, 0.5)


def test_a_question_about_no_field_of_the_catalog_is_about_anything(serve: Serve) -> None:
    contestant, _ = serve({"text": "Which colour?", "question": {"field": "colour", "text": "Which colour?"}})
    turn = talk(contestant, ["hi"])[0]
    assert turn.kind == "ask"
    assert turn.question is not None
    assert turn.question.field is None


@pytest.mark.parametrize(
    ("said", "text", "slate"),
    [
        ("hi", "You may like “Alien” (1979) and Fargo.", ("alien-1979", "fargo-1996")),
        ("I loved Alien", "As you liked Alien, try Fargo!", ("fargo-1996",)),
        ("hi", "What do you feel like?", ()),
    ],
)
def test_titles_stand_for_ids_where_there_are_none_and_that_is_on_record(
    serve: Serve, said: str, text: str, slate: tuple[str, ...]
) -> None:
    contestant, _ = serve({"text": text})
    turn = talk(contestant, [said])[0]
    assert turn.slate == slate
    assert turn.faults == ((LINKED,) if slate else ())


def test_titles_in_a_text_with_ids_count_for_nothing(serve: Serve) -> None:
    contestant, _ = serve({"text": "Alien is great.", "items": []})
    turn = talk(contestant, ["hi"])[0]
    assert (turn.slate, turn.faults, turn.kind) == ((), (), "chat")


def _forever(handler: _Handler, _: dict[str, Any]) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b" " * 65_536)
    except OSError:
        pass


def _drips(handler: _Handler, _: dict[str, Any]) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b" ")
            threading.Event().wait(0.05)
    except OSError:
        pass


def _sleeps(handler: _Handler, _: dict[str, Any]) -> None:
    threading.Event().wait(3)


def _hangs_up(handler: _Handler, _: dict[str, Any]) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        (lambda h, _: h.give(b"oops", 500), ModelError, "HTTP 500"),
        (lambda h, _: h.give(b"no", 404), ModelError, "HTTP 404"),
        (lambda h, _: h.give(b"", 302, Location="http://127.0.0.1:1/"), ModelError, "redirect"),
        (lambda h, _: h.give(b"<html>"), ModelError, "answered badly"),
        (lambda h, _: h.give(b"[]"), ModelError, "answered badly"),
        ({"items": ["alien-1979"]}, ModelError, "text"),
        ({"text": "x" * 30_000}, ModelError, "text"),
        ({"text": "Here.", "items": "alien-1979"}, ModelError, "items"),
        ({"text": "Here.", "held": [{"field": "colour", "op": "eq", "value": "red"}]}, ModelError, "colour"),
        ({"text": "Here.", "cost": -1}, ModelError, "cost"),
        (lambda h, _: h.give(b"\x1f\x8b", Content_Encoding="gzip"), ModelError, "compressed"),
        (_forever, ModelError, "more than"),
        (_drips, ModelError, "no whole reply within 2 s"),
        (_sleeps, ModelError, "no reply within 2 s"),
        (_hangs_up, InfrastructureFault, "broke"),
    ],
)
def test_whatever_else_a_server_does_is_a_fault_in_one_line(
    serve: Serve, answer: Answer | dict[str, Any], error: type[ParleyError], said: str
) -> None:
    contestant, requests = serve(answer)
    contestant.begin("one", None)
    with pytest.raises(error, match=said) as caught:
        contestant.respond("hi")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300
    assert len(requests) == 1, "a message that arrived is not sent again"


def test_where_nobody_listens_it_is_tried_again_and_nobody_is_blamed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(http_agent.time, "sleep", pauses.append)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    contestant = make_contestant(f"http://127.0.0.1:{port}/", workspace)
    contestant.begin("one", None)
    with pytest.raises(InfrastructureFault, match="nobody listens"):
        contestant.respond("hi")
    assert pauses == sorted(pauses)
    assert len(pauses) == 3


@pytest.mark.parametrize("address", ["http://", "http://:80/", "http://host:99999/", "https://a b/", "http://host:port/"])
def test_what_is_no_address_is_refused(workspace: Workspace, address: str) -> None:
    with pytest.raises(ConfigError, match="no address of an agent"):
        make_contestant(address, workspace)


def test_a_password_in_an_address_is_refused_and_not_repeated(workspace: Workspace) -> None:
    with pytest.raises(ConfigError, match="no password") as caught:
        make_contestant("https://ann:secret@example.org/", workspace)
    assert "secret" not in str(caught.value)


def test_it_reads_words_only(serve: Serve) -> None:
    from simulator.acts import UserAct, UserTurn

    contestant, _ = serve({"text": "Hello."})
    with pytest.raises(NotImplementedError):
        contestant.act(UserTurn(acts=(UserAct(kind="greet"),)))
