"""`simulate`, by which Python code runs dialogues: from names, in memory or in a folder.

Knows the choices people have and their defaults. The command `parley simulate` is this function with flags.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from recommenders.progress import Progress, silent
from simulator.record import Dialogue
from simulator.runs.batch import Engine, Means, batch
from simulator.runs.plan import CONTROLS, Plan, tasks_for
from simulator.runs.run_folder import RunRecord
from simulator.runs.stage import Stage
from simulator.task import Task, read_tasks

if TYPE_CHECKING:
    from agent.settings import Settings
    from recommenders.workspace import Workspace

_log = logging.getLogger(__name__)


def simulate(
    workspace: str | Path | Workspace,
    agents: Sequence[str] = ("full",),
    *,
    users: int = 100,
    tasks: str | Path | Sequence[Task] | None = None,
    simulator: str = "rules",
    seed: int = 0,
    trials: int = 1,
    sessions: int | None = None,
    controls: int = CONTROLS,
    out: str | Path | None = None,
    workers: int = 1,
    engine: Engine = "local",
    ray_address: str | None = None,
    max_cost: float | None = None,
    settings: Settings | None = None,
    progress: Progress = silent,
    notice: Callable[[str], None] = _log.warning,
) -> RunRecord:
    """Let every agent talk with the same simulated people, and give all dialogues.

    tasks: a file of them, or the tasks themselves; without any, `users` are made from the people the workspace has held
    out, drawn by `seed`. simulator: how the people speak ("rules", "hybrid", "free", or "acts" without words). trials:
    how often every agent meets everyone. sessions: how often people may come back; None is what the tasks say.
    controls: with how many tasks the controls are run. settings: of the agents; None is what is in force.

    With `out` everything is written there as by `parley simulate`, by so many `workers`, and the same call goes on
    where it was stopped; see `simulator.runs.batch` for that and for the errors. Without it nothing is written, and
    everything happens in this process. Raises ConfigError for names that nobody bears, CatalogError for a workspace
    that cannot be opened.
    """
    from agent.settings import load_settings
    from recommenders.workspace import Workspace

    settings = settings or load_settings()
    known = workspace if isinstance(workspace, Workspace) else Workspace.open(workspace, encoder=settings.encoder)
    given = read_tasks(Path(tasks)) if isinstance(tasks, str | Path) else tasks
    found = tasks_for(known, users=users, seed=seed, tasks=tuple(given) if given else None, sessions=sessions)
    plan = Plan(known.path, found, tuple(agents), simulator, seed, settings, trials, controls)
    if out is None:
        return run_here(plan, known, progress)
    means = Means(workers, engine, ray_address, max_cost)
    return batch(plan, known, Path(out), means, progress=progress, notice=notice)


def run_here(plan: Plan, workspace: Workspace, progress: Progress = silent) -> RunRecord:
    """Run a plan in this process and write nothing. What infrastructure broke off is among the faults, tried once."""
    from simulator.scores.item_facts import ItemFacts

    plan.check()
    stage = Stage(plan.stage(None), workspace)
    dialogues: dict[str, list[Dialogue]] = {"main": [], "controls": [], "faults": []}
    for number, unit in enumerate(plan.units, start=1):
        played = stage.play(unit)
        found = [Dialogue.model_validate_json(line) for line in played.lines]
        dialogues["controls" if unit.cast.control else "faults" if played.fault else "main"] += found
        progress("dialogues", number, len(plan.units))
    main, controls, faults = (
        sorted(kind, key=lambda dialogue: (*dialogue.key, dialogue.voice)) for kind in dialogues.values()
    )
    tasks = {task.key: task for task in plan.tasks}
    record = RunRecord(plan.config, tasks, main, {}, controls, faults)
    return replace(record, items=ItemFacts.of(workspace.catalog, record))
