"""Figures of runs made by hand, where the right answer is known."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_runs import COMEDY, SHORT, crowd, dialogue, exchange, record, reply, save, says, task

import cli
from catalog.constraint import Constraint
from simulator.goal import Goal, MindChange, Wanted
from simulator.record import Judged
from simulator.runs.run_folder import RunRecord, read_run
from simulator.scores.item_facts import ItemFacts
from simulator.scores.resampling import Resampled, bca, exact
from simulator.scores.summary import summarise

TASKS = [task(f"u{n}") for n in range(4)]
IMPOSSIBLE = task("none", "impossible")


def scored(*dialogues: Any, tasks: Any = None, **more: Any) -> dict[str, Any]:
    known = tasks or [*TASKS, IMPOSSIBLE]
    return summarise(record(known, dialogues, **more))["agents"]["full"]


def test_success_at_t_counts_replies_and_failures_cost_one_turn_more_than_there_are() -> None:
    found = scored(
        dialogue(TASKS[0], turns=1),
        dialogue(TASKS[1], turns=3),
        dialogue(TASKS[2], turns=6),
        dialogue(TASKS[3], turns=2, success=False),
    )
    assert [found[f"success@{t}"][0] for t in (1, 3, 5, 10, 15)] == [0.25, 0.5, 0.5, 0.75, 0.75]
    assert [point[0] for point in found["curve"]] == [0.25, 0.25, 0.5, 0.5, 0.5, *[0.75] * 10]
    assert found["average_turns"][0] == (1 + 3 + 6 + 16) / 4
    assert found["average_turns_given_success"][0] == pytest.approx(10 / 3, abs=1e-6)
    assert found["outcomes"]["accepted_rightly"] == 3
    assert found["outcomes"]["left"] == 1
    assert found["leave_rate"][0] == 0.25


def test_pass_k_is_the_share_of_k_trials_that_all_end_well() -> None:
    luck = {0: [True] * 4, 1: [True, True, False, False]}
    talks = [dialogue(TASKS[n], success=s, trial=t) for n, all_ in luck.items() for t, s in enumerate(all_)]
    found = scored(*talks)
    assert found["pass^1"][0] == (1 + 0.5) / 2
    assert found["pass^2"][0] == pytest.approx((1 + 1 / 6) / 2, abs=1e-6)
    assert found["pass^4"][0] == 0.5
    once = scored(dialogue(TASKS[0]), dialogue(TASKS[1]))
    assert "pass^1" in once
    assert "pass^2" not in once


def test_abstention_is_right_where_nothing_was_left() -> None:
    gave_up, wrongly = Judged(abstained=True, possible=False), Judged(abstained=True, possible=True)
    other, third = task("other", "impossible"), task("third", "impossible")
    found = scored(
        dialogue(IMPOSSIBLE, judged=gave_up, outcome="abstained"),
        dialogue(other, judged=Judged(possible=False), success=False),
        dialogue(third, judged=Judged(possible=True), success=False),
        dialogue(TASKS[0], judged=wrongly, turns=2, success=False),
        dialogue(TASKS[1]),
        tasks=[*TASKS, IMPOSSIBLE, other, third],
    )["abstention"]
    assert found["precision"][0] == pytest.approx(1 / 3, abs=1e-6)
    assert found["recall"][0] == pytest.approx(1 / 3, abs=1e-6)
    assert found["recall_once_said"][0] == 0.5
    assert found["false_rate"][0] == 0.5


def test_counts_are_whole_numbers_over_everything_that_was_judged() -> None:
    bad = Judged(violations=(SHORT, COMEDY), misheard=1, house=2, invented=1, repeats=3, suspected_leaks=1)
    found = scored(dialogue(TASKS[0], turns=2, judged=bad), dialogue(TASKS[1]))
    expected = {"violations": 4, "violations_misheard": 2, "violations_knowing": 2, "house_rules": 4, "invented": 2}
    assert {name: found[name] for name in expected} == expected
    assert (found["repeats"], found["leaks_suspected"], found["dialogues"], found["replies"]) == (6, 2, 2, 3)
    for name in ("violating", "violating_knowingly", "rule_breaking", "inventing", "repeating"):
        assert found[name][0] == 0.5


def test_regret_is_what_the_person_missed_where_they_took_something() -> None:
    found = scored(
        dialogue(TASKS[0], accepted="i1", utility=1.0, best_utility=1.5),
        dialogue(TASKS[1], accepted="i2", utility=0.5, best_utility=0.5),
        dialogue(TASKS[2], success=False, best_utility=3.0),
    )
    assert (found["utility"][0], found["regret"][0]) == (0.75, 0.25)


def test_a_wish_is_covered_when_it_was_said_and_stands() -> None:
    new = Constraint(field="year", op="ge", value=2000)
    goal = Goal(
        kind="constraints",
        wanted=(Wanted(constraint=SHORT), Wanted(constraint=COMEDY)),
        mind_change=MindChange(turn=2, drop=(0,), add=(Wanted(constraint=new),)),
    )
    changing = TASKS[0].model_validate(TASKS[0].model_dump(by_alias=True) | {"goal": goal.model_dump()})
    later = new.model_copy(update={"turn": 2})
    talk = (
        exchange(says("require", constraint=SHORT), reply("i1"), Judged()),
        exchange(says("drop", constraint=SHORT), reply("i1"), Judged()),
        exchange(says("reject", place=1, constraint=later)),
    )
    found = scored(dialogue(changing, exchanges=talk), tasks=[changing])
    assert found["preference_coverage"][0] == 0.5  # of comedy and year, only the year came out


def test_bits_and_repeats_of_questions() -> None:
    talk = (
        exchange(agent=reply(asks="genres"), judged=Judged(bits=9.0)),
        exchange(agent=reply(asks="year"), judged=Judged(bits=2.0)),
        exchange(agent=reply(asks="genres"), judged=Judged(bits=1.0)),
        exchange(agent=reply("i1"), judged=Judged(bits=0.0)),
        exchange(says("accept", place=1)),
    )
    found = scored(dialogue(TASKS[0], exchanges=talk))
    assert found["questions"][0] == 3
    assert found["bits_per_question"][0] == 1.0
    assert found["questions_repeated"][0] == pytest.approx(1 / 3, abs=1e-6)


def test_what_broke_off_is_a_failure_only_where_the_agent_failed() -> None:
    broken = {"outcome": None, "rating": None, "success": False, "exchanges": ()}
    run = record(
        TASKS,
        [
            dialogue(TASKS[0]),
            dialogue(TASKS[1], **broken, fault="agent", fault_message="it fell over"),
            dialogue(TASKS[2], **broken, fault="user"),
        ],
        faults=[dialogue(TASKS[3], **broken, fault="infrastructure")],
    )
    summary = summarise(run)
    found = summary["agents"]["full"]
    assert found["faults"] == {"agent": 1, "user": 1, "infrastructure": 1, "budget": 0}
    assert found["success@15"][0] == 0.5
    assert found["dialogues"] == 2
    assert found["outcomes"]["agent_failed"] == 1
    assert summary["protocol"]["warnings"] == [
        "the run is not complete: 3 of 4 units are finished",
        "2 dialogues broke off for reasons that are not the agent's and are not scored",
    ]


def test_tasks_of_people_who_were_learnt_from_are_warned_of() -> None:
    for held_out, warned in ((True, False), (False, True)):
        run = record(TASKS, [dialogue(one) for one in TASKS])
        run.config["workspace"]["held_out"] = held_out
        assert any("learnt from" in line for line in summarise(run)["protocol"]["warnings"]) == warned


def test_groups_are_compared_and_the_gap_has_an_interval() -> None:
    tasks = [task(f"u{n}", groups={"activity": "heavy" if n % 2 else "light"}) for n in range(40)]
    run = record(tasks, [dialogue(one, success=bool(n % 2) or n % 4 == 0) for n, one in enumerate(tasks)])
    found = summarise(run)["agents"]["full"]["groups"]["activity"]
    assert found["groups"]["heavy"]["users"] == 20
    assert found["groups"]["heavy"]["success@15"] == [1.0, pytest.approx(0.025 ** (1 / 20), abs=1e-6), 1.0]
    assert found["groups"]["light"]["success@15"][0] == 0.5
    assert found["between"] == ["heavy", "light"]
    mean, low, high = found["gap"]
    assert mean == 0.5
    assert 0.2 < low < 0.5 < high < 0.8


def test_later_sessions_are_about_who_came_back() -> None:
    tasks = [task(f"u{n}", sessions=3) for n in range(4)]
    talks = [dialogue(one) for one in tasks]
    talks += [dialogue(tasks[0], session=1, success=False), dialogue(tasks[1], session=1)]
    found = scored(*talks, tasks=tasks)
    assert [found["sessions"][n]["reached"][0] for n in ("1", "2", "3")] == [1.0, 0.5, 0.0]
    assert found["sessions"]["2"]["success@5"][0] == 0.5
    assert found["sessions"]["3"]["success@5"] is None
    assert found["success@5"][0] == 1.0  # first sessions only
    assert found["dialogues"] == 6  # counts are about all


def test_coverage_gini_and_popularity_lift_of_what_was_shown() -> None:
    facts = ItemFacts(
        size=4, labels={"i1": "One", "i2": "Two", "i9": "Nine"}, popularity={"i1": 30, "i2": 10, "i9": 10}
    )
    found = scored(*(dialogue(one) for one in TASKS), items=facts)["shown"]
    assert found["coverage"][0] == 0.5
    assert found["gini"][0] == 0.5  # two of four items have everything, evenly
    assert found["popularity_lift"][0] == 1.0  # shown 20 on average, known 10
    assert scored(dialogue(TASKS[0]))["shown"] == {}


def test_controls_are_held_against_the_same_tasks() -> None:
    mute = [dialogue(one, voice="mute", success=n == 0) for n, one in enumerate(TASKS[:2])]
    random_ = [dialogue(one, "random", success=False) for one in TASKS[:2]]
    own = [dialogue(one, success=n != 1) for n, one in enumerate(TASKS)]
    rows = summarise(record(TASKS, own, controls=[*mute, *random_]))["controls"]
    by = {(row["agent"], row["voice"]): row for row in rows}
    assert by["random", "rules"]["success@15"][0] == 0
    assert by["full", "mute"]["dialogues"] == 2
    assert by["full", "mute"]["same_tasks"]["full"]["success@15"][0] == 0.5  # 3 of 4 over all tasks
    assert by["full", "mute"]["lost"][0] == 0.0
    assert "lost" not in by["random", "rules"]


def test_the_order_of_dialogues_changes_no_byte() -> None:
    run = crowd({"full": lambda luck, draw: draw.random() < luck}, 40, trials=2)
    shuffled = random.Random(3).sample(run.dialogues, len(run.dialogues))
    again = replace(run, dialogues=shuffled, tasks=dict(reversed(run.tasks.items())))
    assert json.dumps(summarise(run)) == json.dumps(summarise(again))


def test_a_summary_is_json_that_says_how_it_came_about(tmp_path: Path) -> None:
    run = crowd({"full": lambda luck, draw: luck > 0.3, "random": lambda luck, draw: luck > 0.9}, 12)
    folder = save(run, tmp_path / "run")
    assert cli.main(["score", str(folder), "--json", str(tmp_path / "figures.json")]) == 0
    written = json.loads((tmp_path / "figures.json").read_text())
    assert written == json.loads(json.dumps(summarise(read_run(folder))))
    assert written["protocol"]["config"]["seed"] == 0
    assert set(written["protocol"]["definitions"]) >= {"success@5", "regret", "abstention.recall"}


def test_score_says_what_is_wrong_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["score", str(tmp_path)]) == 2
    assert "is no run" in capsys.readouterr().err
    folder = save(crowd({"full": lambda luck, draw: True}, 2), tmp_path / "run")
    assert cli.main(["score", str(folder), "--json", str(tmp_path / "no" / "x.json")]) == 2
    assert "cannot be written" in capsys.readouterr().err


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 15), st.booleans()), min_size=1, max_size=12))
def test_success_never_falls_with_more_turns(fates: list[tuple[int, bool]]) -> None:
    tasks = [task(f"u{n}") for n in range(len(fates))]
    talks = [dialogue(one, turns=turns, success=won) for one, (turns, won) in zip(tasks, fates, strict=True)]
    found = scored(*talks, tasks=tasks)
    curve = found["curve"]
    assert all(a[0] <= b[0] for a, b in pairwise(curve))
    assert all(0 <= low <= high <= 1 for _, low, high in curve)
    assert curve[-1][0] == pytest.approx(sum(won for _, won in fates) / len(fates), abs=1e-6)
    assert 1 <= found["average_turns"][0] <= 16


def users(values: Any) -> np.ndarray:
    return np.asarray(values, dtype=np.float64).reshape(-1, 1)


def test_the_interval_is_the_one_scipy_gives() -> None:
    stats = pytest.importorskip("scipy.stats")
    values = np.random.default_rng(5).gamma(1.5, size=60)
    ours = Resampled(users(values), users(np.ones(60)), draws=20_000).figure(0)
    theirs = stats.bootstrap((values,), np.mean, n_resamples=20_000, method="BCa", rng=np.random.default_rng(1))
    assert ours is not None
    assert ours[0] == pytest.approx(values.mean(), abs=1e-6)
    width = theirs.confidence_interval.high - theirs.confidence_interval.low
    assert ours[1] == pytest.approx(theirs.confidence_interval.low, abs=0.03 * width)
    assert ours[2] == pytest.approx(theirs.confidence_interval.high, abs=0.03 * width)


def test_a_difference_has_the_interval_scipy_gives_for_pairs() -> None:
    stats = pytest.importorskip("scipy.stats")
    draw = np.random.default_rng(6)
    one = draw.exponential(size=50)
    other = one + draw.normal(0.2, 0.5, size=50)
    ours = Resampled(np.stack([one, other], axis=1), np.ones((50, 2)), draws=20_000).difference(1, 0)
    theirs = stats.bootstrap(
        (other, one), lambda a, b, axis: np.mean(a, axis=axis) - np.mean(b, axis=axis), paired=True,
        vectorized=True, n_resamples=20_000, method="BCa", rng=np.random.default_rng(1),
    ).confidence_interval  # fmt: skip
    assert ours is not None
    assert ours[1:] == pytest.approx([theirs.low, theirs.high], abs=0.03 * (theirs.high - theirs.low))


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Success of people of different luck, several trials each: 95 of 100 intervals hold the true share."""
    draw = np.random.default_rng(7)
    runs, people, trials = 400, 60, 3
    luck = draw.beta(2.0, 3.0, size=(runs, people))
    won = draw.binomial(trials, luck).astype(np.float64)
    held = 0
    for one in won:
        figure = Resampled(users(one), users(np.full(people, trials)), draws=1_000).figure(0, share=True)
        assert figure is not None
        held += figure[1] <= 0.4 <= figure[2]
    assert 0.92 <= held / runs <= 0.98


