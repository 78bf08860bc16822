"""The folder of a run: what a kill leaves, what is damaged, who may write, and what a changed command is told."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from quick_agents import install
from simulated_tasks import film_tasks

import parley
from catalog.errors import CatalogError, ConfigError
from recommenders.workspace import Workspace
from simulator.runs.run_folder import RunFolder, RunRecord, read_run
from simulator.runs.sealed_lines import SealedWriter, read_sealed, seal, unseal
from simulator.runs.shards import Shards, write_unit

Run = Callable[..., RunRecord]


@pytest.fixture(scope="module")
def workspace(films_workspace: Path) -> Workspace:
    return Workspace.open(films_workspace)


@pytest.fixture(scope="module")
def run(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    def simulate(out: Path, **changes: object) -> RunRecord:
        tasks = film_tasks(4, list(workspace.catalog.ids), sessions=2)
        given = {"agents": ["steady"], "tasks": tasks, "simulator": "acts", "controls": 0, "out": out, **changes}
        return parley.simulate(workspace, **given)

    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(install(tmp_path_factory.mktemp("agents"))))
        yield simulate


@pytest.fixture(scope="module")
def finished(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that came to its end; to be copied."""
    out = tmp_path_factory.mktemp("finished") / "run"
    run(out)
    return out


@pytest.fixture
def copy(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished, tmp_path / "run"))


def lines(folder: Path) -> list[str]:
    """The lines of all shards, sorted."""
    return sorted(line for path in folder.glob("shards/*.jsonl") for line in path.read_text().splitlines(keepends=True))


def only_shard(folder: Path) -> Path:
    (path,) = folder.glob("shards/*.jsonl")
    return path


def line_of(error: pytest.ExceptionInfo[BaseException]) -> str:
    text = str(error.value)
    assert "\n" not in text
    return text


def test_every_line_is_json_with_a_checksum_at_its_end(finished: Path) -> None:
    for line in lines(finished):
        content = json.loads(line)
        assert list(content)[-1] == "crc32"
        assert content["agent"] == "steady"
        assert content["task"]


def test_a_sealed_line_gives_back_what_was_sealed_and_notices_every_changed_byte() -> None:
    text = '{"text":"Amélie, \\"crc32\\":\\"00000000\\"","place":1}'
    line = seal(text).encode().rstrip(b"\n")
    assert unseal(line) == text
    for place in range(len(line)):
        assert unseal(line[:place] + bytes([line[place] ^ 1]) + line[place + 1 :]) is None


@pytest.mark.parametrize("left", ["half a line", "no newline", "zeros", "a line and a half"])
def test_what_a_kill_leaves_torn_is_cut_off_and_run_again(copy: Path, run: Run, left: str) -> None:
    whole = lines(copy)
    path = only_shard(copy)
    content = path.read_bytes()
    *kept, last = content.splitlines(keepends=True)
    tails = {
        "half a line": last[: len(last) // 2],
        "no newline": last[:-1],
        "zeros": b"\0" * 100 + b"\n" + b"\0" * 50,
        "a line and a half": last[10:] + last[:40],
    }
    path.write_bytes(b"".join(kept) + tails[left])
    summary = (copy / "summary.json").read_bytes()
    run(copy)
    assert b"".join(kept).startswith(path.read_bytes())
    assert lines(copy) == whole
    assert (copy / "summary.json").read_bytes() == summary


def test_a_unit_of_which_a_session_is_missing_is_run_again(copy: Path, run: Run) -> None:
    whole = lines(copy)
    several = [line for line in whole if '"of":2' in line]
    assert several
    first = next(line for line in several if '"session"' not in line)
    path = only_shard(copy)
    later = json.loads(first)
    kept = [
        line
        for line in path.read_text().splitlines(keepends=True)
        if not (json.loads(line)["task"] == later["task"] and json.loads(line).get("session"))
    ]
    path.write_text("".join(kept))
    before = read_run(copy)
    assert later["task"] not in {dialogue.task for dialogue in before.dialogues}
    after = run(copy)
    assert sorted(set(lines(copy))) == whole
    assert len(after.dialogues) == len(whole)


def test_a_line_spoilt_in_the_middle_is_named_and_nothing_is_run(copy: Path, run: Run) -> None:
    path = only_shard(copy)
    content = path.read_text().splitlines(keepends=True)
    content[1] = content[1].replace("steady", "steadi", 1)
    path.write_text("".join(content))
    before = path.read_bytes()
    for look in (lambda: run(copy), lambda: read_run(copy)):
        with pytest.raises(CatalogError, match=r"part-0001\.jsonl' is damaged at line 2") as error:
            look()
        line_of(error)
    assert path.read_bytes() == before
    path.write_text("".join(content[:1] + content[2:]))
    whole = {json.loads(line)["task"] for line in content}
    assert {dialogue.task for dialogue in run(copy).dialogues} == whole


def test_the_same_dialogue_twice_counts_once_and_two_that_differ_are_an_error(copy: Path, run: Run) -> None:
    whole = read_run(copy).dialogues
    (first, *_) = read_sealed(only_shard(copy))
    with SealedWriter(copy / "shards" / "part-0002.jsonl") as writer:
        writer.write([first])
    assert read_run(copy).dialogues == whole
    with SealedWriter(copy / "shards" / "part-0003.jsonl") as writer:
        writer.write([first.replace('"voice":"acts"', '"rating":2,"voice":"acts"')])
    with pytest.raises(CatalogError, match="twice and differs") as error:
        run(copy)
    assert "part-0003" in line_of(error)


def test_a_finished_run_is_left_as_it_is(copy: Path, run: Run) -> None:
    files = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    run(copy)
    assert {path for path in copy.rglob("*") if path.is_file()} == set(files)
    assert [path.name for path, content in files.items() if path.read_bytes() != content and path.name != "timings.json"] == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"seed": 1}, "'seed' differs (0 there, 1 now)"),
        ({"trials": 2}, "'trials' differs (1 there, 2 now)"),
        ({"agents": ["steady", "slow"]}, """'agents' differs (["steady"] there, ["steady", "slow"] now)"""),
        ({"sessions": 1}, "'tasks' differs (its tasks are others)"),
    ],
)
def test_a_changed_command_is_refused_in_a_line_that_says_what(
    copy: Path, run: Run, changes: dict[str, object], said: str
) -> None:
    before = lines(copy)
    with pytest.raises(ConfigError) as error:
        run(copy, **changes)
    assert said in line_of(error)
    assert lines(copy) == before


