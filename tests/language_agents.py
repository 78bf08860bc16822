"""Agents with a language-model brain over a scripted endpoint, for tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from model_server import ModelServer

from agent.agent import Agent, load_agent
from agent.settings import Settings
from recommenders.workspace import Workspace

TODAY = dt.date(2026, 1, 15)


def agent_at(server: ModelServer | str, workspace: Workspace, **settings: Any) -> Agent:
    """An agent whose models are at the server; settings as in `Settings`, examples left out unless named."""
    url = server if isinstance(server, str) else server.url
    chosen = {"llm": "openai:scripted", "llm_base_url": url, "llm_demonstrations": "zero", **settings}
    return load_agent(workspace, today=TODAY, settings=Settings(**chosen))
