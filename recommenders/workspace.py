"""An opened workspace: everything a conversation reads, from one verified folder.

Knows the file names of a workspace and how its parts are put together. Knows nothing about dialogues, and nothing
changes after opening: a new build replaces the folder as a whole, and readers of the old one finish with it.
"""

from __future__ import annotations

import json
import threading
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from catalog.errors import CatalogError, ConfigError
from catalog.files import recover
from catalog.interactions import Interactions
from catalog.linking import TitleLinker
from catalog.schema import Schema
from catalog.table import Catalog
from catalog.words import WordIndex
from recommenders.encoder import TextEncoder, load_encoder
from recommenders.manifest import Manifest, read_manifest, verify_files
from recommenders.recommender import ItemData, Recommender
from recommenders.vector_index import VectorIndex

if TYPE_CHECKING:
    from recommenders.dialogues.attitude_model import AttitudeModel
    from recommenders.dialogues.recommender import DialogueRecommender
    from recommenders.fusion import Fusion
    from recommenders.generative import GenerativeRetriever

CATALOG = "catalog.jsonl"
SCHEMA = "schema.json"
INTERACTIONS = "interactions.npz"
HELD_OUT = "held_out.npz"  # people kept for simulated users; absent where nobody was held out
VECTORS = "vectors.npy"
WORDS = "words.sqlite"
MODELS = "models"
INDEX = "index"  # of a catalog too large to compare every text with a wish

_REMEMBERED = 1024  # texts whose vectors are kept: 1.5 KB each


class Workspace:
    """A verified, read-only workspace. `recommenders` by name; `retriever` is one of them, or None; `blend` scores with
    all of them; row i of `items` and of `interactions.items` is row i of `catalog`.

    Safe to share between threads and conversations.
    """

    def __init__(
        self,
        path: Path,
        manifest: Manifest,
        catalog: Catalog,
        interactions: Interactions,
        items: ItemData,
        *,
        encoder: str | None = None,
    ) -> None:
        """Put verified parts together; use `Workspace.open`."""
        from recommenders.dialogues.learning import load_mentions
        from recommenders.generative import GenerativeRetriever
        from recommenders.training import load_fusion, load_recommenders

        self.path = path
        self.manifest = manifest
        self.catalog = catalog
        self.interactions = interactions
        self.items = items
        index = path / INDEX
        self.index = VectorIndex.load(index, items.vectors) if index.is_dir() else VectorIndex(items.vectors)
        self.words = WordIndex(path / WORDS)
        self.linker = TitleLinker(catalog.titles, catalog.years, catalog.popularity, load_mentions(path))
        self.recommenders: dict[str, Recommender] = load_recommenders(path / MODELS, items)
        self.blend: Fusion = load_fusion(path / MODELS, self.recommenders, items)
        retriever = self.recommenders.get("retriever")
        self.retriever: GenerativeRetriever | None = retriever if isinstance(retriever, GenerativeRetriever) else None
        self._encoder_name = encoder
        self._encoder: TextEncoder | None = None
        self._loading = threading.Lock()
        self._vector = lru_cache(maxsize=_REMEMBERED)(self._compute)

    @classmethod
    def open(cls, path: str | Path, *, encoder: str | None = None) -> Workspace:
        """Open and verify the workspace folder `path`, and set torch and faiss to one thread: serving is quicker so.

        `encoder`: as for `load_encoder`; it must be the one the workspace was built with. Raises CatalogError with one
        line for a folder that is missing, no workspace, incomplete, damaged (naming the file) or of another format.
        """
        folder = Path(path).expanduser()
        if not folder.exists() and folder.name:
            recover(folder)
        manifest = read_manifest(folder)
        verify_files(folder, manifest)
        interactions = Interactions.load(folder / INTERACTIONS)
        catalog = load_catalog(folder, interactions)
        vectors = _load_vectors(folder / VECTORS, len(catalog))
        _serve_on_one_thread()
        return cls(folder, manifest, catalog, interactions, ItemData.of(catalog, vectors), encoder=encoder)

    @cached_property
    def held_out(self) -> Interactions | None:
        """The events of the people nothing was learnt from; None where nobody was held out."""
        path = self.path / HELD_OUT
        return Interactions.load(path) if path.is_file() else None

    @cached_property
    def dialogue_recommender(self) -> DialogueRecommender | None:
        """Who recommends inside a conversation, as people did in the dialogues learnt from; None without dialogues."""
        from recommenders.dialogues.learning import Ground, load_recommender

        parts = (self.catalog, self.items, self.interactions, self.recommenders)
        return load_recommender(self.path, Ground(*parts, self.blend.projection, self.encode))

    @cached_property
    def attitudes(self) -> dict[str, AttitudeModel] | None:
        """What people would tick as "liked" and "seen" after a conversation; None without dialogues."""
        from recommenders.dialogues.learning import load_attitudes

        return load_attitudes(self.path)

    def encode(self, text: str) -> npt.NDArray[np.float32]:
        """The vector of a text, float32[d] of unit norm, read-only; the last 1,024 texts are remembered.

        Loads the encoder on first use. Raises ConfigError where it cannot be loaded or is not the workspace's own.
        """
        return self._vector(text)

    def ready(self) -> None:
        """Wait until texts can be encoded. Raises ConfigError as `encode` does."""
        if self._encoder is None:
            self._load_encoder()

    def warm(self) -> None:
        """Start loading the encoder in the background; a failure shows when it is needed."""
        threading.Thread(target=self._warm, name="parley-encoder", daemon=True).start()

    def _warm(self) -> None:
        try:
            self._load_encoder()
        except ConfigError:
            return  # `encode` tries again and raises it to somebody who can act on it

    def _compute(self, text: str) -> npt.NDArray[np.float32]:
        vector = self._load_encoder().encode_one(text)
        vector.flags.writeable = False
        return vector

    def _load_encoder(self) -> TextEncoder:
        with self._loading:
            if self._encoder is None:
                encoder = load_encoder(self._encoder_name)
                if encoder.name != self.manifest.encoder:
                    raise ConfigError(
                        f"workspace {str(self.path)!r} was built with the encoder {self.manifest.encoder!r}, this is "
                        f"{encoder.name!r}; name the right one (PARLEY_ENCODER) or build the workspace again"
                    )
                self._encoder = encoder
            return self._encoder


