"""Small files for reader tests, and the built-in readers as the project declares them."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from importlib.metadata import EntryPoint
from pathlib import Path

from catalog.readers.dataset import Dataset, choose_reader

PROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"


def declared_readers() -> list[EntryPoint]:
    """The built-in readers as pyproject.toml declares them, installed or not."""
    groups = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["entry-points"]
    return [EntryPoint(name, value, "parley.readers") for name, value in groups["parley.readers"].items()]


def read(path: Path) -> Dataset:
    return choose_reader(path, declared_readers()).read(path)


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def lines(rows: Iterable[Mapping[str, object]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)
