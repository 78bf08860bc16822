"""The files of a data set, whether they lie in a folder or in a zip.

Knows how to list and read members in memory; nothing is ever extracted, so a member's path cannot point
outside. Knows nothing about what the members hold.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path

from catalog.errors import CatalogError
from catalog.readers.textfiles import decode, quoted, read_bytes

LARGEST = 1_073_741_824
"""Bytes a member may unpack to; larger ones are refused instead of filling the memory."""

_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


def member_names(path: Path) -> set[str]:
    """File names in a folder or zip, without the folders inside the zip; empty where it cannot be listed."""
    if path.is_dir():
        return {child.name for child in path.iterdir() if child.is_file()}
    if path.suffix.lower() != ".zip" or not zipfile.is_zipfile(path):
        return set()
    try:
        with zipfile.ZipFile(path) as archive:
            return {_base(info) for info in archive.infolist() if not info.is_dir()}
    except _BROKEN_ZIP:
        return set()


def read_member(path: Path, name: str, encoding: str = "utf-8-sig") -> str:
    """Text of the file `name` in a folder or zip; CatalogError where it is missing, broken or too large."""
    place = path / name
    content = read_bytes(place) if path.is_dir() else _unzip(path, name)
    return decode(content, place, encoding)


def has_all(path: Path, names: Collection[str]) -> bool:
    """Whether a folder or zip holds all these files."""
    return set(names) <= member_names(path)


def _base(info: zipfile.ZipInfo) -> str:
    return info.filename.replace("\\", "/").rsplit("/", 1)[-1]


def _unzip(path: Path, name: str) -> bytes:
    try:
        with zipfile.ZipFile(path) as archive:
            found = [info for info in archive.infolist() if _base(info) == name and not info.is_dir()]
            if len(found) != 1:
                raise CatalogError(f"{quoted(path)} holds {len(found)} files called {name!r}; it must hold one")
            if found[0].file_size > LARGEST:
                raise CatalogError(f"{quoted(path)} member {name!r} is larger than {LARGEST} bytes; unzip it first")
            return archive.read(found[0])
    except _BROKEN_ZIP as error:
        raise CatalogError(f"{quoted(path)} is a broken zip: {error}") from error
    except OSError as error:
        raise CatalogError(f"{quoted(path)} cannot be read: {error.strerror}") from error
