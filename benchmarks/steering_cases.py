"""Who asks for what in the steering benchmark: held-out people and items, wishes in words, neighbours by attributes.

Knows the genres, moods and keywords of a catalog and a few templates. Does not know models, and no text vector decides
who is whose neighbour, so what steers by text is judged by something else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from catalog.schema import Role
from catalog.table import Catalog
from recommenders.profile import UserProfile
from recommenders.split import Split

Rows = npt.NDArray[np.int64]
KINDS = ("genre", "themes", "genre and theme")
SHARED = 2  # keywords that make two items neighbours
FEWEST = 5  # neighbours an item needs to be asked about


class Themes:
    """Genres, moods and keywords of every item of a catalog, in lower case."""

    def __init__(self, catalog: Catalog) -> None:
        self.noun = catalog.schema.noun
        self.genres, self.moods, self.keywords = (_values(catalog, role) for role in ("genre", "mood", "keyword"))
        having: dict[str, list[int]] = {}
        for row, words in enumerate(self.keywords):
            for word in words:
                having.setdefault(word, []).append(row)
        self._having = {word: np.array(rows, dtype=np.int64) for word, rows in having.items()}

    def shared(self, row: int) -> Rows:
        """How many keywords every item shares with `row`, int64[n]."""
        counts = np.zeros(len(self.keywords), dtype=np.int64)
        for word in self.keywords[row]:
            counts[self._having[word]] += 1
        return counts

    def neighbours(self, row: int) -> Rows:
        """Other items with at least two of the keywords of `row`."""
        near = np.flatnonzero(self.shared(row) >= SHARED)
        return np.setdiff1d(near, row)

    def describable(self, row: int) -> bool:
        """Whether every template has words for `row` and it has neighbours enough."""
        return bool(self.genres[row]) and len(self.keywords[row]) >= SHARED and len(self.neighbours(row)) >= FEWEST

    def wish(self, kind: str, row: int, rng: np.random.Generator) -> str:
        """What somebody who wants `row` might say: words of its genres, keywords or both."""
        genres, keywords = _some(self.genres[row], 2, rng), _some(self.keywords[row], 2, rng)
        mood = _some(self.moods[row], 1, rng)
        if kind == "genre":
            return f"a {' '.join(genres)} {self.noun}"
        if kind == "themes":
            return f"something about {' and '.join(keywords)}"
        return f"a {' '.join([*mood, genres[0]])} about {keywords[0]}"


@dataclass(frozen=True, eq=False)
class Person:
    """Somebody, one item they went on to like, wishes for it by kind, and an item like it that they might name."""

    profile: UserProfile
    wanted: int
    wishes: dict[str, str]
    like: int


def draw_people(split: Split, themes: Themes, count: int, seed: int) -> list[Person]:
    """At most `count` people of `split` with one of their describable targets each, drawn with `seed`."""
    rng = np.random.default_rng(seed)
    people = []
    for number in rng.permutation(len(split.profiles)):
        profile = split.profiles[number]
        wanted = next(
            (int(row) for row in rng.permutation(split.targets[number]) if themes.describable(int(row))), None
        )
        if wanted is None:
            continue
        likes = np.setdiff1d(themes.neighbours(wanted), profile.history)
        if not len(likes):
            continue
        wishes = {kind: themes.wish(kind, wanted, rng) for kind in KINDS}
        people.append(Person(profile, wanted, wishes, int(rng.choice(likes))))
        if len(people) == count:
            break
    return people


def _values(catalog: Catalog, role: Role) -> list[list[str]]:
    names = [field.name for field in catalog.schema.by_role(role)]
    return [
        list(dict.fromkeys(str(value).lower() for name in names for value in record.get(name) or ()))
        for record in catalog.records
    ]


def _some(values: list[str], count: int, rng: np.random.Generator) -> list[str]:
    return [values[place] for place in rng.permutation(len(values))[:count]]
