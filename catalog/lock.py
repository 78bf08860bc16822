"""A file that one process at a time may hold, so that two do not work in one folder.

Knows locks of the operating system: one ends with the process that has it, so that what a killed process held is free
at once. Does not know what is locked.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO


def hold(path: Path) -> IO[bytes] | None:
    """The file at `path`, made with its folder, open and locked until it is closed or the process ends; None where
    another has it. OSError where it cannot be written."""
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            file = path.open("ab")
        except FileNotFoundError:  # whoever had the lock has just removed the folder
            continue
        if not _seize(file):
            file.close()
            return None
        if _names(path, file):
            return file
        file.close()


def _seize(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _names(path: Path, file: IO[bytes]) -> bool:
    """Whether `file` is still what `path` names, not one that was removed before it was locked."""
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False
