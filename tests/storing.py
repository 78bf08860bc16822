"""A process that keeps turns in a store until it is killed; each turn says which one it is in every part of it.

`python storing.py URL USER`: writes the number of a turn on standard output as soon as the store has acknowledged it.
Every fifth turn forgets the fact of the one before.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.append(str(Path(__file__).resolve().parents[1]))

from store_kinds import fact, felt, turn

from agent.state import DialogueState
from agent.store import Store

EVERY = 5
"""So many turns until one of them forgets."""


def mark(user: str, n: int) -> str:
    """What the n-th turn says of itself; long enough to fill several pages of a database."""
    digest = hashlib.sha256(f"{user} {n}".encode()).hexdigest()
    return digest * (1 + n % 7 * 20)


def forgets(n: int) -> bool:
    """True if the n-th turn forgets the fact of the one before."""
    return n % EVERY == 0


def keep(store: Store, user: str, n: int) -> int:
    """Keep the n-th turn with its fact; the number the store gave it."""
    said = mark(user, n)
    with store.together(user):
        store.remember(user, [fact(f"item-{n}", user=user, turn=n, evidence=f"I loved number {n}")])
        if forgets(n):
            store.forget(user, [fact(f"item-{n - 1}", user=user).id])
        state = DialogueState(turn=n, summary=said, shown=(f"item-{n}",))
        return store.append(turn(said, state, user=user, reply={"text": said}, changes=(felt(f"item-{n}"),)))


def damage(store: Store, user: str, acknowledged: int) -> list[str]:
    """What is wrong with a user's turns and facts, after their process was killed; nothing must be."""
    found: list[str] = []
    turns, facts = store.turns(user, "one"), {f.item_id: f for f in store.facts(user)}
    if len(turns) not in (acknowledged, acknowledged + 1):
        found.append(f"{acknowledged} turns acknowledged, {len(turns)} kept")
    feedback = {(f.turn, f.item_id) for f in store.feedback(user)}
    for n, kept in enumerate(turns, 1):
        gone = forgets(n + 1) and n < len(turns)
        found += [f"turn {n}: {fault}" for fault in _faults(kept, user, n, gone)]
        known = f"item-{n}" in facts
        if known == gone or ((n, f"item-{n}") in feedback) == gone:
            found.append(f"turn {n}: fact or feedback {'left' if gone else 'lost'}")
    if len(facts) != len(feedback) or any(int(str(i).partition("-")[2]) > len(turns) for i in facts):
        found.append("facts without their turn")
    return found


def _faults(kept: Any, user: str, n: int, gone: bool) -> list[str]:
    said = mark(user, n)
    words, text, summary = ("", "", "") if gone else (said, said, said)
    state = kept.state
    parts = {
        "number": (kept.number, n), "words": (kept.words, words), "reply": (kept.reply.get("text"), text),
        "state": ((state["turn"], state.get("summary", "")), (n, summary)),
        "shown": (state["shown"], [] if gone else [f"item-{n}"]),
    }  # fmt: skip
    return [f"{name} is not what was kept" for name, (found, expected) in parts.items() if found != expected]


if __name__ == "__main__":
    opened = Store(sys.argv[1])
    number = len(opened.turns(sys.argv[2], "one"))
    while True:
        number += 1
        keep(opened, sys.argv[2], number)
        print(number, flush=True)
