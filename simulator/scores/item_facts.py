"""What scores and reports must know of a catalog: `ItemFacts`, small enough to lie in the folder of a run.

Knows labels, popularity and size. Does not know attributes: whoever needs these opens the workspace.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from simulator.record import Dialogue
from simulator.task import Task

if TYPE_CHECKING:
    from catalog.table import Catalog
    from simulator.runs.run_folder import RunRecord


class ItemFacts(BaseModel):
    """`size`: items in the catalog. `labels`, `popularity` (on the catalog's own scale): of items that occur, by id."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    size: int
    labels: dict[str, str] = {}
    popularity: dict[str, float] = {}

    @classmethod
    def of(cls, catalog: Catalog, record: RunRecord) -> ItemFacts:
        """The facts of every item that occurs in a run's tasks or dialogues; ids that are not in the catalog: none."""
        found = {item for task in record.tasks.values() for item in _of_task(task)}
        found |= {item for dialogue in (*record.dialogues, *record.controls) for item in _of_dialogue(dialogue)}
        rows = {item: catalog.row_of(item) for item in sorted(found) if item in catalog}
        return cls(
            size=len(catalog),
            labels={item: catalog.label(row) for item, row in rows.items()},
            popularity={item: round(float(catalog.popularity[row]), 6) for item, row in rows.items()},
        )

    @classmethod
    def from_json(cls, value: Any) -> ItemFacts:
        """From what `to_json` gave; pydantic's ValidationError where it is something else."""
        return cls.model_validate(value)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return self.model_dump(mode="json")


def _of_task(task: Task) -> Iterable[str]:
    goal = task.goal
    return [*(past.item for past in task.user.past), *goal.examples, *([goal.target] if goal.target else [])]


def _of_dialogue(dialogue: Dialogue) -> Iterable[str]:
    for exchange in dialogue.exchanges:
        yield from (act.item for act in exchange.user.acts if act.item is not None)
        if exchange.agent is not None:
            yield from exchange.agent.slate