def test_changed_code_another_workspace_and_a_config_changed_by_hand_are_refused(copy: Path, run: Run) -> None:
    config = json.loads((copy / "config.json").read_text())
    for change, said in (
        ({"code": "0" * 16}, "code has changed"),
        ({"workspace": {"name": "films", "manifest": "0"}}, "another workspace"),
        ({"settings": {**config["settings"], "planning": "react"}}, "'planning' differs"),
        ({"digest": "0"}, "by hand"),
    ):
        (copy / "config.json").write_text(json.dumps(config | change))
        with pytest.raises(ConfigError, match=said) as error:
            run(copy)
        line_of(error)


def test_a_second_run_in_the_same_folder_is_refused_while_the_first_is_at_work(copy: Path, run: Run) -> None:
    with RunFolder(copy):
        with pytest.raises(ConfigError, match=r"another run is at work .* \(process \d+\)") as error:
            run(copy)
        line_of(error)
    (copy / "lock").write_text("process 1\n")  # left by one that was killed
    run(copy)
    assert not (copy / "lock").exists()


def test_a_folder_of_something_else_is_refused_and_left_alone(tmp_path: Path, run: Run) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_bytes(b"")
    with pytest.raises(ConfigError, match=r"holds 'cat\.jpg'") as error:
        run(tmp_path / "photos")
    line_of(error)
    assert [path.name for path in (tmp_path / "photos").iterdir()] == ["cat.jpg"]
    with pytest.raises(ConfigError, match="is no run") as error:
        read_run(tmp_path / "photos")
    line_of(error)


def test_a_kill_before_the_config_was_written_is_no_stranger(copy: Path, run: Run, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    begun.mkdir()
    shutil.copy(copy / "tasks.jsonl", begun)
    (begun / ".config.json.123.tmp").write_text("{")
    run(begun)
    assert lines(begun) == lines(copy)


def test_a_unit_of_one_dialogue_says_nothing_of_how_many_there_are(tmp_path: Path) -> None:
    with Shards(tmp_path / "shards").writer() as writer:
        write_unit(writer, ['{"agent":"a","task":"t","user":"u","voice":"v"}'])
        write_unit(writer, [f'{{"agent":"b","session":{n},"task":"t","user":"u","voice":"v"}}' for n in range(2)])
    first, *others = (json.loads(line) for line in lines(tmp_path))
    assert "of" not in first
    assert [other["of"] for other in others] == [2, 2]
    assert len(Shards(tmp_path / "shards").finished) == 2
