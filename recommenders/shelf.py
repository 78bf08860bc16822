"""Fitted models on disk while others are still learnt, and where a model in training keeps its checkpoints.

Knows which models are whole: one counts once its files' checksums are written. Does not know how models are fitted or
what is in their files.
"""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from catalog.errors import CatalogError
from catalog.files import write_json
from recommenders.manifest import file_hashes
from recommenders.recommender import ItemData, Recommender
from recommenders.storage import load_facts

_log = logging.getLogger(__name__)


class Shelf:
    """Models by class in one folder: `fitted/NAME/`, `fitted/NAME.json`, `checkpoints/NAME/`."""

    def __init__(self, folder: Path) -> None:
        """`folder` may hold what an earlier run with the same input left."""
        self._fitted, self._checkpoints = folder / "fitted", folder / "checkpoints"

    def checkpoint(self, kind: type[Recommender]) -> Path:
        """The folder for checkpoints of `kind` until it is put here."""
        return self._checkpoints / kind.name

    def put(self, model: Recommender, items: ItemData) -> Recommender:
        """Keep a fitted model and give it back as it is read from there; its checkpoints are removed."""
        place = self._fitted / model.name
        shutil.rmtree(place, ignore_errors=True)
        model.save(place)
        write_json(self._sums(model.name), file_hashes(place))
        shutil.rmtree(self._checkpoints / model.name, ignore_errors=True)
        return type(model).load(place, items)

    def take(self, kind: type[Recommender], items: ItemData) -> Recommender | None:
        """The model of class `kind` that was put here; None, and a warning if its files changed, where there is none
        that is whole."""
        sums = self._sums(kind.name)
        if not sums.is_file():
            return None
        try:
            if load_facts(sums) == file_hashes(self._fitted / kind.name):
                return kind.load(self._fitted / kind.name, items)
        except CatalogError as error:
            _log.warning("%s", error)
        _log.warning("the model %r that a stopped build left cannot be read; it is fitted again", kind.name)
        sums.unlink()
        return None

    def _sums(self, name: str) -> Path:
        return self._fitted / f"{name}.json"
