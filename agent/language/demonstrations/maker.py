"""Making a set of examples for one workspace: `make_demonstrations`.

Knows how many of each kind are wanted, how often chance may be tried, and that nothing enters unchecked. Knows nothing
about how an example of a kind is made (`agent.language.demonstrations.asking`, `…_following`) or kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from agent.language.demonstrations.asking import AskingMaker
from agent.language.demonstrations.attempt import Attempt, Opened
from agent.language.demonstrations.check import DemonstrationCheck, Held, Refused
from agent.language.demonstrations.demonstration import Tally
from agent.language.demonstrations.desk import Desk
from agent.language.demonstrations.following import FollowingMaker
from agent.language.demonstrations.query import Shelf
from recommenders.workspace import Workspace
from tools.tool import Tool

KINDS: dict[str, int] = {
    "conditions": 14, "exclusions": 10, "wish": 6, "like": 8, "counted": 4, "ordered": 4, "impossible": 4,
    "question": 4, "refined": 8, "changed": 3, "feedback": 10, "more": 4, "compared": 6, "looked_up": 7, "why": 3,
    "chosen": 4, "dropped": 6, "afresh": 4, "turned": 4, "thanks": 3, "off_topic": 4,
}  # fmt: skip
"""How many examples of each kind are wanted, in the order they are made: later ones go on from earlier ones."""
_TRIES = 5
"""Times as many attempts as are wanted before a kind is left with fewer."""
_OPENINGS = ("conditions", "exclusions", "wish", "like")


@dataclass(frozen=True)
class Made:
    """An example that is right: the attempt and what it leads to."""

    attempt: Attempt
    held: Held


def make_demonstrations(
    workspace: Workspace, tools: Mapping[str, Tool], seed: int
) -> tuple[list[Made], dict[str, Tally]]:
    """Checked examples in the order of `KINDS`, and the tally by kind. Equal workspace and seed give equal ones."""
    shelf = Shelf(workspace.catalog)
    check = DemonstrationCheck(workspace, tools, shelf)
    openings: list[Opened] = []
    made: list[Made] = []
    tallies: dict[str, Tally] = {}
    for kind, wanted in KINDS.items():
        desk = Desk(workspace, tools, shelf, f"{seed}/{kind}", openings)
        kept, tallies[kind] = _of_kind(_maker(desk, kind), check, wanted)
        made += kept
        if kind in _OPENINGS:
            openings += [Opened(one.attempt, one.held.state) for one in kept]
    return made, tallies


def _of_kind(make: Callable[[], Attempt | None], check: DemonstrationCheck, wanted: int) -> tuple[list[Made], Tally]:
    kept: dict[str, Made] = {}
    refused: Counter[str] = Counter()
    made = 0
    for _ in range(_TRIES * wanted):
        attempt = make()
        if attempt is None or attempt.message.lower() in kept:
            continue
        made += 1
        try:
            kept[attempt.message.lower()] = Made(attempt, check.held(attempt))
        except Refused as refusal:
            refused[str(refusal)] += 1
        if len(kept) == wanted:
            break
    return list(kept.values()), Tally(made, len(kept), dict(refused))


def _maker(desk: Desk, kind: str) -> Callable[[], Attempt | None]:
    asking, following = AskingMaker(desk), FollowingMaker(desk)
    makers: dict[str, Callable[[], Attempt | None]] = {
        "conditions": asking.conditions,
        "counted": asking.counted,
        "ordered": asking.ordered,
        "exclusions": asking.exclusions,
        "impossible": asking.impossible,
        "wish": asking.wish,
        "like": asking.like,
        "question": asking.question,
        "refined": following.refined,
        "changed": following.changed,
        "feedback": following.feedback,
        "more": following.more,
        "compared": following.compared,
        "looked_up": following.looked_up,
        "why": following.why,
        "chosen": following.chosen,
        "dropped": following.dropped,
        "afresh": following.afresh,
        "turned": following.turned,
        "thanks": following.thanks,
        "off_topic": following.off_topic,
    }
    return makers[kind]
