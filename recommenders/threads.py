"""How many threads numeric libraries use, for a while.

Knows torch's and faiss's global thread counts. Serving keeps both at one (a single query is slower on more); long work
raises them inside `use_threads()` and puts them back. Small networks stay at one thread in training too: on a busy
machine the threads wait for each other after every small operation, which was measured at 16 times the time of one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_WORTH_SHARING = 100_000_000  # events times items

_ONE: ContextVar[bool] = ContextVar("one thread", default=False)


def available_cores() -> int:
    """Cores this process may use, at least 1; an affinity mask counts where the system has one, and `one_thread`."""
    if _ONE.get():
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def training_threads(n_events: int, n_items: int) -> int:
    """All cores where the softmax over the catalog is large enough to share out, else 1."""
    return available_cores() if n_events * n_items >= _WORTH_SHARING else 1


@contextmanager
def use_threads(count: int | None = None) -> Iterator[None]:
    """Let torch and faiss use `count` threads (None: every available core) inside the block, then put them back."""
    import faiss
    import torch

    torch_before, faiss_before = torch.get_num_threads(), faiss.omp_get_max_threads()
    cores = count or available_cores()
    torch.set_num_threads(cores)
    faiss.omp_set_num_threads(cores)
    try:
        yield
    finally:
        torch.set_num_threads(torch_before)
        faiss.omp_set_num_threads(faiss_before)


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep torch, faiss and BLAS at one thread inside the block, whoever asks for more in it: figures then do not
    depend on how many cores there are, and several processes share them without waiting for each other."""
    from threadpoolctl import threadpool_limits

    token = _ONE.set(True)
    try:
        with use_threads(1), threadpool_limits(1, "blas"):
            yield
    finally:
        _ONE.reset(token)
