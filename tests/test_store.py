"""The store: what is kept about whom, what leaves with forgetting, and what is said about a database that cannot be."""

from __future__ import annotations

import datetime as dt
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_kinds import KINDS, new_store

from agent.preference import PreferenceFact
from agent.store import Store, open_store
from catalog.constraint import Constraint
from catalog.errors import ConfigError

ROOT = Path(__file__).resolve().parents[1]
DAY = dt.date(2026, 1, 15)


def liked(item: str, user: str = "ann", catalog: str = "films", evidence: str = "") -> PreferenceFact:
    return PreferenceFact(
        user=user, catalog=catalog, kind="liked", item_id=item, polarity=1, strength=1, evidence=evidence, turn=1, date=DAY
    )


def no_horror(user: str = "ann") -> PreferenceFact:
    condition = Constraint(field="genres", op="none_of", value=("Horror", "Musical"), turn=2)
    return PreferenceFact(
        user=user, catalog="films", kind="constraint", constraint=condition, polarity=-1, strength=1,
        evidence="I hate horror and musicals", turn=2, date=DAY, expiry=DAY,
    )  # fmt: skip


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A store in a file."""
    return new_store("sqlite", tmp_path)


@pytest.fixture(params=KINDS)
def any_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A store in a file, and one on a server."""
    return new_store(request.param, tmp_path)


def on_disk(url: str) -> bytes:
    """Every byte of the database, its log and whatever else lies beside it."""
    folder = Path(url.removeprefix("sqlite:///")).parent
    return b"".join(path.read_bytes() for path in folder.iterdir())


def test_facts_come_back_as_they_were_in_the_order_learned(any_url: str) -> None:
    facts = [liked("b"), no_horror(), liked("a", evidence="Ünï “quoted” 👍")]
    store = Store(any_url)
    store.remember("ann", facts)
    store.close()
    assert Store(any_url).facts("ann") == facts


def test_users_and_catalogs_are_kept_apart(any_url: str) -> None:
    store = Store(any_url)
    store.remember("ann", [liked("a"), liked("1", catalog="games")])
    store.remember("bob", [liked("a", user="bob")])
    assert [fact.item_id for fact in store.facts("ann", "films")] == ["a"]
    assert len(store.facts("ann")) == 2
    assert store.forget("bob", [fact.id for fact in store.facts("ann")]) == 1  # the same item, but bob's
    assert store.facts("bob") == []
    assert len(store.facts("ann")) == 2
    assert store.facts("Ann") == []


def test_a_fact_of_somebody_else_is_refused(any_url: str) -> None:
    store = Store(any_url)
    with pytest.raises(ConfigError, match="'ann'"):
        store.remember("ann", [liked("a"), liked("b", user="bob")])
    assert store.facts("ann") == store.facts("bob") == []


def test_learning_again_replaces(any_url: str) -> None:
    store = Store(any_url)
    store.remember("ann", [liked("a", evidence="old words")])
    store.remember("ann", [liked("a", evidence="new words")])
    assert [fact.evidence for fact in store.facts("ann")] == ["new words"]


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "\ud800", "\0", "x" * 201])
def test_every_read_and_write_needs_a_usable_name(name: str) -> None:
    store = Store("sqlite://")
    for call in (
        lambda: store.facts(name),
        lambda: store.remember(name, [liked("a")]),
        lambda: store.forget(name, ["x"]),
        lambda: store.forget_all(name),
    ):
        with pytest.raises(ConfigError):
            call()


def test_forgetting_names_what_was_there(any_url: str) -> None:
    store = Store(any_url)
    store.remember("ann", [liked("a"), liked("b"), liked("c")])
    assert store.forget("ann", [liked("a").id, "unknown"]) == 1
    assert store.forget("ann", []) == 0
    assert store.forget_all("ann") == 2
    assert store.forget_all("ann") == 0


