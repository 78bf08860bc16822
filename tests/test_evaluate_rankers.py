"""`parley evaluate rankers` from the command line to the figures, on small data and cheap models."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from test_cli import ROOT, complaint, environment

from catalog.errors import ConfigError
from recommenders import ranking_comparison, ranking_run
from recommenders.progress import silent
from recommenders.ranking_comparison import compare
from recommenders.ranking_data import RankingData, load_ranking_data
from recommenders.ranking_jobs import run_seeds
from recommenders.ranking_run import model_names, owed, run_seed, within_reach
from recommenders.ranking_store import RankingStore
from recommenders.registry import recommender_classes
from recommenders.training import BLEND

CHEAP = ["popularity", "itemknn", "cooccurrence", "ease", "als", "text"]
FIGURES = ("recall@5", "recall@10", "ndcg@5", "ndcg@10", "mrr", "coverage@10", "gini@10", "popularity_lift@10",
           "novelty@10", "diversity@10", "rsp@10", "reo@10")  # fmt: skip
COLOURS = ("red", "blue", "green")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty people who like one of three colours, thirty things; the last is in nobody's past."""
    place = tmp_path_factory.mktemp("beauty") / "beauty"
    place.mkdir()
    rng = np.random.default_rng(4)
    lines = []
    for user in range(60):
        liked = rng.permutation(np.arange(user % 3, 28, 3))[:6].tolist()
        lines.append(" ".join(str(number + 1) for number in [user, *liked]))
    lines[7] += " 30"
    (place / "sequences.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    attributes = {str(item + 1): [COLOURS[item % 3]] for item in range(30)}
    (place / "item2attributes.json").write_text(json.dumps(attributes), encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def data(folder: Path) -> RankingData:
    return load_ranking_data(str(folder), "test", data=None, encoder=None, progress=silent)


@pytest.fixture(scope="module")
def store(data: RankingData, tmp_path_factory: pytest.TempPathFactory) -> RankingStore:
    """Three seeds of the cheap models."""
    kept = RankingStore(tmp_path_factory.mktemp("results") / "run")
    kept.claim({"digest": data.digest})
    run_seeds(data, kept, CHEAP, range(3), 1, silent)
    return kept


@pytest.fixture(scope="module")
def comparison(data: RankingData, store: RankingStore) -> dict[str, Any]:
    return compare(data, store, CHEAP, range(3))


@pytest.fixture(scope="module")
def parley(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    home = tmp_path_factory.mktemp("home")

    def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "cli", "evaluate", "rankers", str(folder), *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment(home), capture_output=True, timeout=300)

    return run


def test_the_command_writes_figures_a_table_and_a_picture(parley: Any, tmp_path: Path) -> None:
    flags = ["--models", "popularity,als", "--seeds", "2", "--jobs", "2"]
    done = parley(*flags, "--json", str(tmp_path / "f.json"), "--plot", str(tmp_path / "p.png"))
    assert done.returncode == 0, done.stderr.decode()
    found = json.loads((tmp_path / "f.json").read_text(encoding="utf-8"))
    assert {"data", "protocol", "seeds", "models", "seconds"} <= set(found)
    assert set(found["models"]) == set(found["seconds"]) == {"popularity", "als"}
    assert {"split", "masked_history", "ties", "match", "cutoff"} <= set(found["protocol"])
    assert found["models"]["als"]["seeds"] == 2
    assert found["notes"] == []
    table = done.stdout.decode()
    for name, model in found["models"].items():
        assert f"{model['ndcg@10'][0]:.4f}" in next(line for line in table.splitlines() if line.split()[:1] == [name])
    assert (tmp_path / "p.png").read_bytes().startswith(b"\x89PNG")


def test_a_wrong_name_is_told_in_one_line(parley: Any) -> None:
    assert "'magic' is unknown; known: popularity, itemknn" in complaint(parley("--models", "popularity,magic"))


def test_a_place_that_cannot_be_written_is_told_before_the_work(parley: Any, tmp_path: Path) -> None:
    assert "cannot be written" in complaint(parley("--json", str(tmp_path / "none" / "f.json")))


def test_the_protocol_holds_out_the_last_event_and_learns_from_neither(data: RankingData, folder: Path) -> None:
    sequences = [line.split()[1:] for line in (folder / "sequences.txt").read_text(encoding="utf-8").splitlines()]
    assert len(data.people.profiles) == 60
    assert len(data.task.validation.train) == sum(len(sequence) - 2 for sequence in sequences)
    assert [len(profile.history) for profile in data.people.profiles] == [len(sequence) - 1 for sequence in sequences]
    assert data.items.popularity.tolist() == data.task.validation.train.counts().tolist()
    assert data.protocol["masked_history"] is True


def test_every_figure_is_a_mean_within_its_interval(comparison: dict[str, Any]) -> None:
    assert list(comparison["models"]) == CHEAP
    for name, model in comparison["models"].items():
        for figure in FIGURES:
            mean, low, high = model[figure]
            assert low <= mean <= high, (name, figure)
            assert model["people_error"][figure] <= (high - low) / 2 + 2e-6
        assert [low == mean == high for mean, low, high in [model["recall@10"]]] == [False]
        assert set(comparison["seconds"][name]) == {"encode", "train", "evaluate"}


def test_models_that_know_the_colour_beat_popularity(comparison: dict[str, Any]) -> None:
    models = comparison["models"]
    for name in ("itemknn", "cooccurrence", "ease"):
        assert models[name]["ndcg@10"][1] > models["popularity"]["ndcg@10"][0]
    assert models["popularity"]["coverage@10"][0] < models["itemknn"]["coverage@10"][0]


def test_only_models_with_chance_in_them_are_run_for_every_seed(comparison: dict[str, Any]) -> None:
    assert {name: model["seeds"] for name, model in comparison["models"].items()} == {
        name: 3 if name == "als" else 1 for name in CHEAP
    }
    assert comparison["models"]["als"]["seed_spread"]["ndcg@10"] > 0
    assert comparison["models"]["ease"]["seed_spread"]["ndcg@10"] == 0
    assert len(owed(["popularity", "als"], range(3))) == 4


def test_targets_are_told_by_how_often_they_were_seen(comparison: dict[str, Any], data: RankingData) -> None:
    counts = data.task.validation.train.counts()
    targets = np.concatenate(data.people.targets)
    for model in comparison["models"].values():
        bins = model["by_target_popularity"]
        assert sum(part["n"] for part in bins.values()) == len(targets)
        assert bins["10+"]["n"] == int((counts[targets] >= 10).sum())
        assert model["unseen"]["n"] == int((counts[targets] == 0).sum()) >= 1
        hits = sum(part["n"] * part["recall@10"][0] for part in bins.values())
        assert hits / len(targets) == pytest.approx(model["recall@10"][0], abs=1e-4)
        shares = [model["exposure"][group]["exposure_share"][0] for group in ("head", "mid", "tail")]
        assert sum(shares) == pytest.approx(1, abs=1e-4)


def test_the_switches_move_figures_in_the_known_direction(comparison: dict[str, Any]) -> None:
    for model in comparison["models"].values():
        switches = model["switches"]
        assert switches["history_masked"]["recall@10"] == model["recall@10"] == switches["match_item"]["recall@10"]
        assert switches["history_kept"]["recall@10"][0] <= switches["history_masked"]["recall@10"][0]
        assert switches["ties_optimistic"]["ndcg@10"][0] >= switches["ties_half_rank"]["ndcg@10"][0]


def test_finished_results_are_not_computed_again(data: RankingData, store: RankingStore, tmp_path: Path) -> None:
    copy = RankingStore(tmp_path / "run")
    shutil.copytree(store.folder, copy.folder)
    (copy.seed(0) / "ease.json").unlink()
    before = {path: path.stat().st_mtime_ns for path in copy.folder.rglob("*.npz")}
    reports: list[str] = []
    run_seeds(data, copy, CHEAP, range(3), 1, lambda stage, *_: reports.append(stage))
    changed = {path.name for path, time in before.items() if path.stat().st_mtime_ns != time}
    assert changed == {"ease.npz"}
    assert set(reports) == {"seed 0 ease", "seed 0 ease ranks", "results"}
    assert copy.get(0, "ease")[0].rank.tolist() == store.get(0, "ease")[0].rank.tolist()


def test_a_stopped_run_goes_on_to_the_same_figures(data: RankingData, store: RankingStore, tmp_path: Path) -> None:
    stopped = RankingStore(tmp_path / "run")

    def stop(stage: str, done: int, total: int) -> None:
        if stage == "seed 0 ease ranks":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_seeds(data, stopped, CHEAP, range(3), 1, stop)
    assert [name for name in CHEAP if stopped.has(0, name)] == ["popularity", "itemknn", "cooccurrence"]
    run_seeds(data, stopped, CHEAP, range(3), 1, silent)
    assert compare(data, stopped, CHEAP, range(3))["models"] == compare(data, store, CHEAP, range(3))["models"]


def test_what_is_not_finished_is_said(data: RankingData, store: RankingStore, tmp_path: Path) -> None:
    copy = RankingStore(tmp_path / "run")
    shutil.copytree(store.folder, copy.folder)
    (copy.seed(2) / "als.json").unlink()
    found = compare(data, copy, CHEAP, range(3))
    assert found["notes"] == ["not finished: als (seed 2)"]
    assert found["models"]["als"]["seeds"] == 2


def test_a_folder_with_other_results_is_refused(store: RankingStore, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="'digest' differs"):
        store.claim({"digest": "another"})
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"mine\.txt"):
        RankingStore(tmp_path).claim({})


def test_the_blend_is_weighed_on_validation_and_compared_with_its_best_member(
    data: RankingData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = {name: kind for name, kind in recommender_classes().items() if name in ("popularity", "cooccurrence", "text")}
    monkeypatch.setattr(ranking_run, "recommender_classes", lambda: few)
    monkeypatch.setattr(ranking_comparison, "recommender_classes", lambda: few)
    store = RankingStore(tmp_path / "run")
    names = [*few, "itemknn", BLEND]
    run_seed(data, store, names, 0)
    found = compare(data, store, names, [0])
    assert set(few) <= set(found["blend_weights"][0])
    members = {name: found["models"][name]["ndcg@10"][0] for name in few}
    gain = found["blend_gain"]
    assert gain["against"] == max(members, key=lambda name: members[name])
    expected = found["models"][BLEND]["ndcg@10"][0] - members[gain["against"]]
    assert gain["difference"][0] == pytest.approx(expected, abs=2e-6)
    assert gain["difference"][1] <= gain["difference"][0] <= gain["difference"][2]


def test_names_come_in_one_order_and_all_of_them_if_nobody_says() -> None:
    assert model_names(["text", "popularity"]) == ["popularity", "text"]
    assert model_names(None)[:9] == [
        "popularity",
        "itemknn",
        "cooccurrence",
        "ease",
        "als",
        "text",
        "ranker",
        "retriever",
        "blend",
    ]


def test_ease_is_left_out_where_it_is_out_of_reach(data: RankingData, monkeypatch: pytest.MonkeyPatch) -> None:
    assert within_reach(CHEAP, data) == (CHEAP, [])
    monkeypatch.setattr(ranking_run, "LARGEST", 3)
    names, notes = within_reach(CHEAP, data)
    assert names == [name for name in CHEAP if name != "ease"]
    assert "3 is its limit" in notes[0]


def test_a_workspace_is_data_too(films_workspace: Path) -> None:
    found = load_ranking_data(str(films_workspace), "validation", data=None, encoder=None, progress=silent)
    assert found.name == "films"
    assert found.texts_encoded == 0
    assert len(found.people.profiles) > 0
    assert "caution" in found.protocol