def liking(interactions: Interactions) -> npt.NDArray[np.float64] | None:
    """Popularity of every row, float64[n]: its liked events; None where the table must say.

    That is where there are no events, and where they are synthetic: those follow a model, not people.
    """
    counts = interactions.counts().astype(np.float64)
    return counts if counts.any() and interactions.source == "real" else None


def load_catalog(folder: Path, interactions: Interactions) -> Catalog:
    """The catalog of a workspace folder, its popularity taken from the events; CatalogError where it is damaged."""
    try:
        schema = Schema.model_validate_json((folder / SCHEMA).read_bytes())
        with (folder / CATALOG).open(encoding="utf-8") as lines:
            records = [json.loads(line) for line in lines]
    except (OSError, ValueError) as error:
        raise CatalogError(f"the catalog in {str(folder)!r} cannot be read ({error}); build it again") from error
    if interactions.n_items != len(records):
        raise CatalogError(f"events and catalog in {str(folder)!r} do not fit together; build the workspace again")
    return Catalog(schema, records, liking(interactions))


def _load_vectors(path: Path, n_items: int) -> npt.NDArray[np.float32]:
    try:
        vectors = np.load(path, allow_pickle=False)
    except (OSError, ValueError) as error:
        raise CatalogError(f"item vectors {str(path)!r} cannot be read ({error}); build again") from error
    if vectors.ndim != 2 or len(vectors) != n_items or vectors.dtype != np.float32:
        raise CatalogError(f"item vectors {str(path)!r} do not fit {n_items} items; build the workspace again")
    return np.asarray(vectors, dtype=np.float32)


def _serve_on_one_thread() -> None:
    """One query is several times slower on many threads of a busy machine than on one."""
    import faiss
    import torch
    from threadpoolctl import threadpool_limits

    torch.set_num_threads(1)
    faiss.omp_set_num_threads(1)
    threadpool_limits(1, "blas")  # where numpy was loaded before its variable could be set
