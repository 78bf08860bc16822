"""The tool `make_plan` and the tools in words: valid for every server, made from whatever is installed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

import pytest
from openai.types.chat import ChatCompletionToolUnionParam
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from scripted_agent import scripted_catalog

from agent.language.draft import Draft
from agent.language.portable import portable
from agent.language.schema import plan_tool
from agent.language.tool_descriptions import described
from catalog.constraint import Constraint
from catalog.errors import PluginError
from catalog.schema import Field as CatalogField
from catalog.schema import Schema
from catalog.table import Catalog
from tools.candidates import Candidates
from tools.registry import load_tools
from tools.tool import Arguments, Effect, ItemId, Tool, ToolContext, ToolResult, tool

_KNOWN = {"type", "description", "enum", "anyOf", "properties", "required", "additionalProperties", "items"}
_KNOWN |= {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems"}


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"]
    friend: Dog | Cat | None = None


class Leash(BaseModel):
    model_config = ConfigDict(title="a leash")
    pets: list[Annotated[Cat | Dog, Field(discriminator="kind")]]


class WalkArguments(Arguments):
    leash: Leash
    span: tuple[int, str]
    conditions: tuple[Constraint, ...] = ()
    one: ItemId = ""
    many: tuple[ItemId, ...] = Field(default=(), description="ids of the items to take along")
    on: dt.date | None = None
    weights: dict[str, float] | None = None
    pace: float = Field(default=1.5, ge=0, le=3, description="how fast to go")


class WalkOrder(Tool):
    name = "walk_order"
    description = "Order the candidates by how well they go for a walk."
    effect: ClassVar[Effect] = "rank"
    Arguments = WalkArguments

    def run(self, args: WalkArguments, context: ToolContext) -> ToolResult:
        return ToolResult(context.candidates, "walked")


@tool(effect="filter")
def cheap(context: ToolContext, price: float, currency: Literal["EUR", "USD"] = "EUR") -> Candidates:
    """Keep what costs at most a price."""
    return context.candidates


@tool
def unwritable(context: ToolContext, how: Callable[[int], int]) -> Candidates:
    """Take an argument that no JSON can hold."""
    return context.candidates


FOREIGN: dict[str, Tool] = {"walk_order": WalkOrder(), "cheap": cheap}


def schemas(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The schema and every schema in it."""
    yield schema
    inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", ())]
    inner += [schema[name] for name in ("items", "additionalProperties") if isinstance(schema.get(name), dict)]
    for part in inner:
        yield from schemas(part)


def fits(value: Any, schema: Mapping[str, Any]) -> bool:
    """Whether a JSON value is valid: the few keywords that are used, checked by the letter of the standard."""
    if "anyOf" in schema:
        return any(fits(value, option) for option in schema["anyOf"])
    if "enum" in schema and value not in schema["enum"]:
        return False
    kinds: dict[str, Any] = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int}
    kinds["number"] = (int, float)
    kind = schema.get("type")
    if kind and (not isinstance(value, kinds[kind]) or (isinstance(value, bool) and kind != "boolean")):
        return False
    if kind == "array":
        most, least = schema.get("maxItems", len(value)), schema.get("minItems", 0)
        return least <= len(value) <= most and all(fits(one, schema.get("items", {})) for one in value)
    if kind == "object":
        members = schema.get("properties", {})
        closed = schema.get("additionalProperties") is False
        return (
            set(schema.get("required", ())) <= set(value)
            and not (closed and set(value) - set(members))
            and all(fits(value[name], members[name]) for name in set(value) & set(members))
        )
    return not isinstance(value, (int, float)) or schema.get("minimum", value) <= value <= schema.get("maximum", value)


def parameters(catalog: Catalog, tools: Mapping[str, Tool]) -> Any:
    return plan_tool(catalog, tools)["function"]["parameters"]


@pytest.mark.parametrize("tools", [load_tools(), FOREIGN, {**load_tools(), **FOREIGN}, {}])
def test_the_tool_is_what_openai_takes_and_portable(tools: dict[str, Tool]) -> None:
    made = plan_tool(scripted_catalog(), tools)
    assert TypeAdapter(ChatCompletionToolUnionParam).validate_python(made) == made
    assert made["function"]["name"] == "make_plan"
    for schema in schemas(made["function"]["parameters"]):
        assert set(schema) <= _KNOWN
        assert set(schema.get("required", ())) <= set(schema.get("properties", {}))
        assert schema.get("enum", [0])
        if schema.get("type") == "array":
            assert "items" in schema
    assert ("steps" in made["function"]["parameters"]["properties"]) == bool(tools)


