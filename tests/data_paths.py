"""Where tests find real data, and the reason they give when it is absent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "data"


def data_folder(name: str) -> Path:
    """The folder of a real data set; skips the test where this machine has none."""
    folder = Path(os.environ.get("PARLEY_DATA") or _DEFAULT) / name
    if not folder.is_dir():
        pytest.skip(f"real data {name!r} is not on this machine (looked in {folder}; PARLEY_DATA names the place)")
    return folder
