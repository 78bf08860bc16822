"""Polishing a retriever by what its own beams earn: group relative policy optimisation (GRPO) over the trie.

Knows a finished retriever, events and held-out cases. Does not know how it was trained, nor files.

A group is the sixteen likeliest items after one position: what a beam search that prunes nothing finds, so every one
exists and none repeats. The item that came next earns 1. In a group that holds it, every other loses its share of the
discounts 1 / log2(rank + 2): the higher a wrong item stands, the more. Other groups say nothing, every reward in them
is 0. Rewards less their group's mean, over its deviation, weigh the log-probabilities of the paths. Every group is used
for one step by the policy that made it, so there is no ratio to clip. What was learnt before is kept by the divergence
from the supervised model (exact, over all items: by the chain rule the sum over levels) and by a little of the
supervised loss. There is no dropout: a group made by another network than the one that is searched says little.

Sources: Shao et al., "DeepSeekMath", arXiv 2402.03300, 2024 (GRPO); "Reinforced preference optimization for
recommendation" (ReRe), arXiv 2510.12211, and MiniOneRec, 2025 (constrained beams as the sampler, the penalty by rank).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from catalog.interactions import Interactions
from recommenders.beam import siblings_log_softmax
from recommenders.generative import GenerativeRetriever, scorer
from recommenders.metrics import ndcgs
from recommenders.progress import Progress
from recommenders.ranking import rank_people
from recommenders.recommender import Vector
from recommenders.split import Split
from recommenders.stopping import judges, mean_gain
from recommenders.threads import training_threads, use_threads
from recommenders.trainer import Loss, Schedule, some, stage, train
from recommenders.trie import Nodes
from recommenders.trie_network import TrieNetwork

GROUP = 16
CUTOFF = 10
"""Of the NDCG on held-out cases that decides."""

_EPOCHS = 2
_RATE = 3e-4
_POSITIONS = 256  # a step
_BATCH = 2**22  # scores a step may hold at once: fewer positions in large catalogs
_LESSONS = 20_000  # positions an epoch
_WORK = 2**31  # scores of the whole training: fewer positions in very large catalogs
_DIVERGENCE = 0.02  # weight of the divergence from the supervised model
_ANCHOR = 0.1  # weight of the supervised loss
_LEAST = 1e-6  # deviation of rewards: groups of equal rewards have none

Bools = npt.NDArray[np.bool_]
Objective = Callable[[TrieNetwork, bool], Loss]
"""What to lower, made for a network that is about to change; the flag says that histories are left out of rankings."""


def polish(
    retriever: GenerativeRetriever,
    interactions: Interactions,
    validation: Split,
    *,
    seed: int,
    progress: Progress,
    checkpoint: Path | None = None,
    objective: Objective | None = None,
) -> GenerativeRetriever:
    """A retriever that has learnt from its own beams over `interactions`; the same one where NDCG@10 does not rise.

    interactions: the events the retriever was trained on, none of `validation`, which chooses the epoch. Rewards are
    those of GRPO unless another `objective` is given. `retriever` itself is not changed. The result has the curve
    (member 1) behind its own in `history`, and `grpo_before` and `grpo_after`, NDCG@10 on the validation, in `metrics`.
    `checkpoint`: a file, as for `trainer.train`. Equal input gives an equal result.
    """
    n_items = len(retriever.popularity)
    network = copy.deepcopy(retriever.network)
    with use_threads(training_threads(len(interactions), n_items)):
        events, split = judges(interactions, validation, seed)
        before = _quality(network, split)
        with _unseen_fixed(network, events.counts() > 0):
            history = train(
                network,
                [{"params": list(network.parameters()), "lr": _RATE}],
                (objective or grpo)(network, split.masked),
                lambda: _quality(network, split),
                some(events.sequences(), min(_LESSONS, _WORK // _EPOCHS // n_items), seed),
                Schedule(epochs=_EPOCHS, positions=min(_POSITIONS, max(_BATCH // n_items, 1)), decay=0.0),
                seed=seed,
                progress=stage(progress, "grpo"),
                checkpoint=checkpoint,
            )
        after = _quality(network, split)
        model = _successor(retriever, network if after > before else copy.deepcopy(retriever.network))
        model.metrics["validation"] = mean_gain(split, n_items, model.score_many)
    model.metrics |= {"grpo_before": before, "grpo_after": max(after, before)}
    model.history += [{"member": 1, **entry} for entry in history]
    return model


def _successor(retriever: GenerativeRetriever, network: TrieNetwork) -> GenerativeRetriever:
    """`retriever` with another network."""
    model = GenerativeRetriever(network, retriever.names, retriever.ids, retriever.projection, retriever.popularity)
    model.steering = retriever.steering
    model.metrics, model.history = dict(retriever.metrics), list(retriever.history)
    return model


def grpo(network: TrieNetwork, masked: bool) -> Loss:
    """The loss of this module, for `network` as it is about to leave the supervised model; shapes as in
    `trainer.train`."""
    reference = copy.deepcopy(network).eval()
    trie = network.trie

    def loss(rows: Tensor, targets: Tensor, real: Tensor) -> Tensor:
        network.eval()
        spelling = Spelling(network, rows, real)
        with torch.no_grad():
            expected = Spelling(reference, rows, real).scores
        own, wanted = spelling.scores, trie.leaf_of_row[targets.numpy()][:, None]
        hidden = trie.leaf_of_row[_histories(rows, real)] if masked else None
        group = _likeliest(own, hidden)
        weights = np.zeros_like(own)
        earned = advantages(rewards(group == wanted)) / group.shape[1]
        np.put_along_axis(weights, group, earned, axis=1)
        weights -= _DIVERGENCE * np.exp(own) * (own - expected)
        places = np.arange(len(own)), wanted[:, 0]
        weights[places] += _ANCHOR
        return spelling.lowered(weights) / len(own)

    return loss


def rewards(hits: Bools) -> Vector:
    """bool[m, g], best first, at most one true in a row -> float32[m, g]: 1 for a hit; for the others of its group
    minus their share of the discounts, which add up to 1 over all g ranks; 0 in groups without a hit."""
    discounts = 1 / np.log2(np.arange(hits.shape[1]) + 2)
    penalties = np.where(hits.any(axis=1, keepdims=True), discounts / discounts.sum(), 0.0)
    return np.where(hits, 1.0, -penalties).astype(np.float32)


def advantages(earned: Vector) -> Vector:
    """Rewards float32[m, g] less the group's mean, over its standard deviation; 0 where all are equal."""
    centred = earned - earned.mean(axis=1, keepdims=True)
    return np.asarray(centred / (earned.std(axis=1, keepdims=True) + _LEAST), dtype=np.float32)


