"""Polishing the retriever: what a group earns, that hits rise where the right answer is known, and that a gain decides."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from recommender_contract import checkerboard_items
from test_workspace import little
from torch import Tensor
from typer.testing import CliRunner

import recommenders.grpo as grpo_module
import recommenders.polishing as polishing_module
from catalog.errors import CatalogError
from catalog.files import sha256_file
from catalog.interactions import Interactions
from cli import app
from recommenders.build import build_workspace
from recommenders.generative import GenerativeRetriever
from recommenders.grpo import Spelling, advantages, grpo, polish, rewards
from recommenders.manifest import read_manifest, verify_files
from recommenders.polishing import polish_workspace
from recommenders.profile import UserProfile
from recommenders.progress import silent
from recommenders.split import Split
from recommenders.trainer import Loss
from recommenders.training import HeldOut
from recommenders.trie_network import TrieNetwork
from recommenders.workspace import Workspace

ITEMS = 40
RING = 30  # rows 0..29 follow one another; the rest is never met


def ring(people: int, length: int, seed: int) -> Interactions:
    """After row r comes r + 1; everyone begins anywhere."""
    starts = np.random.default_rng(seed).integers(RING, size=people).tolist()
    met = [(f"u{u}", (start + t) % RING, t, 1.0) for u, start in enumerate(starts) for t in range(length)]
    return Interactions.from_events(met, ITEMS, "synthetic")


def cases(masked: bool = True) -> Split:
    profiles = tuple(UserProfile(history=((row - 1) % RING, row)) for row in range(RING))
    return Split(ring(1, 3, 0), profiles, tuple(np.array([(row + 1) % RING]) for row in range(RING)), masked)


@pytest.fixture(scope="module")
def retriever() -> GenerativeRetriever:
    """Taught by people without a pattern: it knows nothing of the ring."""
    rng = np.random.default_rng(2)
    met = [(f"u{u}", int(row), t, 1.0) for u in range(12) for t, row in enumerate(rng.permutation(RING)[:5])]
    events = Interactions.from_events(met, ITEMS, "synthetic")
    return GenerativeRetriever.fit(events, checkerboard_items(), seed=1, progress=silent, validation=cases())


@pytest.fixture(scope="module")
def polished(retriever: GenerativeRetriever) -> GenerativeRetriever:
    return polish(retriever, ring(120, 12, 4), cases(), seed=3, progress=silent)


def hits(model: GenerativeRetriever) -> int:
    """People whose next item is among the first five of the beam."""
    outside = np.ones(ITEMS, np.bool_)
    found = 0
    for profile, targets in zip(cases().profiles, cases().targets, strict=True):
        mask = outside.copy()
        mask[list(profile.history)] = False
        found += int(targets[0] in [row for row, _ in model.generate(profile, mask=mask, k=5)])
    return found


@given(st.lists(st.integers(-1, 15), min_size=1, max_size=8))
def test_advantages_add_up_to_nothing_and_only_hits_gain(places: list[int]) -> None:
    hit = np.array(places)[:, None] == np.arange(16)
    gained = advantages(rewards(hit))
    np.testing.assert_allclose(gained.sum(axis=1), 0, atol=1e-4)
    missed = ~hit.any(axis=1)
    assert (gained[missed] == 0).all()
    assert (gained[hit] > 0).all()
    assert (gained[~missed][~hit[~missed]] < 0).all()


def test_a_wrong_item_loses_more_the_higher_it_stands() -> None:
    earned = rewards(np.arange(16)[None] == 4)[0]
    assert earned[4] == 1
    others = np.delete(earned, 4)
    assert (np.diff(others) > 0).all()
    assert others[0] == pytest.approx(-1 / (1 / np.log2(np.arange(16) + 2)).sum())


def test_the_slope_is_that_of_the_log_probabilities(retriever: GenerativeRetriever) -> None:
    network = retriever.network
    rows, real = torch.tensor([[3, 4, 5], [7, 2, 0]]), torch.tensor([[True] * 3, [True, True, False]])
    spelling = Spelling(network, rows, real)
    np.testing.assert_allclose(np.exp(spelling.scores).sum(axis=1), 1, atol=1e-5)
    weights = np.random.default_rng(0).normal(size=spelling.scores.shape).astype(np.float32)
    network.zero_grad()
    spelling.lowered(weights).backward()  # type: ignore[no-untyped-call]
    found = [part.grad.clone() for part in network.parameters() if part.grad is not None]
    network.zero_grad()
    plainly(network, rows, real, torch.from_numpy(weights)).backward()  # type: ignore[no-untyped-call]
    wanted = [part.grad for part in network.parameters() if part.grad is not None]
    assert len(found) == len(wanted) > 10
    for one, other in zip(found, wanted, strict=True):
        torch.testing.assert_close(one, other, atol=2e-4, rtol=1e-3)
    network.zero_grad(set_to_none=True)


def plainly(network: TrieNetwork, rows: Tensor, real: Tensor, weights: Tensor) -> Tensor:
    """The same sum by torch's own softmax, one group of siblings at a time."""
    vectors = network.ensemble.vectors()
    queries = network.ensemble.queries(rows, vectors)[real]
    keys, biases = network.tables(vectors)
    scores = torch.zeros(len(queries), 1)
    for level, starts in enumerate(network.trie.starts):
        logits = queries @ keys[level].T + biases[level] if level else network.first(queries)
        parts = [
            scores[:, [node]] + torch.log_softmax(logits[:, low:high], dim=1)
            for node, (low, high) in enumerate(zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True))
        ]
        scores = torch.cat(parts, dim=1)
    return -(scores * weights).sum()


