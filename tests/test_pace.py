"""How fast work goes, in words: over the last half minute, and every ten seconds."""

from __future__ import annotations

import pytest

from agent.console import progress_bars
from agent.pace import Pace


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_pace_counts_from_where_it_began_and_forgets_what_is_long_ago() -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.note(500)  # done before
    assert pace.rate is None
    clock.now += 10
    pace.note(520)
    assert pace.rate == pytest.approx(2.0)
    for _ in range(6):
        clock.now += 10
        pace.note(520)
    assert pace.rate is None
    clock.now += 10
    pace.note(580)
    assert pace.rate == pytest.approx(60 / 30)


def test_a_line_comes_every_ten_seconds_and_at_the_end() -> None:
    clock = Clock()
    pace = Pace(clock)
    said = []
    for done in range(0, 250, 10):
        pace.note(done)
        said.append(pace.line("dialogues", 240))
        clock.now += 1
    assert [line for line in said if line] == [
        "dialogues: 100 of 240, 10.0 a second, 0:14 left",
        "dialogues: 200 of 240, 10.0 a second, 0:04 left",
        "dialogues: 240 of 240, 10.0 a second, 0:00 left",
    ]


def test_where_there_is_no_terminal_lines_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bars(rate=True) as report:
        report("dialogues", 7, 9)
        report("dialogues", 9, 9)
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    assert line.startswith("dialogues: 9 of 9")
