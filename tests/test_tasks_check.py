"""Tasks that people write: what is wrong with them is said in a line; and the commands that make and check files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from task_data import shelf

from catalog.errors import ConfigError
from cli import main
from simulator.task import Task, read_tasks
from simulator.tasks.check import problems_of
from simulator.taste import world_of

SOURCE = shelf({"p": [(row, 1.0) for row in range(12)]})
WORLD = world_of(SOURCE)
GOOD: dict[str, Any] = {
    "schema": 1,
    "domain": "shelf",
    "user": {"id": "p", "past": [{"item": "i0", "value": 1.0}, {"item": "i1", "value": -0.5}]},
    "goal": {
        "kind": "constraints",
        "wanted": [
            {"constraint": {"field": "genres", "op": "any_of", "value": ["Sea"]}},
            {"constraint": {"field": "runtime", "op": "le", "value": 120}, "reveal": "on_ask"},
        ],
        "examples": ["i0"],
        "least_utility": -9.0,
    },
}


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """The good task with something changed in it."""
    task: dict[str, Any] = json.loads(json.dumps(GOOD))
    change(task)
    return task


def sky(**more: Any) -> dict[str, Any]:
    return {"constraint": {"field": "genres", "op": "any_of", "value": ["Sky"]}, **more}


def test_a_good_task_has_no_problems() -> None:
    assert problems_of(Task.model_validate(GOOD), WORLD) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t["goal"].update(examples=["i99"]), "examples names the item 'i99'"),
        (lambda t: t["goal"].update(examples=["i1"]), "'i1' is something the person does not like"),
        (lambda t: t["user"]["past"].append({"item": "x", "value": 1}), "past names the item 'x'"),
        (lambda t: t["goal"].update(kind="target", target="i99"), "target names the item 'i99'"),
        (lambda t: t["goal"].update(kind="target", target="i0"), "'i0' is known to the person already"),
        (lambda t: t["goal"].update(kind="target", target="i3"), "target 'i3' does not meet every hard condition"),
        (lambda t: t["goal"]["wanted"][0]["constraint"].update(field="genre"), "no field 'genre'"),
        (lambda t: t["goal"]["wanted"][0]["constraint"].update(op="le"), "operator 'le' does not fit field 'genres'"),
        (lambda t: t["goal"]["wanted"][0]["constraint"].update(value=["Moor"]), "no thing of the catalog meets it"),
        (lambda t: t["goal"]["wanted"][1]["constraint"].update(value="soon"), "'soon' is not a number"),
        (lambda t: t["goal"].update(least_utility=99.0), "there is nothing the person would take"),
        (lambda t: t["goal"].update(kind="impossible"), "it should be impossible, but 21 things meet"),
        (lambda t: t["user"].update(taste={"genres": 1.0}), "taste 'genres': it is not written FIELD=VALUE"),
        (lambda t: t["user"].update(taste={"colour=red": 1.0}), "taste 'colour=red': no field 'colour'"),
        (
            lambda t: t["goal"].update(mind_change={"turn": 3, "add": [sky()]}),
            "nothing the person would take after the change of mind in turn 3",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_line(change: Callable[[dict[str, Any]], object], said: str) -> None:
    [problem] = problems_of(Task.model_validate(changed(change)), WORLD)
    assert said in problem
    assert "\n" not in problem


def test_an_impossible_goal_must_not_hide_what_makes_it_so() -> None:
    shown = changed(lambda t: t["goal"].update(kind="impossible", wanted=[*t["goal"]["wanted"], sky()]))
    hidden = changed(lambda t: t["goal"].update(kind="impossible", wanted=[*t["goal"]["wanted"], sky(reveal="hidden")]))
    assert problems_of(Task.model_validate(shown), WORLD) == []
    assert problems_of(Task.model_validate(hidden), WORLD) == [
        "it is impossible by a hidden condition only, which no agent can know"
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 2: the line: Invalid JSON"),
        (json.dumps(changed(lambda t: t.pop("user"))), "line 2: user: Field required"),
        (json.dumps(changed(lambda t: t["goal"].update(kind="any"))), "line 2: goal.kind: Input should be"),
        (json.dumps(changed(lambda t: t["goal"].update(target="i2"))), "line 2: goal: a goal has a target if"),
        (json.dumps(changed(lambda t: t.update(persona={"humour": 1}))), "line 2: persona.humour: Extra inputs"),
        (
            json.dumps(changed(lambda t: t["user"]["past"][0].update(value=5))),
            "line 2: user.past.0.value: Input should",
        ),
    ],
)
def test_a_line_of_another_shape_is_named(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "tasks.jsonl"
    path.write_text(json.dumps(GOOD) + "\n" + line + "\n")
    with pytest.raises(ConfigError) as error:
        read_tasks(path)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_tasks_are_made_and_checked_on_the_command_line(
    films_workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "tasks.jsonl"
    assert main(["tasks", "make", "--workspace", str(films_workspace), "-n", "12", "--out", str(out)]) == 0
    printed = capsys.readouterr()
    assert "12 tasks of 1" in printed.out
    assert "synthetic" in printed.err
    assert main(["tasks", "check", str(out), "--workspace", str(films_workspace)]) == 0
    assert capsys.readouterr().out == "12 tasks, 0 problems\n"
    out.write_text(out.read_text() + json.dumps(GOOD) + "\n")
    assert main(["tasks", "check", str(out), "--workspace", str(films_workspace), "--json"]) == 2
    printed = capsys.readouterr()
    report = json.loads(printed.out)
    assert report["tasks"] == 13
    assert {one["task"] for one in report["problems"]} == {Task.model_validate(GOOD).key}
    assert "1 of 13 tasks" in printed.err


def test_a_set_nobody_knows_and_data_that_are_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = ["--out", str(tmp_path / "t.jsonl")]
    assert main(["tasks", "make", "--set", "books-tasks", *out]) == 2
    assert "there are movies-tasks, movies-tasks-large, games-tasks" in capsys.readouterr().err
    assert not (tmp_path / "t.jsonl").exists()
