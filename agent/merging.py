"""What becomes of known facts when new ones are learned: said again, given up, or the newer one not believed.

Knows the rules by which facts about the same thing are merged. Knows nothing about words, states or where facts are
kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agent.preference import FactKind, PreferenceFact

_OPPOSED: dict[FactKind, tuple[FactKind, ...]] = {
    "liked": ("disliked", "rejected"),
    "saved": ("disliked", "rejected"),
    "disliked": ("liked", "saved", "rejected"),
    "rejected": ("liked", "saved"),
}


def merged(known: Iterable[PreferenceFact], new: Sequence[PreferenceFact]) -> list[PreferenceFact]:
    """The facts to keep in the place of those with their ids: the new ones, and the known ones that they end.

    Said again, a fact grows stronger and takes the later date. Of two that contradict each other the newer one counts,
    unless only it comes from another program; the older one is kept as ended.
    """
    by_id = {fact.id: fact for fact in known}
    kept: dict[str, PreferenceFact] = {}
    for fact in new:
        told = [other for other in by_id.values() if other.holds(fact.date) and opposed(fact, other)]
        if any(not _wins(fact, other) for other in told):
            continue
        for other in told:
            kept[other.id] = by_id[other.id] = other.model_copy(update={"ended": fact.date})
        old = by_id.get(fact.id)
        kept[fact.id] = by_id[fact.id] = _again(old, fact) if old is not None and old.holds(fact.date) else fact
    return list(kept.values())


def opposed(a: PreferenceFact, b: PreferenceFact) -> bool:
    """True where both cannot hold: the same item liked and not liked, the same value wanted and left out."""
    if a.catalog != b.catalog:
        return False
    if a.item_id is not None:
        return a.item_id == b.item_id and b.kind in _OPPOSED.get(a.kind, ())
    return a.polarity * b.polarity < 0 and bool(a.pairs() & b.pairs())


def _wins(new: PreferenceFact, old: PreferenceFact) -> bool:
    return new.date >= old.date and (new.explicit or not old.explicit)


def _again(old: PreferenceFact, new: PreferenceFact) -> PreferenceFact:
    """One fact of two that say the same; what was said more than once is surer than either."""
    strength = 1 - (1 - old.weight(new.date)) * (1 - new.strength)
    later = None if old.expiry is None or new.expiry is None else max(old.expiry, new.expiry)
    since = old.since or (old.date if old.date != new.date else None)
    evidence = new.evidence or old.evidence
    told = {"strength": round(strength, 4), "expiry": later, "since": since, "evidence": evidence}
    return new.model_copy(update=told)
