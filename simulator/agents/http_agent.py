"""An agent behind HTTP, called by its address: `HttpAgent`.

Knows one request per message: `POST {"conversation", "user", "message"}`, answered by the JSON of `HttpReply`. Follows
no redirect, uses no proxy and no password of the machine, and stops reading where an answer is too long or too late.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from catalog.errors import ConfigError, InfrastructureFault, ModelError
from simulator.agent_turn import AgentTurn
from simulator.agents.http_reply import HttpReply
from simulator.contestant import Contestant

if TYPE_CHECKING:
    import httpx

    from agent.settings import Settings
    from recommenders.workspace import Workspace

_SECONDS = 30.0
_LONGEST = 1 << 20  # bytes of an answer
_PAUSES = (0.1, 0.5, 2.0)
"""Seconds before each further try where nobody listens."""
_HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity"}


class HttpAgent(Contestant):
    """Any agent in any language. Its name is the address, which is kept in the record: no secret belongs there."""

    def __init__(self, address: str, workspace: Workspace, settings: Settings | None = None) -> None:
        """`settings.llm_timeout` is what a reply may take, 30 s without settings. ConfigError for no usable address."""
        import httpx

        self.name = _checked(address)
        self._catalog, self._linker = workspace.catalog, workspace.linker
        self._seconds = settings.llm_timeout if settings is not None else _SECONDS
        self._client = httpx.Client(
            timeout=self._seconds, follow_redirects=False, trust_env=False, headers=_HEADERS,
            limits=httpx.Limits(max_keepalive_connections=0),  # a connection the server has given up is never used
        )  # fmt: skip
        self._conversation = ""
        self._user: str | None = None
        self._named: set[int] = set()

    def begin(self, conversation: str, user: str | None) -> None:
        """See `Contestant`; the agent hears of a conversation with its first message."""
        self._conversation, self._user, self._named = conversation, user, set()

    def respond(self, message: str) -> AgentTurn:
        """See `Contestant`. InfrastructureFault where nobody listens or the connection breaks, ModelError for an answer
        that is late, too long, an error, a redirect or no reply."""
        self._named |= {row for mention in self._linker.mentions(message) for row in mention.rows}
        asked = {"conversation": self._conversation, "user": self._user, "message": message}
        body = self._posted(asked)
        return HttpReply.read(body, self.name).turn(self._catalog, self._linker, self._named, self.name)

    def end(self) -> None:
        """See `Contestant`; the agent is not told."""
        self.begin("", None)

    def _posted(self, asked: dict[str, str | None]) -> bytes:
        """The body of the answer; tried again only where the message cannot have arrived."""
        import httpx

        for pause in (*_PAUSES, None):
            try:
                return self._once(asked)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                if pause is None:
                    raise InfrastructureFault(f"nobody listens at {self.name}: {_line(error)}") from error
                time.sleep(pause)
            except httpx.TimeoutException as error:
                raise ModelError(f"{self.name} gave no reply within {self._seconds:g} s") from error
            except httpx.TransportError as error:
                raise InfrastructureFault(f"the connection to {self.name} broke: {_line(error)}") from error
        raise AssertionError("the last try ends the loop")

    def _once(self, asked: dict[str, str | None]) -> bytes:
        late = time.monotonic() + self._seconds
        body = bytearray()
        with self._client.stream("POST", self.name, json=asked) as answer:
            self._refuse(answer)
            for chunk in answer.iter_raw():
                body += chunk
                if len(body) > _LONGEST:
                    raise ModelError(f"{self.name} answered more than {_LONGEST:,} bytes")
                if time.monotonic() > late:
                    raise ModelError(f"{self.name} gave no whole reply within {self._seconds:g} s")
        return bytes(body)

    def _refuse(self, answer: httpx.Response) -> None:
        if answer.is_redirect or 300 <= answer.status_code < 400:
            raise ModelError(f"{self.name} answered with a redirect (HTTP {answer.status_code}); none is followed")
        if answer.status_code != 200:
            raise ModelError(f"{self.name} answered HTTP {answer.status_code}")
        if answer.headers.get("content-encoding", "identity") != "identity":
            raise ModelError(f"{self.name} answered compressed, which was not asked for")


def _checked(address: str) -> str:
    """The address; ConfigError, without repeating a password, for one that cannot be used."""
    try:
        parts = urlsplit(address)
        usable = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if usable and "@" in parts.netloc:
        raise ConfigError("an agent's address is kept in the record, so it may hold no user name and no password")
    if not usable or any(c.isspace() for c in address):
        raise ConfigError(f"{address!r} is no address of an agent, such as http://localhost:8080/reply")
    return address


def _line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
