"""Where things stand in the report's pictures: a success curve, bars of outcomes, dots with whiskers.

Knows numbers and the plane. Colours and words are for the template: a picture that has none of its own follows the
page in light and dark.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulator.scores.counts import OUTCOMES

WIDTH, HEIGHT = 760, 340
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 170, 10, 40
_APART = 15
Figure = Sequence[float] | None


@dataclass(frozen=True)
class Line:
    """A curve with its band, as SVG points; `label_y` is where its name stands at the right end."""

    name: str
    number: int
    points: str
    band: str
    end_x: float
    end_y: float
    label_y: float
    last: float


@dataclass(frozen=True)
class Curve:
    """Lines over turns 1, 2, …, with ticks (place, words) of both axes."""

    lines: list[Line]
    across: list[tuple[float, str]]
    up: list[tuple[float, str]]
    left: float = _LEFT
    right: float = WIDTH - _RIGHT
    bottom: float = HEIGHT - _BOTTOM
    width: int = WIDTH
    height: int = HEIGHT


def curve(series: Mapping[str, Sequence[Figure]]) -> Curve | None:
    """Success by turn, one figure a turn; None where nobody has any."""
    known = {name: [f for f in figures if f is not None] for name, figures in series.items()}
    known = {name: figures for name, figures in known.items() if figures}
    if not known:
        return None
    turns = max(len(figures) for figures in known.values())
    highest = max(figure[2] for figures in known.values() for figure in figures)
    top = min(1.0, max(0.2, -(-highest // 0.2) * 0.2))

    def x(turn: int) -> float:
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * (turn - 1) / max(turns - 1, 1), 1)

    def y(share: float) -> float:
        return round(HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * share / top, 1)

    ends = _spread({name: y(figures[-1][0]) for name, figures in known.items()})
    lines = [
        Line(
            name=name,
            number=number,
            points=_points((x(t), y(f[0])) for t, f in enumerate(figures, 1)),
            band=_points(
                [(x(t), y(f[2])) for t, f in enumerate(figures, 1)]
                + [(x(t), y(f[1])) for t, f in reversed(list(enumerate(figures, 1)))]
            ),
            end_x=x(len(figures)),
            end_y=y(figures[-1][0]),
            label_y=ends[name],
            last=figures[-1][0],
        )
        for number, (name, figures) in enumerate(known.items())
    ]
    shares = [0.2 * step for step in range(round(top / 0.2) + 1)]
    up = [(y(share), f"{100 * share:.0f} %") for share in shares]
    return Curve(lines, [(x(turn), str(turn)) for turn in range(1, turns + 1)], up)


def _points(pairs: object) -> str:
    return " ".join(f"{x},{y}" for x, y in pairs)  # type: ignore[attr-defined]


def _spread(places: Mapping[str, float]) -> dict[str, float]:
    """The places, moved down or up as far as it takes to keep labels apart."""
    ordered = sorted(places, key=lambda name: (places[name], name))
    found: list[float] = []
    for name in ordered:
        found.append(max(places[name], found[-1] + _APART) if found else places[name])
    over = found[-1] - (HEIGHT - _BOTTOM)
    if over > 0:
        for place in range(len(found) - 1, -1, -1):
            limit = HEIGHT - _BOTTOM - _APART * (len(found) - 1 - place)
            found[place] = min(found[place], limit)
    return dict(zip(ordered, found, strict=True))


@dataclass(frozen=True)
class Segment:
    """A part of a bar, in percent of its length."""

    name: str
    count: int
    start: float
    width: float


def bar(outcomes: Mapping[str, int]) -> list[Segment]:
    """The outcomes of an agent as one bar."""
    total, start, found = sum(outcomes.values()), 0, []
    for name in OUTCOMES:
        count = outcomes.get(name, 0)
        if count:
            found.append(Segment(name, count, round(100 * start / total, 2), round(100 * count / total, 2)))
            start += count
    return found


@dataclass(frozen=True)
class Whisker:
    """A figure on a line from `low` to `high`, all in percent of the width."""

    mean: float
    low: float
    high: float


def whisker(figure: Figure, least: float, most: float) -> Whisker | None:
    """A figure between the least and the most that is drawn; None for no figure."""
    if figure is None:
        return None
    mean, low, high = (round(100 * min(max((v - least) / (most - least), 0.0), 1.0), 2) for v in figure)
    return Whisker(mean, low, high)
