"""One self-contained page about a run: `write_report`.

Knows the template, the style and the script, and puts them into one file that asks nothing of any other. Its policy
lets only this script run, by its digest: text of a catalog, an agent or a person is never obeyed.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalog.files import write_bytes
from simulator.reports import words
from simulator.reports.sections import sections
from simulator.reports.talks import BUDGET, embedded
from simulator.scores.summary import summarise

if TYPE_CHECKING:
    from jinja2 import Template

    from simulator.runs.run_folder import RunRecord

_HERE = Path(__file__).with_name("page")


def write_report(record: RunRecord, path: Path, *, summary: dict[str, Any] | None = None, budget: int = BUDGET) -> None:
    """Write the page. `summary` is the run's own, where it is known; dialogues take `budget` bytes of the page at most,
    and what is left out is said."""
    write_bytes(path, report(record, summary=summary, budget=budget).encode("utf-8"))


def report(record: RunRecord, *, summary: dict[str, Any] | None = None, budget: int = BUDGET) -> str:
    """The page as text; equal runs with equal timings give equal pages."""
    found = sections(record, summary or summarise(record), budget)
    script, style = _text("report.js"), _text("report.css")
    data = embedded(found.talks.to_json())
    return _template().render(
        found=found, words=words, script=script, style=style, script_digest=_digest(script), data=data
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"trusted": _trusted}
    return environment.get_template("report.html.jinja")


def _trusted(text: str) -> Any:
    """Our own script and style, and JSON in which no sign of markup is left."""
    from markupsafe import Markup

    return Markup(text)


def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