def test_words_that_tell_what_was_forgotten_go_with_it(any_url: str) -> None:
    store = Store(any_url)
    both = "I loved Heat and Alien"
    store.remember("ann", [liked("heat", evidence=both), liked("alien", evidence=both), liked("up", evidence="Up!")])
    store.remember("bob", [liked("heat", user="bob", evidence=both)])
    store.forget("ann", [liked("heat").id])
    assert [(fact.item_id, fact.evidence) for fact in store.facts("ann")] == [("alien", ""), ("up", "Up!")]
    assert store.facts("bob")[0].evidence == both


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["ann", "bob"]), st.integers(0, 40), st.integers(0, 150), st.booleans()), max_size=60
    )
)
def test_forgotten_bytes_leave_the_files(tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int, bool]]) -> None:
    url = f"sqlite:///{tmp_path_factory.mktemp('kept')}/store.sqlite"
    store = Store(url)
    for number, (user, item, length, forgotten) in enumerate(steps):
        secret = f"secret{number:04d}" + "x" * length
        fact = liked(f"item-{item}", user=user, evidence=secret)
        store.remember(user, [fact])
        assert secret.encode() in on_disk(url)
        if forgotten:
            store.forget(user, [fact.id])
            assert secret[:10].encode() not in on_disk(url)
    store.forget_all("ann")
    store.forget_all("bob")
    assert not any(word in on_disk(url) for word in (b"secret", b"ann", b"bob", b"item-"))
    store.close()


def test_the_file_is_the_users_own_and_written_ahead(url: str) -> None:
    store = Store(url)
    store.remember("ann", [liked("a")])
    path = Path(url.removeprefix("sqlite:///"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_another_format_is_one_clear_line(url: str) -> None:
    Store(url).close()
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE parley_format SET version = 7")
    with pytest.raises(ConfigError, match=r"format 7.*reads 2") as caught:
        Store(url)
    assert "\n" not in str(caught.value)


def test_a_fact_that_cannot_be_read_is_named(url: str) -> None:
    store = Store(url)
    store.remember("ann", [liked("a")])
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE parley_facts SET kind = 'adored'")
    with pytest.raises(ConfigError, match=liked("a").id):
        store.facts("ann")
    assert store.forget_all("ann") == 1


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "nonsense://x", "sqlite:///no/such/folder/a.db", "sqlite:///folder", "sqlite:///junk",
     "oracle://ann:secretpw@host/x", "ann:secretpw@host", "sqlite+aiosqlite:///x"],
)  # fmt: skip
def test_a_url_that_cannot_be_opened_is_one_clear_line(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "junk").write_bytes(b"this is no database" * 400)
    with pytest.raises(ConfigError) as caught:
        Store(url)
    assert "\n" not in str(caught.value)
    assert "secretpw" not in str(caught.value)
    assert "the store" in str(caught.value)


def test_a_store_in_memory_is_shared_by_threads() -> None:
    store = Store("sqlite://")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: store.remember("ann", [liked(str(n))]), range(40)))
        assert all(len(facts) == 40 for facts in pool.map(lambda _: store.facts("ann"), range(8)))


def test_processes_open_and_write_one_store_at_once(any_url: str) -> None:
    code = (
        "import sys; sys.path.append('tests'); from test_store import Store, liked\n"
        "store = Store(sys.argv[1])\n"
        "for n in range(15):\n"
        "    store.remember('ann', [liked(f'{sys.argv[2]}-{n}'), liked(f'common-{n}')]); store.facts('ann')\n"
        "    store.forget('ann', [liked(f'common-{n}').id])\n"
    )
    workers = [
        subprocess.Popen([sys.executable, "-c", code, any_url, str(n)], cwd=ROOT, stderr=subprocess.PIPE, text=True) for n in range(4)
    ]
    for worker in workers:
        _, errors = worker.communicate(timeout=60)
        assert worker.returncode == 0, errors
    assert {fact.item_id for fact in Store(any_url).facts("ann")} >= {f"{w}-{n}" for w in range(4) for n in range(15)}


def test_the_settings_say_where_the_store_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    open_store().remember("ann", [liked("default")])
    assert list((tmp_path / "home").rglob("store.sqlite"))
    monkeypatch.setenv("PARLEY_STORE", "sqlite:///named.sqlite")
    open_store().remember("ann", [liked("named")])
    assert (tmp_path / "named.sqlite").is_file()
    assert [fact.item_id for fact in open_store("sqlite:///named.sqlite").facts("ann")] == ["named"]
