"""A local endpoint that speaks the chat completions protocol and breaks where it is told to: `ModelServer`.

Knows sockets, HTTP/1.1 and server-sent events. Knows nothing about what is worth answering: that is a script's business.

As a process it prints its URL and serves until ended:
`python tests/model_server.py --script dialogues --workspace W --faults 0.02 --delay-ms 5`.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import select
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from fault_choice import EVERY, Faults, at_rate
from http_wire import HEAD_OF_STREAM, chunk, plain, read_request, reset, shut
from model_answer import Answer, Body, streamed, whole
from model_faults import Fault, error_body
from model_record import Record, kind_of_key
from request_check import problems_of
from scripted_model import ScriptedModel

Script = Callable[[Body], Answer]
"""What is answered to a request body."""
_MODELS = {
    "object": "list",
    "data": [{"id": "scripted", "object": "model", "created": 1700000000, "owned_by": "parley"}],
}
_PATIENCE = 0.02


class _Gone(Exception):
    """The connection is over."""


@dataclass
class ModelServer:
    """Serves while its `with` block lasts. `script` makes the answers, `faults` says what goes wrong and when; `delay`
    is the time before the first byte of a completion, `gap` that between two chunks (seconds). One thread per
    connection; both may be replaced while it runs."""

    script: Script
    faults: Faults | None = None
    delay: float = 0.0
    gap: float = 0.0
    port: int = 0
    records: list[Record] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port), backlog=256)
        self.port = self._listener.getsockname()[1]
        self._closing = threading.Event()
        self._away = 0.0
        self._lock = threading.Lock()
        self._connections: set[socket.socket] = set()
        self._problems: dict[int, list[str]] = {}

    @property
    def url(self) -> str:
        """The base URL, which ends with /v1."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def requests(self) -> list[dict[str, Any]]:
        """The bodies of the completion requests, in the order they came."""
        return [record.body for record in self.records]

    @property
    def invalid(self) -> list[str]:
        """What is wrong with the requests, as "number: problem"; looked at when asked, so that no turn waits for it."""
        for record in list(self.records):
            if record.number not in self._problems:
                self._problems[record.number] = problems_of(record.raw)
        return [f"{number}: {line}" for number, lines in sorted(self._problems.items()) for line in lines]

    def __enter__(self) -> ModelServer:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End at once: connections are closed, and a new one is refused. Another server may take the port."""
        self._closing.set()
        self._hang_up()

    def _hang_up(self) -> None:
        shut(self._listener)
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            shut(connection)

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:  # closed, for good or for a while
                if not self._closing.wait(self._away):
                    self._listener = socket.create_server(("127.0.0.1", self.port), backlog=256)
                continue
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._connections.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()
        shut(self._listener)

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection.makefile("rb") as reader:
                while (request := read_request(reader)) is not None:
                    self._answer(connection, *request)
        except (_Gone, OSError):
            return  # a broken connection is what many a test asks for; its record says so
        finally:
            with self._lock:
                self._connections.discard(connection)
            connection.close()

    def _answer(self, connection: socket.socket, line: str, headers: Mapping[str, str], raw: bytes) -> None:
        received = time.perf_counter()
        method, path, *_ = (*line.split(), "", "")
        path, _, query = path.partition("?")
        if (method, path) == ("POST", "/v1/chat/completions"):
            self._complete(connection, headers, raw, received)
        elif (method, path) == ("GET", "/v1/models"):
            connection.sendall(plain(200, json.dumps(_MODELS).encode()))
        elif (method, path) == ("GET", "/report"):
            connection.sendall(plain(200, json.dumps(self.report(int(query.partition("since=")[2] or 0))).encode()))
        else:
            connection.sendall(plain(404, error_body(f"Unknown request URL: {method} {path}", "invalid_request_error")))

    def report(self, since: int = 0) -> dict[str, Any]:
        """The records after number `since`, and what is wrong with any request: what `GET /report?since=N` gives."""
        records = [record.to_json() for record in list(self.records) if record.number > since]
        return {"requests": len(self.records), "records": records, "invalid": self.invalid}

    def _complete(self, connection: socket.socket, headers: Mapping[str, str], raw: bytes, received: float) -> None:
        try:
            body = json.loads(raw)
            model = body["model"]
        except (ValueError, KeyError, TypeError):
            connection.sendall(plain(400, error_body("The body is no completion request", "invalid_request_error")))
            return
        assert isinstance(model, str)
        with self._lock:
            number = len(self.records) + 1
            record = Record(number, raw, body, kind_of_key(headers.get("authorization", "")), received)
            self.records.append(record)
        fault = self.faults(number, body) if callable(self.faults) else (self.faults or {}).get(number)
        record.fault = fault.name if fault else ""
        try:
            self._wait(connection, self.delay)
            self._send(connection, record, fault)
        except (_Gone, OSError):
            record.abandoned = not (fault and fault.breaks in ("reset", "close", "refuse"))
            raise

    def _pieces(self, record: Record, fault: Fault | None) -> Iterator[tuple[bytes, bool]]:
        """The bytes of the reply in order, each with whether it carries a piece of the answer."""
        if fault and fault.reply:
            code, headers, body = fault.reply
            yield plain(code, body, headers), True
            return
        answer = self.script(record.body).within(record.body)
        answer = fault.answer(answer) if fault and fault.answer else answer
        change = fault.payload if fault and fault.payload else bytes
        if record.body.get("stream") is not True:
            reply = plain(200, change(whole(answer, record.body, record.number)))
            yield reply[: len(reply) // 2], True
            yield reply[len(reply) // 2 :], True
            return
        yield HEAD_OF_STREAM, False
        for payload, piece in streamed(answer, record.body, record.number):
            yield chunk(b"data: " + change(payload) + b"\n\n"), piece
        yield chunk(b"data: [DONE]\n\n") + chunk(b""), False

    def _send(self, connection: socket.socket, record: Record, fault: Fault | None) -> None:
        """The reply, broken off where the fault says so."""
        breaks = fault if fault and fault.breaks and fault.breaks != "drip" else None
        slowly = fault.seconds if fault and fault.breaks == "drip" else 0.0
        if breaks and breaks.after == 0:
            self._break(connection, breaks)
            breaks = None
        most = breaks.after if breaks and record.body.get("stream") else 1
        count, waiting = 0, b""
        for data, carries in self._pieces(record, fault):
            waiting += data
            if not carries:  # leaves together with what follows it
                continue
            if count and self.gap:
                self._wait(connection, self.gap)
            self._put(connection, record, waiting, slowly)
            count, waiting = count + 1, b""
            if breaks and count == most:
                self._break(connection, breaks)
                breaks = None
        if breaks:  # a short answer breaks before its end all the same
            self._break(connection, breaks)
        self._put(connection, record, waiting, slowly)

    def _put(self, connection: socket.socket, record: Record, data: bytes, slowly: float) -> None:
        """Hand the data over; the time is taken before, for the other side may have read it all the moment after."""
        if slowly:
            for n in range(len(data)):
                self._wait(connection, slowly)
                record.sent = time.perf_counter()
                connection.sendall(data[n : n + 1])
        elif data:
            record.sent = time.perf_counter()
            connection.sendall(data)

    def _break(self, connection: socket.socket, fault: Fault) -> None:
        """What the fault does to the connection; a stall is over some time, and the reply goes on."""
        if fault.breaks == "stall":
            self._wait(connection, fault.seconds)
            return
        if fault.breaks == "refuse":
            self._away = fault.seconds
            with self._lock:
                self._connections.discard(connection)
            self._hang_up()
        if fault.breaks != "close":
            reset(connection)
        raise _Gone

    def _wait(self, connection: socket.socket, seconds: float) -> None:
        """Some time; _Gone when the other side leaves or the server ends."""
        end = time.perf_counter() + seconds
        poll = select.poll()
        poll.register(connection, select.POLLIN)
        while (left := end - time.perf_counter()) > 0:
            if poll.poll(1000 * min(left, _PATIENCE)):
                if not connection.recv(1, socket.MSG_PEEK):
                    raise _Gone
                time.sleep(min(left, _PATIENCE))  # the next request is there already


def refused_url() -> str:
    """The base URL of a port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/v1"


