"""A build that was interrupted, and the one after it."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_workspace import line_of, little, stop_at

from catalog.errors import ConfigError
from recommenders.build import build_workspace
from recommenders.manifest import read_manifest
from recommenders.partial import Partial


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace of a build that nothing disturbed."""
    out = tmp_path_factory.mktemp("undisturbed") / "w"
    build_workspace(little(), out, seed=3)
    return out


@pytest.mark.parametrize(
    ("stage", "share", "stop"), [("ranker", 0.6, KeyboardInterrupt), ("evaluate", 0.5, OSError("the disk is full"))]
)
def test_the_same_build_goes_on_to_the_same_files(
    undisturbed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    stage: str,
    share: float,
    stop: BaseException | type[BaseException],
) -> None:
    monkeypatch.setattr("recommenders.trainer._SAVE_SECONDS", -1)
    out = tmp_path / "w"
    with pytest.raises((KeyboardInterrupt, OSError)):
        build_workspace(little(), out, seed=3, progress=stop_at(stage, stop, share))
    assert [path.name for path in tmp_path.iterdir()] == [".w.partial"]
    build_workspace(little(), out, seed=3)
    assert (out / "manifest.json").read_bytes() == (undisturbed / "manifest.json").read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["w"]
    assert {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()} == {
        "manifest.json",
        *read_manifest(out).files,
    }


def test_what_a_build_of_another_seed_left_is_not_used(undisturbed: Path, tmp_path: Path) -> None:
    out = tmp_path / "w"
    with pytest.raises(KeyboardInterrupt):
        build_workspace(little(), out, seed=4, progress=stop_at("retriever", KeyboardInterrupt))
    build_workspace(little(), out, seed=3)
    assert (out / "manifest.json").read_bytes() == (undisturbed / "manifest.json").read_bytes()


def test_two_builds_at_once_are_refused(tmp_path: Path) -> None:
    out = tmp_path / "w"
    with Partial(out) as first:
        (first.workspace / "mine").write_text("here")
        with pytest.raises(ConfigError, match="another build") as error:
            build_workspace(little(), out)
        line_of(error)
        assert (first.workspace / "mine").read_text() == "here"
    assert list(tmp_path.iterdir()) == []
