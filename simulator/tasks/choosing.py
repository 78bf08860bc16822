"""Which conditions somebody sets at once, and how each comes out: `Choosing`.

Knows the shares of roles and of reveal rules, and how many items conditions leave. Does not know what kind of goal they
are for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from catalog.columns import Mask
from simulator.draws import Draws
from simulator.fitted import GoalMix, draw_one
from simulator.goal import Reveal, Wanted
from simulator.tasks.askable import Ask, Askable

_MOST_CONDITIONS = 4
_BITE = 0.85
"""A condition must leave less than this share of what the ones before it left: else nobody would say it."""
_EXCLUDES = (0.08, 0.6)
"""What share of the items left an exclusion takes away."""
_ORDER = (
    "genre", "keyword", "mood", "origin", "creator", "performer",
    "year", "duration", "language", "certificate", "price",
)  # fmt: skip


@dataclass(frozen=True)
class Room:
    """How many items the hard conditions of a goal must leave."""

    least: int
    most: int


class Choosing:
    """Chooses among the conditions of items by the shares of a mix."""

    def __init__(self, askable: Askable, mix: GoalMix) -> None:
        self.askable = askable
        self.mix = mix

    def conditions(self, row: int, room: Room, draws: Draws) -> list[Ask]:
        """Conditions that the item in a row meets, in the order in which they are said; [] where none fit the room.

        Some are soft; the hard ones alone leave as many items as the room says.
        """
        number = draw_one(self.mix.conditions, draws, "conditions")
        chosen: list[Ask] = []
        fits = np.ones(len(self.askable.catalog), dtype=bool)
        for ask in self.order(self.askable.of(row), draws):
            if len(chosen) == _MOST_CONDITIONS or (len(chosen) >= number and fits.sum() <= room.most):
                break
            if any(ask.role == other.role for other in chosen):
                continue
            ask = self.softened(ask, draws)
            left = fits & self.askable.holds(ask.constraint) if ask.constraint.hard else fits
            if ask.constraint.hard and not room.least <= left.sum() <= _BITE * fits.sum():
                continue
            chosen.append(ask)
            fits = left
        if len(chosen) < _MOST_CONDITIONS and draws.chance(self.mix.exclusion, 0, "exclusion"):
            chosen += self._exclusion(row, fits, room, draws)
            fits = self.fits(chosen)
        ready = any(a.constraint.hard for a in chosen) and room.least <= fits.sum() <= room.most
        return in_order(chosen) if ready else []

    def order(self, asks: Iterable[Ask], draws: Draws) -> list[Ask]:
        """The conditions in an order drawn by their weights, those of a role sharing its weight."""
        pool = list(asks)
        total = {role: sum(ask.weight for ask in pool if ask.role == role) for role in {ask.role for ask in pool}}

        def lateness(ask: Ask) -> float:
            weight = self.mix.asks.get(ask.role, 0.0) * ask.weight / total[ask.role]
            unit = max(draws.unit(0, f"ask:{ask.constraint.field}:{ask.constraint.op}:{ask.constraint.value}"), 1e-12)
            return -log(unit) / weight if weight > 0 else float("inf")

        return sorted((ask for ask in pool if self.mix.asks.get(ask.role, 0.0) > 0), key=lateness)

    def softened(self, ask: Ask, draws: Draws) -> Ask:
        """The condition as it is, or only preferred, by the share of its role."""
        soft = draws.chance(self.mix.soft.get(ask.role, 0.0), 0, f"soft:{ask.role}")
        return Ask(ask.constraint.model_copy(update={"hard": not soft}), ask.role, ask.weight)

    def fits(self, asks: Iterable[Ask]) -> Mask:
        """bool[n items]: those that meet every hard one."""
        fits = np.ones(len(self.askable.catalog), dtype=bool)
        for ask in asks:
            if ask.constraint.hard:
                fits &= self.askable.holds(ask.constraint)
        return fits

    def wanted(self, asks: Sequence[Ask], draws: Draws, kind: str | None = None) -> tuple[Wanted, ...]:
        """The conditions with how each comes out, by its role or by `kind` for all; one at least is said unasked."""
        out = []
        for place, ask in enumerate(asks):
            rules = self.mix.reveal.get(
                kind or ("exclusion" if ask.exclusion else ask.role), self.mix.reveal["default"]
            )
            reveal: Reveal = draw_one(rules, draws, f"reveal:{place}")
            out.append(Wanted(constraint=ask.constraint, reveal=reveal))
        if not any(one.reveal == "volunteer" for one in out):
            out[0] = Wanted(constraint=out[0].constraint, reveal="volunteer")
        return tuple(out)

    def _exclusion(self, row: int, fits: Mask, room: Room, draws: Draws) -> list[Ask]:
        """A kind that some of what is left is of and the item is not, if there is one."""
        possible = []
        for ask in self.askable.exclusions(row):
            left = int((fits & self.askable.holds(ask.constraint)).sum())
            away = 1 - left / max(1, int(fits.sum()))
            if left >= room.least and _EXCLUDES[0] <= away <= _EXCLUDES[1]:
                possible.append(ask)
        return [draws.pick(possible, 0, "excluded")] if possible else []


def in_order(asks: Iterable[Ask]) -> list[Ask]:
    """Conditions as people say them: what kind first, limits later, what it must not be last."""
    return sorted(asks, key=lambda ask: (ask.exclusion, not ask.constraint.hard, _ORDER.index(ask.role)))
