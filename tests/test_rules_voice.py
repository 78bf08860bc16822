"""The voice by rules says every act, each the right way round, and nothing else; in many words and as people type."""

from __future__ import annotations

import re
import string
from pathlib import Path
from typing import get_args

import pytest

from catalog.constraint import Constraint
from catalog.schema import Field, Schema
from catalog.table import Catalog
from recommenders.workspace import Workspace
from simulator.acts import ActKind, UserAct, UserTurn
from simulator.agent_turn import AgentQuestion
from simulator.draws import Draws
from simulator.persona import Persona
from simulator.tasks.askable import Askable
from simulator.view import View
from simulator.voices.rules import RulesVoice
from simulator.voices.rules.amounts import amount, decade_words
from simulator.voices.rules.books import SETS, phrases_for, set_for
from simulator.voices.rules.genres import genre_words, pair_words
from simulator.voices.rules.marks import plain
from simulator.voices.rules.phrases import Purpose
from simulator.voices.rules.values import place_names

VOICE = RulesVoice()
SLATE = ("Heat (1995)", "Spirited Away (2001)", "The Third Man (1949)", "Amélie (2001)", "Alien (1979)")
PAST = {"p1": "Paddington 2 (2017)"}
GAMES = Schema(
    fields=(
        Field(name="id", kind="category", role="id"),
        Field(name="name", kind="title", role="title"),
        Field(name="developer", kind="category", role="creator"),
        Field(name="genres", kind="categories", role="genre"),
        Field(name="tags", kind="categories", role="keyword"),
        Field(name="price_usd", kind="number", role="price", unit="USD"),
        Field(name="release_year", kind="number", role="year", unit="year"),
        Field(name="early_access", kind="flag"),
        Field(name="metascore", kind="number"),
    ),
    noun="game",
    plural="games",
)
PERSONAS = (
    Persona(verbosity=0.1, slang=0.0, politeness=0.2, typos=0.0),
    Persona(verbosity=0.5, slang=0.2, politeness=0.4, typos=0.05),
    Persona(verbosity=0.9, slang=0.1, politeness=0.5, typos=0.0),
    Persona(verbosity=0.5, slang=0.05, politeness=0.9, typos=0.03),
    Persona(verbosity=0.9, slang=0.0, politeness=0.95, typos=0.0),
    Persona(verbosity=0.3, slang=0.6, politeness=0.2, typos=0.08),
)
FREQUENT: tuple[Purpose, ...] = (
    "greet", "open", "open_alone", "want", "answer", "exclude", "reason", "drop", "like", "accept", "reject_all",
    "reject_one", "seen_liked", "seen_disliked", "dont_know", "dont_mind", "more",
)  # fmt: skip
DENIES = re.compile(
    r"\b(no|not|nothing|never|dont|cant|couldnt|hate|hated|skip|spare|omit|avoid|ew|dislike|hard pass|anything but|keep out"
    r"|keep .+ away|cannot|miss me|do without|not|isnt|rather not|no appetite|no way|sooner skip)\b"
)
UPPER = re.compile(r"\b(at most|tops|max|no longer than|not longer than|no more than|or less|or lower|or milder|milder than|no higher"
                   r" than|or earlier|no newer than|under|less than|before|shorter than|lower than|below|older than)\b")  # fmt: skip
LOWER = re.compile(r"\b(at least|or longer|no shorter than|or more|or higher|or up|or later|on|onwards|no older than|over|longer than"
                   r"|more than|after|above|higher than)\b")  # fmt: skip



def hard(field: str, op: str, value: object, is_hard: bool = True) -> Constraint:
    return Constraint.model_validate({"field": field, "op": op, "value": value, "hard": is_hard})


@pytest.fixture(scope="module")
def catalog(films_workspace: Path) -> Catalog:
    return Workspace.open(films_workspace).catalog


