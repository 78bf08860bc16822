"""Forgetting: what leaves a store with a fact, what stays, and that no byte of it is left on the disk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_kinds import DAY, KINDS, fact, felt, new_store, on_disk, turn
from test_state_json import STATES

from agent.state import DialogueState, Exchange, Pending
from agent.state_json import state_from_json, state_to_json
from agent.store import Store
from agent.store.traces import Traces
from catalog.constraint import Constraint

HORROR = Constraint(field="genres", op="none_of", value=("Horror",), turn=1)
BOTH = Constraint(field="genres", op="none_of", value=("Horror", "Musical"), turn=1)
SAID = "I hate horror, grzblx and all"


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return new_store(request.param, tmp_path)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = Store(url)
    yield opened
    opened.close()


def reply(text: str, *slate: tuple[str, str], constraints: tuple[Constraint, ...] = ()) -> dict[str, Any]:
    return {
        "type": "recommend", "text": text, "question": {"field": "genres", "text": "Which?", "options": ["Horror"]},
        "slate": [{"item_id": i, "title": title, "reasons": ["as you hate horror"], "sources": {}} for i, title in slate],
        "understood": {
            "intent": "recommend", "constraints": [c.model_dump(mode="json", exclude={"turn"}) for c in constraints],
            "liked": [], "disliked": [], "wish": "grzblx",
        },
        "plan": [{"tool": "search_items", "args": {"constraints": [{"field": "genres", "op": "none_of", "value": ["Horror"]}]}}],
        "relaxed": [], "funnel": [{"step": "not Horror", "tool": "search_items", "before": 3, "after": 1}], "faults": [],
        "timings_ms": {"total": 12.5},
    }  # fmt: skip


def talked(store: Store) -> None:
    """Ann hates horror and musicals and loves Heat; bob says the same of horror."""
    hates = DialogueState(
        turn=1, constraints=(BOTH,), wishes=("grzblx and all", "a long ride"), liked=("heat-1995",), focus="heat-1995",
        shown=("heat-1995", "up-2009"), reasons={"up-2009": ("as you hate horror",)}, summary="hates horror",
        talk=(Exchange(SAID, "noted: no horror"),), pending=Pending("genres", "Horror?", ("Horror",)),
    )  # fmt: skip
    for user in ("ann", "bob"):
        store.remember(user, [fact(user=user, constraint=HORROR, evidence=SAID)])
        require = {"kind": "require", "constraint": HORROR.model_dump(mode="json"), "replace": False}
        store.append(turn(SAID, hates, user=user, reply=reply("No horror then", ("up-2009", "Up"), constraints=(BOTH,)), changes=(require,)))
        store.append(turn("something long", hates, user=user, reply=reply("As you hate horror", ("heat-1995", "Heat"))))
        store.append(turn("grzblx tonight?", hates, user=user))
        store.append(turn("hello", user=user, conversation="two"))


def test_a_condition_leaves_every_turn_of_its_user(store: Store, url: str) -> None:
    talked(store)
    assert b"grzblx" in on_disk(url)
    bobs = store.export("bob")
    assert store.forget("ann", [fact(constraint=HORROR).id]) == 1
    assert store.facts("ann") == []
    kept = json.dumps(store.export("ann")).casefold()
    assert "horror" not in kept
    assert SAID not in kept
    one, two, three = store.turns("ann", "one")
    assert (one.words, one.changes, two.words, three.words) == ("", (), "something long", "grzblx tonight?")
    assert one.reply["text"] == two.reply["text"] == ""
    assert (two.reply["type"], two.reply["timings_ms"]) == ("recommend", {"total": 12.5})
    assert [shown["item_id"] for shown in two.reply["slate"]] == ["heat-1995"]
    state = state_from_json(two.state)
    assert [c.values for c in state.constraints] == [("Musical",)]
    assert (state.wishes, state.liked, state.shown) == (("a long ride",), ("heat-1995",), ("heat-1995", "up-2009"))
    assert store.turns("ann", "two")[0].words == "hello"
    assert store.export("bob") == bobs


def test_an_item_leaves_every_turn_of_its_user(store: Store) -> None:
    talked(store)
    store.remember("ann", [fact("heat-1995", evidence="I loved Heat")])
    store.append(turn("I loved Heat", DialogueState(turn=5, liked=("heat-1995", "up-2009"), seen=("heat-1995",)), changes=(felt("heat-1995"),)))
    store.append(turn("like heat but shorter, please heat me", DialogueState(turn=6, similar_to=("heat-1995",))))
    store.append(turn("something heated"))
    assert store.forget("ann", [fact("heat-1995").id]) == 1
    kept = json.dumps([turn.model_dump(mode="json") for turn in store.turns("ann", "one")]).casefold()
    assert "heat-1995" not in kept
    assert [t.words for t in store.turns("ann", "one")][3:] == ["", "", "something heated"]
    assert state_from_json(store.turns("ann", "one")[3].state).liked == ("up-2009",)
    assert store.feedback("ann") == []
    assert [f.constraint for f in store.facts("ann")] == [HORROR]


def test_what_another_fact_still_tells_stays(store: Store) -> None:
    store.remember("ann", [fact("heat", evidence="I loved heat"), fact("heat", kind="seen", polarity=0, evidence="saw heat")])
    state = DialogueState(turn=1, liked=("heat",), seen=("heat",), shown=("heat",))
    store.append(turn("I loved heat", state, changes=(felt("heat"), felt("heat", "seen"))))
    store.append(turn("saw heat", state))
    store.forget("ann", [fact("heat").id])
    first, second = store.turns("ann", "one")
    assert (first.words, second.words) == ("", "saw heat")
    left = state_from_json(second.state)
    assert (left.liked, left.seen, left.shown) == ((), ("heat",), ("heat",))
    assert [(f.kind, f.evidence) for f in store.facts("ann")] == [("seen", "saw heat")]
    assert [f.feeling for f in store.feedback("ann")] == ["seen"]


def test_what_a_fact_took_the_place_of_goes_with_it(store: Store) -> None:
    was = fact("heat", evidence="I loved heat", ended=DAY)
    store.remember("ann", [was, fact("heat", kind="disliked", polarity=-1), fact("up")])
    assert store.forget("ann", [fact("heat", kind="disliked", polarity=-1).id]) == 1
    assert [f.item_id for f in store.facts("ann")] == ["up"]


def test_a_turn_that_forgets_is_kept_without_what_it_forgot(store: Store) -> None:
    talked(store)
    with store.together("ann"):
        store.forget("ann", [fact(constraint=HORROR).id])
        store.append(turn("forget that I hate horror", DialogueState(turn=4, avoids=("horror",)), reply=reply("I forgot about horror")))
    last = store.turns("ann", "one")[-1]
    assert (last.words, last.reply["text"], state_from_json(last.state).avoids) == ("", "", ())
    assert store.facts("bob")
    with store.together("bob"):
        store.forget_all("bob")
        assert store.append(turn("forget everything, grzblx too", user="bob")) == 0
    assert store.export("bob") == {"format": 2, "user": "bob", "facts": [], "conversations": [], "turns": [], "feedback": []}


def test_no_byte_of_what_was_forgotten_is_left(store: Store, url: str) -> None:
    talked(store)
    store.remember("ann", [fact("xkcdq-1", evidence="loved the xkcdq one")])
    store.append(turn("loved the xkcdq one", DialogueState(turn=9, liked=("xkcdq-1",), wishes=("xkcdq",)), changes=(felt("xkcdq-1"),)))
    store.forget("bob", [fact(user="bob", constraint=HORROR).id])
    store.forget("ann", [fact(constraint=HORROR).id, fact("xkcdq-1").id])
    bytes_left = on_disk(url)
    for trace in (b"I hate horror", b"Horror", b"hate horror", b"xkcdq"):
        assert trace not in bytes_left, trace
    assert b"something long" in bytes_left
    store.append(turn("ciao", user="wvxq", conversation="wvxq's own"))
    for user in ("ann", "bob", "wvxq"):
        store.forget_all(user)
    bytes_left = on_disk(url)
    for trace in (b"wvxq", b"ciao", b"grzblx", b"heat-1995", b"up-2009"):
        assert trace not in bytes_left, trace


@settings(max_examples=60, deadline=None)
@given(STATES, st.data())
def test_a_state_without_what_was_forgotten_is_a_state(state: DialogueState, data: st.DataObject) -> None:
    items = sorted({*state.liked, *state.shown, *(c.field for c in state.constraints), *state.wishes}) or ["heat"]
    gone = data.draw(st.lists(st.sampled_from(items), min_size=1).map(lambda names: [fact(name if name.strip() else "x") for name in names]))
    gone += [fact(constraint=c) for c in state.constraints[:1]]
    left = Traces.of(gone, [], {}).without({"words": "x", "reply": {}, "changes": [], "state": state_to_json(state)})
    kept = state if left is None else state_from_json(left["state"])
    assert not {f.item_id for f in gone} & {*kept.liked, *kept.shown, *kept.slate, *kept.similar_to}
    assert kept.turn == state.turn
