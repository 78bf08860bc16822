"""A model of taste that makes up who watched which film in which order, and how much they liked it.

Knows the attributes of the films and a seed; nobody real is behind it, and its events are called synthetic
wherever they appear. Knows nothing about recommenders: none is trained or consulted here.

The model, with z(.) for "mean 0, deviation 1 over the films" and every draw from one seeded generator:

* Film i is a vector x_i over its genres, moods, keywords, decade, countries and directors. A value weighs
  log((1 + films) / films that have it); each group is scaled to its weight, the whole to length 1.
* 16 archetypes a_k and each user's own streak o_u are Dirichlet-like: one Gamma(0.15) draw per value, scaled
  to sum 1. User u mixes archetypes with p_u ~ Dirichlet(0.25); the taste is
  t_u = 0.7 * sum_k p_uk a_k + 0.3 * o_u, the match m_ui = z(x_i . t_u).
* Quality of film i is q_i ~ Normal(0, 1); exposure is e_i = 0.4 * renown_i + Normal(0, 0.3).
* The next film of user u is drawn without replacement with probability proportional to
  exp(e_i + 1.1 * m_ui + 1.2 * c_ui), where c_ui is the mean of z(x_i . x_j) over the films j before it, each
  weighing half as much as the one after it: the next film is close to recent ones, so order carries signal.
  With probability 0.1 the mood changes: what came before is forgotten.
* The value of an event is tanh(0.6 * m_ui + 0.4 * q_i + 0.5 * Normal(0, 1)), in [-1, 1]; below 0: disliked.
* A user has 15 to 40 events (fewer in a tiny table), one to nine days apart.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from catalog.readers.dataset import Event

Floats = NDArray[np.float64]

USERS = 2000
SEED = 20240607

_GROUPS = {"genres": 1.0, "moods": 1.0, "keywords": 1.2, "decade": 0.5, "countries": 0.4, "directors": 0.6}
_ARCHETYPES = 16
_MIXING = 0.25
_SHAPE = 0.15  # Gamma shape per value: small, so that a taste is about a few values
_FEWEST, _MOST = 15, 40
_FORGETTING = 0.5
_NEW_MOOD = 0.1
_START = 1_577_836_800  # 2020-01-01, seconds since 1970
_DAY = 86_400
# Matrix products differ in the last bits between machines; rounding keeps the draws the same everywhere.
_DECIMALS = 6


def synthetic_events(rows: Sequence[Mapping[str, object]], *, users: int = USERS, seed: int = SEED) -> list[Event]:
    """Events of made-up users on these films; equal input and seed give equal events.

    Rows need `id`, `year`, `renown` and the lists `genres`, `moods`, `keywords`, `countries`, `directors`.
    """
    rng = np.random.default_rng(seed)
    films = film_vectors(rows)
    match = _matches(films, users, rng)
    quality = rng.normal(size=len(rows))
    renown = np.array([float(str(row["renown"])) for row in rows])
    exposure = 0.4 * renown + rng.normal(scale=0.3, size=len(rows))
    longest = min(_MOST, len(rows))
    lengths = rng.integers(min(_FEWEST, longest), longest + 1, size=users)
    near = _standard(np.round(films @ films.T, _DECIMALS))
    chosen = _walks(exposure + 1.1 * match, near, longest, rng)
    people = np.arange(users)[:, None]
    noise = rng.normal(size=chosen.shape)
    values = np.tanh(0.6 * match[people, chosen] + 0.4 * quality[chosen] + 0.5 * noise)
    starts = rng.integers(0, 365, size=users)[:, None]
    days = starts + np.cumsum(rng.integers(1, 10, size=chosen.shape), axis=1)
    ids = [str(row["id"]) for row in rows]
    walks = (chosen, days, values)  # all walks have one length; each user keeps the beginning
    return [
        Event(f"synthetic-{user:04d}", ids[film], _START + _DAY * int(day), round(float(value), 3))
        for user in range(users)
        for film, day, value in zip(*(table[user, : lengths[user]] for table in walks), strict=True)
    ]


def film_vectors(rows: Sequence[Mapping[str, object]]) -> Floats:
    """One row of length 1 per film over the values of its attributes: float64 [films, values]."""
    blocks = [_group_block([_values(row, group) for row in rows], weight) for group, weight in _GROUPS.items()]
    return _unit(np.concatenate(blocks, axis=1))


def _values(row: Mapping[str, object], group: str) -> list[str]:
    if group == "decade":
        return [str(int(str(row["year"])) // 10)]
    found = row[group]
    return [str(value) for value in found] if isinstance(found, list | tuple) else [str(found)]


def _group_block(lists: list[list[str]], weight: float) -> Floats:
    counts = Counter(value for values in lists for value in set(values))
    column = {value: position for position, value in enumerate(sorted(counts))}
    block = np.zeros((len(lists), len(column)))
    for row, values in enumerate(lists):
        for value in values:
            block[row, column[value]] = math.log((1 + len(lists)) / counts[value])
    return weight * _unit(block)


def _matches(films: Floats, users: int, rng: np.random.Generator) -> Floats:
    """How well each film suits each user: [users, films], mean 0 and deviation 1 per user."""
    archetypes = _dirichlet_like(_ARCHETYPES, films.shape[1], rng)
    mixing = rng.dirichlet(np.full(_ARCHETYPES, _MIXING), size=users)
    own = _dirichlet_like(users, films.shape[1], rng)
    taste = 0.7 * mixing @ archetypes + 0.3 * own
    return _standard(np.round(taste @ films.T, _DECIMALS + 3))


def _dirichlet_like(count: int, values: int, rng: np.random.Generator) -> Floats:
    drawn = rng.standard_gamma(_SHAPE, size=(count, values))
    return np.asarray(drawn / drawn.sum(axis=1, keepdims=True), dtype=np.float64)


def _walks(pull: Floats, near: Floats, steps: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Films in viewing order, [users, steps]: weighted draws without replacement that follow recent films."""
    users, films = pull.shape
    people = np.arange(users)
    open_pull = pull.copy()
    trail = np.zeros((users, films))
    weight = np.zeros((users, 1))
    chosen = np.zeros((users, steps), dtype=np.int64)
    for step in range(steps):
        kept = _FORGETTING * (rng.random((users, 1)) >= _NEW_MOOD)
        logits = open_pull + 1.2 * trail / np.maximum(weight, 1.0) * (kept > 0)
        # The largest weight / Exponential(1) is a draw with probability proportional to the weight.
        film = (np.exp(logits) / rng.standard_exponential((users, films))).argmax(axis=1)
        chosen[:, step] = film
        open_pull[people, film] = -np.inf
        trail = kept * trail + near[film]
        weight = kept * weight + 1.0
    return chosen


def _standard(table: Floats) -> Floats:
    """Each row with mean 0 and deviation 1 (all 0 where its values are equal)."""
    centred = table - table.mean(axis=1, keepdims=True)
    spread = centred.std(axis=1, keepdims=True)
    return np.asarray(centred / np.where(spread > 0, spread, 1.0), dtype=np.float64)


def _unit(table: Floats) -> Floats:
    length = np.linalg.norm(table, axis=1, keepdims=True)
    return np.asarray(table / np.where(length > 0, length, 1.0), dtype=np.float64)
