"""The full agent with step-by-step planning (ReAct: Yao et al., "ReAct: Synergizing reasoning and acting in language
models", ICLR 2023) in the place of a whole plan at once.

Knows the setting that turns it on. Does not know how steps are thought of: that is `agent.language.stepwise`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.embedded.brain import EmbeddedBrain
from catalog.errors import ConfigError
from simulator.agents.full_agent import FullAgent

if TYPE_CHECKING:
    from agent.settings import Settings
    from recommenders.workspace import Workspace


class ReactAgent(FullAgent):
    """What planning at once is worth beside planning step by step."""

    name = "react"

    def __init__(self, workspace: Workspace, settings: Settings | None = None) -> None:
        """ConfigError without a language model, which alone can think in steps."""
        if settings is None or settings.llm == EmbeddedBrain.name:
            raise ConfigError(f"agent {self.name!r} needs a language model: set PARLEY_LLM to provider:model")
        super().__init__(workspace, settings.model_copy(update={"planning": "react"}))
