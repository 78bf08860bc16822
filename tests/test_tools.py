"""Every built-in tool under the contract, then what each promises beyond it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np
import pytest
from tool_contract import ToolContract

from catalog.errors import CatalogError, ToolFailed
from catalog.schema import Field, Schema
from catalog.table import Catalog
from recommenders.profile import UserProfile
from recommenders.recommender import ItemData
from recommenders.vector_index import VectorIndex
from recommenders.workspace import Workspace
from tools.candidates import Candidates
from tools.compare import CompareItems
from tools.generate import GenerateItems
from tools.lookup import LookupItem
from tools.question import SuggestQuestion
from tools.rank import RankItems
from tools.search import SearchItems
from tools.similar import SimilarItems
from tools.tool import ToolContext


@pytest.fixture(scope="module")
def workspace(films_workspace: Path) -> Workspace:
    return Workspace.open(films_workspace)


@pytest.fixture
def everything(workspace: Workspace) -> ToolContext:
    return ToolContext(workspace, Candidates.everything(len(workspace.catalog)))


def constraint(field: str, op: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value, **more}


class TestSearch(ToolContract):
    tool = SearchItems()
    args: ClassVar[dict[str, Any]] = {"constraints": [constraint("year", "ge", 1970), constraint("genres", "any_of", ["Drama"], hard=False)],
            "words": "murder", "wish": "slow and sad", "avoid": "gore"}  # fmt: skip

    def test_hard_constraints_are_masks_and_soft_ones_scores(self, everything: ToolContext) -> None:
        asked = [constraint("runtime", "le", 90), constraint("genres", "any_of", ["Comedy"], hard=False)]
        found = self.tool.call({"constraints": asked}, everything).candidates
        catalog = everything.workspace.catalog
        short = [row for row in range(len(catalog)) if (catalog.value(row, "runtime") or 999) <= 90]
        assert found.rows.tolist() == short
        funny = ["Comedy" in catalog.value(row, "genres") for row in short]
        assert (found.scores["soft"] > 0).tolist() == funny

    def test_a_wish_narrows_only_a_catalog_with_inverted_lists(
        self, everything: ToolContext, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked = {"constraints": [constraint("year", "ge", 1970)], "wish": "slow and sad"}
        monkeypatch.setattr("tools.search._NEAREST", 30)
        whole = self.tool.call(asked, everything).candidates
        assert len(whole) > 300
        monkeypatch.setattr(workspace, "index", VectorIndex.build(workspace.items.vectors, seed=0, exact=100))
        near = self.tool.call(asked, everything).candidates
        assert len(near) == 30
        best = whole.rows[np.argsort(-whole.scores["wish"])[:30]]
        assert len(np.intersect1d(near.rows, best)) >= 25
        words = self.tool.call({**asked, "words": "murder"}, everything).candidates
        assert len(words) > 30
        assert set(near.rows.tolist()) < set(words.rows.tolist()) < set(whole.rows.tolist())

    def test_what_must_not_come_back_is_left_out(self, everything: ToolContext) -> None:
        excluded = np.zeros(len(everything.workspace.catalog), bool)
        excluded[5:] = True
        found = self.tool.call({}, replace(everything, excluded=excluded)).candidates
        assert found.rows.tolist() == [0, 1, 2, 3, 4]

    def test_words_and_meaning_find_the_right_film(self, everything: ToolContext) -> None:
        titles = everything.workspace.catalog.titles
        found = self.tool.call({"words": "dinosaurs"}, everything).candidates
        assert titles[found.rows[np.argmax(found.scores["words"])]] == "Jurassic Park"
        wish = "a shark terrorises swimmers at a beach town"
        found = self.tool.call({"wish": wish}, everything).candidates
        assert titles[found.rows[np.argmax(found.scores["wish"])]] == "Jaws"
        avoided = self.tool.call({"wish": wish, "avoid": wish}, everything).candidates
        assert (avoided.scores["wish"] < found.scores["wish"])[found.scores["wish"] > 0].all()

    def test_an_unknown_field_is_named(self, everything: ToolContext) -> None:
        with pytest.raises(CatalogError, match="'budget'"):
            self.tool.call({"constraints": [constraint("budget", "le", 9)]}, everything)


class TestSimilar(ToolContract):
    tool = SimilarItems()
    args: ClassVar[dict[str, Any]] = {"items": ["heat-1995"]}

    def test_the_given_ones_drop_out_and_kin_comes_first(self, everything: ToolContext) -> None:
        catalog = everything.workspace.catalog
        given = [catalog.row_of(i) for i in ("the-godfather-1972", "goodfellas-1990")]
        found = self.tool.call({"items": [catalog.ids[row] for row in given]}, everything).candidates
        assert sorted([*found.rows.tolist(), *given]) == list(range(len(catalog)))
        best = [catalog.titles[row] for row in found.rows[np.argsort(-found.scores["similar"])][:5]]
        assert "The Godfather Part II" in best

    def test_an_unknown_item_is_named(self, everything: ToolContext) -> None:
        with pytest.raises(CatalogError, match="no item 'nonesuch'"):
            self.tool.call({"items": ["nonesuch"]}, everything)


class TestGenerate(ToolContract):
    tool = GenerateItems()
    args: ClassVar[dict[str, Any]] = {"k": 10, "wish": "a heist"}

    def test_it_generates_inside_the_candidates_only(self, context: ToolContext) -> None:
        few = replace(context, candidates=Candidates.of([3, 7, 11, 200]))
        for k, expected in ((2, 2), (50, 4)):
            result = self.tool.call({"k": k}, few)
            assert result.candidates.rows.tolist() == [3, 7, 11, 200]
            assert (~np.isnan(result.candidates.scores["retriever"])).sum() == expected
            assert result.summary == f"{expected} generated"

    def test_a_workspace_without_retriever_says_so(self, context: ToolContext) -> None:
        bare: Any = SimpleNamespace(catalog=context.workspace.catalog, retriever=None)
        with pytest.raises(ToolFailed, match="no retriever"):
            self.tool.call({}, replace(context, workspace=bare))


class TestRank(ToolContract):
    tool = RankItems()
    args: ClassVar[dict[str, Any]] = {"diversity": 0.3, "novelty": 0.2}

    def ranked(self, context: ToolContext, **args: Any) -> list[int]:
        rows: list[int] = self.tool.call(args, context).candidates.rows.tolist()
        return rows

    def test_popularity_and_newest_order_by_the_figure(self, everything: ToolContext) -> None:
        catalog = everything.workspace.catalog
        for by, figure in (("popularity", catalog.popularity), ("newest", catalog.years)):
            order = figure[self.ranked(everything, by=by, diversity=0)]
            assert (np.diff(order) <= 0).all()
            assert order[0] == figure.max()

    def test_similarity_follows_the_similar_tool(self, everything: ToolContext) -> None:
        candidates = SimilarItems().call({"items": ["alien-1979"]}, everything).candidates
        expected = candidates.rows[np.argsort(-candidates.scores["similar"], kind="stable")][:10].tolist()
        assert self.ranked(replace(everything, candidates=candidates), by="similarity", diversity=0)[:10] == expected

    def test_a_strong_wish_and_a_taste_move_the_list(self, everything: ToolContext) -> None:
        liked = replace(everything, profile=UserProfile(history=(5, 6), liked=(5, 6)))
        assert self.ranked(liked, diversity=0)[:5] != self.ranked(everything, diversity=0)[:5]
        wish = np.zeros(len(everything.candidates))
        wish[17] = 1.0
        wished = replace(everything, candidates=everything.candidates.scored("wish", wish))
        assert self.ranked(wished, diversity=0)[0] == 17

    def test_diversity_spreads_the_head_and_keeps_the_first(self, everything: ToolContext) -> None:
        vectors = everything.workspace.items.vectors
        wish = vectors @ everything.workspace.encode("a space adventure")
        context = replace(everything, candidates=everything.candidates.scored("wish", wish))

        def likeness(diversity: float) -> float:
            head = vectors[self.ranked(context, diversity=diversity)[:6]]
            return float((head @ head.T)[np.triu_indices(6, 1)].mean())

        assert likeness(0.9) < likeness(0.6) < likeness(0.0)
        assert self.ranked(context, diversity=0.9)[0] == self.ranked(context, diversity=0)[0]

    @pytest.mark.parametrize("wrong", [{"by": "chance"}, {"diversity": 1.5}, {"novelty": -1}])
    def test_a_wrong_argument_is_named(self, everything: ToolContext, wrong: dict[str, Any]) -> None:
        with pytest.raises(ToolFailed, match=f"rank_items: {next(iter(wrong))}: "):
            self.tool.call(wrong, everything)


class TestLookup(ToolContract):
    tool = LookupItem()
    args: ClassVar[dict[str, Any]] = {"items": ["heat-1995"]}

    def test_it_reads_the_catalog(self, everything: ToolContext) -> None:
        facts = self.tool.call({"items": ["heat-1995", "jaws-1975"], "fields": ["runtime", "directors"]}, everything).facts
        assert facts["items"] == [
            {"id": "heat-1995", "title": "Heat (1995)", "runtime": 170, "directors": ["Michael Mann"]},
            {"id": "jaws-1975", "title": "Jaws (1975)", "runtime": 124, "directors": ["Steven Spielberg"]},
        ]

    @pytest.mark.parametrize(("args", "named"), [({"items": ["nonesuch"]}, "nonesuch"), ({"items": ["heat-1995"], "fields": ["budget"]}, "budget")])
    def test_what_does_not_exist_is_named(self, everything: ToolContext, args: dict[str, Any], named: str) -> None:
        with pytest.raises(CatalogError, match=named):
            self.tool.call(args, everything)


class TestCompare(ToolContract):
    tool = CompareItems()
    args: ClassVar[dict[str, Any]] = {"items": ["heat-1995", "jaws-1975"]}

    def test_what_is_shared_and_what_differs(self, everything: ToolContext) -> None:
        args = {"items": ["jaws-1975", "jurassic-park-1993"], "fields": ["directors", "year", "certificate"]}
        facts = self.tool.call(args, everything).facts
        assert facts["shared"] == {"directors": ["Steven Spielberg"]}
        assert facts["different"] == ["year", "certificate"]
        assert [item["year"] for item in facts["items"]] == [1975, 1993]

    def test_one_item_cannot_be_compared(self, everything: ToolContext) -> None:
        with pytest.raises(ToolFailed, match="compare_items: items: "):
            self.tool.call({"items": ["heat-1995"]}, everything)


class TestQuestion(ToolContract):
    tool = SuggestQuestion()

    def asked(self, rows: list[dict[str, Any]], skip: tuple[str, ...] = (), among: list[int] | None = None) -> Any:
        context = made_up(rows)
        if among is not None:
            context = replace(context, candidates=Candidates.of(among))
        return self.tool.call({"skip": skip}, context).facts

    def test_it_asks_what_tells_most(self) -> None:
        rows = [film(genres=[("Drama", "War")[n // 4]], moods=[("dark", "warm", "slow", "odd")[n % 4]]) for n in range(8)]
        facts = self.asked(rows)
        assert (facts["field"], facts["bits"]) == ("moods", 2.0)
        assert {option.label for option in facts["options"]} == {"dark", "warm", "slow", "odd"}
        assert (self.asked(rows, skip=("moods",))["field"], self.asked(rows, skip=("moods",))["bits"]) == ("genres", 1.0)
        assert self.asked(rows, among=[0, 4])["field"] == "genres"
        assert self.asked(rows, skip=("moods", "genres")) == self.asked(rows, among=[3]) == {}

    def test_what_is_unknown_tells_nothing(self) -> None:
        moods = ["dark", "warm", "slow", "odd", "dark", "warm", "slow", "odd"]

        def field(known: int) -> str:
            rows = [film(genres=[("Drama", "War")[n % 2]], moods=[moods[n]] if n < known else None) for n in range(8)]
            return str(self.asked(rows)["field"])

        assert [field(known) for known in (8, 5, 4, 2)] == ["moods", "moods", "genres", "genres"]

    def test_people_are_asked_about_only_where_little_else_tells_more(self) -> None:
        cast = ["Ada Ash", "Ben Birch", "Cora Cedar", "Dan Date", "Eve Elm", "Fay Fig", "Gus Gum", "Hal Hazel"]
        rows = [film(genres=[("Drama", "War")[n % 2]], moods=[("dark", "warm", "slow", "odd")[n % 4]], cast=[cast[n]]) for n in range(8)]
        assert (self.asked(rows)["field"], self.asked(rows)["bits"]) == ("moods", 2.0)
        assert (self.asked(rows, skip=("moods",))["field"], self.asked(rows, skip=("moods",))["bits"]) == ("cast", 1.5)

    def test_numbers_are_asked_about_in_thirds(self) -> None:
        facts = self.asked([film(year=year) for year in (1950, 1962, 1979, 1981, 1993, 1999, 2001, 2012, 2024)])
        low, middle, high = facts["options"]
        assert facts["field"] == "year"
        assert (low.label, low.low, low.high) == ("before 1980", None, 1980)
        assert (middle.label, high.label) == ("1980 to 2000", "after 2000")


def film(**more: Any) -> dict[str, Any]:
    return more


def made_up(rows: list[dict[str, Any]]) -> ToolContext:
    """A context over a few made-up films without vectors or models."""
    fields = [
        Field(name="id", kind="category", role="id"),
        Field(name="title", kind="title", role="title"),
        Field(name="year", kind="number", role="year"),
        Field(name="runtime", kind="number", role="duration"),
        Field(name="genres", kind="categories", role="genre"),
        Field(name="moods", kind="categories", role="mood"),
        Field(name="cast", kind="categories", role="performer"),
    ]
    numbered = [{"id": str(n), "title": f"Film {n}", **row} for n, row in enumerate(rows)]
    catalog = Catalog.from_rows(numbered, Schema(fields=tuple(fields)))
    items = ItemData(np.eye(len(rows), dtype=np.float32), np.ones(len(rows)))
    workspace: Any = SimpleNamespace(catalog=catalog, items=items)
    return ToolContext(workspace, Candidates.everything(len(rows)))


def test_a_search_counts_what_it_could_not_tell() -> None:
    known = [film(runtime=80, genres=["War"]), film(runtime=99, genres=["War"]), film(runtime=80, genres=["Drama"])]
    unknown = [film(genres=["War"]), film(runtime=80), film(), film(genres=["Drama"]), film(runtime=99)]
    context = made_up([*known, *unknown])
    asked = {"constraints": [constraint("runtime", "le", 90), constraint("genres", "any_of", ["War"])]}
    found = SearchItems().call(asked, context).candidates
    assert found.rows.tolist() == [0]
    assert found.funnel[-1].unknown == 3
    some = replace(context, candidates=Candidates.of([0, 1, 4]), excluded=np.arange(8) == 0)
    assert SearchItems().call(asked, some).candidates.funnel[-1].unknown == 1
