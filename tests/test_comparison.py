"""Agents held against each other on the same people."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_runs import crowd, dialogue, record, save, task

import cli
from catalog.errors import ConfigError
from simulator.scores.comparison import compare
from simulator.scores.resampling import Resampled
from simulator.scores.significance import detectable, holm, mcnemar, permutation

GOOD, BAD = (lambda luck, draw: draw.random() < luck), (lambda luck, draw: draw.random() < luck / 4)


def row(found: dict[str, Any], metric: str = "success@5") -> dict[str, Any]:
    return next(one for one in found["comparisons"] if one["metric"] == metric)


def test_an_agent_that_is_better_is_found_so() -> None:
    run = crowd({"full": GOOD, "random": BAD}, 120, trials=2)
    found = compare([("run", run)])
    first = row(found)
    assert (first["agent"], first["baseline"]) == ("random", "full")
    assert first["difference"][0] == pytest.approx(first["value"][0] - first["baseline_value"][0], abs=1e-6)
    assert first["difference"][1] < first["difference"][0] < first["difference"][2] < 0
    assert first["p"] == first["p_holm"] == pytest.approx(1 / 10_001, abs=1e-6)
    assert first["mcnemar"]["p"] < 1e-6
    assert (first["users"], first["pairs"], first["unpaired"]) == (120, 240, 0)
    assert 0 < first["detectable"] < 0.2


def test_equal_agents_do_not_differ() -> None:
    run = crowd({"full": GOOD}, 30)
    twin = [one.model_copy(update={"agent": "twin"}) for one in run.dialogues]
    found = compare([("run", record(run.tasks.values(), [*run.dialogues, *twin]))])
    slack = 1 - 0.025 ** (1 / 30)  # that none of 30 people is served otherwise does not mean that nobody would be
    assert row(found)["difference"] == pytest.approx([0.0, -slack, slack], abs=1e-6)
    assert row(found)["p"] == 1.0
    assert row(found)["mcnemar"] == {"only_agent": 0, "only_baseline": 0, "p": 1.0}
    assert "detectable" not in row(found)


def test_pairing_takes_the_luck_of_people_out() -> None:
    """Two agents that differ on one person in ten, among people who differ much: paired, that is seen."""
    tasks = [task(f"u{n:03}") for n in range(200)]
    lucky = [n % 2 == 0 for n in range(200)]
    talks = [dialogue(one, "old", success=luck) for one, luck in zip(tasks, lucky, strict=True)]
    talks += [
        dialogue(one, "new", success=luck or n % 20 == 1)
        for n, (one, luck) in enumerate(zip(tasks, lucky, strict=True))
    ]
    found = row(compare([("run", record(tasks, talks, config={"agents": ["old", "new"]}))]))
    assert found["difference"][0] == 0.05
    assert found["difference"][1] > 0
    assert found["p"] < 0.01
    apart = np.hypot(*(0.5 * (figure[2] - figure[1]) for figure in (found["value"], found["baseline_value"])))
    assert apart > 0.05  # unpaired intervals would not have told them apart


def test_the_permutation_test_is_the_one_of_all_swaps() -> None:
    draw = np.random.default_rng(2)
    one, other, ones = draw.normal(0.7, 1, 10), draw.normal(0, 1, 10), np.ones((10, 1))
    gaps = one - other
    means = [abs(np.mean(gaps * signs)) for signs in itertools.product((1, -1), repeat=10)]
    truth = np.mean(np.array(means) >= abs(gaps.mean()) - 1e-9)
    found = permutation((one[:, None], ones), (other[:, None], ones))
    assert 0.01 < truth < 0.9
    assert found[0] == pytest.approx(truth, abs=0.02)


def test_mcnemar_is_an_exact_binomial_test() -> None:
    stats = pytest.importorskip("scipy.stats")
    for one, other in ((3, 12), (7, 7), (0, 5), (40, 61), (0, 0)):
        theirs = stats.binomtest(one, one + other).pvalue if one + other else 1.0
        assert mcnemar(one, other) == pytest.approx(theirs)
        assert mcnemar(other, one) == mcnemar(one, other)


def test_holm_multiplies_the_least_most_and_keeps_the_order() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([0.2]) == [0.2]
    assert holm([]) == []


def test_a_detectable_effect_is_found_four_times_in_five() -> None:
    draw = np.random.default_rng(4)
    people, spread = 80, 1.3
    effect = detectable(spread / np.sqrt(people))
    found = 0
    for _ in range(300):
        gaps = draw.normal(effect, spread, people)
        sums = Resampled(np.stack([gaps, np.zeros(people)], axis=1), np.ones((people, 2)), draws=400)
        difference = sums.difference(0, 1)
        assert difference is not None
        found += difference[1] > 0
        assert sums.error(0, 1) == pytest.approx(gaps.std(ddof=1) / np.sqrt(people), rel=1e-3)
    assert 0.72 <= found / 300 <= 0.88


def test_only_what_is_declared_is_tested_and_the_family_is_all_of_it() -> None:
    run = crowd({"a": GOOD, "b": GOOD, "c": BAD}, 40)
    found = compare([("run", run)], metrics=["success@15", "rating"])
    tested = [one for one in found["comparisons"] if "p" in one]
    assert {(one["agent"], one["metric"]) for one in tested} == {
        (agent, metric) for agent in ("b", "c") for metric in ("success@15", "rating")
    }
    assert found["family"] == 4
    assert [one["p_holm"] for one in tested] == pytest.approx(holm([one["p"] for one in tested]), abs=1e-6)
    assert row(found, "success@5")["difference"] is not None
    assert "mcnemar" not in row(found, "rating")


def test_two_runs_are_compared_agent_by_agent() -> None:
    old, new = crowd({"full": BAD, "text": BAD}, 40), crowd({"full": GOOD, "ranker": BAD}, 40)
    found = compare([("old", old), ("new", new)])
    assert {(one["agent"], one["baseline"]) for one in found["comparisons"]} == {("full (new)", "full (old)")}
    assert row(found)["difference"][1] > 0
    other = compare([("old", old), ("new", crowd({"ranker": BAD, "react": GOOD}, 40))])
    assert {(one["agent"], one["baseline"]) for one in other["comparisons"]} == {("ranker", "full"), ("react", "full")}
    named = compare([("old", old), ("new", new)], baseline="text")
    assert {one["agent"] for one in named["comparisons"]} == {"full (old)", "full (new)", "ranker"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"generation": 2}, "generations"),
        ({"tasks": {"count": 5, "sha256": "other"}}, "tasks"),
        ({"simulator": "hybrid"}, "voices"),
        ({"seed": 1}, "seeds"),
    ],
)
def test_runs_of_other_people_are_refused(change: dict[str, Any], words: str) -> None:
    run = crowd({"full": GOOD}, 5)
    other = replace(run, config=run.config | change)
    with pytest.raises(ConfigError, match=f"their {words} differ"):
        compare([("one", run), ("other", other)])


def test_what_only_one_side_has_is_left_out_and_counted() -> None:
    tasks = [task(f"u{n}") for n in range(6)]
    talks = [dialogue(one, "full") for one in tasks] + [dialogue(one, "half", success=False) for one in tasks[:4]]
    talks[-1] = talks[-1].model_copy(update={"fault": "infrastructure", "outcome": None})
    found = compare([("run", record(tasks, talks))])
    assert (row(found)["pairs"], row(found)["unpaired"]) == (3, 3)
    assert row(found)["difference"] == pytest.approx([-1.0, -1.0, -(0.025 ** (1 / 3))], abs=1e-6)
    assert found["notes"] == ["run is not complete: 10 of 12 units are finished"]


def test_differences_that_change_no_person_are_noted() -> None:
    run = crowd({"full": GOOD}, 5)
    other = replace(run, config=run.config | {"workspace": {"name": "films", "manifest": "x"}, "code": "y"})
    assert compare([("one", run), ("other", other)])["notes"] == [
        "the runs are of different workspaces",
        "the runs are of different states of Parley's code",
    ]


def test_the_command_prints_the_table_and_says_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = save(crowd({"full": GOOD, "random": BAD}, 30), tmp_path / "run")
    assert cli.main(["compare", str(run), "--json", str(tmp_path / "c.json")]) == 0
    printed = capsys.readouterr().out
    assert "points" in printed
    assert "detectable" in printed
    assert json.loads((tmp_path / "c.json").read_text())["family"] == 1
    alone = save(crowd({"full": GOOD}, 3), tmp_path / "alone")
    for arguments, words in (
        ([str(run), "--metric", "beauty"], "no metric 'beauty'"),
        ([str(run), "--baseline", "nobody"], "no agent 'nobody'"),
        ([str(alone)], "one agent only"),
        ([str(run), str(alone)], "tasks differ"),
        ([str(run)] * 3, "no more"),
    ):
        assert cli.main(["compare", *arguments]) == 2
        assert words in capsys.readouterr().err
