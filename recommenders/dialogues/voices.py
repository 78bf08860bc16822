"""Everything that speaks for an item at a moment of a conversation, as one table of scores.

Knows the voices by name: what people name in dialogues, alone and together; the workspace's rankers on the items named
so far; texts and words; age and fame. Does not know what a voice is worth: see `recommenders.dialogues.recommender`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from catalog.interactions import Interactions
from catalog.table import Catalog
from recommenders.dialogues.counts import Counts
from recommenders.dialogues.moment import Moment
from recommenders.dialogues.topics import Topics, coarse_attributes
from recommenders.dialogues.words import KINDS, WordMatch
from recommenders.item_knn import ItemKnn
from recommenders.profile import UserProfile
from recommenders.recommender import ItemData, Recommender
from recommenders.text_projection import TextProjection

Vector = npt.NDArray[np.float32]
Encode = Callable[[str], npt.NDArray[np.float32]]

_RANKERS = ("cooccurrence", "ranker")
_WISH_TURNS, _WISH_LENGTH, _TALK_LENGTH = 3, 300, 500
_RECENT, _RECENT_KINDS = 5, 8
_NEW = 2  # years before the newest items
_UNDATED = 1990.0
_LATEST = 3
_REPEATED = ("named", "named by the seeker", "named last", "named lately")
_FIRST = ("said", "wish", "seeker:kinds", "seeker:people", "topics")
"""Voices that weigh otherwise before anything was named."""


@dataclass(frozen=True, eq=False)
class Voices:
    """The voices of one catalog. `itemknn`: of its events. `projection`: what texts are compared by."""

    catalog: Catalog
    items: ItemData
    interactions: Interactions
    models: Mapping[str, Recommender]
    itemknn: ItemKnn
    projection: TextProjection
    encode: Encode

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The voices, in the order of the table's rows."""
        words = tuple(f"{role}:{kind}" for role in ("seeker", "recommender") for kind in KINDS)
        models = tuple(name for name in _RANKERS if name in self.models)
        plain = ("said", "together", "itemknn", *models, "nearest", "asked", "wish", "talk", "topics", "kinds")
        return (*plain, *words, *self._fixed, *_REPEATED, *(f"first:{name}" for name in _FIRST))

    def table(
        self, moment: Moment, counts: Counts, topics: Topics, without: Collection[int] | None = None
    ) -> Vector:
        """float32[voices, n]; `without`: rows of the moment's own dialogue, where `counts` holds it."""
        scores: dict[str, Vector] = {
            "said": counts.popularity(without),
            "together": 3 * counts.together(moment.items, without),
            "itemknn": 2 * np.sqrt(np.maximum(self.itemknn.score(UserProfile(moment.items)), 0)),
            "nearest": self._near(moment.items[-_RECENT:], np.max),
            "asked": self._near(moment.asked[-_RECENT:], np.mean),
            "wish": self._reads_like(" ".join(moment.of("seeker")[-_WISH_TURNS:])[-_WISH_LENGTH:]),
            "talk": self._reads_like(" ".join(text for _, text in moment.said)[-_TALK_LENGTH:]),
            "topics": topics.score(moment, self.attributes),
            "kinds": self._alike(moment.items[-_RECENT_KINDS:]),
        }
        for name in _RANKERS:
            if name in self.models:
                given = self.models[name].score(UserProfile(moment.items))
                scores[name] = 5 * given if name == "cooccurrence" else (given - given.mean()) / np.float32(2.5)
        for role in ("seeker", "recommender"):
            for kind in KINDS:
                scores[f"{role}:{kind}"] = self._words.score(moment, role, kind)
        scores |= self._fixed
        named = (moment.items, moment.asked, moment.items[-1:], moment.items[-_LATEST:])
        scores |= {name: self._marked(rows) for name, rows in zip(_REPEATED, named, strict=True)}
        nothing = np.float32(not moment.items)
        scores |= {f"first:{name}": nothing * scores[name] for name in _FIRST}
        return np.stack([scores[name] for name in self.names]).astype(np.float32)

    @cached_property
    def attributes(self) -> Vector:
        """What topics speak about, float32[n, attributes]."""
        return coarse_attributes(self.catalog)

    @cached_property
    def _words(self) -> WordMatch:
        return WordMatch(self.catalog)

    @cached_property
    def _text(self) -> Vector:
        return self.projection(self.items.vectors)

    @cached_property
    def _kinds(self) -> Vector:
        lengths = np.linalg.norm(self.attributes, axis=1, keepdims=True)
        return np.asarray(self.attributes / np.maximum(lengths, 1), dtype=np.float32)

    @cached_property
    def _fixed(self) -> dict[str, Vector]:
        """What does not change from moment to moment: age and fame."""
        years = np.nan_to_num(self.catalog.years, nan=_UNDATED)
        age = (years - 2000) / 10
        rated = np.log1p(self.interactions.counts())
        newest = float(np.nanmax(self.catalog.years, initial=_UNDATED))
        fixed = {
            "year": age,
            "year squared": age**2 / 5,
            "new": (years >= newest - _NEW).astype(float),
            "rated": rated,
            "unrated": (rated == 0).astype(float),
            "votes": np.log1p(_figure(self.catalog)) / 3,
        }
        return {name: np.asarray(values, dtype=np.float32) for name, values in fixed.items()}

    def _marked(self, rows: tuple[int, ...]) -> Vector:
        marks = np.zeros(len(self.items), np.float32)
        marks[list(rows)] = 1
        return marks

    def _near(self, rows: tuple[int, ...], over: Any) -> Vector:
        if not rows:
            return np.zeros(len(self.items), np.float32)
        return np.asarray(5 * over(self._text[list(rows)] @ self._text.T, axis=0), dtype=np.float32)

    def _alike(self, rows: tuple[int, ...]) -> Vector:
        if not rows:
            return np.zeros(len(self.items), np.float32)
        return np.asarray(2 * (self._kinds @ self.attributes[list(rows)].mean(axis=0)), dtype=np.float32)

    def _reads_like(self, text: str) -> Vector:
        if not text.strip():
            return np.zeros(len(self.items), np.float32)
        return np.asarray(5 * (self._text @ self.projection(self.encode(text))), dtype=np.float32)


def _figure(catalog: Catalog) -> npt.NDArray[np.float64]:
    """The table's own popularity, float64[n], 0 where unknown; also where events stand for it elsewhere."""
    fields = catalog.schema.by_role("popularity")
    if not fields:
        return np.zeros(len(catalog))
    values = [record.get(fields[0].name) for record in catalog.records]
    return np.array([float(value) if isinstance(value, (int, float)) and value > 0 else 0.0 for value in values])
