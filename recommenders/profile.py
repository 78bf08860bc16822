"""What a recommender may know of a person.

Knows item rows only. Knows no names, no words said and no attributes: those stay in the layers above.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class UserProfile:
    """Item rows of one person; a value, so new people need no retraining.

    `history` is what was consumed or liked, oldest first; `liked` and `disliked` are what was said in so many
    words. Rows may repeat and overlap.
    """

    history: tuple[int, ...] = ()
    liked: tuple[int, ...] = ()
    disliked: tuple[int, ...] = ()

    def sequence(self, longest: int) -> npt.NDArray[np.int64]:
        """The newest `longest` rows that speak for the person, oldest first, int64[<= longest].

        What was said to be liked counts as newest; what was said to be disliked never speaks for a person.
        """
        said = set(self.liked)
        unwanted = set(self.disliked)
        rows = [row for row in self.history if row not in said] + list(self.liked)
        return np.array([row for row in rows if row not in unwanted][-longest:], dtype=np.int64)
