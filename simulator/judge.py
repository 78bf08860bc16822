"""What an agent turn was worth: `judge`, from the truth and by ids only.

Knows what stood as said, what the catalog holds and what the agent gave up. Never reads a word of either side.
"""

from __future__ import annotations

from collections.abc import Sequence

from catalog.columns import Mask
from catalog.constraint import Constraint
from catalog.errors import CatalogError
from simulator.acts import UserTurn
from simulator.agent_turn import AgentTurn
from simulator.information import bits
from simulator.record import Judged
from simulator.task import Task
from simulator.topics import same_topic
from simulator.user_state import UserState
from simulator.world import World


def judge(
    task: Task,
    world: World,
    before: UserState,
    turn: UserTurn,
    after: UserState,
    reply: AgentTurn,
    suspected: int = 0,
    given_up: Sequence[str] = (),
) -> Judged:
    """The verdict on `reply` to the user turn `turn`, said in state `before`, which led to `after`; `suspected`: leaks
    that the message was suspected of; `given_up`: fields whose conditions the agent said before that it gave up, and
    that the person did not insist on."""
    catalog = world.catalog
    waived = (*given_up, *(c.field for c in reply.relaxed))
    real = [item for item in reply.slate if item in catalog]
    rows = [catalog.row_of(item) for item in real]
    violations = tuple(c for c in _standing(after, waived, world) if not world.holds([c])[rows].all())
    fresh = world.holds(after.said) & ~world.marked((*after.rejected, *after.passed, *after.known))
    takes = world.acceptable(task, after.turn + 1) & ~world.marked(after.known)
    return Judged(
        violations=violations,
        misheard=sum(not _heard(c, reply.held, world) for c in violations),
        house=int((~world.allowed[rows]).sum()),
        invented=len(reply.slate) - len(real),
        repeats=sum(item in _not_again(turn, after) for item in reply.slate),
        candidates=int(fresh.sum()),
        acceptable=int(takes[rows].sum()),
        bits=round(bits(world, before.said, after.said), 6),
        abstained=reply.abstained or any(c.hard for c in reply.relaxed),
        possible=bool(fresh.any()),
        suspected_leaks=suspected,
    )


def still_given_up(given_up: Sequence[str], turn: UserTurn, world: World) -> tuple[str, ...]:
    """The fields of `given_up` about which the person says nothing in `turn`."""
    said = [act.constraint.field for act in turn.acts if act.constraint is not None]
    schema = world.catalog.schema
    return tuple(field for field in given_up if not any(same_topic(schema, field, other) for other in said))


def _standing(after: UserState, given_up: Sequence[str], world: World) -> list[Constraint]:
    """The hard conditions that stand as said and that the agent did not say it gave up."""
    schema = world.catalog.schema
    return [c for c in after.said if c.hard and not any(same_topic(schema, c.field, field) for field in given_up)]


def _heard(constraint: Constraint, held: Sequence[Constraint] | None, world: World) -> bool:
    """Whether the agent goes by the condition: one that it holds leaves nothing else. An agent that does not tell what
    it holds is taken to have heard."""
    if held is None:
        return True
    fits = world.holds([constraint])
    return any(_implies(c, fits, world) for c in held if c.hard)


def _implies(held: Constraint, fits: Mask, world: World) -> bool:
    """Whether what a condition of the agent's leaves fits; one that items cannot be held against leaves nothing out."""
    try:
        return not bool((world.holds([held]) & ~fits).any())
    except CatalogError:
        return False


def _not_again(turn: UserTurn, after: UserState) -> frozenset[str]:
    """What should not be shown now: items turned down or known, and the list before where others were asked for."""
    others = after.slate if turn.of("more") else ()
    return frozenset((*after.rejected, *others))
