"""Prompt texts: jinja files in `prompts/`, and the JSON that data enters them as.

Knows how a prompt file is filled in, and how text of others is quoted so that it stays data. Knows no prompt.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Undefined

_UNSAFE = re.compile(r"[<\x7f-\x9f\u2028\u2029\ud800-\udfff]|\[(?=/?[A-Z_]{2,}\])")
"""Inside JSON strings: what ends a line for some readers, what UTF-8 cannot carry, and what opens the marks by which
some models tell roles apart (`<|im_start|>`, `</s>`, `[INST]`)."""


def as_json(value: Any) -> str:
    """A value as JSON on one line; it reads back as the same value, whatever text is in it. TypeError for what JSON
    cannot hold."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def render(name: str, **facts: Any) -> str:
    """The prompt `name` ("planner_system") with facts put in; jinja2.UndefinedError where the prompt needs another.

    Text of people or of the catalog is put in by the filter `json` only.
    """
    return _prompts().get_template(f"{name}.jinja").render(**facts).strip()


@lru_cache(maxsize=1)
def _prompts() -> Environment:
    environment = Environment(
        loader=PackageLoader("agent.language", "prompts"),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["json"] = _quoted
    return environment


def _quoted(value: Any) -> str:
    """A fact as JSON; one that is missing raises what it raises anywhere in a prompt."""
    return str(value) if isinstance(value, Undefined) else as_json(value)
