"""What the documentation says of settings and agents is so, and the code in it runs."""

from __future__ import annotations

import json
import re
from pathlib import Path

from agent.settings import Settings
from recommenders.workspace import Workspace
from simulator.agents.http_reply import HttpReply
from simulator.agents.registry import agent_names

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
    there = {name: value for name, value in settings.items() if "LLM" in name or name == "PLANNING"}
    assert told.keys() == there.keys()
    for name, default in there.items():
        same = not told[name] if default is None else told[name] in (str(default), f"{default:g}" if isinstance(default, float) else "")
        assert same, f"{name}: {told[name]!r} is not {default!r}"


def _blocks(name: str, language: str) -> list[str]:
    """The code blocks of a page that are in a language and nothing else."""
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_the_code_about_agents_runs(films_workspace: Path) -> None:
    blocks = _blocks("agents.md", "python")
    assert len(blocks) >= 2
    workspace = Workspace.open(films_workspace)
    for block in blocks:
        exec(compile(block, "docs/agents.md", "exec"), {"workspace": workspace, "__name__": "docs"})


def test_the_table_of_agents_is_complete() -> None:
    text = (ROOT / "docs" / "agents.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w-]+)` \|", text, re.MULTILINE)
    assert sorted(rows) == agent_names()


def test_the_reply_over_http_in_the_documentation_is_one() -> None:
    asked, answered = _blocks("agents.md", "json")
    assert json.loads(asked).keys() == {"conversation", "user", "message"}
    reply = HttpReply.read(answered.encode(), "docs")
    assert reply.items == ("clueless-1995",)
    assert json.loads(answered).keys() <= HttpReply.model_fields.keys()
    text = (ROOT / "docs" / "agents.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in HttpReply.model_fields)
