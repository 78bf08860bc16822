"""Text vectors in fewer dimensions: principal components, then unit norm.

Knows unit vectors. Does not know the encoder that made them or who reads the result.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommenders.recommender import Vector

DIMENSIONS = 128
_ROWS = 65_536  # rows that are centred at once: a copy of a large catalog's vectors would be the most a build takes


@dataclass(frozen=True, eq=False)
class TextProjection:
    """x -> unit((x - center) @ axes): center float32[d], axes float32[d, p]."""

    center: Vector
    axes: Vector

    @classmethod
    def fit(cls, vectors: Vector) -> TextProjection:
        """Principal axes of float32[n, d], at most 128 and at most d, largest variance first.

        The sign of an axis is fixed (its largest entry is positive), so equal input gives equal output.
        """
        center = vectors.mean(axis=0) if len(vectors) else np.zeros(vectors.shape[1], np.float32)
        products = np.zeros((vectors.shape[1], vectors.shape[1]))
        for start in range(0, len(vectors), _ROWS):
            spread = (vectors[start : start + _ROWS] - center).astype(np.float64)
            products += spread.T @ spread
        _, axes = np.linalg.eigh(products)
        axes = axes[:, ::-1][:, : min(DIMENSIONS, vectors.shape[1])]
        largest = np.abs(axes).argmax(axis=0)
        axes = axes * np.sign(axes[largest, np.arange(axes.shape[1])])
        return cls(center.astype(np.float32), np.ascontiguousarray(axes, dtype=np.float32))

    def __call__(self, vectors: Vector) -> Vector:
        """float32[n, d] or float32[d] -> float32[n, p] or float32[p], unit norm; what is all center stays zero."""
        if len(vectors) > _ROWS and vectors.ndim == 2:
            parts = [self(vectors[start : start + _ROWS]) for start in range(0, len(vectors), _ROWS)]
            return np.concatenate(parts)
        flat = (vectors - self.center) @ self.axes
        norms = np.linalg.norm(flat, axis=-1, keepdims=True)
        return np.asarray(flat / np.maximum(norms, 1e-6), dtype=np.float32)
