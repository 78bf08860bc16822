"""The data of the protocol: `LastfmWorld`, items with attributes, and who listened to what in which split.

Knows the files of SCPR and UNICORN. Does not know dialogues, agents or priors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from catalog.errors import CatalogError
from catalog.readers.textfiles import quoted, read_json_value
from simulator.lastfm.attributes import Attributes, Ints

Kind = Literal["coarse", "fine"]
"""33 attributes (LastFM), 8,438 attributes (LastFM*)."""
_ITEMS: dict[Kind, str] = {"coarse": "item_dict.json", "fine": "lastfm_star_item_dict.json"}
_PAIRS = "review_dict_{}.json"


@dataclass(frozen=True)
class LastfmWorld:
    """Users, items and attributes are numbers from 0. Pairs are int64[n, 2] of user and item, ascending."""

    attributes: Attributes
    users: int
    train: Ints
    valid: Ints
    test: Ints
    friends: Ints
    """int64[n, 2], users."""

    @property
    def items(self) -> int:
        """How many items there are."""
        return len(self.attributes)


def read_world(folder: Path, kind: Kind) -> LastfmWorld:
    """Read a folder of the protocol. CatalogError names the file that is missing or not of its shape."""
    found = {name: _table(folder / _PAIRS.format(name)) for name in ("train", "valid", "test")}
    people = _table(folder / "user_dict.json")
    try:
        pairs = {name: _pairs(table) for name, table in found.items()}
        friends = _pairs({user: told["friends"] for user, told in people.items()})
        attributes = _attributes(_table(folder / _ITEMS[kind]))
    except (KeyError, TypeError, ValueError) as error:
        raise CatalogError(f"{quoted(folder)} is not the LastFM data of the protocol: {error}") from error
    top = max((int(rows[:, 1].max(initial=0)) for rows in pairs.values()), default=0)
    if top >= len(attributes):
        raise CatalogError(f"{quoted(folder)}: item {top} has no attributes")
    users = 1 + max(int(rows.max(initial=0)) for rows in (friends, *(p[:, :1] for p in pairs.values())))
    return LastfmWorld(attributes, users, pairs["train"], pairs["valid"], pairs["test"], friends)


def _table(path: Path) -> Mapping[str, Any]:
    value = read_json_value(path)
    if not isinstance(value, dict):
        raise CatalogError(f"{quoted(path)} holds no JSON object")
    return value


def _pairs(table: Mapping[str, Any]) -> Ints:
    """A list per key as rows of key and member, each once, ascending."""
    rows = {(int(key), int(member)) for key, members in table.items() for member in members}
    return np.array(sorted(rows), dtype=np.int64).reshape(-1, 2)


def _attributes(table: Mapping[str, Any]) -> Attributes:
    own = [sorted({int(a) for a in table[str(item)]["feature_index"]}) for item in range(len(table))]
    if not all(own):
        raise ValueError(f"item {next(i for i, found in enumerate(own) if not found)} has no attributes")
    return Attributes(own, 1 + max(found[-1] for found in own))
