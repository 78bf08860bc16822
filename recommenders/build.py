"""Building a workspace: from a data set to a folder of catalog, vectors, word index, models and manifest.

Knows the order of the steps, that nothing is replaced before everything is finished, and what makes two builds the
same, so that one goes on where the other was stopped. Knows no file format of a data set and no model.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from catalog.datasets import resolve
from catalog.errors import CatalogError
from catalog.files import recover, sha256_file
from catalog.inference import apply_overrides, check_schema, infer_schema
from catalog.interactions import Interactions
from catalog.readers.dataset import Dataset, Event, read_dataset
from catalog.readers.events import read_events
from catalog.schema import Schema
from catalog.table import Catalog
from catalog.words import WordIndex, WordRow
from recommenders.dialogues.learning import DIALOGUES, Ground, learn
from recommenders.encoder import TextEncoder, load_encoder
from recommenders.hold_out import hold_out
from recommenders.manifest import (
    FORMAT,
    MANIFEST,
    DatasetFacts,
    Epoch,
    Manifest,
    Sizes,
    file_hashes,
    write_manifest,
)
from recommenders.partial import Partial
from recommenders.progress import Progress, silent
from recommenders.recommender import ItemData, Vector
from recommenders.registry import recommender_classes
from recommenders.training import Trained, load_fusion, load_recommenders, train_recommenders
from recommenders.vector_index import EXACT, VectorIndex
from recommenders.wishes import sample_wishes
from recommenders.workspace import CATALOG, HELD_OUT, INDEX, INTERACTIONS, MODELS, SCHEMA, VECTORS, WORDS, liking

_OURS = frozenset((MANIFEST, CATALOG, SCHEMA, INTERACTIONS, HELD_OUT, VECTORS, WORDS, MODELS, INDEX, DIALOGUES))
_LEARNT_FROM = (CATALOG, SCHEMA, INTERACTIONS, VECTORS)


def build_workspace(
    dataset: Dataset,
    out: str | Path,
    *,
    seed: int = 0,
    progress: Progress = silent,
    overrides: Mapping[str, Any] | None = None,
    encoder: str | None = None,
    share: float = 0.0,
) -> Manifest:
    """Build the workspace of `dataset` at `out`, replacing a workspace that is there; return its manifest.

    `overrides`: content of a schema file (`catalog.inference.load_overrides`). `encoder`: as for `load_encoder`.
    `share` of the people, in [0, 1), are held out: their events are kept in a file of their own, and nothing is learnt,
    counted or chosen by them. Equal input and seed give equal files on one machine. Until the last rename `out` stays
    as it was, whatever happens. A build that was interrupted or killed leaves a folder beside `out`, and the same build
    goes on from there to the same files. Raises CatalogError for a table that cannot be used and for an `out` that
    holds anything else than a workspace, ConfigError while another build of `out` is under way and for a share that
    leaves nobody.
    """
    target = Path(out).expanduser().resolve()
    check_target(target)
    kept, held = hold_out(dataset.events, share)
    catalog, interactions = assemble(replace(dataset, events=kept), overrides)
    held_out = events_on(catalog, held, dataset.source) if held else None
    with Partial(target) as partial:
        manifest = _write(partial, dataset, catalog, interactions, held_out, seed, progress, encoder)
        partial.finish()
    return manifest


def gather(
    name_or_path: str,
    *,
    data: Path | None = None,
    interactions: Path | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> Dataset:
    """Read a data set by name or path; a file of `interactions` replaces its events.

    `data` is the folder of named data sets, `overrides` the content of a schema file. Raises CatalogError with one
    line that says what cannot be read, and where.
    """
    said = overrides or {}
    check_overrides(said)
    dataset = read_dataset(resolve(name_or_path, data), said.get("fields"))
    if interactions is None:
        return dataset
    schema = _schema(dataset, said)
    check_schema(schema)
    found = read_events(interactions, [str(row[schema.id_field.name]) for row in dataset.rows])
    return replace(dataset, events=found.events, source="real", notes=(*dataset.notes, *found.notes))


def check_overrides(overrides: Mapping[str, Any]) -> None:
    """CatalogError where a schema file does not have the shape `[fields.COLUMN]` with settings in it."""
    fields = overrides.get("fields", {})
    if not isinstance(fields, Mapping) or not all(isinstance(settings, Mapping) for settings in fields.values()):
        raise CatalogError("the schema's `fields` must be tables: [fields.COLUMN] with kind, role, unit or synonyms")


def check_target(target: Path) -> None:
    """CatalogError unless `target` is absent, an empty folder, or a folder with nothing but a workspace in it."""
    recover(target)
    if not target.exists():
        return
    if not target.is_dir():
        raise CatalogError(f"{str(target)!r} is a file; name a folder for the workspace")
    names = {path.name for path in target.iterdir()}
    foreign = sorted(names - _OURS)
    if foreign or (names and MANIFEST not in names):
        first = foreign[0] if foreign else min(names)
        raise CatalogError(
            f"{str(target)!r} is not empty and no workspace (it holds {first!r}); "
            "nothing was written, name another folder"
        )


def assemble(dataset: Dataset, overrides: Mapping[str, Any] | None = None) -> tuple[Catalog, Interactions]:
    """Catalog and events of a data set, values parsed and normalised; CatalogError where the table cannot be used."""
    if not dataset.rows:
        raise CatalogError(f"data set {dataset.name!r} has no items; there is nothing to build")
    schema = _schema(dataset, overrides or {})
    plain = Catalog.from_rows(dataset.rows, schema)
    interactions = events_on(plain, dataset.events, dataset.source)
    return Catalog(schema, plain.records, liking(interactions)), interactions


def events_on(catalog: Catalog, events: Sequence[Event], source: str) -> Interactions:
    """Events as columns over the rows of a catalog; CatalogError where an item is not in it."""
    rows = [(event.user_id, catalog.row_of(event.item_id), event.time, event.value) for event in events]
    return Interactions.from_events(rows, len(catalog), source)


def _schema(dataset: Dataset, overrides: Mapping[str, Any]) -> Schema:
    guessed = infer_schema(dataset.rows, noun=dataset.noun, plural=dataset.plural)
    known = apply_overrides(guessed, {"fields": dict(dataset.schema or {})})
    return apply_overrides(known, {key: value for key, value in overrides.items() if key != "fields"})


def _write(
    partial: Partial,
    dataset: Dataset,
    catalog: Catalog,
    interactions: Interactions,
    held_out: Interactions | None,
    seed: int,
    progress: Progress,
    encoder_name: str | None,
) -> Manifest:
    """Everything into the workspace folder, the manifest last."""
    folder = partial.workspace
    encoder = load_encoder(encoder_name)
    vectors = _write_items(folder, catalog, interactions, encoder, seed, progress)
    if held_out is not None:
        held_out.save(folder / HELD_OUT)
    partial.take_up(_key(folder, seed))
    trained = _train(partial, catalog, interactions, vectors, encoder, seed, progress)
    if dataset.dialogues:
        _learn_dialogues(folder, dataset, catalog, interactions, vectors, encoder, seed, progress)
    manifest = Manifest(
        parley_version=version("parley"),
        seed=seed,
        dataset=DatasetFacts(name=dataset.name, licence=dataset.licence, source=dataset.source, notes=dataset.notes),
        sizes=Sizes(
            items=len(catalog),
            users=interactions.n_users,
            events=len(interactions),
            held_out=held_out.n_users if held_out is not None else 0,
        ),
        encoder=encoder.name,
        metrics=trained.metrics,
        curves={name: tuple(Epoch.model_validate(e) for e in curve) for name, curve in trained.curves.items()},
        dialogues=tuple(one.id for one in dataset.dialogues),
        files=file_hashes(folder),
    )
    write_manifest(folder, manifest)
    return manifest


def _write_items(
    folder: Path, catalog: Catalog, interactions: Interactions, encoder: TextEncoder, seed: int, progress: Progress
) -> Vector:
    """Everything but the models; returns the text vectors."""
    _write_catalog(folder, catalog)
    WordIndex.build(folder / WORDS, (WordRow(**words) for words in catalog.words)).close()
    interactions.save(folder / INTERACTIONS)
    vectors = encoder.encode([catalog.text(row) for row in range(len(catalog))], progress)
    np.save(folder / VECTORS, vectors, allow_pickle=False)
    if len(vectors) > EXACT:
        VectorIndex.build(vectors, seed=seed).save(folder / INDEX)
    return vectors


def _train(
    partial: Partial,
    catalog: Catalog,
    interactions: Interactions,
    vectors: Vector,
    encoder: TextEncoder,
    seed: int,
    progress: Progress,
) -> Trained:
    def wishes(wanted: npt.NDArray[np.int64]) -> Vector:
        return sample_wishes(wanted, vectors, catalog.text, encoder.encode, seed=seed)

    return train_recommenders(
        interactions,
        ItemData.of(catalog, vectors),
        seed=seed,
        folder=partial.workspace / MODELS,
        progress=progress,
        resume=partial.training,
        wishes=wishes,
    )


def _learn_dialogues(
    folder: Path,
    dataset: Dataset,
    catalog: Catalog,
    interactions: Interactions,
    vectors: Vector,
    encoder: TextEncoder,
    seed: int,
    progress: Progress,
) -> None:
    items = ItemData.of(catalog, vectors)
    models = load_recommenders(folder / MODELS, items)
    blend = load_fusion(folder / MODELS, models, items)
    ground = Ground(catalog, items, interactions, models, blend.projection, encoder.encode_one)
    learn(folder, ground, dataset.dialogues, seed=seed, progress=progress)


def _key(folder: Path, seed: int) -> str:
    """What the models of a build follow from: what they learn from, the seed, and the code that learns."""
    known = {name: f"{kind.__module__}:{kind.__qualname__}" for name, kind in recommender_classes().items()}
    code = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        code.update(path.read_bytes())
    facts = {
        "versions": [FORMAT, version("parley"), version("torch"), code.hexdigest()],
        "seed": seed,
        "files": {name: sha256_file(folder / name) for name in _LEARNT_FROM},
        "recommenders": known,
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _write_catalog(folder: Path, catalog: Catalog) -> None:
    with (folder / CATALOG).open("w", encoding="utf-8", newline="\n") as file:
        for record in catalog.records:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    text = catalog.schema.model_dump_json(indent=2, exclude_defaults=True)
    (folder / SCHEMA).write_text(text + "\n", encoding="utf-8", newline="\n")
