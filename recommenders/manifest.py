"""What a workspace says about itself: `Manifest`, the content of `manifest.json`.

Knows the format number, sizes, figures and the checksum of every file, and how a folder is checked against them.
Does not know what is in the files. Nothing in it depends on the clock or the machine's name, so equal input and seed
give an equal manifest.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from catalog.errors import CatalogError
from catalog.files import sha256_file, write_json

FORMAT = 2
"""Raised whenever an older Parley could not read what is written now."""
MANIFEST = "manifest.json"


class DatasetFacts(BaseModel):
    """Where the items and events come from, and under which terms."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    licence: str
    source: Literal["real", "synthetic"]
    """Where the events come from."""
    notes: tuple[str, ...] = ()


class Sizes(BaseModel):
    """How much there is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    items: int
    users: int
    """Those that were learnt from."""
    events: int
    held_out: int = 0
    """People nothing was learnt from."""


class Epoch(BaseModel):
    """One pass of a training over its events."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    member: int = 0
    """Which part of a model that is trained in several parts."""
    epoch: int
    """From 1."""
    loss: float
    """Mean over the epoch's steps."""
    validation: float
    """The figure that decides when learning stops; higher is better."""


class Manifest(BaseModel):
    """The description of one finished workspace."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = FORMAT
    parley_version: str
    seed: int
    dataset: DatasetFacts
    sizes: Sizes
    encoder: str
    """Name and checksum of the text encoder; a message must be encoded by the same one."""
    metrics: dict[str, dict[str, float]] = Field(default_factory=dict)
    """Held-out figures per model, of people whom nothing was chosen on."""
    curves: dict[str, tuple[Epoch, ...]] = Field(default_factory=dict)
    """The course of training of the models that learn in epochs."""
    dialogues: tuple[str, ...] = ()
    """Ids of the dialogues learnt from; an evaluation on dialogues leaves them out."""
    files: dict[str, str] = Field(default_factory=dict)
    """Path inside the workspace, with forward slashes -> sha256."""


def file_hashes(folder: Path) -> dict[str, str]:
    """sha256 of every file below `folder` but the manifest, by relative path."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256_file(path) for path in paths if path != folder / MANIFEST}


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write `manifest.json`, with a checksum of its own content."""
    content = manifest.model_dump(mode="json")
    write_json(folder / MANIFEST, content | {"checksum": _checksum(content)})


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a workspace; CatalogError says in one line why `folder` is none that can be read."""
    path = folder / MANIFEST
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "does not exist"
        raise CatalogError(f"workspace {str(folder)!r} {what}; {_HOW}")
    if not path.is_file():
        raise CatalogError(f"{str(folder)!r} is no workspace: it has no {MANIFEST}; {_HOW}")
    content = _read_object(path)
    _check_format(path, content.get("format"))
    stated = content.pop("checksum", None)
    if stated != _checksum(content):
        raise CatalogError(f"{str(path)!r} is damaged: its checksum does not match; build the workspace again")
    try:
        return Manifest.model_validate(content)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise CatalogError(f"{str(path)!r} is damaged at {where!r}; build the workspace again") from error


_HOW = "make one with: parley build --dataset films --out FOLDER"


def verify_files(folder: Path, manifest: Manifest) -> None:
    """CatalogError naming the first file that is missing, unreadable or not as it was written."""
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise CatalogError(f"workspace {str(folder)!r} is incomplete: {name!r} is missing; build it again")
        try:
            found = sha256_file(path)
        except OSError as error:
            raise CatalogError(f"workspace file {str(path)!r} cannot be read: {error.strerror}") from error
        if found != expected:
            raise CatalogError(
                f"workspace file {str(path)!r} is damaged: its sha256 is {found[:12]}…, "
                f"not {expected[:12]}… as when it was built; build the workspace again"
            )


def _read_object(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CatalogError(f"{str(path)!r} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise CatalogError(f"{str(path)!r} is damaged: it is not JSON; build the workspace again") from error
    if not isinstance(content, dict):
        raise CatalogError(f"{str(path)!r} is damaged: it is not a JSON object; build the workspace again")
    return content


def _check_format(path: Path, found: object) -> None:
    if not isinstance(found, int):
        raise CatalogError(f"{str(path)!r} states no format; it is not a manifest of Parley")
    if found > FORMAT:
        raise CatalogError(
            f"workspace format {found} of {str(path.parent)!r} is newer than this Parley reads ({FORMAT}); "
            "update Parley"
        )
    if found < FORMAT:
        raise CatalogError(
            f"workspace format {found} of {str(path.parent)!r} is older than this Parley reads ({FORMAT}); "
            "build the workspace again"
        )


def _checksum(content: dict[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
