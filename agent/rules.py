"""House rules: what holds for every slate whatever is asked for, as the owner of a catalog sets it.

Knows the contract `Rule`, the two built-in rules and how foreign ones are found (entry-point group `parley.rules`).
Does not know ranking or wording; the gate keeps the rules, in every turn.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import ClassVar

import numpy as np

from agent.state import DialogueState
from catalog.columns import Mask
from catalog.errors import PluginError
from catalog.plugins import make_plugin, plugin_entries
from catalog.table import Catalog

GROUP = "parley.rules"


class Rule(ABC):
    """What may be shown at all, and what must be said beside it."""

    name: ClassVar[str]

    @abstractmethod
    def allows(self, catalog: Catalog, state: DialogueState) -> Mask | None:
        """bool[n items]: what may be shown in this dialogue; None where the rule has nothing to say of this catalog."""

    def disclosure(self, catalog: Catalog, row: int) -> str:
        """What must be said beside the item of this row; empty where nothing must."""
        return ""


class Available(Rule):
    """Items that a flag with the role `available` says cannot be had are not shown; where it is blank, they are."""

    name = "available"

    def allows(self, catalog: Catalog, state: DialogueState) -> Mask | None:
        """See `Rule`."""
        fields = catalog.schema.by_role("available")
        if not fields:
            return None
        gone = [catalog.column(field.name).mask("eq", (False,)) for field in fields]
        return np.asarray(~np.logical_or.reduce(gone), dtype=bool)


class Sponsored(Rule):
    """Items that a flag with the role `sponsored` marks are shown with that said."""

    name = "sponsored"

    def allows(self, catalog: Catalog, state: DialogueState) -> Mask | None:
        """See `Rule`."""
        return None

    def disclosure(self, catalog: Catalog, row: int) -> str:
        """See `Rule`."""
        paid = any(catalog.value(row, field.name) is True for field in catalog.schema.by_role("sponsored"))
        return "sponsored" if paid else ""


class HouseRules:
    """All rules together."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)

    def allowed(self, catalog: Catalog, state: DialogueState) -> Mask:
        """bool[n items]: what no rule forbids. PluginError names a rule that breaks its contract."""
        out = np.ones(len(catalog), dtype=bool)
        for rule in self._rules:
            mask = rule.allows(catalog, state)
            if mask is None:
                continue
            if mask.shape != out.shape or mask.dtype != np.bool_:
                raise PluginError(f"rule {rule.name!r} gave no bool[{len(out)}], one for each item; mend it")
            out &= mask
        return out

    def disclosures(self, catalog: Catalog, row: int) -> tuple[str, ...]:
        """What must be said beside an item, each once."""
        said = (rule.disclosure(catalog, row) for rule in self._rules)
        return tuple(dict.fromkeys(words for words in said if words))


def load_rules() -> HouseRules:
    """Every registered rule, in order of name; PluginError names the one that cannot be loaded or is none."""
    return HouseRules(make_plugin(entry, "rule", Rule) for entry in plugin_entries(GROUP, "rules").values())
