"""Recommending inside a conversation: one weighted sum of voices, weights learnt from dialogues.

Knows weights, counts and topics, how they are fitted and kept. Does not know how a voice comes to its scores.

The weights maximise the probability of what the human recommended next among all items, a conditional logit as in
`recommenders.fusion_choice`: an item stands against the five hundred that a rough sum puts first and against some drawn
from the rest, which count for all of them. Counts leave a dialogue's own mentions out, topics come from others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from catalog.dialogues import Dialogue
from recommenders.dialogues.counts import Counts
from recommenders.dialogues.logit import fit_logit
from recommenders.dialogues.moment import Moment, moments
from recommenders.dialogues.topics import Topics, fit_topics
from recommenders.dialogues.voices import Voices
from recommenders.storage import FACTS, damaged, load_model, save_model

Vector = npt.NDArray[np.float32]

_FIRST, _DRAWN = 500, 250
_PARTS = 3
_ROUGH = {"said": 1.0, "together": 1.0, "topics": 0.5, "ranker": 0.3, "seeker:people": 1.0, "seeker:kinds": 0.5}
_ARRAYS = ("said", "starts", "columns", "common", "topics")
_FACTS = ("weights", "words")


@dataclass(frozen=True, eq=False)
class DialogueRecommender:
    """Scores all items at a moment, those named before included: sum over voices of weight * voice."""

    voices: Voices
    counts: Counts
    topics: Topics
    weights: Mapping[str, float]

    def score(self, moment: Moment) -> Vector:
        """float32[n], higher is better; 0 has no meaning of its own."""
        weights = np.array([self.weights.get(name, 0.0) for name in self.voices.names], dtype=np.float32)
        return np.asarray(weights @ self.voices.table(moment, self.counts, self.topics), dtype=np.float32)

    @classmethod
    def fit(cls, voices: Voices, dialogues: Sequence[Dialogue], rows: Mapping[str, int], *, seed: int) -> Self:
        """Learn from `dialogues`; `rows`: item id -> row, of copies the first. Nothing recommended: no weights."""
        named = [{rows[i] for turn in one.turns for i in turn.items if i in rows} for one in dialogues]
        counts = Counts.of(named, len(voices.catalog))
        cases = [(number, *case) for number, one in enumerate(dialogues) for case in moments(one, rows)]
        topics = _fit_topics(voices, cases)
        parts = [_fit_topics(voices, [case for case in cases if case[0] % _PARTS != part]) for part in range(_PARTS)]
        rng = np.random.default_rng(seed)
        features, offsets = [], []
        for number, moment, wanted in cases:
            table = voices.table(moment, counts, parts[number % _PARTS], named[number])
            for target in wanted:
                columns, offset = _against(voices.names, table, moment, target, rng)
                features.append((table[:, columns] - table[:, [target]]).T)
                offsets.append(offset)
        weights = fit_logit(np.stack(features), np.stack(offsets)) if features else np.zeros(len(voices.names))
        found = {name: float(f"{weight:.4g}") for name, weight in zip(voices.names, weights, strict=True)}
        return cls(voices, counts, topics, found)

    def save(self, folder: Path) -> None:
        """Write weights, counts and topics into `folder`."""
        arrays = {
            "said": self.counts.said,
            "starts": self.counts.starts,
            "columns": self.counts.columns,
            "common": self.counts.common,
            "topics": self.topics.weights,
        }
        save_model(folder, arrays, {"weights": dict(self.weights), "words": list(self.topics.words)})

    @classmethod
    def load(cls, folder: Path, voices: Voices) -> Self:
        """Read what `save` wrote; CatalogError where it is damaged or of another catalog."""
        arrays, facts = load_model(folder, _ARRAYS, _FACTS)
        try:
            weights = {str(name): float(value) for name, value in facts["weights"].items()}
            words = {str(word): place for place, word in enumerate(facts["words"])}
            fits = len(arrays["said"]) == len(voices.catalog) and len(words) == len(arrays["topics"])
            if not fits or arrays["topics"].shape[1:] != voices.attributes.shape[1:]:
                raise ValueError("of another catalog")
        except (AttributeError, TypeError, ValueError) as error:
            raise damaged(folder / FACTS, error) from error
        counts = Counts(arrays["said"], arrays["starts"], arrays["columns"], arrays["common"])
        return cls(voices, counts, Topics(words, arrays["topics"]), weights)


def _fit_topics(voices: Voices, cases: Sequence[tuple[int, Moment, tuple[int, ...]]]) -> Topics:
    said = [moment for _, moment, wanted in cases for _ in wanted]
    return fit_topics(said, [row for _, _, wanted in cases for row in wanted], voices.attributes)


def _against(
    names: Sequence[str], table: Vector, moment: Moment, target: int, rng: np.random.Generator
) -> tuple[npt.NDArray[np.int64], Vector]:
    """Rows `target` stands against, int64[k], and the log of how many each stands for (minus infinity: for none).

    What was named before is always among them.
    """
    rough = np.array([_ROUGH.get(name, 0.0) for name in names], dtype=np.float32) @ table
    rough[list(moment.items)] = np.inf
    rough[target] = -np.inf
    n = len(rough)
    if n <= _FIRST + _DRAWN:
        columns, offset = np.arange(n), np.zeros(n, np.float32)
    else:
        order = np.argpartition(-rough, _FIRST)
        drawn = rng.choice(n - _FIRST, _DRAWN, replace=False)
        columns = np.concatenate([order[:_FIRST], order[_FIRST + np.sort(drawn)]])
        offset = np.zeros(_FIRST + _DRAWN, np.float32)
        offset[_FIRST:] = np.log((n - _FIRST) / _DRAWN)
    offset[np.isneginf(rough[columns])] = -np.inf
    return columns, offset