class Spelling:
    """The log-probability of every item after m positions, and the slope of any weighted sum of them."""

    def __init__(self, network: TrieNetwork, rows: Tensor, real: Tensor) -> None:
        """rows: int64[b, l], real: bool[b, l] with m true. `scores`: float32[m, n], leaves in order of the trie."""
        self._trie = network.trie
        vectors = network.ensemble.vectors()
        queries = network.ensemble.queries(rows, vectors)[real]
        keys, biases = network.tables(vectors)
        below = [queries @ key.T + bias for key, bias in zip(keys[1:], biases[1:], strict=True)]
        self._logits = [network.first(queries), *below]
        self._steps: list[Vector] = []
        for level, logits in enumerate(self._logits):
            starts, parents = self._trie.starts[level], self._trie.parents[level]
            self._steps.append(siblings_log_softmax(logits.detach().numpy(), starts[:-1], parents))
        self.scores = self._steps[0]
        for steps, parents in zip(self._steps[1:], self._trie.parents[1:], strict=True):
            self.scores = self.scores[:, parents] + steps

    def lowered(self, weights: Vector) -> Tensor:
        """-(weights * scores).sum() for fixed weights float32[m, n] of any sign.

        The gradient is put in by hand: of a node's logit it is what its parent's weight gives it by its probability,
        less its own weight, that of the leaves below it.
        """
        total = self._logits[0].new_zeros(())
        above = weights.sum(axis=1, keepdims=True)
        for logits, steps, leaves, parents in zip(
            self._logits, self._steps, self._trie.leaves, self._trie.parents, strict=True
        ):
            own = np.add.reduceat(weights, leaves[:-1], axis=1)
            slope = torch.from_numpy(np.exp(steps) * above[:, parents] - own)
            total = total + (logits * slope).sum()
            above = own
        return total + (-float((weights * self.scores).sum()) - total.detach())


def _likeliest(scores: Vector, hidden: Nodes | None) -> Nodes:
    """The places of the GROUP highest scores in every row, best first; hidden: int64[m, l], places left out."""
    if hidden is not None:
        scores = scores.copy()
        np.put_along_axis(scores, hidden, -np.inf, axis=1)
    size = min(GROUP, scores.shape[1])
    places = np.argpartition(-scores, size - 1, axis=1)[:, :size]
    order = np.argsort(-np.take_along_axis(scores, places, axis=1), axis=1, kind="stable")
    return np.asarray(np.take_along_axis(places, order, axis=1), dtype=np.int64)


def _histories(rows: Tensor, real: Tensor) -> Nodes:
    """What was met up to each real position, int64[m, l]: rows int64[b, l]; the first again for what comes later."""
    length = rows.shape[1]
    met = torch.tril(torch.ones(length, length, dtype=torch.bool))
    return np.asarray(torch.where(met, rows[:, None, :], rows[:, :1, None])[real].numpy())


@contextmanager
def _unseen_fixed(network: TrieNetwork, seen: Bools) -> Iterator[None]:
    """Keep the free vectors and biases of items without events as they are: an optimizer that scales every slope to
    its own step would carry off what nothing holds."""
    held = torch.from_numpy(seen).float()
    handles = []
    for trunk in network.ensemble.trunks:
        handles.append(trunk.free.register_hook(lambda slope: slope * held[:, None]))  # type: ignore[no-untyped-call]
        handles.append(trunk.bias.register_hook(lambda slope: slope * held))  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def _quality(network: TrieNetwork, split: Split) -> float:
    """NDCG@10 by the whole trie, under the rules of `split`."""
    people = len(split.profiles)
    if not people:
        return 0.0
    ranking = rank_people(scorer(network), split)
    return float(ndcgs(ranking.rank, ranking.whose, people, CUTOFF).mean())
