"""Success over several trials of one task: pass^k.

Knows trials and successes of a task. Source: Yao et al., "tau-bench", 2024: the chance that k trials of a task all end
well, without bias C(c, k) / C(n, k) for c successes in n trials, averaged over tasks.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import comb

from simulator.scores.reading import Reading
from simulator.scores.tally import Tally

POWERS = (1, 2, 4)


def add_passes(tally: Tally, key: tuple[str, ...], readings: Iterable[Reading]) -> None:
    """One column per power, (*key, "pass^k"), over the tasks with at least k trials."""
    trials: dict[str, list[Reading]] = {}
    for reading in readings:
        trials.setdefault(reading.task.key, []).append(reading)
    for of_task in trials.values():
        n, successes = len(of_task), sum(reading.dialogue.success for reading in of_task)
        for k in POWERS:
            if n >= k:
                passed = comb(successes, k) / comb(n, k)
                tally.add((*key, f"pass^{k}"), of_task[0].task.user.id, passed, 1.0, share=True)
