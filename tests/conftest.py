"""What every test shares: a machine without network, built workspaces, agents, and a list of skips that are allowed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import time
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from browser import chromium
from conversations.raw import slice_ids
from data_paths import data_folder

ROOT = Path(__file__).resolve().parents[1]
ALLOWED_SKIPS = Path(__file__).with_name("allowed_skips.txt")
TODAY = "2026-01-15"
_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "LANGSMITH_TRACING": "false",
    "OMP_WAIT_POLICY": "PASSIVE",
}
_LOOPBACK = ("127.", "::1", "localhost")

# A person's own settings must not change what is tested, and torch reads its variables when it is imported.
for _name in [name for name in os.environ if name.startswith("PARLEY_") and name != "PARLEY_DATA"]:
    del os.environ[_name]
if "PARLEY_DATA" in os.environ:
    os.environ.setdefault("TESTS_MOVIES", str(Path(os.environ["PARLEY_DATA"]) / "movies"))
os.environ.update(_OFFLINE)


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Only this machine can be reached: a test that asks another one fails."""
    reach = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if isinstance(address, tuple) and not str(host).startswith(_LOOPBACK):
            raise OSError(f"the tests have no network, and {address!r} is not this machine")
        reach(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def built(request: pytest.FixtureRequest) -> Path:
    """A folder that outlives the run, for what takes long to build; one per state of the code that builds."""
    cache = request.config.cache
    assert cache is not None
    parent = Path(cache.mkdir("workspaces"))
    folder = parent / _code_digest()
    for old in parent.iterdir():
        if old != folder and old.stat().st_mtime < time.time() - 86_400:  # another run may be at work in a newer one
            shutil.rmtree(old)
    folder.mkdir(exist_ok=True)
    return folder


def _code_digest() -> str:
    """What a built workspace depends on: the code below the agent, and the bundled films."""
    digest = hashlib.sha256()
    for package in ("catalog", "recommenders"):
        for path in sorted((ROOT / package).rglob("*")):
            if path.suffix in (".py", ".jsonl", ".txt"):
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _build(dataset: str | Path, out: Path) -> Path:
    from recommenders.build import build_workspace, gather

    if not (out / "manifest.json").is_file():
        build_workspace(gather(str(dataset)), out)
    return out


@pytest.fixture(scope="session")
def films_workspace(built: Path) -> Path:
    """The folder of a workspace of the bundled films. Read only: copy it to change it."""
    return _build("films", built / "films")


@pytest.fixture(scope="session")
def movies_workspace(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a workspace of the 1,500 films with most ratings; skips where the data is absent."""
    source = data_folder("movies")
    return _build(_movies_slice(source, tmp_path_factory.mktemp("slice") / "movies"), built / "movies")


def _movies_slice(source: Path, folder: Path) -> Path:
    kept = slice_ids(source)
    folder.mkdir()
    lines = (source / "movies.jsonl").read_text(encoding="utf-8").splitlines()
    rows = {str(json.loads(line)["id"]): line for line in lines}
    text = "".join(rows[item] + "\n" for item in kept if item in rows)
    (folder / "movies.jsonl").write_text(text, encoding="utf-8")
    for name in ("ratings.csv", "tags.csv"):
        header, *events = (source / name).read_text(encoding="utf-8").splitlines(keepends=True)
        wanted = set(kept)
        (folder / name).write_text(
            header + "".join(event for event in events if event.split(",")[1] in wanted), encoding="utf-8"
        )
    return folder


@pytest.fixture(scope="session")
def films_agent(films_workspace: Path) -> Any:
    """An agent over the bundled films."""
    return _agent(films_workspace)


@pytest.fixture(scope="session")
def movies_agent(movies_workspace: Path) -> Any:
    """An agent over the slice of the movies data."""
    return _agent(movies_workspace)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser; skips where there is none."""
    with chromium() as opened:
        yield opened


def _agent(workspace: Path) -> Any:
    import datetime as dt

    import parley

    return parley.load_agent(workspace, llm="embedded", today=dt.date.fromisoformat(TODAY))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """On a build machine (CI=true) every skip must be on the list: a skipped check is no check."""
    unlisted = _unlisted(terminalreporter.stats.get("skipped", []))
    if unlisted and os.environ.get("CI") == "true":
        terminalreporter.section("skips that are not in tests/allowed_skips.txt", red=True)
        for place, reason in unlisted:
            terminalreporter.line(f"{place}: {reason}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail the run on a build machine where a test was skipped for a reason that is not on the list."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if exitstatus == 0 and os.environ.get("CI") == "true" and _unlisted(skipped):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _unlisted(reports: list[Any]) -> list[tuple[str, str]]:
    """(test, reason) of the skipped tests whose reason matches no pattern of the list."""
    lines = ALLOWED_SKIPS.read_text(encoding="utf-8").splitlines()
    patterns = [line for line in lines if line.strip() and not line.startswith("#")]
    reasons = [(report.nodeid, str(report.longrepr[2]).removeprefix("Skipped: ")) for report in reports]
    return [(place, reason) for place, reason in reasons if not any(fnmatch(reason, p) for p in patterns)]
