"""Conditions as parts of a sentence: `Wishes`, "a comedy from the 90s", and what is left over.

Knows where words may stand. Does not know the sentence around them.
"""

from __future__ import annotations

from collections.abc import Sequence

from simulator.voices.rules.choosing import Choosing
from simulator.voices.rules.condition import Condition
from simulator.voices.rules.marks import plain
from simulator.voices.rules.things import with_article

_JOINED = (
    "from", "made", "with", "by", "in", "about", "under", "over", "between", "for", "no", "not", "at", "that's", "that",
    "directed", "written", "published", "starring", "rated", "based", "set", "to", "involving", "less", "longer",
    "shorter", "cheaper", "older", "anywhere", "exactly", "milder", "adapted", "inspired", "shot", "mixing",
)  # fmt: skip
_BEFORE, _AFTER = 2, 2


class Wishes:
    """Positive conditions, to be said at once."""

    def __init__(self, conditions: Sequence[Condition], noun: tuple[str, str], choosing: Choosing) -> None:
        self._conditions, self._noun, self._choosing = list(conditions), noun, choosing

    def phrase(self, many: bool = False) -> str:
        """All of them as "a funny comedy from the 90s, two hours tops"; `many` for the plural without an article."""
        left = list(self._conditions)
        noun = next((c for c in left if c.nouns), None)
        if noun is not None:
            left.remove(noun)
        before = self._take(left, "before", _BEFORE)
        after = self._take(left, "after", _AFTER)
        bare = noun is None and not many and all(c.adjectives for c in before)
        if bare and (before or after) and self._choosing.chance(0.5, "something"):
            words = " and ".join(self._choosing.one(c.adjectives, "adjective") for c in before)
            start = f"something {words}".strip()
        else:
            head = self._choosing.one(noun.nouns, "noun") if noun else self._noun
            adjectives = [self._choosing.one(c.before, f"before:{c.constraint.field}") for c in before]
            start = " ".join([*adjectives, head[1] if many else head[0]])
            start = start if many else with_article(start)
        return self._joined(start, after, left, bare=start.startswith("something"))

    def says(self) -> str:
        """What the item is to be, for one condition: "funny", "from the 90s"."""
        return self._choosing.one(self._conditions[0].says, f"says:{self._conditions[0].constraint.field}")

    def _take(self, left: list[Condition], where: str, most: int) -> list[Condition]:
        taken: list[Condition] = []
        for condition in list(left):
            ways = condition.before if where == "before" else condition.after
            rather_after = where == "before" and condition.after and self._choosing.chance(0.6, "after noun")
            if ways and not rather_after and len(taken) < most:
                taken.append(condition)
                left.remove(condition)
        return taken

    def _joined(self, start: str, after: Sequence[Condition], left: Sequence[Condition], bare: bool) -> str:
        out = start
        for condition in after:
            close = [words for words in condition.after if _stands_close(words)]
            ways = close if bare and close else condition.after
            words = self._choosing.one(ways, f"after:{condition.constraint.field}")
            out += f" {words}" if _stands_close(words) else f", {words}"
        for condition in left:
            out += f", {self._choosing.one(condition.says, f'says:{condition.constraint.field}')}"
        return out


def _stands_close(words: str) -> bool:
    """Whether the words follow a noun without a comma."""
    return plain(words).split()[0] in _JOINED