@pytest.fixture(scope="module")
def conditions(catalog: Catalog) -> list[Constraint]:
    """What people would ask of a film: of every fourth film of the catalog."""
    askable = Askable(catalog, ())
    found = [ask.constraint for row in range(0, len(catalog), 4) for ask in (*askable.of(row), *askable.exclusions(row)[:2])]
    return list(dict.fromkeys(found))


def view(schema: Schema, persona: Persona = PERSONAS[1], turn: int = 3, **more: object) -> View:
    return View(turn=turn, schema=schema, persona=persona, slate=SLATE, named=PAST, **more)  # type: ignore[arg-type]


def word(schema: Schema, *acts: UserAct, persona: Persona = PERSONAS[1], turn: int = 3, seed: int = 0, **more: object) -> str:
    return VOICE.word(UserTurn(acts=acts), view(schema, persona, turn, **more), Draws(seed))


def normal(text: str) -> str:
    """Small letters, no apostrophes, hyphens as spaces."""
    return re.sub(r"\s+", " ", text.casefold().replace("'", "").replace("-", " "))


def forms(constraint: Constraint, field: Field) -> list[list[str]]:
    """For every value the ways to say it that are declared."""
    if constraint.op == "between" and field.role == "year":
        low, high = (int(str(value)[:4]) for value in constraint.values)
        if low % 10 == 0 and high == low + 9:
            return [[normal(plain(name)) for name in decade_words(low)]]
    if constraint.op == "all_of" and field.role == "genre" and len(constraint.values) == 2:
        pair = pair_words(*map(str, constraint.values))
        if pair is not None:
            return [[normal(w) for w in (*pair.before, *(one for both in pair.nouns for one in both))]]
    return [value_forms(value, field) for value in constraint.values]


def value_forms(value: object, field: Field) -> list[str]:
    text = str(value)
    out = [text]
    if field.role == "genre":
        kind = genre_words(text)
        out += [*kind.before, *(one for both in kind.nouns for one in both)]
    elif field.role == "country":
        out += [plain(name) for name in place_names(text)]
    elif field.kind == "number" and isinstance(value, int | float):
        out += [plain(way) for way in amount(value, field.unit)]
    elif field.kind == "flag":
        out = [field.label]
    return [normal(each) for each in out]


def says_values(text: str, constraint: Constraint, field: Field) -> bool:
    """Whether every value is there; names of people may have a slip in one word."""
    said = normal(text)
    if field.role in ("creator", "performer"):
        return all(any(w in said for w in normal(str(value)).split()) for value in constraint.values)
    return all(any(form in said for form in ways) for ways in forms(constraint, field))


def without_remarks(text: str) -> str:
    """The text without remarks that say nothing about what is wanted, and without bounds that begin with a "no"."""
    said = normal(text)
    for phrases in SETS.values():
        for remark in (*phrases["chatter"], *phrases["open_alone"], "no clue what", "not a must", "i would not mind if", "not a big deal",
                       "no biggie", "though i will not insist", "wouldnt hurt", "cant decide what to watch", "i cant pick a"):  # fmt: skip
            said = said.replace(normal(remark), " ")
    said = said.replace("if it is not too much trouble", " ")
    return re.sub(r"\b(no|not) (longer|older|newer|more|higher|shorter|exactly)\b", " ", said)


def one_act(constraint: Constraint, n: int) -> tuple[UserAct, ...]:
    """A condition said with the request, on its own or as an answer."""
    act = UserAct(kind="require", constraint=constraint)
    return (UserAct(kind="request"), act) if n % 2 else (act,)


@pytest.mark.parametrize("number", range(len(PERSONAS)))
def test_every_condition_is_said_the_right_way_round(catalog: Catalog, conditions: list[Constraint], number: int) -> None:
    persona, schema = PERSONAS[number].model_copy(update={"typos": 0.0}), catalog.schema
    for n, condition in enumerate(conditions):
        constraint = condition.model_copy(update={"hard": n % 5 != 0})
        question = AgentQuestion(field=constraint.field, text="Which?") if n % 3 == 0 else None
        text = word(schema, *one_act(constraint, n), persona=persona, turn=1 + n % 9, seed=n, question=question)
        assert says_values(text, constraint, schema.field(constraint.field)), (text, constraint.describe())
        assert bool(DENIES.search(without_remarks(text))) == constraint.negative, (text, constraint.describe())


