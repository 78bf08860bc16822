"""Word search over a catalog: SQLite's FTS5 in one read-only file.

Knows the index file, how a person's words become a query and how columns weigh. Does not know schema,
constraints or meaning: the caller says which text goes into which column and applies masks to the rows returned.
No SQL is ever made from the text of a user: the words travel as one bound parameter, each in quotes.
"""

import re
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import numpy as np

from catalog.errors import CatalogError
from catalog.everyday import GRAMMAR

_WORD = re.compile(r"[^\W_]+")
_MAX_WORDS = 48
_CREATE = (
    "CREATE VIRTUAL TABLE words USING fts5(title, people, keywords, text, content='',"
    " tokenize='porter unicode61 remove_diacritics 2')"
)
_INSERT = "INSERT INTO words(rowid, title, people, keywords, text) VALUES (?, ?, ?, ?, ?)"
_SELECT = (
    "SELECT rowid - 1, -bm25(words, 8.0, 5.0, 3.0, 1.0) AS score FROM words WHERE words MATCH ?"
    " ORDER BY score DESC, rowid LIMIT ?"
)


class WordRow(NamedTuple):
    """What can be found of one catalog row; a column may be empty."""

    title: str = ""
    people: str = ""
    keywords: str = ""
    text: str = ""


class WordIndex:
    """An index file, opened read-only; may be shared between threads, which search one after the other.

    The file is opened once: where it is replaced later, an index that is open goes on reading the old one.
    """

    def __init__(self, path: Path) -> None:
        """Open the index at `path`. CatalogError when it is missing or no word index."""
        self.path = path
        self._lock = threading.Lock()
        if not path.is_file():
            raise CatalogError(f"no word index at {str(path)!r}: build the workspace again")
        address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
        try:
            self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise self._unreadable(error) from error
        self._run('"probe"', 1)

    @classmethod
    def build(cls, path: Path, rows: Iterable[WordRow]) -> "WordIndex":
        """Write the index of `rows` (catalog rows in order, from 0) to `path`, replacing it, and open it."""
        path.unlink(missing_ok=True)
        connection = sqlite3.connect(path)
        try:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute(_CREATE)
            with connection:
                connection.executemany(_INSERT, ((number, *row) for number, row in enumerate(rows, start=1)))
                connection.execute("INSERT INTO words(words) VALUES ('optimize')")
        finally:
            connection.close()
        return cls(path)

    def search(self, text: str, limit: int | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Rows that hold the words of any text, best first, as int64[m], and their scores, float64[m].

        A row must hold every word; if none does, words may be beginnings of words; if none does, one word is
        enough. Grammar words count only where there is nothing else. Scores are BM25 with column weights
        (title 8, people 5, keywords 3, text 1), higher is better, comparable within one search only.
        """
        for query in _queries(text):
            found = self._run(query, -1 if limit is None else max(0, limit))
            if found:
                rows, scores = zip(*found, strict=True)
                return np.array(rows, dtype=np.int64), np.array(scores, dtype=np.float64)
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float64)

    def close(self) -> None:
        """Close the file; the index cannot be searched any more."""
        with self._lock:
            self._connection.close()

    def _run(self, query: str, limit: int) -> list[tuple[int, float]]:
        try:
            with self._lock:
                return self._connection.execute(_SELECT, (query, limit)).fetchall()
        except sqlite3.Error as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: sqlite3.Error) -> CatalogError:
        return CatalogError(
            f"the word index at {str(self.path)!r} cannot be read ({error}): build the workspace again"
        )


def _queries(text: str) -> Iterator[str]:
    """FTS5 queries for a text, strictest first; none when it has no word."""
    words = list(dict.fromkeys(_WORD.findall(text.lower())))
    words = [word for word in words if word not in GRAMMAR or word.isdigit()] or words
    words = words[:_MAX_WORDS]
    if not words:
        return
    yield " AND ".join(f'"{word}"' for word in words)
    yield " AND ".join(f'"{word}"*' if len(word) > 2 else f'"{word}"' for word in words)
    yield " OR ".join(f'"{word}"' for word in words)
    yield " OR ".join(f'"{word}"*' for word in words if len(word) > 2) or f'"{words[0]}"*'
