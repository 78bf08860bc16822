"""What a language model proposes for a turn: `Proposal`, acts and words, and the tool it is asked through.

Knows the shape and how lenient its reading is. Whether the person would do such a thing is for
`simulator.language.proposal_check`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from catalog.constraint import Op
from catalog.schema import Schema
from simulator.acts import ActKind, Why
from simulator.language.answer_store import ModelAnswer

TOOL = "say"
_KINDS = [kind for kind in get_args(ActKind) if kind != "chat"]
_MOST = 8
"""Acts in one message."""


class ProposedCondition(BaseModel):
    """A condition by the name of its field."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: str
    op: Op
    values: tuple[str, ...] = Field(min_length=1)


class ProposedAct(BaseModel):
    """One act; what does not belong to it is None."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    do: ActKind
    condition: ProposedCondition | None = None
    place: int | None = None
    title: str | None = None
    field: str | None = None
    liked: bool | None = None
    why: Why | None = None


class Proposal(BaseModel):
    """The acts of a message and its words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    acts: tuple[ProposedAct, ...] = Field(min_length=1, max_length=_MOST)
    text: str


def proposal_of(answer: ModelAnswer) -> Proposal | None:
    """What an answer proposes, by the tool or as JSON in its text; None where it is neither."""
    said = [arguments for name, arguments in answer.calls if name == TOOL]
    text = answer.text.strip().removeprefix("```json").removeprefix("```").removesuffix("```")
    for content in (*said, text):
        try:
            return Proposal.model_validate_json(content)
        except ValidationError:
            continue
    return None


def proposal_tool(schema: Schema) -> dict[str, Any]:
    """The tool, as OpenAI's protocol writes one down, with a strict schema over the fields of a catalog."""
    fields = [field.name for field in schema.attributes]
    values = {"type": "array", "items": {"type": "string"}}
    condition = _closed({"field": _one_of(fields), "op": _one_of(get_args(Op)), "values": values})
    act = _closed(
        {
            "do": _one_of(_KINDS),
            "condition": _or_null(condition),
            "place": _or_null({"type": "integer"}),
            "title": _or_null({"type": "string"}),
            "field": _or_null(_one_of(fields)),
            "liked": _or_null({"type": "boolean"}),
            "why": _or_null(_one_of(get_args(Why))),
        }
    )
    parameters = _closed({"acts": {"type": "array", "items": act}, "text": {"type": "string"}})
    described = "What the person does in this message, and the message."
    function = {"name": TOOL, "description": described, "parameters": parameters, "strict": True}
    return {"type": "function", "function": function}


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _one_of(names: Sequence[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(names)}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}
