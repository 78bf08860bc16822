"""The words for conditions on kinds of items: `kind_condition`.

Knows one kind, several at once, one of several, and none. What a kind is called is in `genres`.
"""

from __future__ import annotations

from catalog.constraint import Constraint
from catalog.schema import Field
from simulator.voices.rules.condition import Condition
from simulator.voices.rules.genres import GenreWords, genre_words, pair_words
from simulator.voices.rules.marks import kept
from simulator.voices.rules.things import Thing, with_article


def kind_condition(constraint: Constraint, field: Field, thing: Thing) -> Condition:
    """Words for a condition on kinds, each meant as a whole."""
    kinds = [genre_words(str(value)) for value in constraint.values]
    if constraint.negative:
        return _none(constraint, kinds, thing)
    if len(kinds) == 1:
        return _wish(constraint, kinds[0], thing)
    if constraint.op == "all_of":
        return _all(constraint, kinds, thing)
    before = " or ".join(kept(kind.before[0]) for kind in kinds)
    says = tuple(with_article(f"{before} {one}") for one, _ in thing.nouns)
    return Condition(constraint, before=(before,), says=says, topic=(before,))


def _wish(constraint: Constraint, kind: GenreWords, thing: Thing) -> Condition:
    before = tuple(kept(words) for words in kind.before)
    nouns = tuple((kept(one), kept(several)) for one, several in kind.nouns)
    says = tuple(with_article(one) for one, _ in nouns) or tuple(
        with_article(f"{words} {one}") for words in before for one, _ in thing.nouns
    )
    return Condition(constraint, before=() if nouns else before, nouns=nouns, says=says, topic=before[:1])


def _all(constraint: Constraint, kinds: list[GenreWords], thing: Thing) -> Condition:
    values = [str(value) for value in constraint.values]
    pair = pair_words(*values) if len(values) == 2 else None
    if pair is not None:
        return _wish(constraint, pair, thing)
    names = [kept(kind.bare) for kind in kinds]
    mix = f"{', '.join(names[:-1])} and {names[-1]}"
    says = (f"both {mix}", f"a mix of {mix}", f"{mix} in one")
    return Condition(constraint, after=(f"with both {mix}", f"mixing {mix}"), says=says, topic=(mix,))


def _none(constraint: Constraint, kinds: list[GenreWords], thing: Thing) -> Condition:
    several = [
        kept(kind.nouns[0][1]) if kind.nouns else f"{kept(kind.before[0])} {thing.nouns[0][1]}" for kind in kinds
    ]
    bare = [several[n] if kind.nouns else kept(kind.bare) for n, kind in enumerate(kinds)]
    what = tuple(dict.fromkeys((" or ".join(several), " or ".join(bare))))
    return Condition(constraint, what=what, topic=(f"no {' or '.join(bare)}",))
