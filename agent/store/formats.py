"""The format of a store: `FORMAT`, and how an older store is brought up to it in place.

Knows versions and Alembic. Knows nothing about what the tables hold. All steps are one transaction: a store has its old
format or the new one, whenever the process ends.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, select

from agent.store.database import Database
from agent.store.tables import NOBODY, Format
from catalog.errors import ConfigError

FORMAT = 2
"""Raised, with a step in `agent.migrations`, whenever an older Parley could not read what is written now."""
_STEPS = Path(__file__).resolve().parents[1] / "migrations"
_VERSION_TABLE = "parley_alembic"


def bring_up(database: Database) -> None:
    """Make the tables, or bring those of an older format up to date; ConfigError for a newer one."""
    with database.reading() as session:
        version = _version(session.connection())
    if version is None or version < FORMAT:
        with database.writing(NOBODY) as work:
            connection = work.session.connection()
            version = _version(connection)  # another process may have been quicker
            if version is None or version < FORMAT:
                _upgrade(connection, version)
                version = FORMAT
    if version > FORMAT:
        raise ConfigError(
            f"the store {database.name!r} has format {version}, this Parley reads {FORMAT} and older; "
            "use the Parley that wrote it, or name another store (PARLEY_STORE)"
        )


def _version(connection: Connection) -> int | None:
    if not inspect(connection).has_table(Format.__tablename__):
        return None
    version = connection.scalar(select(Format.version).order_by(Format.version.desc()))
    return 1 if version is None else version  # format 1 made its tables first and wrote its number then


def _upgrade(connection: Connection, version: int | None) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["version_table"] = _VERSION_TABLE
    if version is not None and not inspect(connection).has_table(_VERSION_TABLE):
        command.stamp(config, str(version))  # written before there were steps
    command.upgrade(config, "head")
