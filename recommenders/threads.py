"""How many threads numeric libraries use, for a while.

Knows torch's and faiss's global thread counts. Serving keeps both at one (a single query is slower on more);
training raises them inside `all_threads()` and puts them back.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


def available_cores() -> int:
    """Cores this process may use, at least 1; an affinity mask counts where the system has one."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def all_threads() -> Iterator[None]:
    """Let torch and faiss use every available core inside the block; the old counts return after it."""
    import faiss
    import torch

    torch_before, faiss_before = torch.get_num_threads(), faiss.omp_get_max_threads()
    cores = available_cores()
    torch.set_num_threads(cores)
    faiss.omp_set_num_threads(cores)
    try:
        yield
    finally:
        torch.set_num_threads(torch_before)
        faiss.omp_set_num_threads(faiss_before)