def main() -> None:
    """Serve until ended; the first line of output is the URL."""
    parser = argparse.ArgumentParser(description="A scripted endpoint that speaks the chat completions protocol.")
    parser.add_argument("--port", type=int, default=0, help="0 for a free one")
    parser.add_argument("--script", choices=("wishes", "dialogues", "gullible"), default="wishes")
    parser.add_argument("--workspace", help="the workspace whose catalog the dialogues are about")
    parser.add_argument("--dialogues", type=int, default=200, help="how many dialogues the model knows")
    parser.add_argument("--seed", type=int, default=0, help="of the dialogues and of the faults")
    parser.add_argument("--faults", type=float, default=0.0, help="the share of requests that go wrong")
    parser.add_argument("--delay-ms", type=float, default=0.0, help="before the first byte of an answer")
    parser.add_argument("--gap-ms", type=float, default=0.0, help="between two chunks of an answer")
    given = parser.parse_args()
    faults = at_rate(given.faults, EVERY, given.seed) if given.faults else None
    script = _script(given.script, given.workspace, given.dialogues, given.seed)
    with ModelServer(script, faults, given.delay_ms / 1000, given.gap_ms / 1000, given.port) as server:
        print(server.url, flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


def _script(name: str, workspace: str | None, count: int, seed: int) -> Script:
    if name == "gullible":
        from gullible_model import GullibleModel

        return GullibleModel()
    if name == "wishes":
        return ScriptedModel()
    from scripted_dialogues import dialogues, plans_of

    from recommenders.workspace import Workspace

    if workspace is None:
        raise SystemExit("--script dialogues needs --workspace, for the values that the dialogues speak of")
    return ScriptedModel(plans_of(dialogues(count, seed, Workspace.open(workspace).catalog)))


if __name__ == "__main__":
    main()
