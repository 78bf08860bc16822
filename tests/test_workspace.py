"""A workspace: built alike from like, opened only when whole, replaced as a whole."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from catalog.errors import CatalogError, ConfigError, ParleyError
from catalog.files import aside_name
from catalog.readers.dataset import Dataset, Event
from recommenders.build import assemble, build_workspace, gather
from recommenders.manifest import FORMAT, read_manifest, write_manifest
from recommenders.vector_index import VectorIndex
from recommenders.workspace import INDEX, Workspace

WORDS = ("river", "clock", "garden", "storm", "lantern", "train", "winter", "harbour", "piano", "desert")


def little(n: int = 40, *, events: bool = True) -> Dataset:
    """Forty made-up books and the events of thirty made-up readers."""
    rows: list[dict[str, object]] = [
        {
            "id": str(i),
            "title": f"The {WORDS[i % 10].title()} {i}",
            "year": 1980 + i,
            "genres": [WORDS[i % 3], WORDS[(i * 7) % 10]],
            "description": f"A {WORDS[(i * 3) % 10]} and a {WORDS[(i * 5 + 1) % 10]} in the {WORDS[i % 7]}.",
        }
        for i in range(n)
    ]
    rng = np.random.default_rng(0)
    met = [(u, int(i), t) for u in range(30) for t, i in enumerate(rng.permutation(n)[:8])]
    return Dataset("little", rows, [Event(f"u{u}", str(i), t, 1.0) for u, i, t in met] if events else [], noun="book")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built workspace of the little data set; read only."""
    out = tmp_path_factory.mktemp("built") / "little"
    build_workspace(little(), out, seed=3)
    return out


@pytest.fixture
def copy(workspace: Path, tmp_path: Path) -> Path:
    """A copy that may be broken."""
    return Path(shutil.copytree(workspace, tmp_path / "copy"))


def line_of(error: pytest.ExceptionInfo[ParleyError]) -> str:
    text = str(error.value)
    assert "\n" not in text
    return text


def test_what_was_built_is_opened(workspace: Path) -> None:
    opened = Workspace.open(workspace)
    assert len(opened.catalog) == len(opened.items) == opened.manifest.sizes.items == 40
    assert opened.items.vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(opened.items.vectors, axis=1), 1, atol=1e-3)
    assert {"popularity", "cooccurrence", "text", "ranker", "retriever"} <= set(opened.recommenders)
    assert opened.retriever is opened.recommenders["retriever"]
    assert opened.words.search("winter")[0].size > 0
    assert opened.linker.find("The River 0") is not None
    assert opened.catalog.schema.noun == "book"


def test_popularity_counts_liked_events(workspace: Path) -> None:
    opened = Workspace.open(workspace)
    counted = np.zeros(40)
    for event in little().events:
        counted[int(event.item_id)] += 1
    np.testing.assert_array_equal(opened.catalog.popularity, counted)


def test_without_events_the_table_says_what_is_popular() -> None:
    dataset = little(events=False)
    for row in dataset.rows:
        row["votes"] = int(str(row["id"])) * 10
    catalog, interactions = assemble(dataset)
    assert len(interactions) == 0
    assert catalog.popularity[3] == 30


def test_equal_input_and_seed_give_equal_files(workspace: Path, tmp_path: Path) -> None:
    build_workspace(little(), tmp_path / "again", seed=3)
    again = (tmp_path / "again" / "manifest.json").read_bytes()
    assert again == (workspace / "manifest.json").read_bytes()
    other = build_workspace(little(), tmp_path / "other", seed=4)
    assert other.files != read_manifest(workspace).files


def test_a_message_is_encoded_once_and_like_the_items(workspace: Path) -> None:
    opened = Workspace.open(workspace)
    opened.warm()
    vector = opened.encode("a storm in winter")
    assert vector is opened.encode("a storm in winter")
    assert vector.shape == (opened.items.vectors.shape[1],)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-4)
    with pytest.raises(ValueError, match="read-only"):
        vector[0] = 2


def test_another_encoder_than_the_workspaces_own_is_refused(copy: Path) -> None:
    write_manifest(copy, read_manifest(copy).model_copy(update={"encoder": "another:0123"}))
    with pytest.raises(ConfigError, match="another:0123"):
        Workspace.open(copy).encode("x")


def test_a_missing_folder_and_one_that_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="does not exist") as error:
        Workspace.open(tmp_path / "nothing")
    assert "parley build" in line_of(error)
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(CatalogError, match=r"no workspace.*manifest\.json") as error:
        Workspace.open(tmp_path)
    line_of(error)


def test_every_missing_file_is_named(workspace: Path, tmp_path: Path) -> None:
    for number, name in enumerate(read_manifest(workspace).files):
        broken = Path(shutil.copytree(workspace, tmp_path / str(number)))
        (broken / name).unlink()
        with pytest.raises(CatalogError) as error:
            Workspace.open(broken)
        assert repr(name) in line_of(error)


def test_every_flipped_byte_is_found_and_its_file_named(workspace: Path, tmp_path: Path) -> None:
    names = ["manifest.json", *read_manifest(workspace).files]
    for number, name in enumerate(names):
        broken = Path(shutil.copytree(workspace, tmp_path / str(number)))
        content = bytearray((broken / name).read_bytes())
        content[len(content) // 2] ^= 1
        (broken / name).write_bytes(content)
        with pytest.raises(CatalogError) as error:
            Workspace.open(broken)
        assert name.rsplit("/", 1)[-1] in line_of(error)


def restated(change: dict[str, Any]) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        path = folder / "manifest.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | change))

    return apply


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (restated({"format": FORMAT + 1}), "newer"),
        (restated({"format": FORMAT - 1}), "older"),
        (restated({"format": "x"}), "no format"),
        (restated({"seed": 99}), "damaged"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "not JSON"),
        (lambda folder: (folder / "manifest.json").write_text("[]"), "not a JSON object"),
    ],
)
def test_another_format_and_a_damaged_manifest_get_one_line(copy: Path, spoil: Callable[[Path], None], said: str) -> None:
    spoil(copy)
    with pytest.raises(CatalogError, match=said) as error:
        Workspace.open(copy)
    line_of(error)


