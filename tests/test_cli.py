"""The command line as a program sees it: output, exit codes, one line for what went wrong."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from agent.console import messages

ROOT = Path(__file__).resolve().parents[1]
KEYS = {
    "type", "text", "slate", "question", "understood", "relaxed", "plan", "funnel", "faults", "timings_ms",
}  # fmt: skip


def environment(home: Path) -> dict[str, str]:
    """An environment without a person's settings, with an own data folder and no data sets."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PARLEY_", "OPENAI_"))}
    return kept | {"XDG_DATA_HOME": str(home / "data-home"), "PARLEY_DATA": str(home / "data")}


def parley(*arguments: str, cwd: Path, stdin: bytes = b"", **extra: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        cwd=cwd,
        env=environment(cwd) | extra,
        input=stdin,
        capture_output=True,
        timeout=300,
    )


def complaint(done: subprocess.CompletedProcess[bytes]) -> str:
    """The one line on standard error of a command that failed as it should."""
    text = done.stderr.decode()
    assert done.returncode == 2, text
    assert done.stdout == b""
    assert text.startswith("parley: "), text
    assert text.count("\n") == 1, text
    return text


@pytest.fixture(scope="module")
def spoken(films_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The replies of one `parley chat --json` to lines of every sort."""
    lines = [
        b"French comedies from the 80s or 90s",
        b"",
        rb'"something\nslow \u00e9"',
        b'"not closed',
        b"\xff\xfe\x00 caf\xe9",
        b"\xf0\x9f\x8e\xac",
        b"w" * 20_000,
        b'"\\ud800"',
        b"show me more\r",
        b"thanks, that's all",
    ]
    cwd = tmp_path_factory.mktemp("chat")
    done = parley("chat", "--json", "--workspace", str(films_workspace), cwd=cwd, stdin=b"\n".join(lines))
    assert done.returncode == 0, done.stderr.decode()
    replies = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert len(replies) == len(lines)
    return replies


def test_every_line_gets_one_object_with_the_agreed_keys(spoken: list[dict[str, Any]]) -> None:
    for reply in spoken:
        assert set(reply) == KEYS
        assert reply["type"] in ("recommend", "ask", "answer", "chat")
        assert isinstance(reply["text"], str)
        assert reply["text"]
        assert set(reply["understood"]) == {"intent", "constraints", "liked", "disliked", "wish"}
        assert set(reply["timings_ms"]) == {"understand", "plan", "execute", "verify", "phrase", "total"}
        assert bool(reply["slate"]) == (reply["type"] == "recommend")
        for shown in reply["slate"]:
            assert set(shown) == {"item_id", "title", "reasons", "sources"}


def test_one_process_is_one_conversation(spoken: list[dict[str, Any]]) -> None:
    assert spoken[0]["slate"]
    assert any(constraint["field"] == "genres" for constraint in spoken[-2]["understood"]["constraints"])


def test_messages_are_decoded_and_never_refused() -> None:
    lines = [b"plain\n", b"\n", b'"a \\"b\\"\\nc"\n', b'"open\n', b'"a" b\n', b"\xff\r\n", b'"\\ud800x"\n', b"last"]
    assert list(messages(iter(lines))) == [  # type: ignore[arg-type]
        "plain", "", 'a "b"\nc', '"open', '"a" b', "\ufffd", "\ufffdx", "last",
    ]  # fmt: skip


def test_version_and_help(tmp_path: Path) -> None:
    assert parley("--version", cwd=tmp_path).stdout.count(b".") == 2
    text = parley("--help", cwd=tmp_path).stdout.decode()
    for command in ("build", "chat", "serve", "data", "items", "tools", "doctor"):
        assert f"\n  {command} " in text


def test_doctor_can_run_without_a_workspace(tmp_path: Path) -> None:
    done = parley("doctor", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stdout.decode()
    checks = {check["name"]: check for check in json.loads(done.stdout)}
    assert checks["workspace"]["verdict"] == "hint"
    assert "checksum verified" in checks["encoder"]["detail"]
    assert "licence" in checks["encoder"]["detail"]
    assert checks["torch"]["verdict"] == "ok"


def test_doctor_names_what_is_broken(tmp_path: Path, films_workspace: Path) -> None:
    broken = Path(shutil.copytree(films_workspace, tmp_path / "broken"))
    (broken / "vectors.npy").unlink()
    done = parley("doctor", "--workspace", str(broken), cwd=tmp_path)
    assert done.returncode == 2
    assert b"vectors.npy" in done.stdout


def test_tools_items_and_data_are_listed(tmp_path: Path, films_workspace: Path) -> None:
    tools = json.loads(parley("tools", "--json", cwd=tmp_path).stdout)
    assert {"search_items", "rank_items", "generate_items", "lookup_item"} <= {tool["name"] for tool in tools}
    query = ("items", "casablanca", "--json", "--workspace", str(films_workspace))
    assert json.loads(parley(*query, cwd=tmp_path).stdout)[0]["title"] == "Casablanca (1942)"
    data = {entry["name"]: entry for entry in json.loads(parley("data", "list", "--json", cwd=tmp_path).stdout)}
    assert data["films"]["here"]
    assert not data["movies"]["here"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("build", "--dataset", "nowhere", "--out", "w"), "'nowhere'"),
        (("build", "--dataset", "movies", "--out", "w"), "PARLEY_DATA"),
        (("build", "--dataset", "ml-1m", "--out", "w"), "parley data get ml-1m"),
        (("build", "--dataset", "twice.csv", "--out", "w"), "'a' twice"),
        (("build", "--dataset", "untitled.csv", "--out", "w"), "title"),
        (("build", "--dataset", "broken.csv", "--out", "w"), "line 3"),
        (("build", "--dataset", "good.csv", "--schema", "none.toml", "--out", "w"), "none.toml"),
        (("build", "--dataset", "good.csv", "--interactions", "none.csv", "--out", "w"), "none.csv"),
        (("build", "--dataset", "good.csv", "--out", "full"), "nothing was written"),
        (("build", "--dataset", "good.csv", "--out", "good.csv/w"), "good.csv"),
        (("chat", "--workspace", "nothing"), "does not exist"),
        (("chat", "--workspace", "full"), "no workspace"),
        (("chat", "--llm", "nobody:nothing"), "provider 'nobody' is unknown"),
        (("chat", "--llm", "gpt"), "provider:model"),
        (("serve", "--llm", "openai:gpt", "--llm-base-url", "localhost:8000"), "llm_base_url"),
        (("doctor", "--llm", "gpt"), "provider:model"),
        (("chat", "--today", "someday"), "today"),
        (("data", "get", "films"), "bundled"),
        (("data", "get", "nonsense"), "nonsense"),
    ],
)
def test_what_goes_wrong_is_one_line_and_exit_code_2(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    (tmp_path / "good.csv").write_text("id,title\na,First\nb,Second\n")
    (tmp_path / "twice.csv").write_text("id,title\na,First\na,Second\n")
    (tmp_path / "untitled.csv").write_text("id,colour\na,red\nb,blue\n")
    (tmp_path / "broken.csv").write_text("id,title\na,First\nb,Second,third\n")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    before = sorted(str(path) for path in tmp_path.rglob("*"))
    done = parley(*arguments, cwd=tmp_path)
    if arguments[:2] == ("data", "get"):
        done.stderr = b"".join(line for line in done.stderr.splitlines(keepends=True) if line.startswith(b"parley"))
    assert said in complaint(done)
    assert sorted(str(path) for path in tmp_path.rglob("*")) == before


def test_a_port_in_use_is_one_line(tmp_path: Path, films_workspace: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = parley("serve", "--port", port, "--workspace", str(films_workspace), cwd=tmp_path)
    assert port in complaint(done)


def test_an_own_table_becomes_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "books.csv").write_text(
        "id,title,year,genres\n" + "".join(f"{i},Book number {i},{1990 + i},{'Crime|Poetry' if i % 2 else 'Poetry'}\n" for i in range(30))
    )
    done = parley("build", "--dataset", "books.csv", "--out", "w", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert b"30 items" in done.stdout
    reply = parley("chat", "--json", "--workspace", "w", cwd=tmp_path, stdin=b"crime books after 2000\n")
    shown = json.loads(reply.stdout)["slate"]
    assert shown
    assert all(int(entry["item_id"]) % 2 and int(entry["item_id"]) > 10 for entry in shown)


def test_ctrl_c_in_a_build_leaves_the_old_workspace(tmp_path: Path, films_workspace: Path) -> None:
    old = Path(shutil.copytree(films_workspace, tmp_path / "w"))
    before = (old / "manifest.json").read_bytes()
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "build", "--dataset", "films", "--out", "w", "--seed", "5"],
        cwd=tmp_path,
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not list(tmp_path.glob(".w.partial/workspace/interactions.npz")):
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 130, errors
    assert errors.splitlines()[-1] == "parley: interrupted; the same command goes on where it stopped"
    assert "Traceback" not in errors
    assert (old / "manifest.json").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [".w.partial", "w"]


def test_the_terminal_chat_shows_titles_and_ends_with_the_input(tmp_path: Path, films_workspace: Path) -> None:
    done = parley("chat", "--workspace", str(films_workspace), "--trace", cwd=tmp_path, stdin=b"a samurai film\n\xff\n[bold]\n")
    assert done.returncode == 0, done.stderr.decode()
    text = done.stdout.decode()
    assert "1. " in text
    assert "funnel" in text
