"""Arithmetic on scores: the same products, whichever way they are computed."""

import numpy as np
import pytest

from tools.scores import products


@pytest.mark.parametrize("count", [0, 1, 20, 99, 100])
def test_products_of_some_rows_come_in_the_order_of_the_rows(count: int) -> None:
    rng = np.random.default_rng(count)
    vectors = rng.normal(size=(100, 12)).astype(np.float32)
    query = rng.normal(size=12).astype(np.float32)
    rows = rng.permutation(100)[:count]
    found = products(vectors, rows, query)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, [float(vectors[row] @ query) for row in rows], rtol=1e-4, atol=1e-5)
