"""What an agent behind HTTP answers: `HttpReply`, read strictly and turned into an `AgentTurn`.

Knows the JSON of a reply, and which titles a text without item ids names. Does not know how a reply came here.
"""

from __future__ import annotations

from collections.abc import Collection

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.state import SLATE_SIZE
from catalog.constraint import Constraint
from catalog.errors import CatalogError, ModelError
from catalog.linking import TitleLinker
from catalog.table import Catalog
from simulator.agent_turn import AgentKind, AgentQuestion, AgentTurn

LINKED = "titles_linked"
"""The fault on record where titles in the text had to stand for item ids."""
_LONGEST_TEXT = 20_000


class HttpReply(BaseModel):
    """The body of a reply; all but `text` may be left out, and what is not known here is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    text: str = Field(max_length=_LONGEST_TEXT)
    items: tuple[str, ...] | None = None
    """Ids of the catalog, best first; the first five count. None: titles in the text do."""
    question: AgentQuestion | None = None
    kind: AgentKind | None = None
    """None: a list recommends, a question without one asks, anything else is chat."""
    relaxed: tuple[Constraint, ...] = ()
    held: tuple[Constraint, ...] | None = None
    abstained: bool = False
    calls: int = Field(default=0, ge=0)
    input_tokens: int = Field(default=0, ge=0)
    output_tokens: int = Field(default=0, ge=0)
    cost: float | None = Field(default=None, ge=0)

    @classmethod
    def read(cls, body: bytes, who: str) -> HttpReply:
        """The reply in a body; ModelError, in one line, where it is none."""
        try:
            return cls.model_validate_json(body)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "the body"
            raise ModelError(f"{who} answered badly: {where}: {first['msg']}") from error

    def turn(self, catalog: Catalog, linker: TitleLinker, named: Collection[int], who: str) -> AgentTurn:
        """The reply as an `AgentTurn`; `named` are the rows the person named, which a text may repeat without
        recommending them. ModelError for a condition that the catalog cannot have."""
        for constraint in (*self.relaxed, *(self.held or ())):
            try:
                catalog.check(constraint)
            except CatalogError as error:
                raise ModelError(f"{who} answered badly: {error}") from error
        linked = self.items is None
        found = linked_items(self.text, catalog, linker, named) if self.items is None else self.items
        slate = tuple(dict.fromkeys(found))[:SLATE_SIZE]
        return AgentTurn(
            text=self.text,
            kind=self.kind or ("recommend" if slate else "ask" if self.question else "chat"),
            slate=slate,
            question=self._asked(catalog),
            relaxed=self.relaxed,
            held=self.held,
            abstained=self.abstained and not slate,
            faults=(LINKED,) if linked and slate else (),
            calls=self.calls,
            input_tokens=self.input_tokens,
            output_tokens=self.output_tokens,
            cost=self.cost,
        )

    def _asked(self, catalog: Catalog) -> AgentQuestion | None:
        """The question; one about what is no field of the catalog is about anything else."""
        known = {field.name for field in catalog.schema.fields}
        if self.question is None or self.question.field in known:
            return self.question
        return self.question.model_copy(update={"field": None})


def linked_items(text: str, catalog: Catalog, linker: TitleLinker, named: Collection[int]) -> tuple[str, ...]:
    """Ids of the items that a text certainly names by their exact titles, in order, without those `named`."""
    found = [mention.rows[0] for mention in linker.mentions(text, role="r") if mention.exact and mention.certain]
    return tuple(catalog.ids[row] for row in dict.fromkeys(found) if row not in named)
