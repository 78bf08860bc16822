"""The sentence encoder: unit vectors, the cache, and weights that are not what they should be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from catalog.errors import ConfigError
from recommenders import encoder as encoders
from recommenders.encoder import TextEncoder, load_encoder
from recommenders.vector_cache import VectorCache

TEXTS = [
    "A slow, thoughtful film about time.",
    "A loud car chase.",
    "",
    "A slow, thoughtful film about time.",
    "🙂\x00",
]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> TextEncoder:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(encoders.ENCODER_VARIABLE, raising=False)
        return load_encoder(cache_folder=tmp_path_factory.mktemp("cache"))


def test_vectors_are_unit_float32_in_the_order_of_the_texts(encoder: TextEncoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.array_equal(vectors[0], vectors[3])
    single = np.stack([encoder.encode_one(text) for text in TEXTS])
    assert (vectors * single).sum(axis=1).min() > 0.99


def test_meaning_decides_likeness(encoder: TextEncoder) -> None:
    wish = encoder.encode_one("something quiet and pensive")
    slow, loud = encoder.encode(TEXTS[:2])
    assert wish @ slow > wish @ loud


def test_texts_seen_before_are_not_computed_again(encoder: TextEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    first = encoder.encode(TEXTS)
    seen: list[str] = []
    compute = encoder._compute
    monkeypatch.setattr(encoder, "_compute", lambda texts: (seen.extend(texts), compute(texts))[1])
    again = encoder.encode([*TEXTS, "new"])
    assert seen == ["new"]
    assert np.array_equal(again[: len(TEXTS)], first)


def test_progress_ends_at_the_total_and_nothing_is_fine(encoder: TextEncoder) -> None:
    reports: list[tuple[str, int, int]] = []
    encoder.encode(["one more", "and another"], progress=lambda *report: reports.append(report))
    assert reports == [("encode", 2, 2)]
    assert encoder.encode([]).shape == (0, 384)


def test_a_book_of_text_is_cut_not_refused(encoder: TextEncoder) -> None:
    assert np.isfinite(encoder.encode_one("word " * 50_000)).all()


def test_changed_or_missing_weights_are_refused(tmp_path: Path) -> None:
    weights = tmp_path / "model.safetensors"
    with pytest.raises(ConfigError, match="missing"):
        encoders.verify_weights(weights, encoders.PACKAGE_SHA256)
    weights.write_bytes(b"other weights")
    with pytest.raises(ConfigError, match="sha256"):
        encoders.verify_weights(weights, encoders.PACKAGE_SHA256)


def test_a_folder_that_holds_no_encoder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(encoders.ENCODER_VARIABLE, str(tmp_path))
    with pytest.raises(ConfigError, match=r"no model\.safetensors"):
        load_encoder()
    (tmp_path / "model.safetensors").write_bytes(b"nothing")
    with pytest.raises(ConfigError, match="cannot be loaded"):
        load_encoder()


def test_a_damaged_cache_is_named(tmp_path: Path) -> None:
    (tmp_path / "vectors.sqlite").write_bytes(b"this is not a database" * 100)
    with pytest.raises(ConfigError, match="delete it"):
        VectorCache(tmp_path).get([b"key"])
