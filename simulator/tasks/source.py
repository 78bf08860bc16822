"""What tasks are made from: `TaskSource`, a catalog and people's events.

Knows where the people come from and says it. Knows no model: equal data give equal tasks, whatever was trained.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from catalog.interactions import Interactions
from catalog.table import Catalog

if TYPE_CHECKING:
    from recommenders.workspace import Workspace


@dataclass(frozen=True, eq=False)
class TaskSource:
    """`domain` names the data set; `held_out` are the events of people nothing was learnt from, if there are any."""

    domain: str
    catalog: Catalog
    interactions: Interactions
    held_out: Interactions | None = None

    @classmethod
    def of(cls, workspace: Workspace) -> TaskSource:
        """The data of a workspace."""
        return cls(workspace.manifest.dataset.name, workspace.catalog, workspace.interactions, workspace.held_out)

    @classmethod
    def read(cls, dataset: str, share: float, data: Path | None = None) -> TaskSource:
        """A data set by name or path as a workspace with this share held out would hold it, without its models.

        Raises CatalogError where it cannot be read, ConfigError for a share that leaves nobody.
        """
        from recommenders.build import assemble, events_on, gather
        from recommenders.hold_out import hold_out

        found = gather(dataset, data=data)
        kept, held = hold_out(found.events, share)
        catalog, interactions = assemble(replace(found, events=kept))
        return cls(found.name, catalog, interactions, events_on(catalog, held, found.source) if held else None)

    @property
    def people(self) -> Interactions:
        """The events of those who become simulated people."""
        return self.interactions if self.held_out is None else self.held_out

    @property
    def note(self) -> str:
        """Who the people are, for the protocol of a run: with the workspace's own people figures are too good."""
        if self.interactions.source == "synthetic":
            made = "the events are synthetic: they follow a model, not people"
            return made if self.held_out is None else f"{made}; nothing was learnt from these people"
        if self.held_out is not None:
            return "people held out of the workspace: nothing was learnt from them"
        return "the workspace's own people: its models learnt from what they liked later, so that figures are too good"