@pytest.mark.parametrize("number", range(len(PERSONAS)))
def test_limits_go_the_right_way(catalog: Catalog, number: int) -> None:
    cases = [("runtime", 100), ("runtime", 120), ("year", 1987), ("certificate", "PG-13")]
    for n, (field, value) in enumerate(cases * 8):
        for op, own in (("le", UPPER), ("ge", LOWER), ("lt", UPPER), ("gt", LOWER)):
            constraint = hard(field, op, value)
            act = UserAct(kind="require", constraint=constraint)
            text = normal(word(catalog.schema, act, persona=PERSONAS[number], turn=n, seed=n))
            text = re.sub(r"(what )?im after|going for|hit the spot|on to|in mind", " ", text)
            text = re.sub(r"\bno (longer|older|newer|more|higher|shorter) than", lambda m: f" {m[0]} ", text)
            upper = bool(UPPER.search(re.sub(r"no (older|shorter) than", "", text)))
            lower = bool(LOWER.search(re.sub(r"(no|not) (longer|more|higher|newer) than", "", text).replace("based on", "")))
            assert (upper, lower) == (own is UPPER, own is LOWER), (text, op)


def test_strictly_less_is_never_said_for_at_most(catalog: Catalog) -> None:
    for n in range(60):
        act = UserAct(kind="require", constraint=hard("runtime", "le", 120))
        said = normal(word(catalog.schema, act, persona=PERSONAS[n % 6], turn=n, seed=n))
        assert not re.search(r"\bunder|less than|\bbelow", said), said


@pytest.mark.parametrize("number", range(len(PERSONAS)))
def test_a_rejection_says_what_is_wanted_instead(catalog: Catalog, conditions: list[Constraint], number: int) -> None:
    for n, constraint in enumerate(conditions[::3]):
        place = 1 + n % 5 if n % 2 else None
        acts = (UserAct(kind="reject", place=place, constraint=constraint),)
        text = word(catalog.schema, *acts, persona=PERSONAS[number], turn=1 + n % 9, seed=n)
        assert says_values(text, constraint, catalog.schema.field(constraint.field)), (text, constraint.describe())
        assert place is None or points_at(text, place), (text, place)


def points_at(text: str, place: int) -> bool:
    ways = (f"number {place}", ("first", "second", "third", "fourth", "fifth")[place - 1], normal(SLATE[place - 1][:-7]))
    return any(way in normal(text) for way in (*ways, *(("last one",) if place == 5 else ())))


def test_whole_turns_say_all_their_parts(catalog: Catalog, conditions: list[Constraint]) -> None:
    for n in range(300):
        first, second, gone = (conditions[(n * step) % len(conditions)] for step in (3, 7, 11))
        place = 1 + n % 5
        acts = (
            UserAct(kind="drop", constraint=gone),
            UserAct(kind="seen", place=place, liked=n % 2 == 0),
            UserAct(kind="reject", constraint=first),
            UserAct(kind="require", constraint=second),
            UserAct(kind="like", item="p1"),
        )
        text = word(catalog.schema, *acts, persona=PERSONAS[n % 6], turn=n % 12, seed=n)
        for constraint in (first, second):
            assert says_values(text, constraint, catalog.schema.field(constraint.field)), (text, constraint.describe())
        assert points_at(text, place), text
        assert "paddington 2" in normal(text), text


