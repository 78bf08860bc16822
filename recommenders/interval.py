"""How sure a figure is: the error of the people asked and the spread over seeds, and both together.

Knows arrays of figures. Does not know what they measure.

A figure of several seeds is their mean. Its half width is the root of the sum of two squares: 1.96 standard errors over
people, of the mean over seeds; and Student's t (95 %) times the standard deviation over seeds divided by the root of
their number. The seeds' own deviation holds a little of the people's error, so the interval is rather too wide.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_NORMAL = 1.96
_GROUPS = 20
_DRAWS = 1_000


@dataclass(frozen=True)
class Figure:
    """mean over seeds; people_error: 1.96 standard errors over people; seed_spread: standard deviation over seeds, 0
    for a model without chance in it, None where one seed cannot tell."""

    mean: float
    people_error: float
    seed_spread: float | None
    seeds: int = 1

    @property
    def half_width(self) -> float:
        """Half of the 95 % interval."""
        return float(np.hypot(self.people_error, spread_error(self.seed_spread or 0.0, self.seeds)))

    def to_json(self) -> list[float]:
        """[mean, low, high]."""
        return [rounded(self.mean), rounded(self.mean - self.half_width), rounded(self.mean + self.half_width)]


def rounded(value: float) -> float:
    """Six digits after the point: more are noise, and equal runs then print equal files."""
    return round(float(value), 6) + 0.0


def spread_error(deviation: float, seeds: int) -> float:
    """Half width of the 95 % interval of a mean of `seeds` figures with standard deviation `deviation`."""
    if seeds < 2:
        return 0.0
    from scipy.special import stdtrit

    return float(stdtrit(seeds - 1, 0.975) * deviation / np.sqrt(seeds))


def spread(values: Floats, chance: bool) -> float | None:
    """Standard deviation over seeds of float[seeds]; None where there is one seed and `chance` in the model."""
    if len(values) > 1:
        return float(values.std(ddof=1))
    return None if chance else 0.0


def mean_figure(values: Floats, *, chance: bool) -> Figure:
    """Of one value per seed and person, float[seeds, people]."""
    people = values.mean(axis=0)
    error = _NORMAL * people.std(ddof=1) / np.sqrt(len(people)) if len(people) > 1 else 0.0
    return Figure(float(people.mean()), float(error), spread(values.mean(axis=1), chance), len(values))


def ratio_figure(above: Floats, below: Floats, *, chance: bool) -> Figure:
    """Of sum(above) / sum(below) over people, both float[seeds, people]; below is the same for all seeds or not.

    The error over people is that of a ratio of sums (Cochran, "Sampling Techniques", 1977, section 6.4), which keeps
    one person's many targets together. Nothing below the line gives 0.
    """
    totals = below.sum(axis=1)
    each = np.divide(above.sum(axis=1), totals, out=np.zeros(len(above)), where=totals > 0)
    rest = (above - each[:, None] * below).mean(axis=0)
    total = totals.mean()
    error = _NORMAL * np.sqrt((rest**2).sum()) / total if total > 0 else 0.0
    return Figure(float(each.mean()), float(error), spread(each, chance), len(each))


def group_figure(
    statistic: Callable[[Floats], float], counts: list[Floats], *, chance: bool, groups: int = _GROUPS
) -> Figure:
    """Of a statistic of sums over people, as coverage is; counts: per seed float[people groups, k].

    The error over people comes from leaving out one group of people at a time (delete-a-group jackknife: Kott,
    "The delete-a-group jackknife", Journal of Official Statistics 2001).
    """
    values = np.array([statistic(count.sum(axis=0)) for count in counts])
    without = np.array([[statistic(count.sum(axis=0) - part) for part in count] for count in counts]).mean(axis=0)
    error = _NORMAL * np.sqrt((groups - 1) / groups * ((without - without.mean()) ** 2).sum())
    return Figure(float(values.mean()), float(error), spread(values, chance), len(values))


def people_groups(people: int, groups: int = _GROUPS) -> npt.NDArray[np.int64]:
    """The group of every person for `group_figure`, int64[people], in turn."""
    return np.arange(people, dtype=np.int64) % groups


def bootstrap(counts: Floats, statistic: Callable[[Floats], Floats], *, seed: int = 0) -> tuple[float, float]:
    """The 95 % interval of a statistic of sums over groups, from 1,000 draws of as many groups with replacement.

    counts: float64[groups, k], kept whole in a draw; statistic: float64[draws, k] -> float64[draws]. The percentile
    interval of Efron and Tibshirani, "An Introduction to the Bootstrap", 1993. No group gives (0, 0).
    """
    if not len(counts):
        return 0.0, 0.0
    drawn = np.random.default_rng(seed).integers(0, len(counts), (_DRAWS, len(counts)))
    times = np.stack([np.bincount(one, minlength=len(counts)) for one in drawn]).astype(np.float64)
    low, high = np.quantile(statistic(times @ counts), [0.025, 0.975])
    return float(low), float(high)