DRAFTS: list[dict[str, Any]] = [
    {"intent": "thanks"},
    {
        "intent": "recommend",
        "require": [
            {"field": "genres", "op": "none_of", "value": ["Drama"]},
            {"field": "runtime", "op": "le", "value": 100, "hard": False},
        ],
        "drop": [{"field": "year"}, {"field": "genres", "values": ["Comedy"]}],
        "wish": "quiet",
        "feelings": [{"item": "#2", "feeling": "seen"}],
        "like": ["Quiet Harbour"],
        "size": 3,
        "steps": [{"tool": "search_items", "args": {"words": "sea"}}, {"tool": "rank_items", "args": {"by": "newest"}}],
        "question": {"field": "origin", "text": "From where?", "options": ["French", "British"]},
    },
    {
        "intent": "lookup",
        "about": ["#1"],
        "fields": ["runtime"],
        "steps": [{"tool": "lookup_item", "args": {"items": ["#1"], "fields": ["runtime"]}}],
    },
]
WRONG: list[dict[str, Any]] = [
    {},
    {"intent": "sing"},
    {"intent": "recommend", "mood": "dark"},
    {"intent": "recommend", "require": [{"field": "id", "op": "eq", "value": "film-1"}]},
    {"intent": "recommend", "require": [{"field": "actors", "op": "any_of", "value": ["Ann One"]}]},
    {"intent": "recommend", "require": [{"field": "genres", "op": "like", "value": "Drama"}]},
    {"intent": "recommend", "steps": [{"tool": "no_such_tool", "args": {}}]},
    {"intent": "recommend", "steps": [{"tool": "rank_items", "args": {"by": "size"}}]},
    {"intent": "recommend", "steps": [{"tool": "search_items", "args": {"constraints": []}}]},
    {"intent": "lookup", "steps": [{"tool": "lookup_item", "args": {}}]},
    {"intent": "recommend", "size": 40},
]


@pytest.mark.parametrize("draft", DRAFTS)
def test_good_drafts_fit_the_schema(draft: dict[str, Any]) -> None:
    Draft.model_validate(draft)
    assert fits(draft, parameters(scripted_catalog(), load_tools()))


@pytest.mark.parametrize("draft", WRONG)
def test_wrong_drafts_do_not(draft: dict[str, Any]) -> None:
    assert not fits(draft, parameters(scripted_catalog(), load_tools()))


def test_a_foreign_tool_is_in_the_schema_with_all_its_arguments() -> None:
    schema = parameters(scripted_catalog(), FOREIGN)
    dog = {"kind": "dog", "friend": {"kind": "cat", "lives": 7}}
    args = {"leash": {"pets": [dog]}, "span": [3, "km"], "one": "#2", "many": ["Low Tide"], "weights": {"size": 0.5}}
    draft = {"intent": "recommend", "steps": [{"tool": "walk_order", "args": args}]}
    assert fits(draft, schema)
    assert not fits({**draft, "steps": [{"tool": "walk_order", "args": {**args, "conditions": []}}]}, schema)
    assert not fits({**draft, "steps": [{"tool": "walk_order", "args": {**args, "pace": 4}}]}, schema)
    assert not fits({**draft, "steps": [{"tool": "walk_order", "args": {**args, "leash": {"pets": [{"kind": "cow"}]}}}]}, schema)


def test_foreign_tools_are_described_by_their_own_words() -> None:
    walk, cheap_one = described(FOREIGN)
    assert (walk["name"], walk["effect"]) == ("walk_order", "rank")
    assert walk["description"] == "Order the candidates by how well they go for a walk."
    assert "conditions" not in walk["arguments"]
    assert walk["arguments"]["pace"] == "number 0 to 3, default 1.5: how fast to go"
    assert walk["arguments"]["one"] == 'item ("#2" or a title)'
    assert walk["arguments"]["many"] == 'list of item ("#2" or a title): the items to take along'
    assert walk["arguments"]["span"].endswith(", required")
    assert cheap_one == {
        "name": "cheap",
        "effect": "filter",
        "description": "Keep what costs at most a price.",
        "arguments": {"price": "number, required", "currency": '"EUR" | "USD", default "EUR"'},
    }


def test_built_in_tools_ask_for_references_and_not_for_ids() -> None:
    tools = {one["name"]: one["arguments"] for one in described(load_tools())}
    assert tools["similar_items"]["items"].startswith('list of item ("#2" or a title), at least 1, required')
    assert tools["rank_items"]["by"].startswith('"best" | "popularity"')
    assert "constraints" not in tools["search_items"]
    texts = [f" {text} " for arguments in tools.values() for text in arguments.values()]
    assert not [text for text in texts if " id " in text or " ids " in text]


def test_a_tool_that_cannot_be_described_is_named_in_one_line() -> None:
    with pytest.raises(PluginError, match="'unwritable'") as caught:
        plan_tool(scripted_catalog(), {"unwritable": unwritable})
    assert "\n" not in str(caught.value)


def test_fields_are_those_of_the_catalog() -> None:
    fields = (
        CatalogField(name="sku", kind="category", role="id"),
        CatalogField(name="name", kind="title", role="title"),
        CatalogField(name="players", kind="number"),
    )
    games = Catalog.from_rows([{"sku": "1", "name": "Go", "players": 2}], Schema(fields=fields))
    members = parameters(games, {})["properties"]
    assert members["require"]["items"]["properties"]["field"]["enum"] == ["players", "about"]
    assert members["fields"]["items"]["enum"] == ["players"]
    bare = Catalog.from_rows([{"sku": "1", "name": "Go"}], Schema(fields=fields[:2]))
    assert "fields" not in parameters(bare, {})["properties"]


def test_a_type_that_contains_itself_ends() -> None:
    made = portable(Dog.model_json_schema())
    friend = made["properties"]["friend"]
    assert {"type": "object"} in friend["anyOf"]
    assert "null" not in str(friend)
