"""Where what people said and felt is kept: the package's doors are `Store` and `open_store`."""

from agent.store.opening import open_store
from agent.store.store import Store

__all__ = ["Store", "open_store"]
