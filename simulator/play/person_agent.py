"""A person in the place of the agent: `PersonAgent`.

Knows the catalog and the commands by which a reply is put together. Is told nothing about the task, like every agent.
"""

from __future__ import annotations

from collections.abc import Callable

from agent.facts import answer_text
from agent.state import SLATE_SIZE
from recommenders.workspace import Workspace
from simulator.acts import UserTurn
from simulator.agent_turn import AgentKind, AgentQuestion, AgentTurn
from simulator.contestant import Contestant
from simulator.play.desk import Desk
from simulator.reports.act_words import act_words
from simulator.view import label_of

HELP = (
    "Answer in words. Before that:",
    "/find WORDS      look through the catalog            /item ID         what the catalog says of an item",
    "/show ID; TITLE  the list your next answer shows     /ask FIELD       your next answer asks about a field",
    "/nothing         your next answer says nothing fits  /fields          what can be asked about",
    "An empty line sends the list without words. Ctrl-D ends without a result.",
)
_FOUND = 10


class PersonAgent(Contestant):
    """Reads from a desk; EOFError at the end of input."""

    name = "person"

    def __init__(self, workspace: Workspace, desk: Desk) -> None:
        self._catalog, self._words, self._linker = workspace.catalog, workspace.words, workspace.linker
        self._desk = desk
        self._labels = {item: label_of(self._catalog, item) for item in self._catalog.ids}
        self._commands: dict[str, Callable[[str], None]] = {
            "find": self._find,
            "item": self._item,
            "show": self._show,
            "ask": self._ask,
            "nothing": self._nothing,
            "fields": self._fields,
            "help": lambda _: desk.tell(*HELP),
        }
        self._clear()

    def begin(self, conversation: str, user: str | None) -> None:
        """See `Contestant`."""
        self._desk.tell("Somebody comes in.", *HELP)

    def end(self) -> None:
        """See `Contestant`."""
        self._clear()

    def respond(self, message: str) -> AgentTurn:
        """What the person answers, with what they put together before."""
        self._desk.tell("", f"person › {message}")
        while True:
            line = self._desk.ask("you › ")
            if line.startswith("/"):
                self._obey(line)
            elif line or self._slate:
                return self._reply(line)

    def act(self, turn: UserTurn) -> AgentTurn:
        """The same, where the other side acts without words."""
        return self.respond("; ".join(act_words(act, self._labels) for act in turn.acts))

    def _reply(self, words: str) -> AgentTurn:
        kind: AgentKind = (
            "recommend" if self._slate else "ask" if self._field else "answer" if self._gave_up else "chat"
        )
        turn = AgentTurn(
            text=words or "How about these?",
            kind=kind,
            slate=tuple(self._slate),
            question=AgentQuestion(field=self._field, text=words) if self._field else None,
            abstained=self._gave_up and not self._slate,
        )
        self._clear()
        return turn

    def _clear(self) -> None:
        self._slate: list[str] = []
        self._field: str | None = None
        self._gave_up = False

    def _obey(self, line: str) -> None:
        name, _, rest = line[1:].partition(" ")
        if name not in self._commands:
            self._desk.tell(f"  /{name} is no command; /help lists them")
        else:
            self._commands[name](rest.strip())

    def _find(self, words: str) -> None:
        rows, _ = self._words.search(words, _FOUND)
        self._desk.tell(*(f"  {self._catalog.ids[row]}  {self._catalog.label(row)}" for row in rows))
        if not len(rows):
            self._desk.tell("  nothing found")

    def _item(self, text: str) -> None:
        item = self._meant(text)
        if item is not None:
            row = self._catalog.row_of(item)
            record = {**self._catalog.records[row], "title": self._catalog.titles[row]}
            self._desk.tell(f"  {answer_text(record, (), self._catalog.schema)}")

    def _show(self, text: str) -> None:
        tokens = text.split()
        parts = tokens if all(token in self._catalog for token in tokens) else text.split(";")
        found = [item for part in parts if part.strip() and (item := self._meant(part.strip())) is not None]
        self._slate = list(dict.fromkeys((*self._slate, *found)))[:SLATE_SIZE] if parts else []
        listed = [f"  {n}. {self._catalog.label(self._catalog.row_of(item))}" for n, item in enumerate(self._slate, 1)]
        self._desk.tell(*(listed or ["  the list is empty"]))

    def _ask(self, name: str) -> None:
        self._field = name if any(field.name == name for field in self._catalog.schema.attributes) else None
        self._desk.tell(f"  your next answer asks about {name}" if self._field else f"  no field {name!r}; see /fields")

    def _nothing(self, _: str) -> None:
        self._slate, self._gave_up = [], True
        self._desk.tell("  your next answer says that nothing fits")

    def _fields(self, _: str) -> None:
        self._desk.tell("  " + ", ".join(field.name for field in self._catalog.schema.attributes))

    def _meant(self, text: str) -> str | None:
        """The item of an id or a title; None, and a line that says so, where there is none."""
        if text in self._catalog:
            return text
        found = self._linker.find(text) if text else None
        if found is None:
            self._desk.tell(f"  no item {text!r}; /find looks for one")
            return None
        return self._catalog.ids[found.rows[0]]
