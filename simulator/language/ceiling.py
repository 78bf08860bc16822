"""What a run may spend on language models: `Ceiling`.

Knows the bounds and when they are reached. Does not know who spends: `simulator.language.answer_store` keeps the sums.
"""

from __future__ import annotations

from dataclasses import dataclass

from catalog.errors import BudgetSpent, ConfigError
from simulator.language.answer_store import AnswerStore


@dataclass(frozen=True)
class Ceiling:
    """Bounds of a whole run, resumed or not, over all its processes; None is no bound. Each process may be one call
    over, for what a call takes is known after it."""

    cost: float | None = None
    """US dollars."""
    tokens: int | None = None
    """In and out."""

    def __post_init__(self) -> None:
        if (self.cost is not None and not self.cost >= 0) or (self.tokens is not None and self.tokens < 0):
            raise ConfigError("what a run may spend cannot be negative")

    def check(self, store: AnswerStore) -> None:
        """BudgetSpent where nothing more may be asked for."""
        spent = store.spent
        if self.cost is not None and spent.cost >= self.cost:
            raise BudgetSpent(
                f"the run has spent ${spent.cost:.2f} of ${self.cost:.2f}; raise PARLEY_USER_LLM_MAX_COST"
            )
        if self.tokens is not None and spent.tokens >= self.tokens:
            raise BudgetSpent(
                f"the run has used {spent.tokens} of {self.tokens} tokens; raise PARLEY_USER_LLM_MAX_TOKENS"
            )
