"""People held out of a workspace: nothing is learnt from them, and nothing is lost."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from test_workspace import line_of, little, stop_at

from catalog.errors import ConfigError
from catalog.readers.dataset import Event
from recommenders.build import build_workspace
from recommenders.hold_out import hold_out, is_held_out
from recommenders.manifest import read_manifest, write_manifest
from recommenders.workspace import HELD_OUT, Workspace

SHARE = 0.3


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace of the little data set with a share held out; read only."""
    out = tmp_path_factory.mktemp("held") / "w"
    build_workspace(little(), out, seed=3, share=SHARE)
    return out


def held() -> set[str]:
    return {event.user_id for event in little().events if is_held_out(event.user_id, SHARE)}


def test_who_is_held_out_follows_from_the_id_alone() -> None:
    # sha256("1") = 6b86b2…, sha256("2") = d4735e…: 0.42 and 0.83 of the range.
    assert [is_held_out("1", 0.41), is_held_out("1", 0.43)] == [False, True]
    assert [is_held_out("2", 0.82), is_held_out("2", 0.84)] == [False, True]
    names = [f"u{n}" for n in range(2000)]
    few, many = ({name for name in names if is_held_out(name, share)} for share in (0.1, 0.3))
    assert few < many
    assert 0.25 < len(many) / len(names) < 0.35


def test_events_are_parted_by_people_in_the_given_order() -> None:
    events = [Event(user, str(n), n, 1.0) for n, user in enumerate("1212")]
    kept, away = hold_out(events, 0.5)
    assert ([e.time for e in kept], [e.time for e in away]) == ([1, 3], [0, 2])
    assert hold_out(events, 0.0) == (events, [])


@pytest.mark.parametrize("share", [-0.1, 1.0, 0.999])
def test_a_share_that_leaves_nobody_is_refused(share: float) -> None:
    with pytest.raises(ConfigError, match="share") as error:
        hold_out([Event("1", "a", 0, 1.0)], share)
    line_of(error)


def test_the_workspace_keeps_them_apart(folder: Path) -> None:
    workspace = Workspace.open(folder)
    assert workspace.held_out is not None
    assert set(workspace.held_out.user_ids) == held()
    assert set(workspace.interactions.user_ids) == {event.user_id for event in little().events} - held()
    assert len(workspace.held_out) + len(workspace.interactions) == len(little().events)
    assert workspace.manifest.sizes.held_out == len(held())
    assert workspace.manifest.sizes.users == 30 - len(held())
    counted = np.zeros(40)
    for event in little().events:
        counted[int(event.item_id)] += event.user_id not in held()
    np.testing.assert_array_equal(workspace.catalog.popularity, counted)


def test_what_is_learnt_is_what_is_learnt_without_them(folder: Path, tmp_path: Path) -> None:
    dataset = little()
    dataset.events[:] = [event for event in dataset.events if event.user_id not in held()]
    without = build_workspace(dataset, tmp_path / "without", seed=3)
    files = dict(read_manifest(folder).files)
    assert files.pop(HELD_OUT)
    assert files == without.files
    assert Workspace.open(tmp_path / "without").held_out is None


def test_a_build_stopped_with_another_share_is_not_gone_on_with(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "w"
    with pytest.raises(KeyboardInterrupt):
        build_workspace(little(), out, seed=3, share=0.6, progress=stop_at("retriever", KeyboardInterrupt))
    build_workspace(little(), out, seed=3, share=SHARE)
    assert (out / "manifest.json").read_bytes() == (folder / "manifest.json").read_bytes()


def test_a_manifest_that_does_not_speak_of_it_is_read(folder: Path, tmp_path: Path) -> None:
    manifest = read_manifest(folder)
    write_manifest(tmp_path, manifest)
    content = json.loads((tmp_path / "manifest.json").read_text())
    del content["sizes"]["held_out"], content["checksum"]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    content["checksum"] = hashlib.sha256(text.encode()).hexdigest()
    (tmp_path / "manifest.json").write_text(json.dumps(content))
    assert read_manifest(tmp_path).sizes.held_out == 0
