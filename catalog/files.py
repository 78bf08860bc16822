"""Files and folders written so that a crash leaves the old or the new content, never half of one.

Knows checksums, temporary names and renames. Knows nothing about what the files hold.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

from catalog.errors import CatalogError

_BLOCK = 1_048_576  # bytes read at a time


def sha256_file(path: Path) -> str:
    """SHA-256 of a file's content, as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def write_json(path: Path, value: object) -> None:
    """Write JSON (UTF-8, sorted keys, newline at the end) under a temporary name and rename it into place.

    Equal values give equal bytes. NaN and infinities are refused with ValueError: they are not JSON.
    """
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False) + "\n"
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file under a temporary name, flush it to the disk and rename it into place."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def aside_name(target: Path) -> Path:
    """Where `replace_folder` keeps the old folder for the moment between its two renames."""
    return target.with_name(f".{target.name}.old")


def recover(target: Path) -> bool:
    """Finish or undo a `replace_folder` that was cut off; True where the old folder was put back.

    Call it before loading `target`. With `target` in place only the leftover of the old one is removed.
    """
    aside = aside_name(target)
    if not aside.exists():
        return False
    if target.exists():
        # What is left of the old folder may still be open in a reader (Windows); the next call tries again.
        shutil.rmtree(aside, ignore_errors=True)
        return False
    aside.rename(target)
    return True


def replace_folder(temp: Path, target: Path) -> None:
    """Put the finished folder `temp` in the place of `target`, which may or may not exist.

    Both must lie on one file system (best: in one parent folder). Two renames: the old folder is moved aside,
    the new one takes its name; the old one is then removed. A crash in between leaves the old one aside, and
    `recover` puts it back. On Windows a file held open in the old folder stops the first rename and nothing
    is changed. Raises CatalogError where a rename fails; the old folder is then in its place again.
    """
    if not temp.is_dir():
        raise CatalogError(f"{str(temp)!r} is no folder; nothing was replaced")
    recover(target)
    aside = aside_name(target)
    try:
        if target.exists():
            target.rename(aside)
        temp.rename(target)
    except OSError as error:
        if aside.exists() and not target.exists():
            aside.rename(target)
        raise CatalogError(f"{str(target)!r} could not be replaced ({error.strerror}); it is unchanged") from error
    shutil.rmtree(aside, ignore_errors=True)
