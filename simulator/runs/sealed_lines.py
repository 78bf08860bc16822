"""Lines with a checksum, appended to files that a kill may cut off anywhere: `seal`, `SealedWriter`, `read_sealed`.

Knows JSON objects, their CRC32 and when the disk is told. Does not know what the objects are.

A sealed line is the canonical JSON of an object with one field more at its end, `"crc32"`: eight hexadecimal digits
over the UTF-8 bytes of the object without that field. A kill leaves whole lines and at most one torn at the end.
"""

from __future__ import annotations

import os
import re
import time
import zlib
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from catalog.errors import CatalogError

_SEAL = re.compile(rb',"crc32":"([0-9a-f]{8})"\}\Z')
_LINES = 64
_SECONDS = 0.5
"""After so many lines, or so long after the last time, the disk is told: it can do that some 250 times a second."""


def seal(text: str) -> str:
    """A JSON object that is not empty, in one line, with its checksum and a newline."""
    return f'{text[:-1]},"crc32":"{zlib.crc32(text.encode()):08x}"}}\n'


def unseal(line: bytes) -> str | None:
    """The object of a sealed line without its newline; None where the line is not as it was written."""
    found = _SEAL.search(line)
    if found is None:
        return None
    content = line[: found.start()] + b"}"
    return content.decode() if zlib.crc32(content) == int(found[1], 16) else None


def read_sealed(path: Path, *, cut: bool = False) -> list[str]:
    """The objects of a file, in order. What a kill left torn at its end is passed over, and with `cut` cut off.

    CatalogError where a line that is not the last was spoilt: no kill does that.
    """
    try:
        *lines, tail = path.read_bytes().split(b"\n")
    except OSError as error:
        raise CatalogError(f"{str(path)!r} cannot be read: {error.strerror}") from error
    found = [unseal(line) for line in lines]
    torn = len(tail)
    while found and found[-1] is None:  # a power cut may leave blocks at the end that were never written
        found.pop()
        torn += len(lines.pop()) + 1
    whole = [text for text in found if text is not None]
    if len(whole) < len(found):
        raise CatalogError(
            f"{str(path)!r} is damaged at line {found.index(None) + 1}: its checksum does not match; "
            "delete that line, and the same command runs it again"
        )
    if cut and torn:
        shorten(path, torn)
    return whole


def shorten(path: Path, by: int) -> None:
    """Take so many bytes from the end of a file."""
    with path.open("r+b") as file:
        file.truncate(file.seek(0, os.SEEK_END) - by)
        file.flush()
        os.fsync(file.fileno())


class SealedWriter:
    """Appends to a file that is made, with its folder, with the first line. Every line is with the system at once,
    where a kill does not reach it, and with the disk a little later, many at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None
        self._owed = 0
        self._told = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def write(self, texts: Sequence[str]) -> None:
        """Append objects, all in one go. OSError where the disk takes no more."""
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o666)
        content = memoryview("".join(map(seal, texts)).encode())
        while content:
            content = content[os.write(self._file, content) :]
        self._owed += len(texts)
        if self._owed >= _LINES:
            self.sync()

    def sync(self, *, late: bool = False) -> None:
        """Wait until the disk has everything; with `late` only if it has waited long enough."""
        if self._file is None or not self._owed or (late and time.monotonic() - self._told < _SECONDS):
            return
        os.fsync(self._file)
        self._owed, self._told = 0, time.monotonic()

    def close(self) -> None:
        """Tell the disk and let go of the file."""
        self.sync()
        if self._file is not None:
            os.close(self._file)
            self._file = None
