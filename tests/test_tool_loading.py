"""Foreign tools: a function made a tool under the contract, and what happens to a plug-in that is broken."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any, ClassVar

import pytest
from tool_contract import ToolContract

from catalog.errors import PluginError, ToolFailed
from recommenders.workspace import Workspace
from tools import registry
from tools.candidates import Candidates
from tools.compare import CompareItems
from tools.generate import GenerateItems
from tools.lookup import LookupItem
from tools.question import SuggestQuestion
from tools.rank import RankItems
from tools.search import SearchItems
from tools.similar import SimilarItems
from tools.tool import Tool, ToolContext, ToolResult, tool

BUILT_IN = (CompareItems, GenerateItems, LookupItem, RankItems, SearchItems, SimilarItems, SuggestQuestion)


@pytest.fixture(scope="module")
def workspace(films_workspace: Path) -> Workspace:
    return Workspace.open(films_workspace)


@pytest.fixture
def everything(workspace: Workspace) -> ToolContext:
    return ToolContext(workspace, Candidates.everything(len(workspace.catalog)))


@tool(effect="filter")
def older_than(context: ToolContext, year: int, strict: bool = True) -> Candidates:
    """Keep what is older than a year.

    The rest of the docstring is for its author.
    """
    years = context.workspace.catalog.years
    return context.candidates.keep(years < year if strict else years <= year)


class TestForeign(ToolContract):
    tool = older_than
    args: ClassVar[dict[str, Any]] = {"year": 1990}

    def test_its_words_and_defaults_come_from_the_function(self, everything: ToolContext) -> None:
        assert (older_than.name, older_than.description) == ("older_than", "Keep what is older than a year.")
        years = everything.workspace.catalog.years
        for args, last in (({"year": 1942}, 1941), ({"year": 1942, "strict": False}, 1942)):
            kept = older_than.call(args, everything).candidates
            assert years[kept.rows].max() == last
            assert len(kept) == (years <= last).sum()

    @pytest.mark.parametrize("args", [{}, {"year": "soon"}, {"year": None}])
    def test_a_wrong_argument_is_named(self, everything: ToolContext, args: dict[str, Any]) -> None:
        with pytest.raises(ToolFailed, match="older_than: year: "):
            older_than.call(args, everything)


def test_a_filter_that_keeps_everything_is_a_step_too(everything: ToolContext) -> None:
    @tool(effect="filter")
    def keep_all(context: ToolContext) -> Candidates:
        """Keep everything."""
        return context.candidates

    (step,) = keep_all.call({}, everything).candidates.funnel
    assert (step.tool, step.before, step.after) == ("keep_all", *[len(everything.candidates)] * 2)


def test_a_function_that_is_no_tool_is_refused(everything: ToolContext) -> None:
    with pytest.raises(PluginError, match="'silent' needs"):

        @tool
        def silent(context: ToolContext) -> Candidates:
            return context.candidates

    @tool(effect="lookup", name="wrong_kind")
    def wrong(context: ToolContext) -> int:
        """Return a number."""
        return 3

    with pytest.raises(ToolFailed, match="wrong_kind: returned int"):
        wrong.call({}, everything)


def installed(monkeypatch: pytest.MonkeyPatch, **entries: str) -> None:
    found = [EntryPoint(name, value, registry.GROUP) for name, value in entries.items()]
    monkeypatch.setattr(registry, "entry_points", lambda group: found)


def test_the_built_in_tools_are_installed() -> None:
    tools = registry.load_tools()
    assert {made.name: type(made) for made in tools.values()} == {kind.name: kind for kind in BUILT_IN}
    described = [f.description for kind in BUILT_IN for f in kind.Arguments.model_fields.values()]
    assert all(described)


def test_a_foreign_tool_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, older_than=f"{__name__}:older_than", rank="tools.rank:RankItems")
    tools = registry.load_tools()
    assert set(tools) == {"older_than", "rank_items"}
    assert tools["older_than"] is older_than


class Unfinished(Tool):
    def run(self, args: Any, context: ToolContext) -> ToolResult:
        return ToolResult(context.candidates, "done")


@pytest.mark.parametrize(
    "value",
    ["no_such_module:Thing", "tools.rank:Nothing", "broken_plugin:Thing", "catalog.schema:Schema", "tools.tool:Tool",
     "tools.registry:GROUP", f"{__name__}:Unfinished"],
)  # fmt: skip
def test_a_broken_entry_point_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str) -> None:
    (tmp_path / "broken_plugin.py").write_text("def Thing(:\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    installed(monkeypatch, foreign=value, rank="tools.rank:RankItems")
    with pytest.raises(PluginError, match="'foreign'") as caught:
        registry.load_tools()
    assert value in str(caught.value)
    assert "\n" not in str(caught.value)


def test_two_tools_of_one_name_or_none_at_all_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, one="tools.rank:RankItems", two="tools.rank:RankItems")
    with pytest.raises(PluginError, match="two tools are called 'rank_items'"):
        registry.load_tools()
    installed(monkeypatch)
    with pytest.raises(PluginError, match="no tools are installed"):
        registry.load_tools()
