"""Parsing of table files: jsonl, json, csv, tsv and parquet into rows with their places.

Knows file formats and says in one line where a file is broken. Knows nothing about what columns mean.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from catalog.errors import CatalogError
from catalog.readers.dataset import Row

DELIMITERS = (",", "\t", ";", "|")
_LONGEST_CELL = 16_777_216  # characters; the csv module's own limit of 131,072 is below some long texts


@dataclass(frozen=True)
class Rows:
    """The rows of one file and where each one stands."""

    path: Path
    rows: list[Row]
    numbers: list[int]
    """Line number of each row (csv, jsonl), else its position counted from 1."""
    unit: str = "line"

    def place(self, index: int) -> str:
        """Where row `index` stands, for example "line 12"."""
        return f"{self.unit} {self.numbers[index]}"

    @property
    def columns(self) -> list[str]:
        """Every column of any row, in order of first appearance."""
        return list(dict.fromkeys(column for row in self.rows for column in row))


def quoted(path: Path) -> str:
    """The path as error messages write it."""
    return repr(str(path))


def read_bytes(path: Path) -> bytes:
    """The content of a file; CatalogError where it is missing, a folder, unreadable or empty."""
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise CatalogError(f"{quoted(path)} does not exist") from error
    except OSError as error:
        raise CatalogError(f"{quoted(path)} cannot be read: {error.strerror}") from error
    if not content.strip():
        raise CatalogError(f"{quoted(path)} is empty")
    return content


def decode(content: bytes, path: Path, encoding: str = "utf-8-sig") -> str:
    """Text of a file, without a byte order mark; CatalogError names the line with the first wrong byte."""
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CatalogError(f"{quoted(path)} is not UTF-8 text (line {line}); save it as UTF-8") from error


def read_text(path: Path) -> str:
    """Text of a UTF-8 file that is not empty."""
    return decode(read_bytes(path), path)


def parse_json(text: str) -> object:
    """JSON with NaN and infinities read as null; JSONDecodeError or RecursionError where it is broken."""
    return json.loads(text, parse_constant=lambda _: None)


def read_jsonl(path: Path) -> Rows:
    """One JSON object per line; blank lines are skipped."""
    rows, numbers = [], []
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = parse_json(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise CatalogError(f"{quoted(path)} line {number} is not valid JSON: {error}") from error
        if not isinstance(row, dict):
            raise CatalogError(f"{quoted(path)} line {number} is not a JSON object")
        rows.append(row)
        numbers.append(number)
    return Rows(path, rows, numbers)


def read_json_value(path: Path) -> object:
    """The one JSON value of a file."""
    try:
        return parse_json(read_text(path))
    except json.JSONDecodeError as error:
        raise CatalogError(f"{quoted(path)} line {error.lineno} is not valid JSON: {error.msg}") from error
    except RecursionError as error:
        raise CatalogError(f"{quoted(path)} is nested too deeply") from error


def read_json(path: Path) -> Rows:
    """A list of objects, or an object of objects whose keys become the column `id` unless there is one."""
    value = read_json_value(path)
    if isinstance(value, dict) and value and all(isinstance(row, dict) for row in value.values()):
        value = [{"id": key, **row} for key, row in value.items()]
    if not isinstance(value, list):
        raise CatalogError(f"{quoted(path)} is no table: it must be a list of objects or an object of objects")
    for position, row in enumerate(value, start=1):
        if not isinstance(row, dict):
            raise CatalogError(f"{quoted(path)} entry {position} is not a JSON object")
    return Rows(path, value, list(range(1, len(value) + 1)), unit="entry")


def records(text: str, path: Path, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The records of a csv text with the line each one starts on; blank lines are skipped."""
    limit = csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise CatalogError(f"{quoted(path)} line {start} is a broken row: {error}") from error
    finally:
        csv.field_size_limit(limit)


def sniff_delimiter(text: str, path: Path) -> str:
    """The delimiter that splits the header into most columns; a comma where none does."""
    if path.suffix.lower() == ".tsv":
        return "\t"
    header = text[: text.find("\n")] if "\n" in text else text
    return max(DELIMITERS, key=lambda mark: (_width(header, mark), -DELIMITERS.index(mark)))


def _width(header: str, delimiter: str) -> int:
    return len(next(csv.reader([header], delimiter=delimiter), []))


def header_of(cells: list[str], path: Path) -> list[str]:
    """Column names of a header row (a nameless one: `column_N`); CatalogError on a name that comes twice."""
    names = [cell.strip() or f"column_{position}" for position, cell in enumerate(cells, start=1)]
    for name in names:
        if names.count(name) > 1:
            raise CatalogError(f"{quoted(path)} has two columns called {name!r}; rename one")
    return names


def read_csv(path: Path) -> Rows:
    """A table with a header row; cells stay strings. The delimiter is one of , tab ; |."""
    text = read_text(path)
    found = records(text, path, sniff_delimiter(text, path))
    first = next(found, None)
    if first is None:
        raise CatalogError(f"{quoted(path)} has no header row")
    header = header_of(first[1], path)
    rows: list[Row] = []
    numbers = []
    for number, cells in found:
        if len(cells) != len(header):
            raise CatalogError(
                f"{quoted(path)} line {number} has {len(cells)} columns, but the header has {len(header)}"
            )
        rows.append(dict(zip(header, cells, strict=True)))
        numbers.append(number)
    return Rows(path, rows, numbers)


def read_parquet(path: Path) -> Rows:
    """A parquet table; dates become ISO text, decimals become floats, so that every row can be JSON."""
    import pyarrow
    import pyarrow.parquet

    if not path.is_file():
        raise CatalogError(f"{quoted(path)} does not exist")
    try:
        table = pyarrow.parquet.read_table(path).to_pylist()
    except (pyarrow.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0]
        raise CatalogError(f"{quoted(path)} is not a readable parquet file: {reason}") from error
    rows = [{column: _plain(value, column, path) for column, value in row.items()} for row in table]
    return Rows(path, rows, list(range(1, len(rows) + 1)), unit="row")


def _plain(value: object, column: str, path: Path) -> object:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list):
        return [_plain(part, column, path) for part in value]
    if isinstance(value, bytes):
        raise CatalogError(f"{quoted(path)} column {column!r} holds bytes; drop it or store it as text")
    return value


PARSERS: dict[str, Callable[[Path], Rows]] = {
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".json": read_json,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".parquet": read_parquet,
}
"""File suffix -> parser."""


def read_table(path: Path) -> Rows:
    """The rows of a table file of any known format; CatalogError where it has none."""
    parser = PARSERS.get(path.suffix.lower())
    if parser is None:
        raise CatalogError(f"{quoted(path)} is not a table file; known endings: {', '.join(PARSERS)}")
    rows = parser(path)
    if not rows.rows:
        raise CatalogError(f"{quoted(path)} has no rows")
    return rows
