"""Runs made by hand: tasks, dialogues and records whose figures are known."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from catalog.constraint import Constraint
from catalog.files import write_json
from simulator.acts import UserAct, UserTurn
from simulator.agent_turn import AgentQuestion, AgentTurn
from simulator.goal import Goal, Wanted
from simulator.record import Dialogue, Exchange, Judged
from simulator.runs.run_folder import RunRecord
from simulator.runs.shards import Shards, write_unit
from simulator.scores.item_facts import ItemFacts
from simulator.task import Past, Task, TaskUser, write_tasks
from simulator.user_state import Mindset

SHORT = Constraint(field="runtime", op="le", value=90)
COMEDY = Constraint(field="genres", op="any_of", value=("Comedy",))


def task(user: str, kind: str = "constraints", *, groups: dict[str, str] | None = None, **more: Any) -> Task:
    """A task of a person who wants a short comedy."""
    target = {"target": "i1"} if kind == "target" else {}
    goal = Goal(kind=kind, wanted=(Wanted(constraint=SHORT), Wanted(constraint=COMEDY)), **target)  # type: ignore[arg-type]
    person = TaskUser(id=user, past=(Past(item="i9", value=1.0),), groups=groups or {})
    return Task(domain="films", user=person, goal=goal, **more)


def says(kind: str = "chat", **more: Any) -> UserTurn:
    return UserTurn(acts=(UserAct(kind=kind, **more),))  # type: ignore[arg-type]


def exchange(
    turn: UserTurn | None = None, agent: AgentTurn | None = None, judged: Judged | None = None, text: str = "hello"
) -> Exchange:
    return Exchange(user=turn or says(), text=text, mindset=Mindset(), agent=agent, judged=judged)


def reply(*slate: str, asks: str | None = None, **more: Any) -> AgentTurn:
    """A reply that shows a slate, or asks about a field."""
    question = AgentQuestion(field=asks, text=f"which {asks}?") if asks else None
    kind = "recommend" if slate else "ask" if asks else "chat"
    return AgentTurn(text="as you wish", kind=kind, slate=slate, question=question, **more)  # type: ignore[arg-type]


def dialogue(
    of: Task, agent: str = "full", *, turns: int = 1, success: bool = True, judged: Judged | None = None, **more: Any
) -> Dialogue:
    """So many replies, then the person's last word; `judged` is said of every reply."""
    found = judged or Judged(candidates=9)
    talk = [exchange(agent=more.pop("reply", None) or reply("i1", "i2"), judged=found) for _ in range(turns)]
    last = exchange(says("accept", place=1) if success else says("leave", why="annoyed"), text="bye")
    given = {
        "outcome": "accepted" if success else "left",
        "rating": 5 if success else 1,
        "returns": success,
        "voice": "rules",
        "exchanges": (*talk, last),
    } | more
    return Dialogue(task=of.key, user=of.user.id, agent=agent, success=success, **given)


def record(
    tasks: Iterable[Task], dialogues: Iterable[Dialogue], *, items: ItemFacts | None = None, **more: Any
) -> RunRecord:
    """A whole run of these dialogues."""
    tasks, dialogues = list(tasks), list(dialogues)
    config = {
        "format": 1,
        "generation": 1,
        "digest": "d",
        "parley": "0.1.0",
        "workspace": {"name": "films", "manifest": "m"},
        "tasks": {"count": len(tasks), "sha256": "t"},
        "agents": sorted({found.agent for found in dialogues}),
        "simulator": "rules",
        "seed": 0,
        "trials": 1 + max((found.trial for found in dialogues), default=0),
        "controls": 0,
        "settings": {"llm": "embedded"},
        "primary": "success@5",
    } | more.pop("config", {})
    return RunRecord(config=config, tasks={one.key: one for one in tasks}, dialogues=dialogues, items=items, **more)


def crowd(
    agents: dict[str, Callable[[float, random.Random], bool]],
    users: int,
    *,
    trials: int = 1,
    seed: int = 0,
    **more: Any,
) -> RunRecord:
    """Many users of different luck, uniform in [0, 1], and agents that make something of it."""
    chance = random.Random(seed)
    lucks = [chance.random() for _ in range(users)]
    tasks = [task(f"u{n:04d}", groups={"activity": "heavy" if n % 3 else "light"}, **more) for n in range(users)]
    talks = []
    for name, fares in agents.items():
        for luck, one in zip(lucks, tasks, strict=True):
            for trial in range(trials):
                success = fares(luck, chance)
                talks.append(dialogue(one, name, turns=chance.randint(1, 5), success=success, trial=trial))
    return record(tasks, talks)


def save(run: RunRecord, folder: Path) -> Path:
    """The run as `parley simulate` would have left it, up to its figures."""
    folder.mkdir(parents=True)
    write_json(folder / "config.json", run.config)
    write_tasks(folder / "tasks.jsonl", run.tasks.values())
    for name, dialogues in (("shards", run.dialogues), ("controls", run.controls)):
        units: dict[tuple[Any, ...], list[str]] = {}
        for one in dialogues:
            units.setdefault((one.agent, one.task, one.trial, one.voice), []).append(one.line())
        with Shards(folder / name).writer() as writer:
            for lines in units.values():
                write_unit(writer, lines)
    if run.items is not None:
        write_json(folder / "items.json", run.items.to_json())
    return folder
