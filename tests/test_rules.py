"""House rules: what cannot be had is not shown, what is paid for says so, and foreign rules count like ours."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import agent.rules
from agent.agent import Agent, load_agent
from agent.rules import HouseRules, Rule, load_rules
from agent.state import DialogueState
from catalog import plugins
from catalog.columns import Mask
from catalog.errors import PluginError
from catalog.readers.dataset import Dataset
from catalog.table import Catalog
from recommenders.build import build_workspace

ROWS = [
    {
        "id": str(n),
        "title": f"{word} {n}",
        "genres": ["Puzzle" if n % 2 else "Racing"],
        "in_stock": None if n == 0 else n % 5 != 0,
        "sponsored": n % 3 == 0,
        "description": f"A game about {word.lower()}s.",
    }
    for n, word in enumerate(["Lantern", "Comet", "Harbour", "Orchard", "Railway"] * 8)
]
GONE = {row["id"] for row in ROWS if row["in_stock"] is False}
PAID = {row["id"] for row in ROWS if row["sponsored"]}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Agent:
    folder: Path = tmp_path_factory.mktemp("shop") / "w"
    build_workspace(Dataset("shop", ROWS, [], noun="game", plural="games"), folder)
    return load_agent(folder, "embedded")


def shown_in(agent: Agent, conversation: str, messages: list[str]) -> dict[str, tuple[str, ...]]:
    replies = [agent.respond(message, conversation=conversation) for message in messages]
    return {shown.item_id: shown.reasons for reply in replies for shown in reply.slate}


def test_what_cannot_be_had_is_never_shown_and_what_is_blank_may_be(shop: Agent) -> None:
    found = shown_in(shop, "all", ["a puzzle game", *["more"] * 5, "racing games instead", *["more"] * 5])
    assert not GONE & set(found)
    assert len(found) == len(ROWS) - len(GONE)
    assert "0" in found


def test_what_is_sponsored_says_so_and_nothing_else_does(shop: Agent) -> None:
    found = shown_in(shop, "paid", ["a puzzle game", "more", "more"])
    assert {item for item, reasons in found.items() if "sponsored" in reasons} == PAID & set(found)
    reply = shop.respond("a racing game", conversation="words")
    lines = [line for line in reply.text.splitlines() if "sponsored" in line]
    assert len(lines) == len([s for s in reply.slate if s.item_id in PAID])


class NothingFirst(Rule):
    """Allows only even ids."""

    name = "even"

    def allows(self, catalog: Catalog, state: DialogueState) -> Mask | None:
        return np.array([int(item) % 2 == 0 for item in catalog.ids], dtype=bool)


class Wrong(Rule):
    """Gives numbers instead of a mask."""

    name = "wrong"

    def allows(self, catalog: Catalog, state: DialogueState) -> Mask | None:
        return np.arange(3)  # type: ignore[return-value]


def test_a_foreign_rule_is_kept_and_when_it_leaves_nothing_that_is_said(shop: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shop, "rules", HouseRules([NothingFirst()]))
    assert set(shown_in(shop, "racing", ["a racing game", "more"])) <= {row["id"] for row in ROWS if int(str(row["id"])) % 2 == 0}
    reply = shop.respond("a puzzle game", conversation="puzzle")
    assert not {s.item_id for s in reply.slate} & {row["id"] for row in ROWS if int(str(row["id"])) % 2}
    assert reply.relaxed or not reply.slate


def test_a_rule_that_breaks_its_contract_is_named(shop: Agent) -> None:
    with pytest.raises(PluginError, match="rule 'wrong' gave no bool"):
        HouseRules([Wrong()]).allowed(shop.workspace.catalog, DialogueState())


def test_what_is_registered_and_no_rule_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib.metadata import EntryPoint

    assert isinstance(load_rules(), HouseRules)
    foreign = EntryPoint("odd", "pathlib:Path", agent.rules.GROUP)
    monkeypatch.setattr(plugins, "entry_points", lambda group: (foreign,))
    with pytest.raises(PluginError, match=r"rule 'odd' .* is no parley\.Rule"):
        load_rules()
