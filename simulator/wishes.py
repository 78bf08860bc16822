"""What a person says of their own accord: the request, conditions, liked items, changes of mind.

Knows what comes out unasked, and how much at once. What they answer or turn down is decided elsewhere.
"""

from __future__ import annotations

from simulator.message import Message

_FIRST, _EXAMPLE, _FIRST_EXAMPLE, _EXPLORING_EXAMPLE = 3, 0.25, 0.3, 0.65
_DISLIKED, _CHATS = 0.06, 0.3
CLEARLY = -0.3
"""What a person thinks of an item they would name as one they did not like, at most."""


def open_up(message: Message) -> None:
    """The first message: what is looked for, and some of what matters."""
    if message.chance(message.persona.politeness, "greet"):
        message.add("greet")
    message.add("request")
    volunteer(message, _FIRST)
    exploring = message.task.goal.kind == "exploratory"
    if not name_example(message, _EXPLORING_EXAMPLE if exploring else _FIRST_EXAMPLE):
        _name_disliked(message)
    if message.chance(_CHATS * message.persona.curiosity, "chat"):
        message.add("chat")


def volunteer(message: Message, most: int) -> bool:
    """Say up to `most` conditions that the person would volunteer; whether one was said."""
    said = 0
    for wanted in message.untold():
        purpose = f"say:{wanted.constraint.field}:{wanted.constraint.op}"
        if said < most and wanted.reveal == "volunteer" and message.chance(message.persona.disclosure, purpose):
            said += message.tell(wanted, asked=False)
    return said > 0


def name_example(message: Message, share: float) -> bool:
    """Name an item the person likes, by chance; whether one was named."""
    left = [item for item in message.task.goal.examples if item not in message.named]
    if not left or not message.chance(share, "example"):
        return False
    message.name("like", left[0])
    return True


def say_the_rest(message: Message) -> None:
    """Somebody who wants what there is not says all of it over the first turns: one more condition, if any is left."""
    if message.task.goal.kind == "impossible":
        for wanted in message.untold()[:1]:
            message.tell(wanted, asked=True)


def change_mind(message: Message) -> None:
    """Where the goal changes in this turn and the person says so: take back what no longer counts, say what does."""
    change = message.task.goal.mind_change
    if change is None or change.turn != message.turn or not change.announced:
        return
    message.reconsider()
    for place in change.drop:
        message.drop(message.task.goal.wanted[place].constraint)
    for wanted in change.add:
        if wanted.reveal == "volunteer":
            message.tell(wanted, asked=True)


def go_on(message: Message) -> None:
    """Nothing to react to: say more, or ask again."""
    if volunteer(message, 1) or name_example(message, _EXAMPLE):
        return
    message.add("more" if message.before.slate else "request")


def _name_disliked(message: Message) -> None:
    past = message.world.past(message.task.user)
    disliked = [item for item, value in past.items() if value <= CLEARLY and item in message.world.catalog]
    if disliked and message.chance(_DISLIKED, "disliked"):
        message.name("dislike", message.draws.pick(disliked, message.turn, "which disliked"))
