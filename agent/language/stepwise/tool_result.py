"""What a tool found, as a model is told it: `told_result`.

Knows how to leave out ids and shorten texts, and that all of it is data. Knows no tool by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from typing import Any

import numpy as np

from agent.language.quarantine import held_back
from agent.language.templates import as_json
from catalog.table import Catalog
from tools.candidates import Candidates
from tools.tool import Tool, ToolResult

_IDS = frozenset({"id", "ids", "item_id", "item_ids", "row", "rows"})
_FIRST = 5
_LONGEST, _MOST, _DEEPEST = 240, 12, 5
"""Characters of a text, entries of a list, and levels that are told."""
_WHOLE = 2_400
"""Characters of all facts together."""


def told_result(tool: Tool, result: ToolResult, before: Candidates, catalog: Catalog) -> str:
    """Lines `Label: JSON`: the tool's summary; what candidates there are and the first few, for a tool that works on
    them; the facts, if it gave some."""
    lines = [f"Result: {as_json(held_back(result.summary[:_LONGEST]))}"]
    if tool.effect in ("filter", "retrieve", "rank") or result.candidates is not before:
        rows = result.candidates.rows[:_FIRST]
        lines.append(f"Candidates: {len(result.candidates)}")
        label = "First" if tool.effect == "rank" else "Some"
        lines.append(f"{label}: {as_json([held_back(catalog.label(int(row))[:_LONGEST]) for row in rows])}")
    if result.facts:
        facts = as_json(held_back(plain(result.facts)))
        whole = facts if len(facts) <= _WHOLE else as_json(f"{facts[:_WHOLE]} …")
        lines.append(f"Facts: {whole}")
    return "\n".join(lines)


def plain(value: Any, depth: int = 0) -> Any:
    """A value as JSON takes it, without ids, long texts, long lists and deep nesting."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return value if len(value) <= _LONGEST else f"{value[:_LONGEST].rstrip()} …"
    if isinstance(value, float):
        return round(value, 4) if np.isfinite(value) else None
    if isinstance(value, np.generic):
        return plain(value.item(), depth)
    if depth >= _DEEPEST:
        return "…"
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, Mapping):
        return {str(name)[:_LONGEST]: plain(part, depth + 1) for name, part in value.items() if name not in _IDS}
    if isinstance(value, list | tuple | set | frozenset | np.ndarray):
        return [plain(part, depth + 1) for part in list(value)[:_MOST]]
    return str(value)[:_LONGEST]