def test_only_a_workspace_is_replaced(copy: Path, tmp_path: Path) -> None:
    (copy / "my notes.txt").write_text("mine")
    before = sorted(path.name for path in copy.iterdir())
    with pytest.raises(CatalogError, match=r"my notes\.txt"):
        build_workspace(little(), copy)
    assert sorted(path.name for path in copy.iterdir()) == before
    file = tmp_path / "file"
    file.write_text("mine")
    with pytest.raises(CatalogError, match="is a file"):
        build_workspace(little(), file)
    assert file.read_text() == "mine"


def stop_at(stage: str, stop: BaseException | type[BaseException], share: float = 0.0) -> Callable[[str, int, int], None]:
    """A progress that raises once `stage` is beyond `share`."""

    def progress(now: str, done: int, total: int) -> None:
        if now == stage and done > share * total:
            raise stop

    return progress


def test_a_build_that_fails_leaves_the_old_workspace_and_nothing_else(copy: Path) -> None:
    before = (copy / "manifest.json").read_bytes()
    with pytest.raises(CatalogError, match="stop"):
        build_workspace(little(), copy, seed=9, progress=stop_at("evaluate", CatalogError("stop")))
    assert (copy / "manifest.json").read_bytes() == before
    Workspace.open(copy)
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def test_the_course_of_training_is_in_the_manifest(workspace: Path) -> None:
    curves = read_manifest(workspace).curves
    assert set(curves) == {"ranker", "retriever"}
    for curve in curves.values():
        for member in {entry.member for entry in curve}:
            part = [entry for entry in curve if entry.member == member]
            assert [entry.epoch for entry in part] == list(range(1, len(part) + 1))


def test_a_large_catalog_gets_lists_to_search_in(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not (workspace / INDEX).exists()
    assert Workspace.open(workspace).index.budget is None
    monkeypatch.setattr("recommenders.build.EXACT", 30)
    monkeypatch.setattr(
        "recommenders.build.VectorIndex.build", partial(VectorIndex.build, exact=30)
    )
    build_workspace(little(), tmp_path / "w", seed=3)
    opened = Workspace.open(tmp_path / "w")
    assert opened.index.budget is not None
    assert opened.index.search(opened.items.vectors[7], 1)[0].tolist() == [7]
    shutil.rmtree(tmp_path / "w" / INDEX)
    with pytest.raises(CatalogError, match="index"):
        Workspace.open(tmp_path / "w")


def test_readers_of_the_old_workspace_finish_after_it_was_replaced(copy: Path) -> None:
    old = Workspace.open(copy)
    build_workspace(little(20), copy, seed=3)
    assert len(Workspace.open(copy).catalog) == 20
    assert len(old.catalog) == 40
    with ThreadPoolExecutor(1) as other_thread:
        assert 39 in other_thread.submit(old.words.search, "39").result()[0]
    assert old.encode("still here").shape == (384,)


def test_a_workspace_put_aside_by_a_crash_is_found(copy: Path) -> None:
    copy.rename(aside_name(copy))
    assert len(Workspace.open(copy).catalog) == 40


def test_interactions_and_schema_files_are_used(tmp_path: Path) -> None:
    (tmp_path / "things.csv").write_text("code,label,size\na,First thing,3\nb,Second thing,4\n")
    (tmp_path / "seen.csv").write_text("user_id,item_id\nx,a\nx,b\ny,b\nz,unheard\n")
    overrides = {"noun": "thing", "fields": {"code": {"role": "id"}, "label": {"role": "title"}, "size": {"unit": "cm"}}}
    found = gather(str(tmp_path / "things.csv"), interactions=tmp_path / "seen.csv", overrides=overrides)
    catalog, interactions = assemble(found, overrides)
    assert catalog.schema.noun == "thing"
    assert catalog.schema.field("size").unit == "cm"
    assert catalog.popularity.tolist() == [1, 2]
    assert interactions.source == "real"
    assert any("1 of 4" in note for note in found.notes)


@pytest.mark.parametrize("overrides", [{"colour": 1}, {"fields": 3}, {"fields": {"id": 3}}, {"fields": {"none": {}}}])
def test_a_wrong_schema_file_is_one_line(tmp_path: Path, overrides: dict[str, Any]) -> None:
    (tmp_path / "things.csv").write_text("id,title\na,First\n")
    with pytest.raises(CatalogError) as error:
        assemble(gather(str(tmp_path / "things.csv"), overrides=overrides), overrides)
    line_of(error)


def test_nothing_can_be_built_of_nothing() -> None:
    with pytest.raises(CatalogError, match="no items"):
        assemble(Dataset("empty", [], []))


def test_the_bundled_films_say_that_their_events_are_made_up(films_workspace: Path) -> None:
    manifest = read_manifest(films_workspace)
    assert manifest.dataset.source == "synthetic"
    assert any("synthetic" in note for note in manifest.dataset.notes)
    assert manifest.sizes.items >= 400


def test_on_films_the_retriever_beats_chance_and_popularity(films_workspace: Path) -> None:
    metrics = read_manifest(films_workspace).metrics
    for figure in ("recall@10", "ndcg@10"):
        assert metrics["retriever"][figure] > metrics["popularity"][figure] > metrics["random"][figure]
