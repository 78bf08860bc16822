"""Steering: how what a person asks for, or does not want, moves the scores of any model.

Knows text vectors and a few learnt numbers. Does not know the model whose scores it moves, nor how the numbers were
found.

    score(i) = base * score of the model(i) + wish * z(wish, i) - dislike * max over disliked Y of max(0, z(Y, i) - 1)

z(q, i) is the cosine of q and item i in standard deviations over the catalog, so a vague wish moves as much as a
sharp one; beyond four it counts a fifth, so that "like X" does not end at the next part of X. This is Bayes' rule with
P(wish | item) proportional to exp(wish * z); the model itself stays as it was trained. An item less than one standard
deviation nearer to Y than a random one does not move at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from recommenders.recommender import Vector
from recommenders.trie import Trie

_RELATED = 1.0  # standard deviations of likeness from which on an item counts as like a disliked one
_PLAIN = 4.0  # standard deviations of likeness that count in full
_BEYOND = 0.2  # what those after them count
_STILL = 1e-6  # cosines that differ by less are equal


@dataclass(frozen=True)
class Weights:
    """What a unit of the model's own score is worth beside a wish, and what a standard deviation of likeness is."""

    base: float
    wish: float


@dataclass(frozen=True)
class Steering:
    """Learnt numbers of one model: `known` for people with a history, `unknown` for an empty profile, whose base is
    popularity. `dislike` is in units of the model's score, so beside a wish it goes with `known.base`. The defaults
    are what a model of log-probabilities of films came out at."""

    known: Weights = Weights(1.0, 1.4)
    unknown: Weights = Weights(1.5, 1.5)
    dislike: float = 1.0

    def base(self, *, wished: bool, known: bool) -> float:
        """What the model's own score is multiplied by: 1 unless something is asked for."""
        return (self.known if known else self.unknown).base if wished else 1.0

    def offsets(self, text: Vector, wish: Vector | None, disliked: Vector | None, *, known: bool) -> Vector | None:
        """What is added to `base` times the model's score, float32[n]; None where nothing is asked or disliked.

        text: float32[n, p], the items' projected text at unit norm; wish: float32[p], projected likewise; disliked:
        float32[m, p], m >= 1, rows of `text` or projected words; `known`: whether the person has a history.
        """
        total = None
        if wish is not None:
            total = np.float32((self.known if known else self.unknown).wish) * likeness(text, wish)
        if disliked is not None:
            loss = np.float32(self._loss(wished=wish is not None)) * aversion(text, disliked)
            total = -loss if total is None else total - loss
        return total

    def steer(
        self, scores: Vector, text: Vector, wish: Vector | None, disliked: Vector | None, *, known: bool
    ) -> Vector:
        """The unsteered `scores` (float32[n]) moved; the very same array where nothing is asked or disliked."""
        added = self.offsets(text, wish, disliked, known=known)
        if added is None:
            return scores
        return np.asarray(np.float32(self.base(wished=wish is not None, known=known)) * scores + added, np.float32)

    def _loss(self, *, wished: bool) -> float:
        """What likeness to a disliked item costs; beside a wish at least half of what likeness to the wish gains, also
        where the model's own score counts for little."""
        return max(self.dislike * self.known.base, self.known.wish / 2) if wished else self.dislike

    def facts(self) -> dict[str, Any]:
        """Plain JSON values, for `from_facts`."""
        return asdict(self)

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Steering:
        """What `facts` wrote; raises KeyError, TypeError or ValueError for anything else."""
        known, unknown = (Weights(float(facts[k]["base"]), float(facts[k]["wish"])) for k in ("known", "unknown"))
        return cls(known, unknown, float(facts["dislike"]))


def likeness(text: Vector, query: Vector) -> Vector:
    """z of `query` (float32[p]) with every row of `text` (float32[n, p]), float32[n]: higher is nearer; zero where all
    items are equally near."""
    cosines = text @ query
    spread = float(cosines.std())
    if spread < _STILL:
        return np.zeros(len(text), np.float32)
    plain = (cosines - cosines.mean()) / np.float32(spread)
    return np.asarray(plain - np.float32(1 - _BEYOND) * np.maximum(plain - np.float32(_PLAIN), 0), dtype=np.float32)


def aversion(text: Vector, disliked: Vector) -> Vector:
    """How much every item is like the nearest of `disliked` (float32[m, p]), float32[n]: standard deviations beyond
    the first, 0 for unrelated items."""
    nearest = np.max([likeness(text, query) for query in disliked], axis=0)
    return np.asarray(np.maximum(nearest - np.float32(_RELATED), 0), dtype=np.float32)


def guide(trie: Trie, offsets: Vector, prior: Vector) -> tuple[Vector, ...]:
    """What the offsets of the items below promise a node, per level 1..depth of `trie`, float32[nodes] each.

    log of the mean of exp(offset) over the leaves below, weighted by exp(prior); at the last level the offsets
    themselves. Were the model's choice among the leaves below a node the prior's, then log P(node) + guide(node) would
    be the exact steered log-weight of the node: a beam pruned by that sum keeps what a full search finds.
    offsets: float32[n], minus infinity for rows that must not come (their nodes get minus infinity too); prior:
    float32[n], log-popularity.
    """
    leaves = offsets[trie.row_of_leaf].astype(np.float64)
    highest = leaves.max(initial=-np.inf)
    if not np.isfinite(highest):
        return tuple(np.full(len(parents), -np.inf, np.float32) for parents in trie.parents)
    mass = np.exp((prior - prior.max())[trie.row_of_leaf].astype(np.float64))
    wanted = mass * np.exp(leaves - highest)
    levels = [leaves.astype(np.float32)]
    for starts in trie.starts[:0:-1]:
        mass, wanted = np.add.reduceat(mass, starts[:-1]), np.add.reduceat(wanted, starts[:-1])
        with np.errstate(divide="ignore"):
            levels.append((np.log(wanted / mass) + highest).astype(np.float32))
    return tuple(levels[::-1])
