"""The words for conditions on themes and moods: `theme_condition`, `mood_condition`.

Knows that items that tell a story are about something, and that others just have it. Which words are adjectives is in
`values`.
"""

from __future__ import annotations

from dataclasses import replace

from catalog.constraint import Constraint
from catalog.schema import Field
from simulator.voices.rules.condition import Condition, listed
from simulator.voices.rules.genres import is_genre
from simulator.voices.rules.marks import kept
from simulator.voices.rules.things import Thing, with_article
from simulator.voices.rules.values import about_it, is_adjective, stands_alone, value_text

_ITEM_WORDS = ("movie", "film", "game", "book")


def mood_condition(constraint: Constraint, field: Field, thing: Thing) -> Condition:
    """Words for what an item feels like; moods of tables are adjectives."""
    said = [value_text(value).replace("-", " ") for value in constraint.values]
    words = listed([kept(word) for word in said], constraint)
    if constraint.negative:
        what = (f"anything {words}", f"{words} {thing.nouns[0][1]}")
        return Condition(constraint, what=what, topic=(f"nothing {words}",))
    return Condition(constraint, before=(words,), adjectives=(words,), says=(words,), topic=(words,))


def theme_condition(constraint: Constraint, field: Field, thing: Thing) -> Condition:
    """Words for what an item is about or has in it."""
    said = [value_text(value) for value in constraint.values]
    words = listed([kept(word) for word in said], constraint)
    if all(is_adjective(word) for word in said):
        return mood_condition(constraint, field, thing)
    if all(stands_alone(word) for word in said):
        return _standing(constraint, words, thing)
    if len(said) == 1 and said[0].casefold().split()[-1].rstrip("s") in _ITEM_WORDS:
        return _item_word(constraint, said[0])
    if all(is_genre(word) for word in said) or not thing.told:
        return _kind(constraint, words, thing)
    return _about(constraint, words, thing)


def _standing(constraint: Constraint, words: str, thing: Thing) -> Condition:
    if constraint.negative:
        what = (f"anything {words}", f"{thing.nouns[0][1]} {words}")
        return Condition(constraint, what=what, topic=(f"nothing {words}",))
    return Condition(constraint, after=(words, f"that's {words}"), says=(words,), topic=(words,))


def _item_word(constraint: Constraint, word: str) -> Condition:
    one = word.removesuffix("s")
    if constraint.negative:
        return Condition(constraint, what=(f"{kept(one)}s",), topic=(f"no {kept(one)}s",))
    nouns = ((kept(one), f"{kept(one)}s"),)
    return Condition(constraint, nouns=nouns, says=(with_article(kept(one)),), topic=(kept(one),))


def _kind(constraint: Constraint, words: str, thing: Thing) -> Condition:
    if constraint.negative:
        what = tuple(f"{words} {several}" for _, several in thing.nouns)
        return Condition(constraint, what=what, topic=(f"no {words}",))
    says = tuple(with_article(f"{words} {one}") for one, _ in thing.nouns)
    return Condition(constraint, before=(words,), says=says, topic=(words,))


def _about(constraint: Constraint, words: str, thing: Thing) -> Condition:
    if constraint.negative:
        what = (f"anything about {words}", f"{thing.nouns[0][1]} about {words}", f"anything to do with {words}")
        return Condition(constraint, what=what, topic=(f"nothing about {words}",))
    if not all(about_it(str(value)) for value in constraint.values):
        before = _kind(constraint, words, thing)
        themed = (f"with {with_article(words)} theme",)
        return replace(before, after=themed, says=(*before.says, *before.says, *themed))
    says = (f"about {words}", f"to do with {words}", f"about {words}")
    after = (f"about {words}", f"involving {words}", f"to do with {words}", f"that's about {words}")
    return Condition(constraint, after=after, says=says, topic=(words,))
