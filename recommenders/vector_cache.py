"""Vectors of texts that were encoded before, by content hash.

Knows one SQLite file per user: key (sha256 of encoder and text) -> float32 vector. Does not know what a text
is about or which catalog it came from, so a rebuilt catalog pays only for texts that changed.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt
import platformdirs

from catalog.errors import ConfigError

_LOOKUP = 500  # keys per query: below SQLite's limit on bound values


def default_cache_folder() -> Path:
    """Where vectors are kept between runs: the user's cache directory."""
    return Path(platformdirs.user_cache_dir("parley"))


class VectorCache:
    """Vectors by content; safe to delete at any time."""

    def __init__(self, folder: Path) -> None:
        """Keep the cache in `folder`, which is made on first use."""
        self.path = folder / "vectors.sqlite"

    @staticmethod
    def key(encoder: str, text: str) -> bytes:
        """The content hash of `text` as read by `encoder`."""
        return hashlib.sha256(f"{encoder}\0{text}".encode("utf-8", "surrogatepass")).digest()

    def get(self, keys: Sequence[bytes]) -> dict[bytes, npt.NDArray[np.float32]]:
        """Known vectors among `keys`."""
        found: dict[bytes, npt.NDArray[np.float32]] = {}
        with self._open() as base:
            for start in range(0, len(keys), _LOOKUP):
                part = list(keys[start : start + _LOOKUP])
                marks = ",".join("?" * len(part))
                for key, blob in base.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", part):
                    found[key] = np.frombuffer(blob, dtype=np.float32)
        return found

    def put(self, keys: Sequence[bytes], vectors: npt.NDArray[np.float32]) -> None:
        """Remember `vectors[i]` (float32[n, d]) under `keys[i]`."""
        rows = [(key, vector.tobytes()) for key, vector in zip(keys, vectors, strict=True)]
        with self._open() as base:
            base.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", rows)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            base = sqlite3.connect(self.path, timeout=30)
        except (OSError, sqlite3.Error) as error:
            raise ConfigError(f"vector cache {str(self.path)!r} cannot be opened: {error}") from error
        try:
            with base:
                base.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL)")
                yield base
        except sqlite3.DatabaseError as error:
            raise ConfigError(f"vector cache {str(self.path)!r} is damaged ({error}); delete it") from error
        finally:
            base.close()
