"""What the documentation says of settings is what the settings are."""

from __future__ import annotations

import re
from pathlib import Path

from agent.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
_ROW = re.compile(r"^\| `PARLEY_(\w+)`(?:, `_(\w+)`)? \| (?:`([^`]*)`)? ?\|", re.MULTILINE)


def test_the_table_of_model_settings_is_complete_and_true() -> None:
    text = (ROOT / "docs" / "language-models.md").read_text(encoding="utf-8")
    told: dict[str, str] = {}
    for name, other, default in _ROW.findall(text):
        told[name] = default
        if other:
            told[f"{name.rsplit('_', 1)[0]}_{other}"] = default
    settings = {name.upper(): field.default for name, field in Settings.model_fields.items()}
    there = {name: value for name, value in settings.items() if name.startswith("LLM") or name == "PLANNING"}
    assert told.keys() == there.keys()
    for name, default in there.items():
        same = not told[name] if default is None else told[name] in (str(default), f"{default:g}" if isinstance(default, float) else "")
        assert same, f"{name}: {told[name]!r} is not {default!r}"