def test_hits_rise_where_the_right_answer_is_known(
    retriever: GenerativeRetriever, polished: GenerativeRetriever
) -> None:
    assert polished.metrics["grpo_after"] > polished.metrics["grpo_before"]
    assert hits(polished) >= hits(retriever) + 5
    told = [entry for entry in polished.history if entry.get("member") == 1]
    assert [entry["epoch"] for entry in told] == [1, 2]
    assert max(entry["validation"] for entry in told) == polished.metrics["grpo_after"]


def test_the_retriever_it_started_from_is_left_alone(retriever: GenerativeRetriever) -> None:
    before = {name: value.clone() for name, value in retriever.network.state_dict().items()}
    polish(retriever, ring(20, 6, 4), cases(), seed=3, progress=silent)
    assert all(torch.equal(value, before[name]) for name, value in retriever.network.state_dict().items())


def test_items_nobody_met_stay_where_they_were(retriever: GenerativeRetriever, polished: GenerativeRetriever) -> None:
    for old, new in zip(retriever.network.ensemble.trunks, polished.network.ensemble.trunks, strict=True):
        assert torch.equal(old.free[RING:], new.free[RING:])
        assert torch.equal(old.bias[RING:], new.bias[RING:])
        assert not torch.equal(old.free[:RING], new.free[:RING])


def test_the_same_seed_gives_the_same_weights(retriever: GenerativeRetriever, polished: GenerativeRetriever) -> None:
    again = polish(retriever, ring(120, 12, 4), cases(), seed=3, progress=silent)
    assert again.metrics == polished.metrics
    for name, value in again.network.state_dict().items():
        assert torch.equal(value, polished.network.state_dict()[name])


def test_without_a_gain_the_supervised_model_stays(retriever: GenerativeRetriever) -> None:
    def spoil(network: TrieNetwork, masked: bool) -> Loss:
        lower = grpo(network, masked)
        return lambda rows, targets, real: -10 * lower(rows, targets, real)

    kept = polish(retriever, ring(120, 12, 4), cases(), seed=3, progress=silent, objective=spoil)
    assert kept.metrics["grpo_after"] == kept.metrics["grpo_before"]
    for profile in cases().profiles[:5]:
        np.testing.assert_array_equal(kept.score(profile), retriever.score(profile))


def test_histories_are_no_candidates_where_they_are_masked() -> None:
    rows, real = torch.tensor([[5, 9, 2], [4, 0, 0]]), torch.tensor([[True, True, True], [True, False, False]])
    met = [set(line) for line in grpo_module._histories(rows, real).tolist()]
    assert met == [{5}, {5, 9}, {5, 9, 2}, {4}]


@pytest.fixture(scope="module")
def built_little(built: Path) -> Path:
    out = built / "little"
    if not out.exists():
        build_workspace(little(), out, seed=3)
    return out


@pytest.fixture
def copy(built_little: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built_little, tmp_path / "copy"))


def content(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256_file(path) for path in files}


def grant(monkeypatch: pytest.MonkeyPatch, risen: bool) -> None:
    """Let the gate see a rise, or none, whatever was learnt."""
    figures = iter([0.1, 0.1, *[0.2 if risen else 0.05] * 3])
    monkeypatch.setattr(grpo_module, "_quality", lambda network, split: next(figures))


def test_the_command_writes_a_whole_workspace(copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    grant(monkeypatch, risen=True)
    before, out = content(copy), tmp_path / "out"
    done = CliRunner().invoke(app, ["train", "grpo", "--workspace", str(copy), "--out", str(out), "--seed", "1"])
    assert done.exit_code == 0, done.output
    assert "0.1000 before, 0.2000 after" in done.output
    assert content(copy) == before
    verify_files(out, read_manifest(out))
    old, new = read_manifest(copy), read_manifest(out)
    changed = {name for name in old.files if old.files[name] != new.files[name]}
    assert {"models/retriever/arrays.safetensors", "models/retriever/facts.json"} <= changed
    assert {name.split("/")[1] for name in changed} <= {"retriever", "blend"}
    assert [epoch.member for epoch in new.curves["retriever"]][-2:] == [1, 1]
    assert Workspace.open(out).retriever is not None


def test_without_a_gain_the_workspace_is_unchanged(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    grant(monkeypatch, risen=False)
    before = content(copy)
    done = CliRunner().invoke(app, ["train", "grpo", "--workspace", str(copy)])
    assert done.exit_code == 0, done.output
    assert "the supervised retriever stays" in done.output
    assert content(copy) == before


def test_a_stop_leaves_the_workspace_and_the_next_run_goes_on(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = content(copy)

    def stop(name: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        polish_workspace(copy, None, seed=1, progress=stop)
    assert content(copy) == before
    grant(monkeypatch, risen=True)
    assert polish_workspace(copy, None, seed=1, progress=silent).kept
    verify_files(copy, read_manifest(copy))
    assert content(copy) != before
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def test_a_folder_that_is_no_workspace_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(CatalogError, match="no workspace") as error:
        polish_workspace(tmp_path, None, seed=0, progress=silent)
    assert "\n" not in str(error.value)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_too_few_events_to_judge_by_are_refused(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = Split(ring(1, 3, 0), (), ())
    monkeypatch.setattr(polishing_module, "hold_out", lambda events, seed: HeldOut(events, nobody, nobody))
    before = content(copy)
    with pytest.raises(CatalogError, match="too few events"):
        polish_workspace(copy, copy.parent / "out", seed=0, progress=silent)
    assert content(copy) == before
    assert not (copy.parent / "out").exists()
