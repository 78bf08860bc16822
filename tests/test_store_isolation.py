"""Nobody reads or writes about somebody else, whatever they call themselves."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest
from store_kinds import KINDS, fact, felt, new_store, turn

from agent.state import DialogueState
from agent.store import Store
from catalog.errors import ConfigError

VICTIM = "ann.é_1"
OTHERS = [
    "Ann.é_1", "ANN.É_1", "ann.é_1 ", " ann.é_1", unicodedata.normalize("NFD", VICTIM), "аnn.é_1", "ann.e_1", "ann․é_1",
    "%", "_", "ann%", "ann.é__", "ann.é\\_1", "*", "ann.é?1", "' OR '1'='1", "ann.é_1' --", "x'; DROP TABLE parley_facts; --",
    'ann.é_1" OR ""="', "ann.é_1') OR 1=1 --", "NULL", "None", "0", "true", ":user", "%(user)s", "{user}", "ann.é_1,bob",
]  # fmt: skip
UNUSABLE = ["", " ", "\t", "\u00a0", "ann.é_1\0", "ann.é_1\n", "\u202eann", "ann\u200b.é_1", "x" * 201]


@pytest.fixture(scope="module", params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store(new_store(request.param, tmp_path_factory.mktemp("store")))
    opened.remember(VICTIM, [fact("heat", user=VICTIM, evidence="I loved heat")])
    opened.append(turn("I loved heat", DialogueState(turn=1, liked=("heat",)), user=VICTIM, changes=(felt("heat"),)))
    yield opened
    opened.close()


@pytest.mark.parametrize("name", OTHERS)
def test_another_name_reads_nothing_and_changes_nothing(store: Store, name: str) -> None:
    before = store.export(VICTIM)
    assert (store.facts(name), store.conversations(name), store.turns(name, "one"), store.feedback(name)) == ([], [], [], [])
    assert store.state(name, "one", "films") is None
    assert store.export(name)["facts"] == store.export(name)["turns"] == []
    theirs = fact("heat", user=VICTIM).id
    with pytest.raises(ConfigError, match="nothing with the id"):
        store.edit(name, theirs, strength=0.1)
    assert store.forget(name, [theirs, "%"]) == 0
    store.remember(name, [fact("heat", user=name, evidence="mine")])
    store.append(turn("mine", user=name))
    store.end(name, "one", "films")
    store.import_(name, before)
    assert {f.user for f in store.facts(name)} == {name}
    store.forget(name, [theirs])
    store.forget_all(name)
    assert store.facts(name) == store.conversations(name) == []
    assert store.export(VICTIM) == before
    assert store.state(VICTIM, "one", "films") == DialogueState(turn=1, liked=("heat",))


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_name_that_is_none_is_refused_everywhere(store: Store, name: str) -> None:
    before = store.export(VICTIM)
    for call in (
        lambda: store.facts(name),
        lambda: store.remember(name, [fact("heat")]),
        lambda: store.edit(name, "id", strength=1),
        lambda: store.forget(name, ["id"]),
        lambda: store.forget_all(name),
        lambda: store.begin(name, "one", "films"),
        lambda: store.end(name, "one", "films"),
        lambda: store.turns(name, "one"),
        lambda: store.state(name, "one", "films"),
        lambda: store.conversations(name),
        lambda: store.feedback(name),
        lambda: store.export(name),
        lambda: store.import_(name, before),
        lambda: store.together(name).__enter__(),
    ):
        with pytest.raises(ConfigError) as caught:
            call()
        assert "\n" not in str(caught.value)
    with pytest.raises(ValueError, match="user"):
        turn(user=name)
    assert store.export(VICTIM) == before


@pytest.mark.parametrize("conversation", ["%", "_ne", "ONE", "one' OR '1'='1", "ｏne"])
def test_conversations_are_told_apart_letter_by_letter(store: Store, conversation: str) -> None:
    assert store.turns(VICTIM, conversation) == []
    assert store.state(VICTIM, conversation, "films") is None
    assert store.turns(VICTIM, "one", "%") == []


def test_fact_ids_and_turns_of_somebody_else_are_of_no_use(store: Store) -> None:
    store.remember("bob", [fact("up", user="bob")])
    assert store.forget(VICTIM, [fact("up", user="bob").id]) == 0
    assert store.feedback("bob") == []
    assert [f.item_id for f in store.facts("bob")] == ["up"]
