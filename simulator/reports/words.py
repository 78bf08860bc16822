"""How figures and names read in a report: percent, intervals, outcomes.

Knows formats only.
"""

from __future__ import annotations

from collections.abc import Sequence

from simulator.scores.measures import ABSTENTION, MEASURES

_SHARES = {measure.name for measure in (*MEASURES, *ABSTENTION) if measure.share}
NOTHING = "–"
NAMES = {
    "success@1": "success within 1",
    "success@3": "success within 3",
    "success@5": "success within 5",
    "success@10": "success within 10",
    "success@15": "success within 15",
    "average_turns": "turns",
    "average_turns_given_success": "turns, given success",
    "found": "something fitting shown",
    "acceptable_shown": "items shown that fit",
    "preference_coverage": "wishes that came out",
    "questions_repeated": "questions asked again",
    "bits_per_question": "bits per question",
    "leave_rate": "left with nothing",
    "return_rate": "would come back",
    "tokens": "tokens per dialogue",
    "cost": "dollars per dialogue",
    "violating": "broke a condition",
    "violating_knowingly": "broke one knowingly",
    "rule_breaking": "broke a house rule",
    "inventing": "invented an item",
    "repeating": "showed something again",
    "recall_once_said": "recall, once it was said",
    "false_rate": "false abstention",
    "accepted_rightly": "took something right",
    "abstained_rightly": "rightly told that nothing fits",
    "accepted_wrongly": "took something wrong",
    "abstained_wrongly": "wrongly told that nothing fits",
    "left": "left",
    "turn_cap": "reached the last turn",
    "agent_failed": "the agent failed",
    "popularity_lift": "popularity lift",
}


def name(key: str) -> str:
    """A measure or an outcome as a person reads it."""
    return NAMES.get(key, key.replace("_", " "))


def number(key: str, value: float) -> str:
    """One value of a measure."""
    if key in _SHARES or key.startswith(("success@", "pass^")) or key in ("coverage", "reached", "gap"):
        return f"{100 * value:.1f} %"
    if key == "cost":
        return f"{value:.4f}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.2f}"


def mean(key: str, figure: Sequence[float] | None) -> str:
    """The figure itself."""
    return NOTHING if figure is None else number(key, figure[0])


def reach(key: str, figure: Sequence[float] | None) -> str:
    """Its interval, without the sign that the figure has."""
    if figure is None:
        return ""
    low, high = (number(key, value).removesuffix(" %").replace("-", "−") for value in figure[1:])
    return f"{low} to {high}"


def points(key: str, figure: Sequence[float] | None) -> str:
    """A difference, with its sign."""
    if figure is None:
        return NOTHING
    text = number(key, abs(figure[0])).replace("%", "points")
    return f"{'−' if figure[0] < 0 else '+'}{text}"


def plain(value: object) -> str:
    """A setting as a person reads it."""
    named = {None: NOTHING, True: "yes", False: "no"}
    return named[value] if value is None or isinstance(value, bool) else str(value)


def chance(p: float) -> str:
    """A p value."""
    return "< .001" if p < 0.001 else f"{p:.3f}".removeprefix("0")
