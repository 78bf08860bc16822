"""Arrays and small facts of a model on disk: `arrays.safetensors` and `facts.json` in one folder.

Knows the two files and turns every way they can be broken into one clear line. Knows nothing of what they
mean; no pickle is ever read or written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from catalog.errors import CatalogError

ARRAYS = "arrays.safetensors"
FACTS = "facts.json"

Array = npt.NDArray[Any]


def save_model(folder: Path, arrays: Mapping[str, Array], facts: Mapping[str, object]) -> None:
    """Write `arrays` and `facts` (plain JSON values) into `folder`, which is made if absent."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    save_file({name: np.ascontiguousarray(array) for name, array in arrays.items()}, folder / ARRAYS)
    text = json.dumps(dict(facts), indent=1, sort_keys=True)
    (folder / FACTS).write_text(text + "\n", encoding="utf-8")


def load_model(folder: Path, arrays: Sequence[str], facts: Sequence[str]) -> tuple[dict[str, Array], dict[str, Any]]:
    """Read what `save_model` wrote, with at least the named `arrays` and `facts`.

    Raises CatalogError naming the file that is missing, damaged or not of this kind.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        stored: dict[str, Array] = load_file(folder / ARRAYS)
    except (OSError, SafetensorError) as error:
        raise damaged(folder / ARRAYS, error) from error
    known = load_facts(folder / FACTS)
    for file, names, found in ((ARRAYS, arrays, stored), (FACTS, facts, known)):
        lacking = [name for name in names if name not in found]
        if lacking:
            raise damaged(folder / file, KeyError(f"lacks {', '.join(lacking)}"))
    return stored, known


def load_facts(path: Path) -> dict[str, Any]:
    """Read one JSON object; raises CatalogError naming the file that is missing or damaged."""
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise damaged(path, error) from error
    if not isinstance(facts, dict):
        raise damaged(path, TypeError("not a JSON object"))
    return facts


def damaged(path: Path, error: Exception) -> CatalogError:
    """The one line for a model file that cannot be used."""
    what = "is missing" if isinstance(error, FileNotFoundError) else f"cannot be read ({_short(error)})"
    return CatalogError(f"model file {str(path)!r} {what}; build the workspace again")


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
