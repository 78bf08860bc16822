"""How good semantic IDs are before anyone is trained on them.

Knows codes and the vectors they were made from. Does not know codebooks, nor how the codes were found.

Entropy says how evenly a level is used; neighbours kept say whether what is alike still goes together, which no count
of codes can tell: beside each share stands what random neighbours would reach.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from recommenders.recommender import Vector

_NEIGHBOURS = 10
_ASKED = 1_000  # items whose neighbours are looked up: at a million items all of them would take hours

Codes = npt.NDArray[np.int64]


def spread(codes: Codes) -> dict[str, float]:
    """How the items spread over the codes int64[n, levels + 1], n >= 1, last token included.

    Per level l: `used_l` codes in use, `entropy_l` of their frequencies in bits, `perplexity_l` = 2 ** entropy, as many
    evenly used codes would have it. Then `prefixes` in use, `collisions`: share of items whose prefix another has too,
    `largest`: most items of one prefix.
    """
    out: dict[str, float] = {}
    for level in range(codes.shape[1] - 1):
        _, counts = np.unique(codes[:, level], return_counts=True)
        shares = counts / len(codes)
        entropy = float(-(shares * np.log2(shares)).sum()) + 0.0
        out |= {
            f"used_{level}": float(len(counts)),
            f"entropy_{level}": entropy,
            f"perplexity_{level}": float(2**entropy),
        }
    sizes = np.bincount(_groups(codes[:, :-1]))
    collisions = float(sizes[sizes > 1].sum() / len(codes))
    return out | {"prefixes": float(len(sizes)), "collisions": collisions, "largest": float(sizes.max())}


def neighbours_kept(codes: Codes, vectors: Vector) -> dict[str, float]:
    """Share of the ten nearest items (Euclidean, float32[n, d]) that have the same codes as an item, up to level l.

    Per level l: `neighbours_l`, and `chance_l`, the share of all other items that do. The mean over 1,000 items evenly
    spaced in the catalog; nothing for a single item, which has no neighbours.
    """
    import faiss

    n = len(codes)
    if n < 2:
        return {}
    asked = np.unique(np.linspace(0, n - 1, min(n, _ASKED)).astype(np.int64))
    count = min(_NEIGHBOURS, n - 1)
    found = faiss.knn(vectors[asked], vectors, count + 1)[1]
    others = found != asked[:, None]
    others[others.all(axis=1), -1] = False  # where twins crowd out the item itself, the last of them goes
    near = found[others].reshape(len(asked), count)
    out: dict[str, float] = {}
    for level in range(codes.shape[1] - 1):
        group = _groups(codes[:, : level + 1])
        out[f"neighbours_{level}"] = float((group[near] == group[asked, None]).mean())
        out[f"chance_{level}"] = float(((np.bincount(group)[group[asked]] - 1) / (n - 1)).mean())
    return out


def _groups(prefixes: Codes) -> npt.NDArray[np.int64]:
    """The number of each row's prefix, int64[n]; equal rows have equal numbers, all from 0 up are in use."""
    numbers = np.zeros(len(prefixes), dtype=np.int64)
    for column in prefixes.T:
        numbers = np.unique(numbers * (int(column.max()) + 1) + column, return_inverse=True)[1]
    return numbers
