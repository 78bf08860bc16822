"""`parley memory show|edit|forget|export|import` on the command line, over what a conversation left."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from store_kinds import KINDS, fact, felt, new_store, on_disk, turn

from agent.state import DialogueState
from agent.store import Store
from cli import main

SAID = "I loved heat, grzblx"


@pytest.fixture(scope="module", params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    return new_store(request.param, tmp_path_factory.mktemp("store"))


@dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def parley(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Done]:
    monkeypatch.setenv("PARLEY_STORE", url)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, said: str = "") -> Done:
        monkeypatch.setattr("sys.stdin", io.StringIO(said))
        code = main(["memory", *arguments])
        return Done(code, *capsys.readouterr())

    capsys.readouterr()
    store = Store(url)
    store.forget_all("ann")
    store.forget_all("bob")
    store.remember("ann", [fact("heat", evidence=SAID), fact()])
    store.append(turn(SAID, DialogueState(turn=1, liked=("heat",)), changes=(felt("heat"),)))
    store.close()
    return run


def loaded(done: Done) -> Any:
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_a_fact_is_shown_edited_and_forgotten_to_the_last_byte(parley: Callable[..., Done], url: str) -> None:
    heat, horror = loaded(parley("show", "--user", "ann", "--json"))
    assert (heat["item_id"], heat["strength"], horror["constraint"]["value"]) == ("heat", 1.0, ["Horror"])
    assert SAID in parley("show", "--user", "ann").stdout
    weaker = loaded(parley("edit", "--user", "ann", heat["id"], "--strength", "0.5", "--expiry", "2030-01-01", "--json"))
    assert weaker == heat | {"strength": 0.5, "expiry": "2030-01-01"}
    lasting = loaded(parley("edit", "--user", "ann", heat["id"], "--expiry", "always", "--json"))
    assert (lasting["expiry"], lasting["strength"]) == (None, 0.5)
    gore = loaded(parley("edit", "--user", "ann", horror["id"], "--value", "Gore", "--value", "Slasher", "--json"))
    assert gore["constraint"]["value"] == ["Gore", "Slasher"]
    assert "Gore or Slasher" in parley("show", "--user", "ann").stdout
    assert loaded(parley("edit", "--user", "ann", gore["id"], "--polarity", "1", "--json"))["kind"] == "taste"
    assert b"grzblx" in on_disk(url)
    assert loaded(parley("forget", "--user", "ann", heat["id"], "--json")) == {"forgotten": 1}
    assert b"grzblx" not in on_disk(url)
    assert parley("forget", "--user", "ann").stdout == "forgotten: 1\n"
    assert loaded(parley("export", "--user", "ann"))["turns"] == []


def test_what_is_exported_is_imported_for_another(parley: Callable[..., Done], tmp_path: Path) -> None:
    done = parley("export", "--user", "ann", "--json")
    document = loaded(done)
    assert [t["words"] for t in document["turns"]] == [SAID]
    assert [f["item_id"] for f in document["feedback"]] == ["heat"]
    (tmp_path / "ann.json").write_text(done.stdout, encoding="utf-8")
    new = {"facts": 2, "conversations": 1, "turns": 1, "feedback": 1}
    assert loaded(parley("import", "--user", "bob", "ann.json", "--json")) == new
    assert parley("import", "--user", "bob", "-", said=done.stdout).stdout == "new: 0 facts, 0 conversations, 0 turns, 0 feedback\n"
    assert {f["user"] for f in loaded(parley("show", "--user", "bob", "--json"))} == {"bob"}
    assert loaded(parley("export", "--user", "ann")) == document


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("edit", "--user", "ann", "nothing", "--strength", "1"), ""),
        (("edit", "--user", "ann", fact("heat").id), ""),
        (("edit", "--user", "ann", fact("heat").id, "--expiry", "soon"), ""),
        (("edit", "--user", "ann", fact().id, "--polarity", "0"), ""),
        (("edit", "--user", "bob", fact("heat").id, "--strength", "0.1"), ""),
        (("import", "--user", "ann", "-"), "no json"),
        (("import", "--user", "ann", "-"), '{"format": 99}'),
        (("export", "--user", " "), ""),
    ],
)
def test_what_cannot_be_done_is_one_line(parley: Callable[..., Done], arguments: tuple[str, ...], said: str) -> None:
    before = loaded(parley("export", "--user", "ann"))
    done = parley(*arguments, said=said)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("parley: ")
    assert done.stderr.count("\n") == 1
    assert loaded(parley("export", "--user", "ann")) == before
