"""Findings to be worded, over the bundled films and without a built workspace."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from agent.allowance import Allowance
from agent.brain import Findings
from agent.language.endpoint.caller import Answer
from agent.reasons import reasons_for
from agent.reply import ReplyType
from agent.state import DialogueState
from agent.understanding import Understanding
from catalog.films.reader import FilmsReader, bundled_films
from catalog.inference import apply_overrides, infer_schema
from catalog.linking import TitleLinker
from catalog.table import Catalog


@lru_cache(maxsize=1)
def films() -> Any:
    """What wording reads of a workspace: the catalog of the bundled films and its linker."""
    dataset = FilmsReader().read(bundled_films())
    guessed = infer_schema(dataset.rows, noun=dataset.noun, plural=dataset.plural)
    schema = apply_overrides(guessed, {"fields": dict(dataset.schema or {})})
    return shelf(Catalog.from_rows(dataset.rows, schema))


def shelf(catalog: Catalog) -> Any:
    """What wording reads of a workspace with this catalog."""
    return SimpleNamespace(catalog=catalog, linker=TitleLinker(catalog.titles, catalog.years, catalog.popularity))


def ids_of(titles: Sequence[str], workspace: Any = None) -> tuple[str, ...]:
    """The ids of films given by their titles."""
    place = workspace or films()
    return tuple(place.catalog.ids[place.linker.find(title).rows[0]] for title in titles)


def findings_of(
    said: str = "something tense",
    titles: Sequence[str] = (),
    *,
    liked: Sequence[str] = (),
    type: ReplyType | None = None,
    intent: Any = None,
    understanding: Understanding | None = None,
    workspace: Any = None,
    **more: Any,
) -> Findings:
    """Findings that show the films `titles` to a person who said `said` and liked the films `liked`."""
    catalog = (workspace or films()).catalog
    rows = tuple(catalog.row_of(i) for i in ids_of(titles, workspace))
    models = ids_of(liked, workspace)
    state = more.pop("state", None) or DialogueState(
        turn=1, liked=models, similar_to=models, wishes=(said,) if said else (), size=max(1, len(rows))
    )
    kind: ReplyType = type or ("recommend" if rows else "chat")
    meant = understanding or Understanding(intent=intent or ("recommend" if rows else "greet"))
    reasons = tuple(reasons_for(row, state, catalog) for row in rows)
    facts: dict[str, Any] = {"before": DialogueState(), "matching": len(rows), **more}
    return Findings(type=kind, understanding=meant, state=state, rows=rows, reasons=reasons, message=said, **facts)


class Told:
    """Stands in for a caller: says `text` in pieces, then raises `fault`, and notes what it was asked."""

    def __init__(self, text: str = "", *, fault: Exception | None = None, piece: int = 7, answer: Answer | None = None) -> None:
        self.text = text
        self.fault = fault
        self.piece = piece
        self.answer = answer
        self.asked: list[Any] = []
        self.closed = False
        self.given = 0

    async def stream(self, role: str, messages: Sequence[Any], allowance: Allowance) -> AsyncIterator[str]:
        self.asked.append((role, messages))
        try:
            for start in range(0, len(self.text), self.piece):
                self.given += 1
                yield self.text[start : start + self.piece]
            if self.fault is not None:
                raise self.fault
        finally:
            self.closed = True

    async def ask(self, role: str, messages: Sequence[Any], allowance: Allowance, *, tool: Any = None) -> Answer:
        self.asked.append((role, messages, tool))
        if self.fault is not None:
            raise self.fault
        assert self.answer is not None
        return self.answer
