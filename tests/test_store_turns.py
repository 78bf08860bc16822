"""Conversations, turns and feedback in a store: what comes back, what is kept together, what is corrected and merged."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from store_kinds import BEGUN, DAY, KINDS, fact, felt, new_store, turn

from agent.state import DialogueState
from agent.store import Store
from catalog.constraint import Constraint
from catalog.errors import ConfigError

HEAT = DialogueState(turn=1, liked=("heat",), wishes=("half a 👍 \ud83d and \0",), constraints=(Constraint(field="year", op="ge", value=1990),))


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = Store(new_store(request.param, tmp_path))
    yield opened
    opened.close()


def test_turns_come_back_as_they_were_in_order(store: Store) -> None:
    said = [turn("first", HEAT, changes=(felt("heat"),)), turn("second \0 \ud83d 👍", date=BEGUN + dt.timedelta(minutes=1))]
    assert [store.append(t) for t in said] == [1, 2]
    first, second = store.turns("ann", "one")
    assert first == said[0].model_copy(update={"number": 1})
    assert (second.words, second.number) == ("second � ? 👍", 2)
    assert store.state("ann", "one", "films") == DialogueState(turn=1)
    store.append(turn("third", HEAT))
    assert store.state("ann", "one", "films") == HEAT
    (conversation,) = store.conversations("ann")
    assert (conversation.begun, conversation.last) == (BEGUN, BEGUN + dt.timedelta(minutes=1))


def test_a_conversation_begins_once_and_its_name_is_free_when_it_ends(store: Store) -> None:
    begun = store.begin("ann", "one", "films")
    assert store.begin("ann", "one", "films") == begun
    assert store.state("ann", "one", "films") is None
    store.append(turn(state=HEAT))
    store.append(turn(catalog="games"))
    store.end("ann", "one", "films")
    assert store.turns("ann", "one", "films") == []
    assert len(store.turns("ann", "one", "games")) == 1
    assert store.append(turn()) == 1
    assert [c.name == "one" for c in store.conversations("ann")].count(True) == 2
    assert len(store.conversations("ann")) == 3


def test_a_conversation_of_nobody_is_nobody_elses(store: Store) -> None:
    store.begin(None, "one", "films")
    store.append(turn("secret", HEAT, user=None))
    assert [t.words for t in store.turns(None, "one")] == ["secret"]
    assert store.turns("ann", "one") == []
    assert store.conversations("ann") == []


def test_feedback_is_kept_with_its_turn(store: Store) -> None:
    store.append(turn(changes=(felt("heat"), felt("up", "seen"), felt("up", "forgotten"), {"kind": "surprise"})))
    store.append(turn(changes=(felt("heat", "disliked"),)))
    store.append(turn(changes=(felt("chess"),), catalog="games"))
    assert [(f.turn, f.item_id, f.feeling) for f in store.feedback("ann", "films")] == [
        (1, "heat", "liked"), (1, "up", "seen"), (2, "heat", "disliked"),
    ]  # fmt: skip
    assert len(store.feedback("ann")) == 4
    assert store.feedback("bob") == []


def test_turns_of_one_conversation_appended_at_once_get_their_own_numbers(store: Store) -> None:
    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(lambda n: store.append(turn(f"words {n}")), range(24)))
    assert sorted(numbers) == list(range(1, 25))
    assert {t.words for t in store.turns("ann", "one")} == {f"words {n}" for n in range(24)}


def test_a_turn_and_what_it_taught_are_kept_together_or_not_at_all(store: Store) -> None:
    def cut_short() -> None:
        with store.together("ann"):
            store.remember("ann", [fact("heat")])
            store.append(turn())
            raise RuntimeError("the process would end here")

    with pytest.raises(RuntimeError):
        cut_short()
    assert (store.facts("ann"), store.turns("ann", "one"), store.conversations("ann")) == ([], [], [])
    with store.together("ann"):
        store.remember("ann", [fact("heat")])
        assert [f.item_id for f in store.facts("ann")] == ["heat"]
        store.append(turn())
    assert (len(store.facts("ann")), len(store.turns("ann", "one"))) == (1, 1)


def test_what_fails_inside_takes_the_rest_with_it(store: Store) -> None:
    with store.together("ann"):
        store.append(turn())
        with pytest.raises(ConfigError, match="nothing with the id"):
            store.edit("ann", "unknown", strength=0.5)
    assert store.turns("ann", "one") == []


def test_a_transaction_is_about_one_user(store: Store) -> None:
    store.remember("bob", [fact("heat", user="bob")])
    with store.together("ann"):
        for write in (
            lambda: store.forget_all("bob"),
            lambda: store.remember("bob", [fact("up", user="bob")]),
            lambda: store.append(turn(user="bob")),
            lambda: store.append(turn(user=None)),
        ):
            with pytest.raises(ConfigError, match="one user"):
                write()
    assert [f.item_id for f in store.facts("bob")] == ["heat"]


def test_a_fact_is_edited_in_its_place(store: Store) -> None:
    store.remember("ann", [fact("a", evidence="I loved a"), fact(), fact("b")])
    changed = store.edit("ann", fact("a").id, strength=0.25, expiry=DAY)
    assert (changed.strength, changed.expiry, changed.evidence) == (0.25, DAY, "I loved a")
    assert store.facts("ann")[0] == changed
    assert [f.item_id for f in store.facts("ann")] == ["a", None, "b"]
    assert store.edit("ann", changed.id, expiry=None).expiry is None


def test_a_fact_edited_to_be_about_something_else_is_another_one(store: Store) -> None:
    horror = fact(evidence="I hate horror")
    store.remember("ann", [horror, fact("heat", evidence="I loved heat")])
    store.append(turn("I hate horror", DialogueState(turn=1, constraints=(horror.constraint,))))  # type: ignore[arg-type]
    gore = store.edit("ann", horror.id, value=("Gore", "Slasher"))
    assert gore.constraint is not None
    assert (gore.constraint.values, gore.evidence, gore.id == horror.id) == (("Gore", "Slasher"), "", False)
    assert store.turns("ann", "one")[0].words == ""
    liked = store.edit("ann", gore.id, polarity=1)
    assert liked.constraint is not None
    assert (liked.kind, liked.polarity, liked.constraint.op, liked.constraint.hard) == ("taste", 1, "any_of", False)
    again = store.edit("ann", liked.id, polarity=-1)
    assert again.id == gore.id
    disliked = store.edit("ann", fact("heat").id, polarity=-1)
    assert (disliked.kind, disliked.item_id) == ("disliked", "heat")
    assert {f.id for f in store.facts("ann")} == {again.id, disliked.id}


@pytest.mark.parametrize(
    "changes",
    [{"strength": 1.5}, {"strength": "much"}, {"polarity": 3}, {"expiry": "soon"}, {"value": ""}, {"value": ("a", "b")}, {"mood": "blue"}],
)
def test_an_edit_that_cannot_be_changes_nothing(store: Store, changes: dict[str, Any]) -> None:
    store.remember("ann", [fact("a")])
    with pytest.raises(ConfigError) as caught:
        store.edit("ann", fact("a").id, **changes)
    assert "\n" not in str(caught.value)
    assert store.facts("ann") == [fact("a")]


def filled(store: Store) -> None:
    store.remember("ann", [fact("heat", evidence="I loved Heat"), fact(source="model")])
    store.append(turn("I loved Heat", HEAT, changes=(felt("heat"),)))
    store.append(turn("more", date=BEGUN + dt.timedelta(hours=1)))
    store.append(turn("chess", conversation="two", catalog="games"))


def test_what_is_exported_can_be_imported_and_is_the_same(store: Store, tmp_path: Path) -> None:
    filled(store)
    document = json.loads(json.dumps(store.export("ann")))
    assert set(document) == {"format", "user", "facts", "conversations", "turns", "feedback"}
    other = Store(f"sqlite:///{tmp_path}/other.sqlite")
    assert other.import_("ann", document) == {"facts": 2, "conversations": 2, "turns": 3, "feedback": 1}
    assert other.export("ann") == document
    assert other.state("ann", "one", "films") == DialogueState(turn=1)
    assert other.import_("ann", document) == dict.fromkeys(("facts", "conversations", "turns", "feedback"), 0)
    assert other.export("ann") == document


def test_an_import_is_merged_for_the_named_user_only(store: Store) -> None:
    filled(store)
    document = store.export("ann")
    store.remember("bob", [fact("heat", user="bob", evidence="newer", date=DAY + dt.timedelta(days=1)), fact("up", user="bob")])
    store.append(turn("bob's own", user="bob", date=BEGUN + dt.timedelta(days=1)))
    before = store.export("ann")
    store.import_("bob", document)
    assert {f.evidence for f in store.facts("bob") if f.item_id == "heat"} == {"newer"}
    assert len(store.facts("bob")) == 3
    assert [t.words for t in store.turns("bob", "one", "films")] == ["bob's own"]  # another conversation of that name
    assert len(store.conversations("bob")) == 3
    names = [c.name for c in store.conversations("bob")]
    store.import_("bob", document)
    assert [c.name for c in store.conversations("bob")] == names
    assert store.export("ann") == before


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d.update(format=9),
        lambda d: d.pop("turns"),
        lambda d: d["facts"][0].update(mood="blue"),
        lambda d: d["turns"][1].update(number=0),
        lambda d: d["turns"][1]["state"].update(mood="blue"),
        lambda d: d["conversations"].clear(),
        lambda d: d.update(extra=1),
        lambda d: d.update(facts="many"),
    ],
)
def test_an_import_that_cannot_be_read_changes_nothing(store: Store, spoil: Any) -> None:
    filled(store)
    document = store.export("ann")
    spoil(document)
    with pytest.raises(ConfigError) as caught:
        store.import_("bob", document)
    assert "\n" not in str(caught.value)
    assert store.export("bob")["facts"] == store.export("bob")["conversations"] == []


@pytest.mark.parametrize("data", [None, [], {}, "x", {"format": 2}])
def test_what_is_no_export_is_one_clear_line(data: object) -> None:
    with pytest.raises(ConfigError, match="export"):
        Store("sqlite://").import_("ann", data)


def test_a_conversation_needs_a_usable_name(store: Store) -> None:
    for name in ("", " ", "a\nb", "x" * 251):
        with pytest.raises(ConfigError, match="name"):
            store.begin("ann", name, "films")
        with pytest.raises(ValidationError):
            turn(conversation=name)
    assert store.conversations("ann") == []
