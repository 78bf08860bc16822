"""What would give the target away in a message: `guard`, and which conditions do, `identifies`.

Knows the target's id and names, and what else may stand in a message rightfully. Does not know how messages come about,
nor what is done on a leak. Near matches are counted, not stopped: "heat" in "the heat of battle" is no title.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import SequenceMatcher

from catalog.constraint import Constraint
from simulator.names import Names, Token, names_of, tokens
from simulator.task import Task
from simulator.world import World

UNIQUE = 3
"""A condition that so few items or fewer meet names them."""
_ALIKE = 0.85
_LONG = 8
"""Letters of a name from which on a mistyped one can be told."""


def guard(text: str, task: Task, world: World, shown: Collection[str]) -> tuple[str | None, int]:
    """The text as the agent may see it, None where it names the target before it was shown, and how many leaks it is
    suspected of: what sounds like the target, or names a part of it."""
    target, catalog = task.goal.target, world.catalog
    if target is None or target not in catalog:
        return text, 0
    said, names = tokens(text), names_of(catalog.titles[catalog.row_of(target)])
    if not (_says_id(text, target) or _suspected(said, names)) or _was_shown(target, world, shown):
        return text, 0
    said = _others_out(said, task, world, shown)
    if _says_id(text, target) or any(_is_named(said, whole) for whole in names.whole):
        return None, 1
    return text, _suspected(said, names)


def identifies(world: World, constraint: Constraint) -> bool:
    """Whether a condition alone names the items that meet it: `UNIQUE` of them or fewer, and not none."""
    return 0 < int(world.holds([constraint.model_copy(update={"hard": True})]).sum()) <= UNIQUE


def _was_shown(target: str, world: World, shown: Collection[str]) -> bool:
    """Whether the target, or another item of its title and year, was on a list."""
    catalog = world.catalog
    label = catalog.label(catalog.row_of(target))
    return any(item in catalog and catalog.label(catalog.row_of(item)) == label for item in shown)


def _says_id(text: str, item: str) -> bool:
    """Whether an id stands in the text; short numbers are read as numbers."""
    if item.isdigit() and len(item) < 5:
        return False
    return len(item) > 3 and any(word.strip(".,;:!?\"'()[]#") == item for word in text.split())


def _others_out(said: list[Token], task: Task, world: World, shown: Collection[str]) -> list[Token]:
    """The tokens without longer names that may be said: "The Matrix Reloaded" names no "The Matrix", and an actor no
    film that is called like them."""
    catalog, target = world.catalog, task.goal.target
    shortest = min(names_of(catalog.titles[catalog.row_of(target)]).whole, key=len) if target else ()
    for other in _rightful(task, world, shown):
        if len(other) > len(shortest) and any(word in other for word in shortest):
            said = _without(said, other)
    return said


def _rightful(task: Task, world: World, shown: Collection[str]) -> Iterator[tuple[str, ...]]:
    """What may be said as words: titles shown or known from before, and values of conditions."""
    catalog, goal = world.catalog, task.goal
    for item in (*shown, *goal.examples, *(past.item for past in task.user.past)):
        if item != goal.target and item in catalog:
            yield names_of(catalog.titles[catalog.row_of(item)]).whole[0]
    for wanted in (*goal.wanted, *(goal.mind_change.add if goal.mind_change else ())):
        yield from (tuple(token.word for token in tokens(str(value))) for value in wanted.constraint.values)


def _without(said: list[Token], name: tuple[str, ...]) -> list[Token]:
    for start in _places(said, name):
        gap = Token("", "", begins=False, quoted=False)
        return [*said[:start], gap, *_without(said[start + len(name) :], name)]
    return said


def _places(said: list[Token], name: tuple[str, ...]) -> Iterator[int]:
    """Where a name stands word by word."""
    for start in range(len(said) - len(name) + 1):
        if all(said[start + n].word == word for n, word in enumerate(name)):
            yield start


def _is_named(said: list[Token], name: tuple[str, ...]) -> bool:
    """Whether a name is in the text as a name: word by word and, where it is one word or ordinary words, also written
    as a name."""
    ordinary = Names.ordinary(name)
    if len(name) > 1 and not ordinary:
        return any(True for _ in _places(said, name))
    return any(_reads_as_name(said[start : start + len(name)], ordinary) for start in _places(said, name))


def _reads_as_name(found: list[Token], ordinary: bool) -> bool:
    """Quotes or capitals; for ordinary words, where no sentence begins. Small words inside a title may be small."""
    first, big = found[0], [token for token in found if token.raw[0].isupper() or token.raw[0].isdigit()]
    if first.quoted:
        return True
    if len(found) == 1:
        return bool(big) and not (ordinary and first.begins)
    return first in big and 2 * len(big) > len(found)


def _suspected(said: list[Token], names: Names) -> int:
    """Parts of the name, and what is one slip away from it."""
    parts = sum(any(True for _ in _places(said, part)) for part in (*names.whole, *names.parts))
    near = sum(_is_near(said, name) for name in names.whole if sum(map(len, name)) >= _LONG)
    return int(parts + near > 0)


def _is_near(said: list[Token], name: tuple[str, ...]) -> bool:
    whole = " ".join(name)
    matcher = SequenceMatcher(b=whole, autojunk=False)
    for start in range(len(said) - len(name) + 1):
        if any(said[start + n].word[:1] != word[0] for n, word in enumerate(name)):
            continue  # slips leave the first letters
        matcher.set_seq1(" ".join(token.word for token in said[start : start + len(name)]))
        if matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE:
            return True
    return False
