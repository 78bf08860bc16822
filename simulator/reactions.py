"""What a person does about a list they were shown: `react`.

Knows how they look for something to take and what they say of the rest. What they answer to a question is in
`simulator.answers`, whether they go on at all in `simulator.feelings`.
"""

from __future__ import annotations

from simulator.acts import UserAct
from simulator.goal import Wanted
from simulator.message import Message
from simulator.perception import Looked, Perceived
from simulator.wishes import volunteer

TASTE_ERROR = 0.1
"""How much a person undervalues an item: the scale of half a normal distribution, drawn once for a dialogue. Tastes
have a standard deviation of 1. Nobody overvalues an item, so that what is taken is what would be taken calmly."""
_SEEN_TOLD = 2
_UNSEEN_TOLD = 0.35
"""How often somebody says of an item that is new to them that they have not seen it; people say so in .23 of their
messages after a recommendation (develop dialogues of `parley evaluate simulator`)."""
_SPEAKS_OF_LIST = ("accept", "inquire", "reject", "more")
_REMARKS = ("year", "duration", "creator", "performer", "genre", "certificate", "price", "text")


def find(message: Message, perceived: Perceived) -> Looked | None:
    """The first item that the person wants; one they asked about before comes first."""
    looked = (*perceived.looked, *perceived.looked_back)
    return _asked_about(message, perceived) or next((item for item in looked if wants(message, item)), None)


def asks_first(message: Message, found: Looked) -> bool:
    """Ask about an item before it is taken, by temper and chance; whether that was done."""
    asks = message.before.asking is None and message.chance(message.persona.curiosity, "inquire")
    return asks and _inquire(message, found)


def react(message: Message, perceived: Perceived) -> None:
    """Say what is wrong with a list of which nothing was taken."""
    fresh = _say_what_is_known(message, perceived)
    broken = _broken(message, fresh)
    reasons = [wanted for wanted in broken if not message.states(wanted)]
    told = [wanted for wanted in reasons if wanted.constraint in message.told]
    share = message.persona.disclosure
    if reasons and message.chance(1 - (1 - share) ** 2 if told else share, "reason"):
        _turn_down(message, perceived, fresh, (told or reasons)[0])
    elif broken and not perceived.question:
        _turn_down(message, perceived, fresh, None)
    elif not perceived.question:
        _lukewarm(message, perceived, fresh)


def say_unseen(message: Message, perceived: Perceived) -> None:
    """Say at times that an item shown for the first time is not known, before anything else is said of it or of the
    list. The film that somebody tries to recall is never said to be new to them."""
    place = next((act.place for act in message.acts if act.kind in _SPEAKS_OF_LIST and act.place), None)
    place = place or next((item.place for item in perceived.looked if _is_new(message, item.item)), None)
    if place is None or not _is_new(message, message.slate[place - 1]):
        return
    if message.chance(_UNSEEN_TOLD, "unseen"):
        kinds = [act.kind for act in message.acts]
        after = len(kinds) - kinds[::-1].index("seen") if "seen" in kinds else 0
        before = next((n for n, kind in enumerate(kinds) if kind in _SPEAKS_OF_LIST), after)
        message.acts.insert(before, UserAct(kind="unseen", place=place))


def wants(message: Message, item: Looked) -> bool:
    """Whether the person would take an item, given how they see it."""
    task, world, before = message.task, message.world, message.before
    if item.item in before.known:
        return False
    if task.goal.target is not None:
        return bool(world.acceptable(task, message.turn)[item.row])
    if item.item in world.past(task.user) or not world.holds(w.constraint for w in message.wanted)[item.row]:
        return False
    seems = float(world.worth(task)[item.row]) - TASTE_ERROR * abs(message.draws.normal(0, f"taste:{item.item}"))
    return seems >= task.goal.least_utility


def _is_new(message: Message, item: str) -> bool:
    """Whether an item is unknown to the person and on a list for the first time."""
    before, goal = message.before, message.task.goal
    known = item in message.world.past(message.task.user) or item in before.known or item == goal.target
    return item in message.world.catalog and not known and item not in before.shown


def _asked_about(message: Message, perceived: Perceived) -> Looked | None:
    """The item the person asked about, where they want it and it is still on the table."""
    asking = message.before.asking
    slate = perceived.slate or message.before.slate
    if asking is None or asking not in slate:
        return None
    item = Looked(slate.index(asking) + 1, asking, message.world.catalog.row_of(asking))
    return item if wants(message, item) else None


def _inquire(message: Message, item: Looked) -> bool:
    """Ask about an item; False where there is nothing to ask."""
    record = message.world.catalog.records[item.row]
    fields = [
        field.name
        for field in message.world.catalog.schema.attributes
        if field.role in _REMARKS and field.name in record and all(c.field != field.name for c in message.said)
    ]
    if not fields:
        return False
    message.add("inquire", place=item.place, field=message.draws.pick(fields, message.turn, "inquire about"))
    message.asking = item.item
    return True


def _say_what_is_known(message: Message, perceived: Perceived) -> list[Looked]:
    """Say which items are known from before, a few at most; gives the ones that are not."""
    past = message.world.past(message.task.user)
    known = [item for item in perceived.looked if item.item in past or item.item in message.before.known]
    for item in known[:_SEEN_TOLD]:
        value = past.get(item.item, 1.0)
        message.have_seen(item.place, item.item, value > 0 if value else None)
    return [item for item in perceived.looked if item not in known]


def _broken(message: Message, fresh: list[Looked]) -> list[Wanted]:
    """The hard conditions that an item goes against, most items first."""
    rows = [item.row for item in fresh]
    counts = [
        (int((~message.world.holds([wanted.constraint])[rows]).sum()), wanted)
        for wanted in message.wanted
        if wanted.constraint.hard
    ]
    return [wanted for count, wanted in sorted(counts, key=lambda pair: -pair[0]) if count]


def _turn_down(message: Message, perceived: Perceived, fresh: list[Looked], reason: Wanted | None) -> None:
    """Turn down what goes against the reason; without one, the whole list or what is on top of it."""
    against = fresh
    if reason is not None:
        holds = message.world.holds([reason.constraint])
        against = [item for item in fresh if not holds[item.row]]
    if perceived.whole and len(against) == len(perceived.looked):
        message.turn_down(None, perceived.slate, reason)
    else:
        message.turn_down(against[0].place, (against[0].item,), reason)


def _lukewarm(message: Message, perceived: Perceived, fresh: list[Looked]) -> None:
    """Nothing is wrong with the list, and yet nothing is right: ask about an item, say more, ask for more, or turn it
    down."""
    if fresh and message.chance(message.persona.curiosity, "inquire") and _inquire(message, fresh[0]):
        return
    if volunteer(message, 1) and message.chance(0.5, "only says more"):
        return
    if fresh and message.chance(0.4, "turns down"):
        _turn_down(message, perceived, fresh, None)
    else:
        message.add("more")
