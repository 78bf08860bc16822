"""How the page looks: theme, style sheet, icon.

Knows what `launch` is told about looks; all of it is local, no font or style is fetched from anywhere. Knows
nothing about the page's parts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

_HERE = Path(__file__).parent
_FONTS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif"]
_MONO = ["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace"]
_ICON = (
    "<link rel='icon' href=\"data:image/svg+xml,"
    "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Cpath d='M5 4h22a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H15l-7 6v-6H5a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3z' "
    "fill='%232b6063'/%3E%3Cpath d='M9 11h14M9 17h9' stroke='white' stroke-width='2.5' "
    "stroke-linecap='round'/%3E%3C/svg%3E\">"
)


def look() -> dict[str, Any]:
    """The arguments of `launch` that decide how the page looks."""
    theme = gr.themes.Base(primary_hue="teal", neutral_hue="stone", font=_FONTS, font_mono=_MONO)
    return {"theme": theme, "css_paths": [_HERE / "style.css"], "head": _ICON}


def script(name: str) -> str:
    """The text of one of the page's scripts."""
    return (_HERE / name).read_text(encoding="utf-8")
