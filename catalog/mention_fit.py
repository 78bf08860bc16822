"""Fitting a `MentionModel` to dialogues whose titles are linked.

Knows how examples are drawn from dialogues and how weights are found: two penalised logistic regressions, both concave,
so chance plays no part. What a dialogue says about names is left out of the counts its own examples see: counts that
held the answer would be trusted too much.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from catalog.dialogues import Dialogue, plain
from catalog.everyday import GRAMMAR
from catalog.mention_model import MentionModel, name_features
from catalog.mention_spans import Features, Span, find_spans, row_features, span_features
from catalog.title_index import TitleIndex
from catalog.title_typos import TitleTypos
from catalog.titles import split_words
from catalog.utterance import Utterance

Floats = npt.NDArray[np.float64]

_PENALTY, _ROW_PENALTY = 2.0, 1.0
_SEEN = 4  # examples a feature must occur in
_STEPS = 300
_YEAR = re.compile(r"\s*\(((?:18|19|20)\d\d)\)")
_LONGEST_ALIAS = 8


@dataclass(frozen=True)
class _Example:
    """A span of one dialogue, which rows of the turn it may mean, and what was named before."""

    dialogue: int
    utterance: Utterance
    span: Span
    meant: frozenset[int]
    before: frozenset[int]
    features: Features


def fit_mentions(
    index: TitleIndex,
    typos: TitleTypos,
    initials: Mapping[str, str],
    dialogues: Sequence[Dialogue],
    rows: Mapping[str, int],
) -> MentionModel:
    """The model of `dialogues`; `rows`: item id -> row. Learnt aliases are added to `index`. At least one dialogue."""
    aliases = _aliases(index, dialogues, rows)
    for key, row in aliases.items():
        index.learn(key, row)
    examples = _examples(index, typos, initials, dialogues, rows)
    named = [{rows[item] for turn in one.turns for item in turn.items if item in rows} for one in dialogues]
    known = Counter(row for items in named for row in items)
    meant: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    stood: dict[str, set[int]] = defaultdict(set)
    for one in examples:
        stood[one.span.key].add(one.dialogue)
        for row in one.meant:
            meant[one.span.key][row].add(one.dialogue)
    true = {key: set[int]().union(*by_row.values()) for key, by_row in meant.items()}
    return MentionModel(
        _span_weights(examples, true, stood),
        _row_weights(index, examples, named, known, meant),
        {key: (len(true.get(key, ())), len(where - true.get(key, set()))) for key, where in sorted(stood.items())},
        {key: {row: len(where) for row, where in sorted(meant[key].items())} for key in sorted(meant)},
        dict(sorted(known.items())),
        aliases,
    )


def _examples(
    index: TitleIndex,
    typos: TitleTypos,
    initials: Mapping[str, str],
    dialogues: Sequence[Dialogue],
    rows: Mapping[str, int],
) -> list[_Example]:
    examples = []
    for number, dialogue in enumerate(dialogues):
        before: frozenset[int] = frozenset()
        for turn in dialogue.turns:
            utterance = Utterance(plain(turn.text))
            truth = {rows[item] for item in turn.items if item in rows}
            spans = find_spans(index, typos, initials, utterance)
            for span in spans:
                meant = frozenset(
                    row for row in index.entries[span.key] if any(index.twins(row, true) for true in truth)
                )
                features = span_features(index, utterance, span, spans, turn.role[0])
                examples.append(_Example(number, utterance, span, meant, before, features))
            before |= truth
    return examples


def _span_weights(
    examples: Sequence[_Example], true: Mapping[str, set[int]], stood: Mapping[str, set[int]]
) -> dict[str, float]:
    from scipy.sparse import csr_array

    table = []
    for one in examples:
        titles = true.get(one.span.key, set()) - {one.dialogue}
        others = stood[one.span.key] - true.get(one.span.key, set()) - {one.dialogue}
        table.append(one.features | name_features(len(titles), len(others)))
    counts = Counter(name for features in table for name, value in features.items() if value)
    places = {name: place for place, name in enumerate(sorted(n for n, count in counts.items() if count >= _SEEN))}
    cells = [
        (number, places[name], value)
        for number, features in enumerate(table)
        for name, value in features.items()
        if value and name in places
    ]
    if not cells:
        return {}
    at, columns, values = zip(*cells, strict=True)
    matrix = csr_array((values, (at, columns)), shape=(len(examples), len(places)))
    wanted = np.array([bool(one.meant) for one in examples], dtype=np.float64)

    def cost(weights: Floats) -> tuple[float, Floats]:
        total = matrix @ weights
        loss = np.logaddexp(0, -total * (2 * wanted - 1)).sum()
        slope = matrix.T @ (1 / (1 + np.exp(-np.clip(total, -60, 60))) - wanted)
        return float(loss + 0.5 * _PENALTY * weights @ weights), slope + _PENALTY * weights

    weights = _minimise(cost, len(places))
    return {name: float(f"{weights[place]:.6g}") for name, place in places.items()}


def _row_weights(
    index: TitleIndex,
    examples: Sequence[_Example],
    named: Sequence[set[int]],
    known: Mapping[int, int],
    meant: Mapping[str, Mapping[int, set[int]]],
) -> tuple[float, ...]:
    cases = []
    for one in examples:
        key = one.span.key
        if not one.meant or len(index.entries[key]) < 2:
            continue
        own = named[one.dialogue]
        elsewhere = {row: known.get(row, 0) - (row in own) for row in index.entries[key]}
        by_key = {row: len(where - {one.dialogue}) for row, where in meant[key].items()}
        rows, table = row_features(index, one.utterance, key, one.before, elsewhere, by_key)
        cases.append((table, np.array([row in one.meant for row in rows])))
    if not cases:
        some = next(iter(index.entries))
        return (0.0,) * int(row_features(index, Utterance(""), some, (), {}, {})[1].shape[1])

    def cost(weights: Floats) -> tuple[float, Floats]:
        loss, slope = 0.5 * _ROW_PENALTY * float(weights @ weights), _ROW_PENALTY * weights
        for table, wanted in cases:
            total = table @ weights
            shares = np.exp(total - total.max())
            shares /= shares.sum()
            right = max(float(shares[wanted].sum()), 1e-300)
            loss -= float(np.log(right))
            slope = slope + table.T @ (shares - np.where(wanted, shares, 0) / right)
        return loss, slope

    return tuple(float(f"{weight:.6g}") for weight in _minimise(cost, cases[0][0].shape[1]))


def _minimise(cost: Any, size: int) -> Floats:
    from scipy.optimize import minimize

    found = minimize(cost, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return np.asarray(found.x, dtype=np.float64)


def _aliases(index: TitleIndex, dialogues: Sequence[Dialogue], rows: Mapping[str, int]) -> dict[str, int]:
    """Names before a year in brackets that is the year of an item of the turn, where no title has that name."""
    votes: dict[str, Counter[int]] = defaultdict(Counter)
    for dialogue in dialogues:
        for turn in dialogue.turns:
            items = {rows[item] for item in turn.items if item in rows}
            for match in _YEAR.finditer(turn.text):
                fitting = [row for row in items if index.years[row] == int(match[1])]
                key = _name_before(turn.text[: match.start()])
                if len(fitting) == 1 and key and not _explained(index, key, items):
                    votes[key][fitting[0]] += 1
    return {key: count.most_common(1)[0][0] for key, count in sorted(votes.items())}


def _name_before(text: str) -> str:
    """The capitalised words that a text ends with, small words between them; "" where they say too little."""
    words = split_words(text)[-_LONGEST_ALIAS - 1 :]
    first = len(words)
    for at in range(len(words) - 1, -1, -1):
        if text[words[at].start].isupper() or words[at].key.isdigit():
            first = at
        elif words[at].key not in ("of", "the", "and", "a", "in", "to", "vol", "for"):
            break
    name = words[first:]
    says_enough = 1 < len(name) <= _LONGEST_ALIAS and any(word.key not in GRAMMAR for word in name)
    return " ".join(word.key for word in name) if says_enough else ""


def _explained(index: TitleIndex, key: str, items: set[int]) -> bool:
    """Whether some ending of `key` is a name the catalog knows."""
    words = key.split(" ")
    return any(" ".join(words[at:]) in index.entries for at in range(len(words)))
