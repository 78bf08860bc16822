"""What is built and asked at one size of catalog: four parts, each for a process of its own.

Knows the public doors of the catalog and the recommenders. Does not know other sizes, tables or plots. The models that
are asked are of full size but untrained (fitted on events that nobody liked), which changes their answers and not
their cost; the training part times single steps of real fits.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from meter import Meter
from synthetic import Source, Synthetic

from catalog.constraint import Constraint, Op
from catalog.interactions import Interactions
from catalog.linking import TitleLinker
from catalog.schema import Role
from catalog.table import Catalog
from catalog.words import WordIndex, WordRow
from recommenders.profile import UserProfile
from recommenders.progress import silent
from recommenders.recommender import ItemData, Mask, Recommender, Vector

SHARES = (0.001, 0.01, 0.1, 0.5)  # of the catalog that constraints leave
_NAMES = ("0.1 %", "1 %", "10 %", "50 %")
_ASKED = 40  # different questions per latency
_HISTORY = 20
_BEST = 50
_BEAM = 20
_STEPS = 3  # training steps that are timed, after the first one
_MODELS = ("popularity", "cooccurrence", "text", "ranker", "retriever")

_PLAIN: tuple[tuple[Role, Op], ...] = (("genre", "any_of"), ("year", "ge"), ("duration", "le"))
_MANY: tuple[tuple[Role, Op], ...] = (
    *_PLAIN,
    ("year", "le"),
    ("duration", "ge"),
    ("language", "any_of"),
    ("language", "none_of"),
    ("country", "any_of"),
    ("keyword", "any_of"),
    ("genre", "none_of"),
)


class Enough(Exception):
    """Raised inside a fit when enough of its steps were seen."""


def catalog_part(source: Source, size: int, seed: int, wishes: Vector) -> None:
    """Catalog table, word index and title linker; masks, word search and linking."""
    meter, made, rng = Meter("catalog", size), Synthetic(source, size, seed), np.random.default_rng(seed)
    records = meter.build("records (drawn)", lambda: list(made.records()))
    catalog = meter.build("catalog table", lambda: Catalog(source.schema, records, made.popularity))
    asked = [_conjunction(catalog, rng, _PLAIN, 3) for _ in range(_ASKED)]
    meter.build("columns of three constraints", lambda: catalog.mask(asked[0]))
    meter.latency("masks of three constraints", catalog.mask, asked)
    titles = [catalog.titles[row] for row in rng.integers(0, size, _ASKED)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "words.sqlite"
        words = meter.build("word index", lambda: WordIndex.build(path, (WordRow(**row) for row in catalog.words)))
        meter.latency("word search, words of a title", words.search, [" ".join(t.split()[:2]) for t in titles])
        meter.latency("word search, two themes", words.search, list(_themes(catalog, rng)))
        words.close()
    linker = meter.build("title linker", lambda: TitleLinker(catalog.titles, catalog.years, catalog.popularity))
    meter.latency("title linking", linker.mentions, [f"I loved {title}, anything like it?" for title in titles])
    meter.close()


def vectors_part(source: Source, size: int, seed: int, wishes: Vector) -> None:
    """The vector index, exact and with lists, under constraints of four widths; the recall of the lists."""
    from recommenders.vector_index import VectorIndex

    meter, made = Meter("vectors", size), Synthetic(source, size, seed)
    vectors = made.vectors()
    exact = VectorIndex(vectors)
    lists = meter.build("inverted lists", lambda: VectorIndex.build(vectors, seed=seed, exact=0))
    meter.emit("count", "rows that an inverted search compares", rows=lists.budget)
    kinds = {"wishes": wishes, "unseen items": made.queries(len(wishes))}
    for name, masks in _masks(source, made, seed).items():
        told = {kind: [(q, masks[i % len(masks)]) for i, q in enumerate(queries)] for kind, queries in kinds.items()}
        for way, index in (("exact", exact), ("lists", lists)):
            search = index.search
            meter.latency(f"text search, {way}, {name}", lambda ask: search(ask[0], _BEST, ask[1]), told["wishes"])  # noqa: B023
        for kind, asks in told.items():
            meter.share(f"recall@50 of lists, {kind}, {name}", [_recall(lists, exact, *ask) for ask in asks])
    meter.close()


def models_part(source: Source, size: int, seed: int, wishes: Vector) -> None:
    """Semantic IDs, trie, co-occurrence; the score of all items by every model, generation, the blend."""
    from recommenders.fusion import Fusion
    from recommenders.generative import GenerativeRetriever
    from recommenders.signals import NEAREST

    meter, made = Meter("models", size), Synthetic(source, size, seed)
    items, events = _on_disk(made), made.interactions()
    _codes(meter, items, seed)
    models = dict(_fitted(meter, items, events, seed))
    profiles = [UserProfile(history=tuple(row.tolist()[:_HISTORY])) for row in events.sequences()[:_ASKED]]
    for name, model in models.items():
        meter.latency(f"scores of all items, {name}", model.score, profiles)
    retriever, rng = models["retriever"], np.random.default_rng(seed)
    if isinstance(retriever, GenerativeRetriever):
        generate = retriever.generate
        meter.latency("generation, beam 20", lambda who: generate(who, mask=None, k=_BEAM), profiles)
        told = [(who, rng.random(size) < 0.01) for who in profiles]
        meter.latency("generation, beam 20, 1 %", lambda ask: generate(ask[0], mask=ask[1], k=_BEAM), told)
    voices = [*models, NEAREST]
    blend = Fusion(models, items, dict.fromkeys(voices, 1.0), dict.fromkeys(voices, 1.0))
    meter.latency("scores of all items, blend", blend.score, profiles)
    meter.close()


def training_part(source: Source, size: int, seed: int, wishes: Vector) -> None:
    """Processor seconds of one training step of ranker and retriever on one core, and of all their steps."""
    from recommenders.generative import GenerativeRetriever
    from recommenders.sequential import SequentialRanker

    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # a fit takes every core it may
    meter, made = Meter("training", size), Synthetic(source, size, seed)
    items, events = _on_disk(made), made.interactions()
    meter.emit("count", "events", rows=len(events))
    meter.emit("count", "items with events", rows=int((events.counts() > 0).sum()))
    _steps(meter, "ranker", lambda progress: SequentialRanker.fit(events, items, seed=seed, progress=progress))
    ranker = SequentialRanker.fit(_nobodys(events), items, seed=seed, progress=silent)

    def fit_retriever(progress: Callable[[str, int, int], None]) -> object:
        return GenerativeRetriever.fit(events, items, seed=seed, progress=progress, ranker=ranker)

    _steps(meter, "retriever", fit_retriever)
    meter.close()


PARTS: Mapping[str, Callable[[Source, int, int, Vector], None]] = {
    "catalog": catalog_part,
    "vectors": vectors_part,
    "models": models_part,
    "training": training_part,
}


def _conjunction(
    catalog: Catalog, rng: np.random.Generator, kinds: Sequence[tuple[Role, Op]], most: int
) -> list[Constraint]:
    """Constraints of different kinds that one random item meets, at most `most`."""
    row = int(rng.integers(0, len(catalog)))
    found: dict[Role, Constraint] = {}
    for number in rng.permutation(len(kinds)):
        role, op = kinds[number]
        for field in catalog.schema.by_role(role)[:1]:
            source = int(rng.integers(0, len(catalog))) if op == "none_of" else row
            value = catalog.value(source, field.name)
            if value is not None and role not in found and len(found) < most:
                chosen = value[int(rng.integers(0, len(value)))] if isinstance(value, list) else value
                found[role] = Constraint(field=field.name, op=op, value=(chosen,) if op.endswith("_of") else chosen)
    return list(found.values()) or _conjunction(catalog, rng, kinds, most)


def _themes(catalog: Catalog, rng: np.random.Generator) -> Iterator[str]:
    """Two values each that items have as keyword or genre, as a person would name them."""
    names = [field.name for role in ("keyword", "genre") for field in catalog.schema.by_role(role)]
    found = 0
    while found < _ASKED:
        row = int(rng.integers(0, len(catalog)))
        values = [value for name in names for value in catalog.value(row, name) or ()]
        if len(values) > 1:
            found += 1
            yield " ".join(rng.choice(values, 2, replace=False))


def _masks(source: Source, made: Synthetic, seed: int) -> dict[str, list[Mask | None]]:
    """No mask, and masks of real constraints that leave about each of SHARES of the items."""
    rng = np.random.default_rng(seed)
    real = Catalog(source.schema, source.records)
    found: dict[str, list[Mask | None]] = {"all": [None]}
    drawn = [real.mask(_conjunction(real, rng, _MANY, int(rng.integers(1, 4)))) for _ in range(600)]
    widths = np.array([mask.mean() for mask in drawn])
    for share, name in zip(SHARES, _NAMES, strict=True):
        nearest = np.argsort(np.abs(np.log(np.maximum(widths, 1e-9) / share)), kind="stable")[:10]
        found[name] = [drawn[number][made.model] for number in nearest]
    return found


def _recall(lists: Any, exact: Any, query: Vector, allowed: Mask | None) -> float:
    wanted = exact.search(query, _BEST, allowed)[0]
    return len(np.intersect1d(wanted, lists.search(query, _BEST, allowed)[0])) / max(len(wanted), 1)


def _on_disk(made: Synthetic) -> ItemData:
    """Items whose vectors are a file that is mapped: what is held then is the models' own."""
    with tempfile.NamedTemporaryFile() as file:
        np.save(file, made.vectors(), allow_pickle=False)
        file.flush()
        return ItemData(np.asarray(np.load(file.name, mmap_mode="r")), made.popularity)


