"""What a message does (asks, tells, accepts, takes leave), the intent that follows, and how both are scored."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from agent.changes import Feel, Require, Wish
from agent.dialogues.intents import entries_of, figures, intent_report, kind_of, labelled_entries, matched, understood
from agent.dialogues.labelled import Labelled, read_labels
from agent.embedded.parser import Parser
from agent.state import DialogueState, Pending
from agent.understanding import Understanding
from catalog.constraint import Constraint
from catalog.dialogues import Dialogue, Turn
from catalog.errors import CatalogError
from recommenders.workspace import Workspace

TODAY = dt.date(2026, 1, 1)
SHOWN = ("Alien", "Casablanca")


@pytest.fixture(scope="module")
def workspace(films_agent: object) -> Workspace:
    found: Workspace = films_agent.workspace  # type: ignore[attr-defined]
    return found


@pytest.fixture(scope="module")
def parser(workspace: Workspace) -> Parser:
    return Parser(workspace, TODAY)


def item(workspace: Workspace, title: str) -> str:
    catalog = workspace.catalog
    return next(catalog.ids[row] for row, name in enumerate(catalog.titles) if name == title)


@pytest.fixture(scope="module")
def table(workspace: Workspace) -> DialogueState:
    """Two films on the table, the last one talked about."""
    ids = tuple(item(workspace, title) for title in SHOWN)
    return DialogueState(turn=2, slate=ids, shown=ids, focus=ids[-1], wishes=("old films",))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("no i havent seen it", "feedback"),
        ("never heard of it, but i'll give it a go, thanks", "feedback"),
        ("oh yes that one was great", "feedback"),
        ("i have", "feedback"),
        ("Casablanca is a classic!", "feedback"),
        ("i didnt care for it", "feedback"),
        ("I'll have to check that one out", "accept"),
        ("ok sounds like fun, adding it to my list", "accept"),
        ("gonna watch it tonight then", "accept"),
        ("thank you for all your help, have a lovely evening", "close"),
        ("you too bye", "close"),
        ("did it win anything?", "question"),
        ("have you watched that one", "question"),
        ("hmm, is Casablanca a musical?", "question"),
        ("hey, how are you doing today", "greet"),
        ("any good comedies?", "request"),
        ("saw it already, what else do you have", "request"),
        ("i really liked Pulp Fiction too", "request"),
        ("thanks, could you suggest one more thriller", "request"),
    ],
)
def test_kinds_of_messages(parser: Parser, table: DialogueState, text: str, kind: str) -> None:
    assert kind_of(parser.parse(text, table)) == kind


@pytest.mark.parametrize(
    ("text", "intent"),
    [("i havent seen those", "noted"), ("i will check it out", "done"), ("have a nice day", "thanks")],
)
def test_talk_that_asks_for_nothing_changes_nothing(parser: Parser, table: DialogueState, text: str, intent: str) -> None:
    understanding = parser.parse(text, table)
    assert understanding.intent == intent
    assert not [change for change in understanding.changes if isinstance(change, (Require, Wish))]


@pytest.mark.parametrize(
    "text",
    [
        "That was great fun with a scary ending. Thanks for the help!",
        "I haven't seen it but my kids loved the music",
        "Alien (1979) with Sigourney Weaver was good",
    ],
)
def test_what_is_told_about_a_film_is_no_condition(parser: Parser, table: DialogueState, text: str) -> None:
    conditions = [c.constraint for c in parser.parse(text, table).changes if isinstance(c, Require)]
    assert conditions == []


def test_what_was_wrong_with_a_film_is_still_a_condition(parser: Parser, table: DialogueState) -> None:
    understanding = parser.parse("I saw that one, it was too violent. Thanks", table)
    assert [c.constraint.negative for c in understanding.changes if isinstance(c, Require)]
    assert kind_of(understanding) == "request"


def test_feelings_are_kept_beside_a_word_of_thanks(parser: Parser, table: DialogueState) -> None:
    understanding = parser.parse("i loved it, thanks", table)
    assert Feel(items=(table.slate[-1],), feeling="liked") in understanding.changes
    assert kind_of(understanding) == "feedback"


@pytest.mark.parametrize(
    ("text", "options", "wanted"),
    [
        ("yes please", ("Horror",), {"Horror"}),
        ("Yeah, both are good", ("Comedy", "War"), {"Comedy", "War"}),
        ("yes", ("Comedy", "War"), set()),
        ("no, not really", ("Horror",), set()),
    ],
)
def test_yes_takes_what_was_offered(parser: Parser, text: str, options: tuple[str, ...], wanted: set[str]) -> None:
    state = DialogueState(turn=1, pending=Pending("genres", "do you like it?", options))
    changes = parser.parse(text, state).changes
    assert {str(v) for c in changes if isinstance(c, Require) for v in c.constraint.values} == wanted


def label(intent: str, *constraints: Mapping[str, object], turn: int = 1) -> Labelled:
    return Labelled("a", turn, intent, constraints)


def test_a_label_and_a_constraint_in_one_form() -> None:
    said = [
        Constraint(field="genres", op="any_of", value=("Sci-Fi", "Family")),
        Constraint(field="year", op="ge", value=2016),
        Constraint(field="keywords", op="any_of", value=("gore",), hard=False),
        Constraint(field="about", op="none_of", value=("super heroes",)),
        Constraint(field="content_rating", op="le", value="PG"),
    ]
    true = labelled_entries(
        label(
            "request",
            {"field": "genres", "op": "any_of", "value": ["Sci-Fi", "Children"]},
            {"field": "year", "op": "recent", "value": True},
            {"field": "about", "op": "none_of", "value": ["superhero"]},
        )
    )
    assert matched(entries_of(said), true) == true


def test_an_upper_limit_is_not_recent() -> None:
    true = labelled_entries(label("request", {"field": "year", "op": "recent", "value": True}))
    found = entries_of([Constraint(field="year", op="le", value=1980)])
    assert not matched(found, true) & true


@pytest.mark.parametrize(
    ("understanding", "kind"),
    [
        (Understanding(intent="recommend"), "other"),
        (Understanding(intent="recommend", changes=(Wish(text="sad"),)), "request"),
        (Understanding(intent="why"), "question"),
        (Understanding(intent="refuse"), "other"),
        (Understanding(intent="thanks", acts=("close", "feedback")), "feedback"),
    ],
)
def test_the_rule_from_an_understanding_to_a_class(understanding: Understanding, kind: str) -> None:
    assert kind_of(understanding) == kind


def dialogue(workspace: Workspace) -> Dialogue:
    return Dialogue(
        "a",
        (
            Turn("recommender", "Hi! Are you looking for a comedy?"),
            Turn("seeker", "yes please"),
            Turn("recommender", "Then Casablanca (1942)", (item(workspace, "Casablanca"), "no such id")),
            Turn("seeker", "never seen it"),
            Turn("seeker", "something scary"),
        ),
    )


def test_messages_are_understood_after_the_turns_before_them(workspace: Workspace) -> None:
    comedy = {"field": "genres", "op": "any_of", "value": ["Comedy"]}
    labels = [label("request", comedy), label("feedback", turn=3), label("question", turn=4), label("greet", turn=9)]
    outcomes = understood([dialogue(workspace)], labels, workspace, TODAY)
    assert [outcome.kind for outcome in outcomes] == ["request", "feedback", "request"]
    report = figures(outcomes)
    assert report["intents"]["n"] == 3
    assert report["intents"]["accuracy"][0] == pytest.approx(2 / 3, abs=1e-3)
    assert report["intents"]["classes"]["question"] == {"request": 1}
    assert report["constraints"]["fields"]["genres"]["hits"] == 1
    assert report["constraints"]["recall"][0] == 1.0
    assert report["constraints"]["precision"][0] == pytest.approx(1 / report["constraints"]["found"], abs=1e-3)


def test_labels_of_other_dialogues_are_an_error(workspace: Workspace) -> None:
    with pytest.raises(CatalogError, match="none of the labelled"):
        intent_report([], [label("greet")], workspace, TODAY)


def test_reading_labels(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    lines = [{"dialog_id": str(n), "turn": n, "intent": "greet", "constraints": []} for n in range(300)]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    held, rest = read_labels(path, "held_out"), read_labels(path, "open")
    assert 70 < len(held) < 130
    assert {one.dialogue for one in held} | {one.dialogue for one in rest} == {str(n) for n in range(300)}
    assert len(held) + len(rest) == len(read_labels(path, "all")) == 300
    path.write_text('{"dialog_id": "1"}\n', encoding="utf-8")
    with pytest.raises(CatalogError, match="line 1"):
        read_labels(path)
    with pytest.raises(CatalogError, match="cannot be read"):
        read_labels(tmp_path / "absent.jsonl")
