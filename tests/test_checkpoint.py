"""Training that is stopped at any moment goes on to the same result; what a disk has spoilt is learnt again."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from recommender_contract import checkerboard_events, checkerboard_items
from torch import Tensor, nn

from recommenders import trainer, training
from recommenders.popularity import Popularity
from recommenders.progress import silent
from recommenders.sequential import SequentialRanker
from recommenders.shelf import Shelf
from recommenders.text_similarity import TextSimilarity
from recommenders.trainer import Schedule, train
from recommenders.training import Trained, train_recommenders

ROWS = 30
PEOPLE = [np.random.default_rng(number).permutation(ROWS)[:8] for number in range(40)]
SCHEDULE = Schedule(epochs=3, positions=40, patience=2)
STEPS = 21  # of the three epochs


class Stop(Exception):
    """Raised in the middle of a training."""


def stop_after(number: int) -> Callable[..., None]:
    reports = itertools.count(1)

    def report(*_: object) -> None:
        if next(reports) == number:
            raise Stop

    return report


def learn(
    checkpoint: Path | None, *, progress: Callable[[int, int], None] = lambda done, total: None, seed: int = 1
) -> tuple[dict[str, Tensor], list[dict[str, float]], int]:
    """Weights, curve without its clock and number of steps of a little network with dropout."""
    torch.manual_seed(5)
    network = nn.Sequential(nn.Embedding(ROWS, 8), nn.Dropout(0.3), nn.Linear(8, ROWS))
    steps = itertools.count()

    def loss(rows: Tensor, targets: Tensor, real: Tensor) -> Tensor:
        next(steps)
        return nn.functional.cross_entropy(network(rows)[real], targets)

    def quality() -> float:
        network.eval()
        with torch.no_grad():
            return -float(nn.functional.cross_entropy(network(torch.arange(ROWS)), torch.arange(ROWS).roll(1)))

    groups = [{"params": list(network.parameters()), "lr": 1e-2}]
    curve = train(network, groups, loss, quality, PEOPLE, SCHEDULE, seed=seed, progress=progress, checkpoint=checkpoint)
    told = [{name: value for name, value in entry.items() if name != "seconds"} for entry in curve]
    return network.state_dict(), told, next(steps)


def assert_equal(one: tuple[dict[str, Tensor], Any, int], other: tuple[dict[str, Tensor], Any, int]) -> None:
    assert one[1] == other[1]
    assert all(torch.equal(value, other[0][name]) for name, value in one[0].items())


@pytest.fixture(scope="module")
def undisturbed() -> tuple[dict[str, Tensor], list[dict[str, float]], int]:
    return learn(None)


@pytest.fixture
def every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trainer, "_SAVE_SECONDS", -1)


class TestOneTraining:
    @settings(max_examples=15, deadline=None)
    @given(stops=st.lists(st.integers(1, STEPS), max_size=4), often=st.booleans())
    def test_it_goes_on_to_the_same_weights_and_curve_wherever_it_was_stopped(
        self,
        undisturbed: tuple[dict[str, Tensor], list[dict[str, float]], int],
        tmp_path_factory: pytest.TempPathFactory,
        stops: list[int],
        often: bool,
    ) -> None:
        checkpoint = tmp_path_factory.mktemp("training") / "checkpoint"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(trainer, "_SAVE_SECONDS", -1 if often else 3600)
            for number in stops:
                try:
                    learn(checkpoint, progress=stop_after(number))
                except Stop:
                    continue
            assert_equal(learn(checkpoint), undisturbed)

    @pytest.mark.usefixtures("every_step")
    def test_what_is_learnt_is_not_learnt_again(
        self, undisturbed: tuple[dict[str, Tensor], list[dict[str, float]], int], tmp_path: Path
    ) -> None:
        with pytest.raises(Stop):
            learn(tmp_path / "c", progress=stop_after(10))
        finished = learn(tmp_path / "c")
        assert undisturbed[2] - 10 <= finished[2] <= undisturbed[2] - 9
        assert learn(tmp_path / "c")[2] == 0

    @pytest.mark.usefixtures("every_step")
    def test_the_checkpoint_of_another_run_is_not_taken_up(self, tmp_path: Path) -> None:
        learn(tmp_path / "c", seed=2)
        assert_equal(learn(tmp_path / "c"), learn(None))

    @pytest.mark.usefixtures("every_step")
    @pytest.mark.parametrize("part", [0.0, 0.02, 0.3, 0.6, 0.999])
    @pytest.mark.parametrize("torn", [False, True])
    def test_a_spoilt_checkpoint_is_told_and_learning_starts_over(
        self,
        undisturbed: tuple[dict[str, Tensor], list[dict[str, float]], int],
        tmp_path: Path,
        caplog: pytest.LogCaptureFixture,
        part: float,
        torn: bool,
    ) -> None:
        path = tmp_path / "c"
        with pytest.raises(Stop):
            learn(path, progress=stop_after(15))
        content = bytearray(path.read_bytes())
        place = int(part * len(content))
        content[place] ^= 1
        path.write_bytes(content[:place] if torn else content)
        started_over = learn(path)
        assert_equal(started_over, undisturbed)
        assert started_over[2] == undisturbed[2]
        assert [record.getMessage().count("starting over") for record in caplog.records] == [1]


CLASSES = {kind.name: kind for kind in (Popularity, TextSimilarity, SequentialRanker)}


def fit(folder: Path, resume: Path | None, progress: Callable[[str, int, int], None] = silent) -> Trained:
    return train_recommenders(
        checkerboard_events(), checkerboard_items(), seed=2, folder=folder, progress=progress, resume=resume
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(autouse=True)
def three_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "recommender_classes", lambda: CLASSES)


class TestAllModels:
    @pytest.fixture(scope="class")
    @classmethod
    def whole(cls, tmp_path_factory: pytest.TempPathFactory) -> tuple[Trained, dict[str, bytes]]:
        folder = tmp_path_factory.mktemp("whole")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(training, "recommender_classes", lambda: CLASSES)
            return fit(folder, None), contents(folder)

    def test_killed_in_the_middle_of_a_model_it_goes_on_to_the_same_files(
        self, whole: tuple[Trained, dict[str, bytes]], tmp_path: Path
    ) -> None:
        script = f"""
            import os, signal, sys
            sys.path[:0] = {[str(Path(__file__).parent), str(Path(__file__).parents[1])]!r}
            from pathlib import Path
            from recommenders import trainer
            import test_checkpoint as t
            trainer._SAVE_SECONDS = -1
            t.training.recommender_classes = lambda: t.CLASSES
            def progress(stage, done, total):
                if stage == "ranker" and done > 0.4 * total:
                    os.kill(os.getpid(), signal.SIGKILL)
            t.fit(Path("models"), Path("kept"), progress)
        """
        command = [sys.executable, "-c", textwrap.dedent(script)]
        done = subprocess.run(command, cwd=tmp_path, env=dict(os.environ), capture_output=True, timeout=300)
        assert done.returncode == -signal.SIGKILL, done.stderr.decode()
        assert list((tmp_path / "kept").glob("checkpoints/ranker/*"))
        assert fit(tmp_path / "models", tmp_path / "kept") == whole[0]
        assert contents(tmp_path / "models") == whole[1]

    def test_a_model_that_is_finished_is_not_fitted_again(
        self, whole: tuple[Trained, dict[str, bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fit(tmp_path / "first", tmp_path / "kept")
        assert not list((tmp_path / "kept").glob("checkpoints/*/*"))
        with monkeypatch.context() as patch:
            patch.setattr(SequentialRanker, "fit", None)
            assert fit(tmp_path / "second", tmp_path / "kept") == whole[0]
        assert contents(tmp_path / "second") == whole[1]

    def test_a_finished_model_that_the_disk_has_spoilt_is_fitted_again(
        self, whole: tuple[Trained, dict[str, bytes]], tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        items = checkerboard_items()
        shelf = Shelf(tmp_path)
        shelf.put(Popularity.fit(checkerboard_events(), items, seed=0, progress=silent), items)
        assert isinstance(shelf.take(Popularity, items), Popularity)
        arrays = next(tmp_path.rglob("popularity/arrays*"))
        arrays.write_bytes(arrays.read_bytes()[:-1] + b"x")
        assert shelf.take(Popularity, items) is None
        assert "popularity" in caplog.text
        assert shelf.take(TextSimilarity, items) is None


def test_those_who_measure_are_others_than_those_who_choose() -> None:
    events = checkerboard_events()
    held = training.hold_out(events, 4)
    people = [profile.history for split in (held.choosing, held.measuring) for profile in split.profiles]
    assert len(held.choosing.profiles) == len(held.measuring.profiles) == 8
    assert len(set(people)) == 16
    assert len(events) - len(held.train) == 16
    whole = {tuple(sequence.tolist()) for sequence in events.sequences()}
    for split in (held.choosing, held.measuring):
        for profile, targets in zip(split.profiles, split.targets, strict=True):
            assert (*profile.history, *targets.tolist()) in whole


def test_of_very_few_people_nobody_is_held_out() -> None:
    held = training.hold_out(checkerboard_events(users=4), 0)
    assert len(held.train) == len(checkerboard_events(users=4))
    assert not held.choosing.profiles
    assert not held.measuring.profiles
