"""Wishes made from item texts: what somebody who wants an item might have said, without anybody having said it.

Knows texts of items, text vectors and an encoder. Does not know attributes, templates or people, so it works for any
catalog.

A wish is a few words of an item's text, half of them of the item that is wanted and half of one of its ten nearest
neighbours: people describe what they want loosely, and wishes that are all literal teach a model to take words too
literally.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from recommenders.recommender import Vector

Encode = Callable[[Sequence[str]], Vector]
TextOf = Callable[[int], str]

_NEAR = 10
_WORDS = 12  # of a sentence
_NAMES = 3  # of a list
_NAME = 4  # words a list's entries have at most


def sample_wishes(
    wanted: npt.NDArray[np.int64], vectors: Vector, text_of: TextOf, encode: Encode, *, seed: int
) -> Vector:
    """Two wishes for each of `wanted` (int64[m], item rows), float32[m, 2, d]: of its own text, of a neighbour's.

    vectors: float32[n, d], text vectors of unit norm; text_of: the text of a row, parts ended by ". ", its title
    first; encode: texts to unit vectors. About a hundredth of a second a wish.
    """
    rng = np.random.default_rng(seed)
    texts = []
    for row in wanted.tolist():
        texts += [fragment(text_of(row), rng), fragment(text_of(_neighbour(vectors, row, rng)), rng)]
    if not texts:
        return np.zeros((0, 2, vectors.shape[1]), np.float32)
    return encode(texts).reshape(len(wanted), 2, -1)


def fragment(text: str, rng: np.random.Generator) -> str:
    """One to three entries of a list in `text`, or up to twelve words in a row of a sentence; never of its first part,
    the title, unless there is nothing else."""
    parts = [part.strip() for part in text.split(". ")]
    parts = [part for part in parts[1:] if part] or [text.strip()]
    part = parts[int(rng.integers(len(parts)))]
    names = part.split(", ")
    if len(names) > 1 and max(len(name.split()) for name in names) <= _NAME:
        chosen = rng.permutation(len(names))[: int(rng.integers(1, _NAMES + 1))]
        return ", ".join(names[number] for number in chosen)
    words = part.split()
    start = int(rng.integers(max(len(words) - _WORDS, 0) + 1))
    return " ".join(words[start : start + _WORDS])


def _neighbour(vectors: Vector, row: int, rng: np.random.Generator) -> int:
    """One of the ten items whose text is nearest to that of `row`, or `row` where it is alone."""
    cosines = vectors @ vectors[row]
    cosines[row] = -np.inf
    near = min(_NEAR, len(vectors) - 1)
    if near < 1:
        return row
    return int(np.argpartition(-cosines, near - 1)[:near][int(rng.integers(near))])
