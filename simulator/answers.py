"""What a person answers to a question, and to the word that nothing fits.

Knows which conditions come out when asked about. Which list they take from is in `simulator.reactions`.
"""

from __future__ import annotations

from simulator.agent_turn import AgentQuestion
from simulator.goal import Wanted
from simulator.message import Message
from simulator.topics import same_topic
from simulator.wishes import name_example, volunteer

_ASKS_BACK = 0.3


def answer(message: Message, question: AgentQuestion) -> None:
    """The answer to a question about a field, to one about which item was meant or whether an exclusion stays, or to
    any other."""
    if question.field is None or question.field == message.world.catalog.schema.title_field.name:
        if not (_say_which(message, question) or _say_it_stays(message, question)):
            _answer_anything(message)
        return
    schema = message.world.catalog.schema
    asked = [w for w in message.wanted if same_topic(schema, w.constraint.field, question.field)]
    _answer_field(message, question.field, asked)


def hear_nothing_fits(message: Message, shown: bool) -> bool:
    """The agent says that nothing fits, and shows something else (`shown`) or not. The person takes it as the answer
    where they said all they want and it is so: True. Else they take back what is not so, or say more."""
    untrue = message.untrue()
    counts = {wanted.constraint: wanted for wanted in message.wanted}
    for constraint in untrue:
        if constraint in counts:
            message.correct(counts[constraint])
        else:
            message.drop(constraint)
    if untrue:
        return False
    untold = [wanted for wanted in message.untold() if wanted.constraint.hard]
    if message.task.goal.kind == "impossible":
        for wanted in untold:
            message.tell(wanted, asked=True)
        return not untold
    if not untold and not message.left():
        return True
    if not (volunteer(message, 1) or name_example(message, 0.5) or shown):
        message.add("more")
    return False


def _answer_field(message: Message, field: str, asked: list[Wanted]) -> None:
    persona = message.persona
    tellable = [wanted for wanted in asked if wanted.reveal != "hidden"]
    if not asked:
        message.add("dont_know" if message.chance(persona.dont_know, "dont_know") else "dont_mind", field=field)
    elif not tellable or message.chance(persona.dont_know, "dont_know"):
        message.add("dont_know", field=field)
    else:
        untold = [wanted for wanted in tellable if wanted.constraint not in message.told]
        for wanted in untold or tellable:
            if not message.states(wanted):
                message.tell(wanted, asked=True)


def _answer_anything(message: Message) -> None:
    """A question that is about no field: whatever did not come out, or that there is nothing else."""
    untold = [wanted for wanted in message.untold() if wanted.reveal != "hidden"]
    if untold and not message.chance(message.persona.dont_know, "dont_know"):
        message.tell(untold[0], asked=True)
    elif message.chance(message.persona.curiosity * _ASKS_BACK, "ask_back"):
        message.add("ask_back")
    else:
        message.add("dont_mind")


def _say_which(message: Message, question: AgentQuestion) -> bool:
    """Which of several items was meant, where the options are items: the one that was named before."""
    catalog = message.world.catalog
    meant = [i for i in message.named if i in catalog and catalog.label(catalog.row_of(i)) in question.options]
    if meant:
        message.name("like", meant[-1])
    return bool(meant)


def _say_it_stays(message: Message, question: AgentQuestion) -> bool:
    """That an exclusion stays, where the options name what it excludes."""
    options = " ".join(question.options).casefold()
    for wanted in message.wanted:
        told = wanted.constraint.negative and wanted.constraint in message.told
        if told and any(str(value).casefold() in options for value in wanted.constraint.values):
            return message.tell(wanted, asked=True)
    return False