def _codes(meter: Meter, items: ItemData, seed: int) -> None:
    """Semantic IDs of the projected texts, and their trie."""
    from recommenders.semantic_ids import SemanticIds
    from recommenders.text_projection import TextProjection
    from recommenders.trie import Trie

    text = meter.build("text projection", lambda: TextProjection.fit(items.vectors)(items.vectors))
    ids = meter.build("semantic IDs", lambda: SemanticIds.fit(text, items.popularity, seed=seed))
    meter.build("trie", lambda: Trie.build(ids.codes))


def _fitted(meter: Meter, items: ItemData, events: Interactions, seed: int) -> Iterator[tuple[str, Recommender]]:
    """The five models; the two networks untrained."""
    from recommenders.cooccurrence import Cooccurrence
    from recommenders.generative import GenerativeRetriever
    from recommenders.popularity import Popularity
    from recommenders.sequential import SequentialRanker
    from recommenders.text_similarity import TextSimilarity

    for kind in (Popularity, Cooccurrence, TextSimilarity):
        yield kind.name, meter.build(kind.name, lambda: kind.fit(events, items, seed=seed, progress=silent))  # noqa: B023
    nothing = _nobodys(events)
    ranker = meter.build("ranker, untrained", lambda: SequentialRanker.fit(nothing, items, seed=seed, progress=silent))
    yield ranker.name, ranker
    retriever = meter.build(
        "retriever, untrained",
        lambda: GenerativeRetriever.fit(nothing, items, seed=seed, progress=silent, ranker=ranker),
    )
    yield retriever.name, retriever


def _nobodys(events: Interactions) -> Interactions:
    """As many events, none of them liked: a fit takes the size of its network from them and learns nothing."""
    return replace(events, values=-np.ones_like(events.values))


def _steps(meter: Meter, name: str, fit: Callable[[Callable[[str, int, int], None]], object]) -> None:
    """Time between the first reports of a fit, one after every step, then stop it."""
    seen: list[float] = []
    began = time.process_time()

    def progress(stage: str, done: int, total: int) -> None:
        seen.append(time.process_time())
        if len(seen) > _STEPS:
            step = (seen[-1] - seen[0]) / _STEPS
            before = seen[0] - began - step
            meter.emit("step", name, cpu_s=round(step, 4), before_first_s=round(before, 2), steps=total)
            raise Enough

    try:
        fit(progress)
    except Enough:
        return
