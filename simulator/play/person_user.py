"""A person in the place of the simulated one: `PersonUser`.

Knows what they are told of their task, the few commands by which acts are told from words, and nothing about the agent.
What they feel is asked at the end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalog.constraint import Constraint
from catalog.table import Catalog
from simulator.acts import ActKind, UserAct, UserTurn
from simulator.agent_turn import AgentTurn
from simulator.draws import Draws
from simulator.goal import Wanted
from simulator.play.desk import Desk
from simulator.simulated_user import Said, SimulatedUser
from simulator.task import Task
from simulator.user_state import UserState
from simulator.view import label_of
from simulator.world import World

HELP = (
    "Say what you like. #1 in a message marks that it says condition 1 of your list, -#1 that it takes it back.",
    "/take N   you take item N of the list, and are done     /no [N]    you turn down item N, or the whole list",
    "/seen N   you know item N already                       /new N     you have not seen item N",
    "/nothing  you go, since nothing fits                    /leave     you have had enough",
    "/more     you want others                               /help      this",
    "Words after a command are said with it. Ctrl-D ends without a result.",
)
_COMMAND = re.compile(r"/(?P<name>[a-z]+)(?:\s+(?P<place>\d+))?(?:\s+|$)(?P<words>.*)", re.DOTALL)
_MARK = re.compile(r"(?<!\S)(-?)#(\d+)")
_KINDS: dict[str, ActKind] = {
    "take": "accept",
    "no": "reject",
    "seen": "seen",
    "new": "unseen",
    "more": "more",
    "leave": "leave",
    "nothing": "leave",
}
_WORDS = {
    "take": "I'll take number {place}.",
    "no": "Not {place}.",
    "seen": "I already know number {place}.",
    "new": "I haven't seen number {place}.",
    "more": "Anything else?",
    "leave": "That's enough for me, bye.",
    "nothing": "All right, then nothing fits. Bye.",
}
_REVEALS = {
    "volunteer": "say it when you like",
    "on_ask": "say it only when asked",
    "hidden": "never say it: turn down",
}


class Mistyped(Exception):
    """A line that cannot be obeyed; the message says why."""


@dataclass(frozen=True)
class Line:
    """What a person typed: acts, words and the conditions said and taken back."""

    acts: tuple[UserAct, ...]
    words: str
    said: tuple[Constraint, ...] = ()
    dropped: tuple[Constraint, ...] = ()


class PersonUser(SimulatedUser):
    """Reads from a desk; nothing is drawn."""

    name = "person"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def say(self, task: Task, world: World, state: UserState, heard: AgentTurn | None, draws: Draws) -> Said:
        """What they type; EOFError at the end of input."""
        slate = state.slate
        if heard is None:
            self._desk.tell(*told(task, world.catalog), "", *HELP)
        else:
            slate = heard.slate or slate
            self._show(heard, world.catalog)
        wanted = [*task.goal.wanted, *(task.goal.mind_change.add if task.goal.mind_change else ())]
        while True:
            text = self._desk.ask("you › ")
            if text == "/help":
                self._desk.tell(*HELP)
                continue
            try:
                line = read_line(text, wanted, len(slate), state.turn + 1)
            except Mistyped as error:
                self._desk.tell(f"  {error}")
                continue
            return Said(UserTurn(acts=line.acts), line.words, _after(line, state, heard, slate))

    def say_again(self, task: Task, world: World, said: Said, heard: AgentTurn | None, draws: Draws) -> Said:
        """Other words for the same, where the first ones named what they look for."""
        self._desk.tell("  That gives away what you look for; say it in other words.")
        return Said(said.turn, self._desk.ask("you › ") or said.text, said.state)

    def _show(self, heard: AgentTurn, catalog: Catalog) -> None:
        self._desk.tell("", f"agent › {heard.text}")
        labels = [label_of(catalog, item) for item in heard.slate]
        if not all(label in heard.text for label in labels):
            self._desk.tell(*(f"  {place}. {label}" for place, label in enumerate(labels, 1)))


def told(task: Task, catalog: Catalog) -> list[str]:
    """The task as a person is told it."""
    goal = task.goal
    lines = ["Your task", *(f"  #{n} {_condition(w, catalog)}" for n, w in enumerate(goal.wanted, 1))]
    if goal.target is not None:
        lines.append(
            f"  You are after {label_of(catalog, goal.target)}, whose title you cannot remember: never name it."
        )
    if not goal.wanted and goal.target is None:
        lines.append("  You have nothing in mind: look around, and take what you would like.")
    if goal.examples:
        lines.append(f"  You know and like {', '.join(label_of(catalog, item) for item in goal.examples)}.")
    change = goal.mind_change
    if change is not None:
        lines.append(f"  From your message {change.turn} on{'' if change.announced else ', without saying so'}:")
        lines += [f"    no longer #{place + 1}" for place in change.drop]
        lines += [f"    #{len(goal.wanted) + n} {_condition(w, catalog)}" for n, w in enumerate(change.add, 1)]
    liked = [label_of(catalog, past.item) for past in task.user.past if past.value > 0]
    if liked:
        lines.append(f"  You liked before: {', '.join(liked[-5:])}.")
    temper = task.persona.model_dump(include={"patience", "disclosure", "novelty", "verbosity", "politeness"})
    return [*lines, f"  Your temper: {', '.join(f'{name} {value:g}' for name, value in temper.items())}."]


def read_line(text: str, wanted: list[Wanted], shown: int, turn: int) -> Line:
    """What a typed line means in user turn `turn`, with `shown` items on the list. Mistyped says what is wrong."""
    command = _COMMAND.fullmatch(text) if text.startswith("/") else None
    if text.startswith("/") and (command is None or command["name"] not in _KINDS):
        raise Mistyped(f"{text.split()[0]} is no command; /help lists them")
    words = command["words"] if command else text
    said = tuple(_marked(n, wanted, turn) for sign, n in _MARK.findall(words) if not sign)
    dropped = tuple(_marked(n, wanted, turn) for sign, n in _MARK.findall(words) if sign)
    clean = " ".join(_MARK.sub("", words).split())
    if command is None:
        if not clean:
            raise Mistyped("say something, or /leave")
        return Line(_acts(said, dropped) or (UserAct(kind="chat"),), clean, said, dropped)
    name, place = command["name"], int(command["place"]) if command["place"] else None
    if name in ("take", "seen", "new", "no") and place is None and (name != "no" or not shown):
        raise Mistyped(f"/{name} needs the number of an item" if shown else "there is no list yet")
    if place is not None and not 1 <= place <= shown:
        raise Mistyped(f"there is no item {place} on the list")
    act = UserAct(
        kind=_KINDS[name],
        place=place,
        constraint=said[0] if name == "no" and said else None,
        liked=True if name == "seen" else None,
        why={"leave": "out_of_patience", "nothing": "nothing_fits"}.get(name),  # type: ignore[arg-type]
    )
    rest = said[1:] if act.constraint is not None else said
    default = _WORDS[name].format(place=f"number {place}" if name == "no" and place else place or "these")
    return Line((*_acts(rest, dropped), act), clean or default, said, dropped)


def _condition(wanted: Wanted, catalog: Catalog) -> str:
    field = catalog.schema.field(wanted.constraint.field)
    soft = "" if wanted.constraint.hard else ", if possible"
    return f"{wanted.constraint.describe(field.label, field.unit)}{soft} ({_REVEALS[wanted.reveal]})"


def _marked(number: str, wanted: list[Wanted], turn: int) -> Constraint:
    if not 1 <= int(number) <= len(wanted):
        raise Mistyped(f"there is no condition #{number} on your list")
    return wanted[int(number) - 1].constraint.model_copy(update={"turn": turn})


def _acts(said: tuple[Constraint, ...], dropped: tuple[Constraint, ...]) -> tuple[UserAct, ...]:
    acts = [UserAct(kind="require", constraint=constraint) for constraint in said]
    return (*acts, *(UserAct(kind="drop", constraint=constraint) for constraint in dropped))


def _after(line: Line, state: UserState, heard: AgentTurn | None, slate: tuple[str, ...]) -> UserState:
    """The state after a line: what stands as said, and what was turned down or known."""
    gone = [_bare(constraint) for constraint in (*line.dropped, *line.said)]
    said = (*(constraint for constraint in state.said if _bare(constraint) not in gone), *line.said)
    refused = [act for act in line.acts if act.kind in ("reject", "seen")]
    down = [item for act in refused for item in ((slate[act.place - 1],) if act.place else slate)]
    asked = (heard.question.field,) if heard and heard.question and heard.question.field else ()
    return state.model_copy(
        update={
            "turn": state.turn + 1,
            "said": said,
            "told": said,
            "slate": slate,
            "shown": tuple(dict.fromkeys((*state.shown, *slate))),
            "rejected": tuple(dict.fromkeys((*state.rejected, *down))),
            "asked": (*state.asked, *asked),
        }
    )


def _bare(constraint: Constraint) -> Constraint:
    return constraint.model_copy(update={"turn": 0})
