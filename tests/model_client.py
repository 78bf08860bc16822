"""Requests to a scripted endpoint, through the client that people use."""

from __future__ import annotations

from typing import Any

import openai
from model_server import ModelServer

PLAN: Any = {
    "type": "function",
    "function": {
        "name": "make_plan",
        "description": "Plan.",
        "parameters": {"type": "object", "properties": {"intent": {"type": "string"}}, "required": ["intent"]},
    },
}
FORCED: Any = {"type": "function", "function": {"name": "make_plan"}}
ASKED: list[Any] = [
    {"role": "system", "content": "You plan."},
    {"role": "user", "content": 'State: {}\nMessage: "a quiet film"'},
]
WORDING: list[Any] = [{"role": "user", "content": 'Reply: {"items": [{"title": "Heat", "reasons": ["It is long"]}]}'}]
LEAD = "I would start with [1]: It is long. The others are close to what you asked for."


def client_of(server: ModelServer, timeout: float = 5.0) -> openai.OpenAI:
    return openai.OpenAI(base_url=server.url, api_key="not-needed", max_retries=0, timeout=timeout)


def planned(server: ModelServer, **more: Any) -> Any:
    tools: Any = {"tools": [PLAN], "tool_choice": FORCED}
    return client_of(server, more.pop("timeout", 5.0)).chat.completions.create(
        model="m", messages=ASKED, **tools, **more
    )


def worded(server: ModelServer, **more: Any) -> Any:
    return client_of(server, more.pop("timeout", 5.0)).chat.completions.create(model="m", messages=WORDING, **more)
