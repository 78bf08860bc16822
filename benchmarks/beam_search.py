"""Constrained beam search: how quick, how exact inside real constraints, and what diverse slates cost.

    python benchmarks/beam_search.py [WORKSPACE] [--queries 200] [--seed 0] [--json FILE]

Speed: one thread, one query, history of 20 items, 12,101 synthetic items (vectors around random centres, network of
random weights: times do not depend on what it learned), trunk width 128 and text 128; the whole way from a profile to
20 items. The peer is `generate` of transformers with `prefix_allowed_tokens_fn` on a random GPT-2 with as many trunk
parameters that reads the history as semantic-ID tokens, 20 beams over the same trie, in the same run.

With a WORKSPACE: masks drawn from constraints on its genres, years, languages and creators, in three sizes; the peer
is a beam of 500 over everything whose results are filtered; both against the ten best by full scoring. And slates by
beam groups, against the plain beam and greedy re-ranking (maximal marginal relevance) of a beam of 100.

Times are [quantile, low, high] over queries, other figures [mean, low, high], both 95 %.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

os.environ["OMP_NUM_THREADS"] = "1"  # read when numpy and torch are first imported

import numpy as np
import torch
from real_masks import real_masks
from transformers_peer import Peer

from catalog.errors import CatalogError
from recommenders.attributes import Attributes
from recommenders.ensemble import Ensemble
from recommenders.generative import GenerativeRetriever
from recommenders.profile import UserProfile
from recommenders.recommender import Mask
from recommenders.semantic_ids import SemanticIds
from recommenders.text_projection import TextProjection
from recommenders.trie import Trie
from recommenders.trie_network import TrieNetwork
from recommenders.trunk import Trunk, TrunkSize
from recommenders.workspace import Workspace

ITEMS, HISTORY, WANTED = 12_101, 20, 20
TOP = 10  # results compared with the ideal, and items of a slate
PEER_BEAM = 500
PEER_CALLS = 40  # calls of transformers: each takes as long as fifty of ours
SHARES = {"0.1 %": 0.001, "1 %": 0.01, "10 %": 0.1}
GROUPS = (1, 2, 5, 10)
TRADES = (1.0, 2.0, 4.0)  # nats of the re-ranking peer per unit of likeness

Call = Callable[[], object]


def main() -> None:
    """Measure, print a table and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("workspace", type=Path, nargs="?")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    rng = np.random.default_rng(options.seed)
    figures: dict[str, Any] = {"seed": options.seed, "queries": options.queries}
    figures["speed"] = speed(synthetic(rng), options.queries, rng)
    if options.workspace:
        workspace = Workspace.open(options.workspace)
        retriever = workspace.retriever
        if retriever is None:
            raise SystemExit(f"workspace {str(options.workspace)!r} has no retriever")
        profiles = [
            UserProfile(tuple(sequence[-HISTORY:].tolist()))
            for sequence in workspace.interactions.sequences()
            if len(sequence) >= HISTORY
        ][: options.queries]
        figures["masks"] = inside(retriever, profiles, real_masks(workspace.catalog, SHARES, len(profiles), rng), rng)
        figures["slates"] = slates(retriever, profiles, workspace.items.vectors)
    show(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


def synthetic(rng: np.random.Generator) -> GenerativeRetriever:
    """A retriever of full size over vectors in 300 clusters of unequal size, its weights random."""
    centres = rng.normal(size=(300, 384))
    near = centres[(300 * rng.random(ITEMS) ** 2).astype(int)] + 0.7 * rng.normal(size=(ITEMS, 384))
    vectors = (near / np.linalg.norm(near, axis=1, keepdims=True)).astype(np.float32)
    popularity = np.log1p(rng.zipf(1.8, ITEMS).clip(max=5_000)).astype(np.float32)
    projection = TextProjection.fit(vectors)
    torch.manual_seed(int(rng.integers(2**31)))
    text, none = torch.from_numpy(projection(vectors)), Attributes.none(ITEMS)
    ensemble = Ensemble([Trunk(TrunkSize(width=128), text, none, torch.from_numpy(popularity))])
    ids = SemanticIds.fit(projection(vectors), popularity, seed=0)
    return GenerativeRetriever(TrieNetwork(ensemble, Trie.build(ids.codes)), (), ids, projection, popularity)


def speed(retriever: GenerativeRetriever, queries: int, rng: np.random.Generator) -> dict[str, Any]:
    """Plain, masked and peer calls."""
    profiles = [UserProfile(tuple(rng.integers(0, ITEMS, HISTORY).tolist())) for _ in range(queries)]
    masks: dict[str, list[Mask | None]] = {"plain": [None] * queries}
    for name, share in {**SHARES, "50 %": 0.5, "99 %": 0.99}.items():
        masks[name] = [rng.random(ITEMS) < share for _ in range(queries)]
    times = mixed(retriever, profiles, masks, WANTED, rng)
    peer = Peer(retriever.ids.codes, HISTORY, WANTED)
    blocks = retriever.network.ensemble.trunks[0].blocks
    peer_times = [clock(lambda p=profile: peer(p.history)) for profile in profiles[:PEER_CALLS]][2:]  # type: ignore[misc]
    return {
        "items": ITEMS,
        "ms": {name: quantiles(values) for name, values in times.items()},
        "times_the_plain_call": {name: ratio(values, times["plain"]) for name, values in times.items()},
        "transformers": {
            "trunk_parameters": peer.parameters,
            "our_trunk_parameters": sum(part.numel() for part in blocks.parameters()),
            "ms": quantiles(peer_times),
            "times_the_plain_call": ratio(peer_times, times["plain"]),
        },
    }


def inside(
    retriever: GenerativeRetriever,
    profiles: Sequence[UserProfile],
    masks: Mapping[str, list[Mask]],
    rng: np.random.Generator,
) -> dict[str, Any]:
    """Recall of the ten best inside each mask and the time of the whole call, ours and the peer's."""
    times = mixed(retriever, profiles, {"plain": [None] * len(profiles), **masks}, TOP, rng)
    out: dict[str, Any] = {}
    for name, chosen in {"plain": [np.ones(len(retriever.popularity), np.bool_)] * len(profiles), **masks}.items():
        kept: dict[str, list[float]] = {"ours": [], "peer": []}
        peer_times = []
        for profile, mask in zip(profiles, chosen, strict=True):
            scores = retriever.score(profile)
            rows = np.flatnonzero(mask)
            ideal = set(rows[np.argsort(-scores[rows], kind="stable")[:TOP]].tolist())
            found = retriever.generate(profile, mask=None if name == "plain" else mask, k=TOP)
            check(found, scores, mask)
            kept["ours"].append(len(ideal & {row for row, _ in found}) / len(ideal))
            took, found = timed(lambda p=profile, m=mask: filtered(retriever, p, m))  # type: ignore[misc]
            peer_times.append(took)
            kept["peer"].append(len(ideal & {row for row, _ in found}) / len(ideal))
        out[name] = {
            "items": interval([float(mask.sum()) for mask in chosen]),
            "recall@10": {"ours": interval(kept["ours"]), "beam 500 then filter": interval(kept["peer"])},
            "ms": {"ours": quantiles(times[name]), "beam 500 then filter": quantiles(peer_times)},
            "times_the_plain_call": ratio(times[name], times["plain"]),
        }
    return out


def mixed(
    retriever: GenerativeRetriever,
    profiles: Sequence[UserProfile],
    masks: Mapping[str, Sequence[Mask | None]],
    wanted: int,
    rng: np.random.Generator,
) -> dict[str, list[float]]:
    """Milliseconds per kind of mask, kinds and people in random order: no kind finds its people's data in the cache."""
    calls = [(name, number) for name in masks for number in range(len(profiles))]
    calls = [calls[place] for place in rng.permutation(len(calls))]
    for profile in profiles[:20]:  # the first ones warm up
        retriever.generate(profile, mask=masks[calls[0][0]][0], k=wanted)
    times: dict[str, list[float]] = {name: [] for name in masks}
    for name, number in calls:
        times[name].append(
            clock(lambda n=name, i=number: retriever.generate(profiles[i], mask=masks[n][i], k=wanted))  # type: ignore[misc]
        )
    return times


def filtered(retriever: GenerativeRetriever, profile: UserProfile, mask: np.ndarray) -> list[tuple[int, float]]:
    """The peer: the 500 best of everything, then those allowed."""
    return [item for item in retriever.generate(profile, mask=None, k=PEER_BEAM) if mask[item[0]]][:TOP]


def check(found: Sequence[tuple[int, float]], scores: np.ndarray, mask: np.ndarray) -> None:
    """Refuse to go on with a result outside the set or a score that is not the model's."""
    rows = [row for row, _ in found]
    if len(set(rows)) != min(TOP, int(mask.sum())) or not mask[rows].all():
        raise CatalogError(f"a search broke its promise: {rows}")
    np.testing.assert_allclose([score for _, score in found], scores[rows], atol=1e-3)


def slates(retriever: GenerativeRetriever, profiles: Sequence[UserProfile], vectors: np.ndarray) -> dict[str, Any]:
    """Diversity and mean log-probability of slates of ten unseen items, and the time of a call."""
    makers: dict[str, Callable[[UserProfile, np.ndarray], list[tuple[int, float]]]] = {
        f"{groups} groups": lambda p, m, g=groups: retriever.generate(p, mask=m, k=TOP, groups=g)  # type: ignore[misc]
        for groups in GROUPS
    }
    makers |= {
        f"re-ranking, {trade:.0f} nats": lambda p, m, t=trade: reranked(  # type: ignore[misc]
            retriever.generate(p, mask=m, k=100), vectors, t
        )
        for trade in TRADES
    }
    out = {}
    for name, make in makers.items():
        spread, scores, codes, times = [], [], [], []
        for profile in profiles:
            unseen = np.ones(len(vectors), np.bool_)
            unseen[list(profile.history)] = False
            took, slate = timed(lambda p=profile, m=unseen, f=make: f(p, m))  # type: ignore[misc]
            rows = [row for row, _ in slate]
            likeness = vectors[rows] @ vectors[rows].T
            spread.append(1 - (likeness.sum() - np.trace(likeness)) / (TOP * (TOP - 1)))
            scores.append(float(np.mean([score for _, score in slate])))
            codes.append(float(len(np.unique(retriever.ids.codes[rows, 0]))))
            times.append(took)
        out[name] = {
            "diversity": interval(spread),
            "log_probability": interval(scores),
            "first_codes": interval(codes),
            "ms": quantiles(times),
        }
    return out


def reranked(found: list[tuple[int, float]], vectors: np.ndarray, trade: float) -> list[tuple[int, float]]:
    """Greedy choice of ten by log-probability less `trade` times the greatest cosine to those chosen."""
    rows = np.array([row for row, _ in found])
    scores = np.array([score for _, score in found])
    nearest = np.zeros(len(rows))
    chosen: list[int] = []
    for _ in range(TOP):
        gain = scores - trade * nearest
        gain[chosen] = -np.inf
        chosen.append(int(gain.argmax()))
        nearest = np.maximum(nearest, vectors[rows] @ vectors[rows[chosen[-1]]])
    return [found[place] for place in chosen]


def clock(call: Call) -> float:
    """Milliseconds of one call."""
    return timed(call)[0]


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds of one call, and what it gave."""
    began = time.perf_counter()
    result = call()
    return 1000 * (time.perf_counter() - began), result


def quantiles(values: Sequence[float]) -> dict[str, list[float]]:
    """p50 and p95, with the order statistics between which each lies with 95 %."""
    ordered, n = sorted(values), len(values)
    out = {}
    for name, share in (("p50", 0.5), ("p95", 0.95)):
        half = 1.96 * math.sqrt(n * share * (1 - share))
        places = (share * n, share * n - half, share * n + half)
        out[name] = [round(ordered[min(max(int(place), 0), n - 1)], 3) for place in places]
    return out


def ratio(values: Sequence[float], base: Sequence[float]) -> list[float]:
    """Ratio of medians, with its bootstrap interval."""
    rng = np.random.default_rng(0)
    above, below = (np.median(rng.choice(part, (1_000, len(part))), axis=1) for part in (values, base))
    bounds = np.quantile(above / below, [0.025, 0.975])
    return [round(float(figure), 2) for figure in (np.median(values) / np.median(base), *bounds)]


def interval(values: Sequence[float]) -> list[float]:
    """Mean and its normal 95 % interval."""
    middle, half = float(np.mean(values)), 1.96 * float(np.std(values, ddof=1)) / math.sqrt(len(values))
    return [round(middle, 4), round(middle - half, 4), round(middle + half, 4)]


def show(figures: dict[str, Any]) -> None:
    """The tables."""
    timing = figures["speed"]
    print(f"{'call, 12,101 items':32} {'p50 ms':>8} {'p95 ms':>8} {'x plain':>8}")
    rows = {name: (timing["ms"][name], timing["times_the_plain_call"][name]) for name in timing["ms"]}
    rows["transformers generate"] = timing["transformers"]["ms"], timing["transformers"]["times_the_plain_call"]
    for name, (ms, times) in rows.items():
        print(f"{name:32} {ms['p50'][0]:8.2f} {ms['p95'][0]:8.2f} {times[0]:8.2f}")
    if "masks" not in figures:
        return
    print(f"\n{'real masks':12} {'items':>8} {'recall@10':>10} {'peer':>8} {'p50 ms':>8} {'peer':>8} {'x plain':>8}")
    for name, part in figures["masks"].items():
        recalls, times = (list(part[key].values()) for key in ("recall@10", "ms"))
        print(
            f"{name:12} {part['items'][0]:8.0f} {recalls[0][0]:10.4f} {recalls[1][0]:8.4f} {times[0]['p50'][0]:8.2f} "
            f"{times[1]['p50'][0]:8.2f} {part['times_the_plain_call'][0]:8.2f}"
        )
    print(f"\n{'slates of ten':22} {'diversity':>10} {'log-prob':>9} {'first codes':>12} {'p50 ms':>8}")
    for name, part in figures["slates"].items():
        told = [part[key][0] for key in ("diversity", "log_probability", "first_codes")]
        print(f"{name:22} {told[0]:10.4f} {told[1]:9.3f} {told[2]:12.2f} {part['ms']['p50'][0]:8.2f}")


if __name__ == "__main__":
    main()
