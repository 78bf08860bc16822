"""The one interface of everything that scores items for a person.

Knows the contract and what a model may see of a catalog. Does not know any model.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Self

import numpy as np
import numpy.typing as npt

from catalog.errors import CatalogError
from catalog.interactions import Interactions
from catalog.table import Catalog
from recommenders.attributes import Attributes
from recommenders.profile import UserProfile
from recommenders.progress import Progress
from recommenders.split import Split

Vector = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
ScoreMany = Callable[[Sequence[UserProfile]], Vector]


@dataclass(frozen=True, eq=False)
class ItemData:
    """What every model may see of the catalog; row i is item i.

    vectors: float32[n, d], text vectors of unit norm. popularity: float64[n], the catalog's own figure (votes,
    sales), at least 0 and 0 where unknown. attributes: which items share kinds and makers.
    """

    vectors: Vector
    popularity: npt.NDArray[np.float64]
    attributes: Attributes = field(default_factory=Attributes)

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together; raises CatalogError."""
        if not self.attributes.names:
            object.__setattr__(self, "attributes", Attributes.none(len(self.vectors)))
        if len(self.attributes) != len(self.vectors):
            raise CatalogError(
                f"attributes of {len(self.attributes)} items do not fit {len(self.vectors)} item vectors"
            )
        if self.vectors.ndim != 2 or len(self.vectors) != len(self.popularity):
            raise CatalogError(
                f"item vectors {self.vectors.shape} and popularity {self.popularity.shape} do not fit together"
            )
        clean = np.maximum(np.nan_to_num(self.popularity.astype(np.float64)), 0)
        object.__setattr__(self, "popularity", clean)

    @classmethod
    def of(cls, catalog: Catalog, vectors: Vector) -> Self:
        """What models see of `catalog`, whose texts have `vectors`."""
        return cls(vectors, catalog.popularity, Attributes.of(catalog))

    def __len__(self) -> int:
        """How many items."""
        return len(self.vectors)


class Recommender(ABC):
    """A model that gives every item a score for a profile. Deterministic given its seed; holds no user state."""

    name: ClassVar[str]
    metrics: dict[str, float]

    @classmethod
    @abstractmethod
    def fit(
        cls,
        interactions: Interactions,
        items: ItemData,
        *,
        seed: int,
        progress: Progress,
        validation: Split | None = None,
        checkpoint: Path | None = None,
    ) -> Self:
        """Learn from events; equal input and seed give equal scores. Must work when there are no events.

        `validation`: held-out events, none of them in `interactions`, that may decide when to stop learning; without
        them a model that needs some holds out its own. `checkpoint`: a folder in which a model that learns for long may
        keep where it stands, to go on from there to the same result after a kill; the caller removes it once the
        model is saved.
        """

    @abstractmethod
    def score(self, profile: UserProfile, wish: Vector | None = None) -> Vector:
        """float32[n], finite, higher is better, for every item, those already consumed included.

        Works for an empty profile (popularity) and for items without events. `wish` is the text vector of what
        the person asks for now, float32[d] of unit norm; models without a text path pass it over.
        """

    def score_many(self, profiles: Sequence[UserProfile]) -> Vector:
        """As `score` of each without a wish, float32[b, n], b >= 1; models that can do it in one pass override it."""
        return np.stack([self.score(profile) for profile in profiles])

    @abstractmethod
    def save(self, folder: Path) -> None:
        """Write the model into `folder`: safetensors, npz or JSON only."""

    @classmethod
    @abstractmethod
    def load(cls, folder: Path, items: ItemData) -> Self:
        """Read what `save` wrote. `items` may have grown at the end since; raises CatalogError if it shrank."""


def check_growth(known: int, items: ItemData, what: str) -> int:
    """How many items joined since the model was trained on `known`; raises CatalogError if some left."""
    if len(items) < known:
        raise CatalogError(f"model {what!r} was trained on {known} items, the catalog has {len(items)}; build again")
    return len(items) - known
