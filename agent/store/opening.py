"""Opening the store that is configured: `open_store`.

Knows settings and the user's data folder. Knows nothing about what a store holds.
"""

from __future__ import annotations

from sqlalchemy.engine import URL

from agent.store.store import Store
from catalog.errors import ConfigError

FILE = "store.sqlite"


def open_store(url: str | None = None) -> Store:
    """The store at `url`; None means what the settings say, else an SQLite file in the user's data folder."""
    from agent.settings import load_settings, user_folder

    named = url or load_settings().store
    if named is not None:
        return Store(named)
    folder = user_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"folder {str(folder)!r} cannot be made: {error.strerror}; set PARLEY_STORE") from error
    return Store(URL.create("sqlite", database=str(folder / FILE)).render_as_string(hide_password=False))
