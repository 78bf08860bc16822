"""A plan run in a folder: `batch`, which goes on where it was stopped and ends in figures and a page to read.

Knows the order: claim, read, run, sum up. How each is done is elsewhere in this package.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from catalog.errors import ConfigError, InfrastructureFault, Interrupted
from catalog.files import write_json
from recommenders.progress import Progress, silent
from simulator.runs.calls_to_stop import CallsToStop
from simulator.runs.crew import Crew, CrewHere
from simulator.runs.dispatcher import TRIES, Course, Dispatcher
from simulator.runs.plan import Plan
from simulator.runs.run_book import RunBook
from simulator.runs.run_folder import CACHE, ITEMS, REPORT, SUMMARY, TIMINGS, RunFolder, RunRecord, read_run
from simulator.runs.run_one import cost_of
from simulator.runs.stage import Stage, StageSpec
from simulator.runs.timings import timings_of

if TYPE_CHECKING:
    from recommenders.workspace import Workspace

Engine = Literal["local", "ray"]
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Means:
    """With what a plan is run: so many workers, in processes of this machine or on a Ray cluster (at `ray_address`, or
    one of its own here). max_cost: US dollars after which nothing more is begun."""

    workers: int = 1
    engine: Engine = "local"
    ray_address: str | None = None
    max_cost: float | None = None


def batch(
    plan: Plan,
    workspace: Workspace,
    out: Path,
    means: Means,
    *,
    progress: Progress = silent,
    notice: Callable[[str], None] = _log.warning,
) -> RunRecord:
    """Run what `out` does not hold yet, and write its figures, timings and report.

    `workspace` is the plan's own, open. With one local worker everything happens in this process. Dialogues, sorted,
    and the summary are the same bytes for any means, and however often the run was stopped.

    Raises ConfigError where `out` cannot be used or holds something else, or the cost reached its most; Interrupted
    after Ctrl-C; InfrastructureFault where units could not be run for nobody's fault. In all but the first of these
    what is finished is kept and summed up, and the same call goes on. A second Ctrl-C stops without summing up.
    """
    plan.check()
    with RunFolder(out) as folder:
        folder.claim(plan.config, plan.tasks)
        try:
            with CallsToStop(notice) as asked:
                course = _run(plan, workspace, folder, means, asked, progress)
        except KeyboardInterrupt as stop:
            raise Interrupted(
                f"interrupted; finished dialogues are in {str(out)!r}, the same command goes on"
            ) from stop
        record = sum_up(out, workspace, means)
    _complain(course, record, out, means.max_cost)
    return record


def _run(
    plan: Plan, workspace: Workspace, folder: RunFolder, means: Means, asked: CallsToStop, progress: Progress
) -> Course:
    """Run what is owed."""
    main, controls = folder.shards(control=False), folder.shards(control=True)
    finished = main.finished | controls.finished
    owed = [unit for unit in plan.units if unit.key not in finished]
    spent = cost_of([*main.whole(), *controls.whole()])
    if not owed:
        return Course(0, cost=spent)
    for name in (SUMMARY, REPORT, TIMINGS, ITEMS):  # what a run holds is never about a part of it, unsaid
        (folder.folder / name).unlink(missing_ok=True)
    before = len(plan.units) - len(owed)
    with RunBook(folder, main, controls) as book:
        crew = _crew(plan.stage(folder.folder / CACHE, means.max_cost), workspace, means)
        dispatcher = Dispatcher(
            owed,
            crew,
            means.workers,
            book,
            progress=progress,
            notice=asked.notice,
            asked=asked,
            most=means.max_cost,
            before=before,
            spent=spent,
        )
        return dispatcher.run()


def _crew(spec: StageSpec, workspace: Workspace, means: Means) -> Crew:
    if means.engine == "ray":
        from simulator.runs.crew_ray import CrewRay

        return CrewRay(spec, means.workers, means.ray_address)
    if means.workers == 1:
        return CrewHere(Stage(spec, workspace))
    from simulator.runs.crew_processes import CrewProcesses

    return CrewProcesses(spec)


def sum_up(out: Path, workspace: Workspace, means: Means) -> RunRecord:
    """Write what follows from a run's dialogues: items, timings, summary, report; and give the run."""
    from simulator.reports.html import write_report
    from simulator.scores.item_facts import ItemFacts
    from simulator.scores.summary import summarise

    timings = timings_of(out, workers=means.workers, engine=means.engine)
    record = read_run(out)
    items = ItemFacts.of(workspace.catalog, record)
    record = replace(record, items=items, timings=timings)
    write_json(out / ITEMS, items.to_json())
    write_json(out / TIMINGS, timings)
    summary = summarise(record)
    write_json(out / SUMMARY, summary)
    write_report(record, out / REPORT, summary=summary)
    return record


def _complain(course: Course, record: RunRecord, out: Path, max_cost: float | None) -> None:
    """Raise what a person must know about a run that has not come to its end."""
    if course.finished == course.owed:
        return
    standing = record.standing()
    far = f"{standing['finished']} of {standing['planned']} are finished and in {str(out)!r}"
    if course.stopped == "interrupted":
        raise Interrupted(f"interrupted; {far}; the same command goes on")
    if course.stopped:
        most = f" of {max_cost:.4f}" if max_cost is not None else ""
        raise ConfigError(f"stopped at {course.cost:.4f}{most} US dollars; {far}; a greater --max-cost goes on")
    raise InfrastructureFault(
        f"{course.left_over} units could not be run for nobody's fault, tried {TRIES} times; {far}; "
        "the same command tries the others again"
    )
