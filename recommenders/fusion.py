"""One score from several models: a weighted sum of theirs and of what the history says by itself, then steered.

Knows models by name, their weights and scales, signals, and steering. Does not fit models and does not know how weights
are found.

    score(i) = base * sum over voices v of weight_v * (s_v(i) - mean of s_v over the catalog) / scale_v
               + what the wish adds to i - what likeness to disliked items takes from i

A voice is a model or a signal of the history. Weights come from a softmax over all items, so scores are log-
probabilities up to one constant, and a product of experts (Hinton, 2002) is what the sum is. Unlike a z-score for every
profile, one scale for all keeps how sure a model is. Models are asked without the wish and without dislikes: these act
once, on the sum.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from catalog.errors import CatalogError
from recommenders.fusion_choice import PEOPLE, Voice, choose_weights
from recommenders.profile import UserProfile
from recommenders.recommender import ItemData, Recommender, Vector
from recommenders.signals import AGAIN, LATEST, NEAREST, SIGNALS, signal, signal_many
from recommenders.split import Split
from recommenders.steering import Steering
from recommenders.steering_choice import WishCases, choose_steering
from recommenders.storage import FACTS, damaged, load_model, save_model
from recommenders.text_projection import TextProjection

WISH, DISLIKES = "wish", "dislikes"
_FACTS = ("weights", "scales", "steering")


@dataclass(frozen=True, eq=False)
class Fusion:
    """The blend of `models`; `weights` and `scales` by the name of a model or a signal, what is absent has none."""

    models: Mapping[str, Recommender]
    items: ItemData
    weights: Mapping[str, float]
    scales: Mapping[str, float]
    steering: Steering = field(default_factory=Steering)

    @classmethod
    def choose(cls, models: Mapping[str, Recommender], items: ItemData, validation: Split, *, seed: int) -> Fusion:
        """The weights under which what people went on to is likeliest; models equal, signals nought if there is nobody.

        `validation` holds events the models were not fitted on; the first target of a person is looked at, of at most
        3,000 people. Nobody's history is counted for buying again where `validation` is masked.
        """
        people = validation.sample(PEOPLE, seed)
        if not people.profiles:
            return cls(models, items, dict.fromkeys(models, 1.0), dict.fromkeys(models, 1.0))
        voices = {name: Voice(model.score_many, 1 / len(models)) for name, model in models.items()}
        blend = cls(models, items, {}, {})
        voices[NEAREST] = Voice(lambda profiles: signal_many(NEAREST, blend.text, profiles), 0.0)
        for name in () if people.masked else (AGAIN, LATEST):
            voices[name] = _repeat(name, blend.text)
        weights, scales = choose_weights(list(voices.values()), people, seed=seed)
        found = cls(models, items, dict(zip(voices, weights, strict=True)), dict(zip(voices, scales, strict=True)))
        return blend._reading_alike(found)

    @cached_property
    def projection(self) -> TextProjection:
        """What texts are compared by."""
        return TextProjection.fit(self.items.vectors)

    @cached_property
    def text(self) -> Vector:
        """The items' projected texts, float32[n, p]."""
        return self.projection(self.items.vectors)

    def steered(self, cases: WishCases, *, seed: int) -> Fusion:
        """The same blend with the steering that `cases` ask for; their wishes are projected by `projection`."""
        return self._reading_alike(replace(self, steering=choose_steering(self.score, self.text, cases, seed=seed)))

    def score(self, profile: UserProfile, wish: Vector | None = None) -> Vector:
        """float32[n], finite, higher is better; 0 is an average item that is neither like the wish nor like what is
        disliked. Every voice of a weight other than 0 is asked once."""
        total = np.zeros(len(self.items), dtype=np.float32)
        for _, values in self._parts(profile, wish):
            total += values
        return total

    def score_many(self, profiles: Sequence[UserProfile]) -> Vector:
        """As `score` of each without a wish, float32[b, n], b >= 1."""
        return np.stack([self.score(profile) for profile in profiles])

    def parts(self, profile: UserProfile, wish: Vector | None = None) -> dict[str, Vector]:
        """What every voice, the wish and the dislikes give to every item, float32[n] each; their sum is `score`."""
        return dict(self._parts(profile, wish))

    def sources(
        self, profile: UserProfile, rows: npt.NDArray[np.int64], wish: Vector | None = None
    ) -> list[dict[str, float]]:
        """For each of `rows` what every part gives to its score; a row's numbers add up to what it has in `score`.

        So they say how far an item stands above an average one of the catalog, and who lifted it there.
        """
        taken = [(name, values[rows].tolist()) for name, values in self._parts(profile, wish)]
        return [{name: values[place] for name, values in taken} for place in range(len(rows))]

    def save(self, folder: Path) -> None:
        """Write weights, scales, projection and steering; the models are saved on their own."""
        facts = {"weights": dict(self.weights), "scales": dict(self.scales), "steering": self.steering.facts()}
        save_model(folder, {"center": self.projection.center, "axes": self.projection.axes}, facts)

    @classmethod
    def load(cls, folder: Path, models: Mapping[str, Recommender], items: ItemData) -> Fusion:
        """Read what `save` wrote; raises CatalogError when damaged or when a weighted model is absent from `models`."""
        arrays, facts = load_model(folder, ["center", "axes"], _FACTS)
        try:
            weights = {name: float(value) for name, value in facts["weights"].items()}
            scales = {name: float(facts["scales"][name]) for name in weights}
            steering = Steering.from_facts(facts["steering"])
            if not all(np.isfinite([*weights.values(), *scales.values()])) or 0.0 in scales.values():
                raise ValueError("a weight or scale that is no number")
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise damaged(folder / FACTS, error) from error
        for name in weights:
            if name not in models and name not in SIGNALS:
                known = ", ".join(models) or "none"
                raise CatalogError(f"fusion needs model {name!r}, the workspace has {known}; build again")
        blend = cls(models, items, weights, scales, steering)
        blend.__dict__["projection"] = TextProjection(arrays["center"], arrays["axes"])
        return blend

    def _reading_alike(self, other: Fusion) -> Fusion:
        """`other` with the projection and texts of this blend, which are long to compute."""
        other.__dict__.update(projection=self.projection, text=self.text)
        return other

    def _parts(self, profile: UserProfile, wish: Vector | None) -> Iterator[tuple[str, Vector]]:
        plain = _without_dislikes(profile)
        known = len(plain.history) > 0
        base = self.steering.base(wished=wish is not None, known=known)
        for name, weight in self.weights.items():
            if weight and (known or name in self.models):
                scores = self._voice(name, plain)
                yield name, np.float32(base * weight / self.scales[name]) * (scores - scores.mean())
        if wish is None and not profile.disliked:
            return
        wished = None if wish is None else self.projection(wish)
        gained = self.steering.offsets(self.text, wished, None, known=known)
        if gained is not None:
            yield WISH, gained
        if profile.disliked:
            moved = self.steering.offsets(self.text, wished, self.text[list(profile.disliked)], known=known)
            if moved is not None:
                yield DISLIKES, moved if gained is None else moved - gained

    def _voice(self, name: str, profile: UserProfile) -> Vector:
        model = self.models.get(name)
        return signal(name, self.text, profile) if model is None else model.score(profile)


def _without_dislikes(profile: UserProfile) -> UserProfile:
    """Only what speaks for the person, as history."""
    return UserProfile(tuple(profile.sequence(max(len(profile.history) + len(profile.liked), 1)).tolist()))


def _repeat(name: str, text: Vector) -> Voice:
    return Voice(lambda profiles: signal_many(name, text, profiles), 0.0, scale=1.0, signed=True)
