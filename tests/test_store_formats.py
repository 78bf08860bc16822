"""A store of the first format is brought up to today's in place, and whatever goes wrong leaves it as it was."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from store_kinds import KINDS, fact, new_store, turn

from agent.store import Store, formats
from agent.store.formats import FORMAT
from agent.store.tables import Base
from catalog.errors import ConfigError

ROOT = Path(__file__).resolve().parents[1]
OLD = Path(__file__).parent / "stores" / "format_1.db"
"""Made by the Parley that wrote format 1."""


@pytest.fixture
def old(tmp_path: Path) -> str:
    shutil.copy(OLD, tmp_path / "store.sqlite")
    return f"sqlite:///{tmp_path}/store.sqlite"


def tables_of(url: str) -> str:
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        return "\n".join(connection.iterdump())


def test_facts_of_format_1_are_kept_in_place(old: str) -> None:
    store = Store(old)
    known = store.facts("ann")
    assert [(f.kind, f.item_id, f.evidence, f.polarity) for f in known] == [
        ("liked", "heat-1995", "I loved Heat, “really” 👍", 1),
        ("seen", "alien-1979", "", 0),
        ("constraint", None, "I hate horror and musicals", -1),
    ]
    assert known[2].constraint is not None
    assert known[2].constraint.values == ("Horror", "Musical")
    assert str(known[2].expiry) == "2030-01-01"
    assert [(f.kind, f.catalog, f.strength) for f in store.facts("bob")] == [("saved", "games", 0.5)]
    store.remember("ann", [fact("up")])
    assert store.append(turn()) == 1
    store.close()
    assert [f.item_id for f in Store(old).facts("ann")] == ["heat-1995", "alien-1979", None, "up"]


def test_a_store_whose_first_opening_was_cut_short_is_one_too(old: str) -> None:
    with sqlite3.connect(old.removeprefix("sqlite:///")) as connection:
        connection.execute("DELETE FROM parley_format")
    assert len(Store(old).facts("ann")) == 3


def test_processes_may_bring_it_up_at_once(old: str) -> None:
    code = "import sys; from agent.store import Store; print(len(Store(sys.argv[1]).facts('ann')))"
    workers = [subprocess.Popen([sys.executable, "-c", code, old], cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert [worker.communicate(timeout=60)[0] for worker in workers] == ["3\n"] * 4


def test_what_goes_wrong_on_the_way_leaves_the_old_format(old: str) -> None:
    with sqlite3.connect(old.removeprefix("sqlite:///")) as connection:
        connection.execute("CREATE TABLE parley_feedback (something INTEGER)")
    before = tables_of(old)
    with pytest.raises(ConfigError, match="parley_feedback"):
        Store(old)
    assert tables_of(old) == before


@pytest.mark.parametrize("kind", KINDS)
def test_the_steps_lead_to_the_tables_in_use(kind: str, tmp_path: Path) -> None:
    url = new_store(kind, tmp_path)
    Store(url).close()
    parsed = make_url(url)
    engine = create_engine(parsed.set(drivername="postgresql+psycopg") if kind == "postgresql" else parsed)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = [d for d in compare_metadata(context, Base.metadata) if "parley_alembic" not in str(d)]
    engine.dispose()
    assert differences == []


def test_the_last_step_is_the_format() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(formats.__file__).parents[1] / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [str(FORMAT)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_newer_store_is_one_clear_line(kind: str, tmp_path: Path) -> None:
    url = new_store(kind, tmp_path)
    Store(url).close()
    parsed = make_url(url)
    engine = create_engine(parsed.set(drivername="postgresql+psycopg") if kind == "postgresql" else parsed)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE parley_format SET version = 7")
    engine.dispose()
    with pytest.raises(ConfigError, match=r"format 7.*reads 2") as caught:
        Store(url)
    assert "\n" not in str(caught.value)