def test_seen_ones_are_liked_or_not(catalog: Catalog) -> None:
    good = re.compile(r"love|great|good|like[ds]? |liked|liked it|enjoy|favou?rite|fave|splendid|charm|delight|joy|fond|fine|slaps|banger"
                      r"|obsessed|10 10|goated|fire|lovely|excellent|highly|well")  # fmt: skip
    bad = re.compile(r"hated|didnt|did not|not a fan|wasnt|not for me|bored|boring|couldnt|disliked|dull|cold|letdown|meh|mid|trash|bad|flop"
                     r"|awful|snoozefest|2 10|not my thing|nah|disappoint|enough|little to like|not to my|not taken|not enjoy")  # fmt: skip
    for n in range(200):
        for liked in (True, False):
            act = UserAct(kind="seen", place=2, liked=liked)
            text = normal(word(catalog.schema, act, persona=PERSONAS[n % 6].model_copy(update={"typos": 0.0}), turn=n, seed=n))
            said = text.replace("/", " ")
            assert bool(bad.search(said)) is not liked, text
            assert bool(good.search(said)) or not liked, text


def test_unseen_ones_are_named_and_are_not_seen_ones(catalog: Catalog) -> None:
    for n in range(200):
        place = 1 + n % 5
        text = word(catalog.schema, UserAct(kind="unseen", place=place), persona=PERSONAS[n % 6].model_copy(update={"typos": 0.0}), turn=n, seed=n)
        assert re.search(r"\b(havent|have not|never|dont think|do not think|have yet)\b", normal(text)), text
        assert points_at(text, place), text


def test_what_was_just_spoken_of_is_that_one(catalog: Catalog) -> None:
    short = 0
    for n in range(100):
        place = 1 + n % 5
        acts = (UserAct(kind="unseen", place=place), UserAct(kind="accept", place=place))
        text = normal(word(catalog.schema, *acts, persona=PERSONAS[n % 6], turn=n, seed=n))
        assert points_at(text, place), text
        assert not any(points_at(text, other) for other in range(1, 6) if other != place), text
        short += bool(re.search(r"\b(it|that|that one)\b", text))
    assert short > 60


def test_an_item_nobody_spoke_of_is_named(catalog: Catalog) -> None:
    for n in range(100):
        heard = "Alien (1979) is 117 minutes long." if n % 2 else "Heat (1995) and Alien (1979) might do."
        text = word(catalog.schema, UserAct(kind="reject", place=1), persona=PERSONAS[n % 6], turn=n, seed=n, heard=heard)
        assert points_at(text, 1), text


def test_a_dialogue_says_nothing_twice(catalog: Catalog) -> None:
    acts = (UserAct(kind="more"),)
    for seed in range(20):
        persona = PERSONAS[seed % 6].model_copy(update={"verbosity": 0.5, "typos": 0.0})
        said = [normal(word(catalog.schema, *acts, persona=persona, turn=turn, seed=seed)) for turn in range(10)]
        assert len(set(said)) == len(said)


def test_a_second_try_reads_otherwise_and_the_same_try_the_same(catalog: Catalog) -> None:
    acts = (UserAct(kind="request"), UserAct(kind="require", constraint=hard("genres", "any_of", ("Comedy",))))
    for seed in range(30):
        persona = PERSONAS[seed % 6]
        first = word(catalog.schema, *acts, persona=persona, seed=seed)
        assert first == word(catalog.schema, *acts, persona=persona, seed=seed)
        assert first != word(catalog.schema, *acts, persona=persona, seed=seed, attempt=1)


def test_every_set_has_words_for_everything_and_only_known_slots() -> None:
    known = {"np", "nps", "says", "no", "what", "bare", "topic", "ref", "title", "label", "noun", "nouns", "see", "seeing", "seen", "saw", "is"}
    for name, phrases in SETS.items():
        assert set(phrases) == set(get_args(Purpose)), name
        for purpose, wordings in phrases.items():
            assert wordings, (name, purpose)
            assert len(set(wordings)) == len(wordings), (name, purpose)
            used = {slot for words in wordings for _, slot, _, _ in string.Formatter().parse(words) if slot}
            assert used <= known, (name, purpose)
    for purpose in FREQUENT:
        assert len(SETS["everyday"][purpose]) >= 15, purpose


