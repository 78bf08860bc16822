"""Examples for a planner, made on the catalog at hand: what is right enters, what is wrong in any way is refused."""

from __future__ import annotations

import operator
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from example_workspaces import TOOLS, books_in, examples_of, games_in, opened

from agent.language.demonstrations import phrases as phrases
from agent.language.demonstrations.check import DemonstrationCheck, Refused
from agent.language.demonstrations.facet import Facet
from agent.language.demonstrations.maker import KINDS, Made, make_demonstrations
from agent.language.demonstrations.query import Shelf
from agent.language.draft import Condition, Draft, DraftStep, Felt
from catalog.readers.dataset import Dataset
from recommenders.workspace import Workspace

SHOWING = {
    kind for kind in KINDS if kind not in ("question", "compared", "looked_up", "why", "chosen", "thanks", "off_topic")
}


@pytest.fixture(scope="module")
def films(films_workspace: Path) -> Workspace:
    return Workspace.open(films_workspace)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return books_in(tmp_path_factory.mktemp("books"))


@pytest.fixture(scope="module")
def games(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return games_in(tmp_path_factory.mktemp("games"))


@pytest.fixture(scope="module")
def made(films: Workspace) -> list[Made]:
    return examples_of(films)


def meets(record: Mapping[str, Any], condition: Condition) -> bool:
    """The condition on a record as a reader of the draft understands it."""
    said = record.get(condition.field)
    if said is None:
        return False
    have = {str(v) for v in said} if isinstance(said, list) else {str(said)}
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    wanted = {str(v) for v in values}
    match condition.op:
        case "any_of":
            return bool(have & wanted)
        case "all_of":
            return wanted <= have
        case "none_of":
            return not have & wanted
        case "between":
            return bool(values[0] <= said <= values[1])
        case _:
            compare = {"le": operator.le, "lt": operator.lt, "ge": operator.ge, "gt": operator.gt, "eq": operator.eq}
            return bool(compare[condition.op](said, values[0]))


def test_every_kind_is_made_on_the_films(films: Workspace, made: list[Made]) -> None:
    kinds = Counter(one.attempt.kind for one in made)
    assert set(kinds) == set(KINDS)
    assert 60 <= len(made) <= sum(KINDS.values())
    assert len({one.attempt.message for one in made if not one.attempt.said}) == sum(
        not one.attempt.said for one in made
    )
    for one in made:
        assert all(item in films.catalog for item in one.held.intended)
        if one.attempt.kind in SHOWING:
            assert len(one.held.intended) >= 3, one.attempt.message
        if one.attempt.kind in ("conditions", "exclusions"):
            assert len(one.held.intended) <= 300


@pytest.mark.parametrize("kind", ["conditions", "exclusions", "counted", "ordered"])
@pytest.mark.parametrize("name", ["films", "books", "games"])
def test_the_items_meant_are_those_that_meet_the_draft(name: str, kind: str, request: pytest.FixtureRequest) -> None:
    workspace: Workspace = request.getfixturevalue(name)
    plain = {f.name for f in workspace.catalog.schema.fields if not f.derived and f.role != "certificate"}
    looked_at = 0
    for one in examples_of(workspace):
        hard = [c for c in one.attempt.draft.require if c.hard]
        if one.attempt.kind == kind and all(c.field in plain for c in hard):
            records = zip(workspace.catalog.ids, workspace.catalog.records, strict=True)
            assert {i for i, record in records if all(meets(record, c) for c in hard)} == one.held.intended
            looked_at += 1
    assert looked_at >= 2


Mutation = Callable[[Draft], Draft]


def first_condition(**changes: Any) -> Mutation:
    def mutate(draft: Draft) -> Draft:
        first, *rest = draft.require
        return draft.model_copy(update={"require": (first.model_copy(update=changes), *rest)})

    return mutate


def set_to(**changes: Any) -> Mutation:
    return lambda draft: draft.model_copy(update=changes)


def other_place(draft: Draft) -> Draft:
    if not draft.feelings:
        return draft
    first, *rest = draft.feelings
    moved = Felt(item="#1" if first.item != "#1" else "#2", feeling=first.feeling)
    return draft.model_copy(update={"feelings": (moved, *rest)})


def affirmed(draft: Draft) -> Draft:
    require = tuple(c.model_copy(update={"op": "any_of"}) if c.op == "none_of" else c for c in draft.require)
    return draft.model_copy(update={"require": require})


WRONG: list[tuple[str, str, Mutation, str]] = [
    ("a value the catalog lacks", "conditions", first_condition(value=("Nosuchthing",), op="any_of", field="genres"), "it does not resolve"),
    ("an unknown field", "conditions", first_condition(field="colour"), "it does not resolve"),
    ("a lost condition", "conditions", lambda d: d.model_copy(update={"require": d.require[1:]}), "other conditions than meant"),
    ("a condition too many", "conditions", lambda d: d.model_copy(update={"require": (*d.require, Condition(field="year", op="ge", value=1)) if all(c.field != "year" for c in d.require) else (*d.require, Condition(field="renown", op="ge", value=0))}), "other conditions than meant"),
    ("a condition that need not hold", "exclusions", first_condition(hard=False), "other conditions than meant"),
    ("a lost negation", "exclusions", affirmed, "other conditions than meant"),
    ("an unknown tool", "conditions", set_to(steps=(DraftStep(tool="teleport"),)), "it does not resolve"),
    ("an argument of another type", "counted", set_to(steps=(DraftStep(tool="rank_items", args={"by": "taste"}),)), "it does not resolve"),
    ("another number", "counted", set_to(size=7), "another number of items than meant"),
    ("a lost order", "ordered", set_to(steps=(DraftStep(tool="search_items"), DraftStep(tool="rank_items", args={"novelty": 1.0}))), "another order than asked"),
    ("a lost wish", "wish", set_to(wish="", avoid=""), "another wish than meant"),
    ("a lost likeness", "like", set_to(like=()), "like other items than meant"),
    ("a likeness that is not searched for", "like", set_to(steps=(DraftStep(tool="search_items"), DraftStep(tool="rank_items"))), "an item comes that is not meant"),
    ("another place on the list", "feedback", other_place, "other feelings than meant"),
    ("a lost feeling", "feedback", set_to(feelings=()), "other feelings than meant"),
    ("a withdrawal lost", "dropped", set_to(drop=()), "other conditions than meant"),
    ("what was said before kept", "afresh", set_to(start_over=False), "other conditions than meant"),
    ("the earlier wish kept", "turned", set_to(new_topic=False), "another wish than meant|like other items than meant"),
    ("an empty answer", "looked_up", set_to(steps=()), "facts of other items than meant"),
    ("another fact", "looked_up", set_to(fields=("renown",)), "about other fields than meant"),
    ("only one to compare", "compared", lambda d: d.model_copy(update={"about": d.about[:1]}), "about other items than meant"),
    ("no question", "question", set_to(steps=(), question=None), "no question with answers"),
    ("a list instead of thanks", "thanks", set_to(intent="recommend"), "another kind of reply than meant"),
    ("work off the topic", "off_topic", set_to(wish="a python script"), "another wish than meant"),
    ("a gap that was to be told", "impossible", lambda d: d.model_copy(update={"require": d.require[:1]}), "other conditions than meant"),
]  # fmt: skip


BY_CHANCE = ("another order than asked", "an item comes that is not meant")
"""What a wrong draft may now and then come to by luck: only its list is wrong, and a list may be right for no reason."""


@pytest.mark.parametrize(("kind", "mutate", "reason"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_a_wrong_draft_is_refused(films: Workspace, made: list[Made], kind: str, mutate: Mutation, reason: str) -> None:
    check = DemonstrationCheck(films, TOOLS, Shelf(films.catalog))
    reasons: list[str] = []
    for attempt in (one.attempt for one in made if one.attempt.kind == kind):
        check.held(attempt)
        wrong = mutate(attempt.draft)
        if wrong == attempt.draft:
            continue
        try:
            check.held(replace(attempt, draft=wrong))
            reasons.append("held")
        except Refused as refusal:
            reasons.append(str(refusal))
    assert any(re.fullmatch(reason, one) for one in reasons), reasons
    assert "held" not in reasons or reason in BY_CHANCE, reasons


def test_an_example_that_leads_to_nothing_or_to_too_little_is_refused(films: Workspace, made: list[Made]) -> None:
    check = DemonstrationCheck(films, TOOLS, Shelf(films.catalog))
    attempt = next(one.attempt for one in made if one.attempt.kind == "conditions")
    everything = films.catalog.ids
    aim = replace(attempt.aim, gone=frozenset(everything))
    with pytest.raises(Refused, match="nothing is found"):
        check.held(replace(attempt, before=attempt.before.with_(seen=everything), aim=aim))
    directors = Counter(name for record in films.catalog.records for name in record["directors"])
    once = Facet("directors", "creator", "any", (min(name for name, n in directors.items() if n == 1),))
    draft = attempt.draft.model_copy(update={"require": (once.condition(),)})
    with pytest.raises(Refused, match="too few or too many"):
        check.held(replace(attempt, draft=draft, aim=replace(attempt.aim, facets=(once,))))


@pytest.mark.parametrize(("name", "verbs", "lacking"), [
    ("books", {"read"}, {"price", "duration", "certificate", "performer"}),
    ("games", {"play", "played"}, {"duration", "certificate", "performer", "language"}),
])  # fmt: skip
def test_other_catalogs_have_examples_in_their_own_words(
    name: str, verbs: set[str], lacking: set[str], request: pytest.FixtureRequest
) -> None:
    workspace: Workspace = request.getfixturevalue(name)
    schema = workspace.catalog.schema
    made = examples_of(workspace)
    kinds = Counter(one.attempt.kind for one in made)
    assert len(made) >= 60
    assert len(kinds) >= 15
    fields = {f.name for f in schema.fields}
    said = " ".join(one.attempt.message.lower() for one in made)
    for one in made:
        draft = one.attempt.draft
        named = {c.field for c in draft.require} | {w.field for w in draft.drop} | set(draft.fields)
        assert named <= fields
        assert {step.tool for step in draft.steps} <= set(TOOLS)
    assert not {f.role for f in schema.fields} & lacking
    assert schema.noun in said
    assert "film" not in said
    assert "watch" not in said
    assert any(f" {verb}" in said for verb in verbs)


def test_a_catalog_of_nothing_but_titles_has_what_can_be_said_about_it(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [{"id": str(n), "title": f"Thing {n}"} for n in range(30)]
    workspace = opened(Dataset("things", rows, [], noun="thing", plural="things"), tmp_path / "w")
    kinds = {one.attempt.kind for one in examples_of(workspace)}
    assert {"thanks", "off_topic"} <= kinds
    assert not kinds & {"conditions", "exclusions", "refined", "like"}


def test_equal_seeds_make_equal_examples_and_others_do_not(films: Workspace) -> None:
    first, second, other = (make_demonstrations(films, TOOLS, seed)[0] for seed in (0, 0, 1))
    assert first == second
    assert [one.attempt.message for one in first] != [one.attempt.message for one in other]


def test_every_kind_of_message_has_eight_forms_or_more() -> None:
    asking = [form for form in phrases.ASKING if form.rstrip("?.").endswith("{things}")]
    banks = {
        name: bank for name, bank in vars(phrases).items() if name.isupper() and isinstance(bank, tuple)
    }
    looked_up = [form for forms in phrases.LOOKED_UP.values() for form in forms]
    short = {
        name: len(bank) for name, bank in {**banks, "after": asking, "looked_up": looked_up}.items() if len(bank) < 8
    }
    assert set(short) <= {"BUT"}  # added to one of the forms of a likeness
