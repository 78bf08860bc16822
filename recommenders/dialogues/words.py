"""Words people say against words in which items are described: an overlap weighed by how rare a word is.

Knows three kinds of description (people, kinds, text) and spoken words, singular and in pairs. Knows nothing of
meaning: synonyms are for text vectors and for what is learnt (`recommenders.dialogues.topics`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from catalog.everyday import GRAMMAR, word_set
from catalog.schema import Role
from catalog.table import Catalog
from recommenders.dialogues.moment import Moment

Vector = npt.NDArray[np.float32]

KINDS: Mapping[str, tuple[Role, ...]] = {
    "people": ("creator", "performer"),
    "kinds": ("genre", "keyword"),
    "text": ("text", "title"),
}
_WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")
_TALK = word_set("movie movies film films good great ok okay thanks thank hi hello bye yes")
_OFTEN = 0.5  # words of more items than this share tell nothing
_TURNS = 6
_DECAY = 0.8


def spoken(text: str) -> list[str]:
    """The words of a text in lower case, without apostrophes."""
    return [word.replace("'", "").replace("’", "") for word in _WORD.findall(text.lower())]


def with_pairs(words: Sequence[str]) -> list[str]:
    """Words in the singular, and neighbours as pairs."""
    single = [_singular(word) for word in words]
    return [*single, *(f"{one} {_singular(other)}" for one, other in pairwise(words))]


class WordMatch:
    """The descriptions of one catalog; `score` says how well a moment's words fit every item."""

    def __init__(self, catalog: Catalog) -> None:
        self._size = len(catalog)
        self._tables = {name: _Table(_described(catalog, name), self._size) for name in KINDS}

    def score(self, moment: Moment, role: str, kind: str) -> Vector:
        """float32[n], 0 or more: the words of one side's last turns found in descriptions of a `kind`."""
        weights: dict[str, float] = {}
        for age, (who, text) in enumerate(reversed(moment.said[-_TURNS:])):
            for word in with_pairs(spoken(text)) if who == role else ():
                weights[word] = max(weights.get(word, 0.0), _DECAY**age)
        return self._tables[kind].score(weights)


class _Table:
    """Postings of one kind of description."""

    def __init__(self, described: Sequence[set[str]], size: int) -> None:
        counts = Counter(word for words in described for word in words)
        average = max(float(np.mean([len(words) for words in described])), 1.0)
        self._size = size
        rows: dict[str, list[int]] = {}
        for row, words in enumerate(described):
            for word in words:
                if 2 <= counts[word] < _OFTEN * size:
                    rows.setdefault(word, []).append(row)
        length = np.array([1 / np.sqrt(0.5 + 0.5 * len(words) / average) for words in described], dtype=np.float32)
        self._rows = {word: np.array(found) for word, found in rows.items()}
        self._rare = {word: float(np.log(size / counts[word]) / 3) for word in rows}
        self._length = length

    def score(self, weights: Mapping[str, float]) -> Vector:
        out = np.zeros(self._size, np.float32)
        for word, weight in weights.items():
            rows = self._rows.get(word)
            if rows is not None:
                out[rows] += np.float32(weight * self._rare[word]) * self._length[rows]
        return out


def _described(catalog: Catalog, kind: str) -> list[set[str]]:
    fields = [field.name for role in KINDS[kind] for field in catalog.schema.by_role(role)]
    described = []
    for record in catalog.records:
        words: set[str] = set()
        for value in (text for name in fields for text in _texts(record.get(name))):
            said = spoken(value)
            if kind == "people":  # a first name is anybody's
                words.update(with_pairs(said)[len(said) :], [_singular(word) for word in said[-1:]])
            else:
                words.update(with_pairs(said) if kind == "kinds" else map(_singular, said))
        described.append({word for word in words if word not in GRAMMAR and word not in _TALK})
    return described


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        return (value,)
    return tuple(map(str, value)) if isinstance(value, (list, tuple)) else ()


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 5:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and len(word) > 3 and not word.endswith("ss") else word