def test_trials_of_one_person_are_not_taken_for_people() -> None:
    """A hundred trials of four people who always or never succeed say as little as one trial of each."""
    once = Resampled(users([1, 0, 1, 0]), users([1, 1, 1, 1])).figure(0)
    often = Resampled(users([100, 0, 100, 0]), users([100] * 4)).figure(0)
    assert once == often


def test_a_share_that_nobody_contradicts_still_has_an_interval() -> None:
    figure = Resampled(users(np.ones(60)), users(np.ones(60))).figure(0, share=True)
    assert figure == [1.0, pytest.approx(0.025 ** (1 / 60), abs=1e-6), 1.0]
    stats = pytest.importorskip("scipy.stats")
    theirs = stats.binomtest(0, 25).proportion_ci(method="exact")
    assert exact(0.0, 25) == pytest.approx((theirs.low, theirs.high))
    assert exact(1.0, 0) == (0.0, 1.0)


def test_nothing_counted_is_no_figure_and_no_spread_is_no_interval() -> None:
    resampled = Resampled(np.array([[0.0, 3.0], [0.0, 3.0]]), np.array([[0.0, 1.0], [0.0, 1.0]]))
    assert resampled.figure(0) is None
    assert resampled.difference(0, 1) is None
    assert resampled.figure(1) == [3.0, 3.0, 3.0]
    assert bca(2.0, np.array([np.nan]), np.array([np.nan])) == (2.0, 2.0)


def test_a_run_without_a_dialogue_has_no_figures_and_says_so() -> None:
    empty: RunRecord = record(TASKS, [], config={"agents": ["full"]})
    summary = summarise(empty)
    assert summary["agents"]["full"]["success@5"] is None
    assert summary["agents"]["full"]["dialogues"] == 0
    assert summary["protocol"]["warnings"] == ["the run is not complete: 0 of 4 units are finished"]