def test_temper_decides_on_words() -> None:
    assert [set_for(persona) for persona in PERSONAS] == ["everyday", "everyday", "everyday", "courteous", "courteous", "texting"]

    def mean(persona: Persona) -> float:
        wordings = phrases_for(persona, "want")
        return sum(len(words.split()) for words in wordings) / len(wordings)

    assert mean(PERSONAS[0]) < mean(PERSONAS[1]) < mean(PERSONAS[2])


def test_slips_leave_values_titles_and_the_way_round_alone(catalog: Catalog) -> None:
    sloppy = Persona(typos=1.0, verbosity=0.5, politeness=0.5, slang=0.1)
    clean = sloppy.model_copy(update={"typos": 0.0})
    acts = (
        UserAct(kind="reject", place=3, constraint=hard("runtime", "le", 90)),
        UserAct(kind="require", constraint=hard("genres", "none_of", ("Horror",))),
        UserAct(kind="like", item="p1"),
    )
    differ = 0
    for seed in range(60):
        text = word(catalog.schema, *acts, persona=sloppy, seed=seed)
        differ += text != word(catalog.schema, *acts, persona=clean, seed=seed)
        assert "horror" in text.casefold()
        assert "paddington 2" in text.casefold()
        assert points_at(text, 3), text
        assert says_values(text, hard("runtime", "le", 90), catalog.schema.field("runtime")), text
        assert DENIES.search(normal(text)), text
    assert differ > 50


def test_games_are_played_and_cost_money() -> None:
    wishes = (hard("genres", "any_of", ("RPG",)), hard("price_usd", "le", 10), hard("tags", "any_of", ("Open World",)))
    for seed in range(80):
        acts = (UserAct(kind="request"), *(UserAct(kind="require", constraint=c) for c in wishes))
        text = word(GAMES, *acts, UserAct(kind="seen", place=1, liked=True), persona=PERSONAS[seed % 6], turn=seed, seed=seed)
        assert not re.search(r"movie|film|watch", normal(text)), text
        assert "10" in text
        assert "open world" in normal(text)
        assert "rpg" in normal(text)


@pytest.mark.parametrize(
    ("field", "op", "value", "needs"),
    [
        ("early_access", "eq", False, r"(no|not|skip|avoid|hate|without).*early access|early access.*(no way|no|pass|do without)"),
        ("early_access", "eq", True, r"early access"),
        ("metascore", "ge", 80, r"metascore.*(at least 80|80 or (higher|up))"),
        ("developer", "any_of", ("Valve", "Capcom"), r"made by valve or capcom|by valve or capcom"),
        ("tags", "all_of", ("VR", "Horror"), r"vr and horror"),
        ("release_year", "eq", 2012, r"2012"),
        ("price_usd", "between", (5, 10), r"5.*10"),
    ],
)
def test_other_catalogs_and_operators(field: str, op: str, value: object, needs: str) -> None:
    for seed in range(24):
        act = UserAct(kind="require", constraint=hard(field, op, value))
        text = normal(word(GAMES, act, persona=PERSONAS[seed % 6].model_copy(update={"typos": 0.0}), turn=seed, seed=seed))
        assert re.search(needs, text) or (op == "eq" and value is False and DENIES.search(text)), text


def test_every_kind_of_act_has_words(catalog: Catalog) -> None:
    extras: dict[str, dict[str, object]] = {
        "require": {"constraint": hard("genres", "any_of", ("Drama",))},
        "drop": {"constraint": hard("genres", "none_of", ("Drama",))},
        "like": {"item": "p1"},
        "dislike": {"item": "p1"},
        "accept": {"place": 1},
        "seen": {"place": 1},
        "unseen": {"place": 1},
        "inquire": {"place": 1, "field": "runtime"},
        "dont_know": {"field": "year"},
    }
    for kind in get_args(ActKind):
        for persona in PERSONAS:
            act = UserAct(kind=kind, **extras.get(kind, {}))  # type: ignore[arg-type]
            text = word(catalog.schema, act, persona=persona)
            assert text.strip(), kind
            assert not re.search(r"[{}\x02-\x05]", text), text
