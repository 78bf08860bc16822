"""The conversation harness itself: what must fail does fail, and no file demands what no row can give."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conversations.expectations import check
from conversations.harness import demand_problems, run_script
from conversations.raw import RawTable, load_raw, parse_condition, slice_ids, title_forms
from conversations.scene import Progress, Scene, Script, Turn, load_script, script_paths

ROWS: list[dict[str, Any]] = [
    {"id": "heat", "title": "Heat", "year": 1995, "runtime": 170, "genres": ["Crime"], "directors": ["Michael Mann"], "cast": ["Al Pacino"], "certificate": "R"},
    {"id": "alien", "title": "Alien", "year": 1979, "runtime": 117, "genres": ["Horror", "Sci-Fi"], "directors": ["Ridley Scott"], "certificate": "R"},
    {"id": "toys", "title": "Toy Story", "year": 1995, "runtime": 81, "genres": ["Animation", "Comedy"], "directors": ["John Lasseter"], "certificate": "G"},
    {"id": "grit69", "title": "True Grit", "year": 1969, "runtime": 128, "genres": ["Western"], "directors": ["Henry Hathaway"], "certificate": "G"},
    {"id": "grit10", "title": "True Grit", "year": 2010, "runtime": 110, "genres": ["Western"], "directors": ["Joel Coen", "Ethan Coen"], "certificate": "PG-13"},
    {"id": "matrix", "title": "Matrix, The", "year": 1999, "genres": ["Sci-Fi"], "directors": ["Lana Wachowski"]},
    {"id": "amelie", "title": "Amélie", "year": 2001, "runtime": 122, "genres": ["Comedy"], "languages": ["French"], "certificate": "R"},
]  # fmt: skip


@pytest.fixture
def table() -> RawTable:
    return RawTable("films", {row["id"]: row for row in ROWS})


def reply(*ids: str, text: str = "Here you are.", **changes: Any) -> dict[str, Any]:
    titles = {row["id"]: row["title"] for row in ROWS}
    slate = [{"item_id": i, "title": titles.get(i, "Nowhere"), "reasons": ["it fits"], "sources": {}} for i in ids]
    understood = {"intent": "x", "constraints": [], "liked": [], "disliked": [], "wish": ""}
    timings = dict.fromkeys(("understand", "plan", "execute", "verify", "phrase", "total"), 1.0)
    whole = {"type": "recommend" if ids else "chat", "text": text, "slate": slate, "question": None, "understood": understood}
    return {**whole, "relaxed": [], "plan": [], "funnel": [], "faults": [], "timings_ms": timings, **changes}


@dataclass
class Canned:
    """A reply whose JSON is given."""

    data: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        return self.data


class Parrot:
    """An agent that gives prepared replies, one after another."""

    def __init__(self, *replies: dict[str, Any]) -> None:
        self.replies: Iterator[dict[str, Any]] = iter(replies)
        self.heard: list[str] = []

    def respond(self, text: str, conversation: str) -> Canned:
        self.heard.append(text)
        return Canned(next(self.replies))


def play(table: RawTable, turns: list[Turn], *replies: dict[str, Any]) -> Progress:
    return run_script(Script("test", "films", "a test", tuple(turns)), Parrot(*replies), table)


QUESTION = {"question": {"field": "year", "text": "When?", "options": []}}
RELAXED = {"relaxed": [{"field": "runtime", "op": "le", "value": 40, "reason": "nothing is that short"}]}
UNREASONED = {"relaxed": [{"field": "runtime", "op": "le", "value": 40, "reason": " "}]}


@pytest.mark.parametrize(
    ("expectation", "good", "bad"),
    [
        ("type recommend", reply("heat"), reply()),
        ("type chat or ask", reply(), reply("heat")),
        ("slate size 1", reply("heat"), reply("heat", "toys")),
        ("slate at least 2", reply("heat", "toys"), reply("heat")),
        ("slate at most 1", reply(), reply("heat", "toys")),
        ("slate empty", reply(), reply("heat")),
        ("every runtime <= 120", reply("toys", "alien"), reply("toys", "heat")),
        ("every runtime <= 120", reply("toys"), reply("toys", "matrix")),
        ("every runtime <= 120", reply("toys"), reply()),
        ("every runtime between 80 90", reply("toys"), reply("alien")),
        ("every runtime known", reply("toys"), reply("matrix")),
        ("every genres excludes Horror", reply("toys"), reply("toys", "alien")),
        ("every languages excludes English", reply("amelie"), reply("toys")),
        ("every genres includes Comedy or Western", reply("toys", "grit10"), reply("heat")),
        ("every genres within Horror or Sci-Fi", reply("alien", "matrix"), reply("toys")),
        ("every certificate is G or PG-13", reply("toys", "grit10"), reply("alien")),
        ("every certificate is not R", reply("toys"), reply("matrix")),
        ("every genres includes Comedy & year < 2000", reply("toys"), reply("amelie")),
        ("every runtime <= 90 | year >= 2000", reply("toys", "grit10"), reply("alien")),
        ("no genres includes Horror", reply("toys"), reply("alien")),
        ("no certificate is R", reply("toys"), reply("matrix")),
        ("never certificate is R", reply("matrix"), reply("heat")),
        ("some genres includes Comedy", reply("heat", "toys"), reply("heat")),
        ("most year < 2000", reply("heat", "toys", "grit10"), reply("heat", "grit10")),
        ("at least 2 year < 2000", reply("heat", "toys"), reply("heat", "grit10")),
        ("first genres includes Comedy", reply("toys", "heat"), reply("heat", "toys")),
        ("every people includes Al Pacino", reply("heat"), reply("alien")),
        ("every words includes heat", reply("heat"), reply("alien")),
        ("includes The Matrix in first 1", reply("matrix", "heat"), reply("heat", "matrix")),
        ("includes True Grit (2010)", reply("grit10"), reply("grit69")),
        ("not shown Heat", reply("alien"), reply("heat")),
        ("text mentions 170", reply(text="It runs 170 minutes."), reply(text="It runs 1700 minutes.")),
        ("text mentions Amelie or Hanks", reply(text="AMÉLIE!"), reply(text="no")),
        ("text avoids 170", reply(text="No idea."), reply(text="170 minutes")),
        ("text states runtime of Heat", reply(text="170 minutes"), reply(text="180 minutes")),
        ("text states runtime of Heat", reply(text="2 h 50 min"), reply(text="2 h 5 min")),
        ("text states runtime of Matrix, The", reply(text="I don’t know."), reply(text="136 minutes")),
        ("text states certificate of Toy Story", reply(text="It is rated G."), reply(text="It is great.")),
        ("text states directors of True Grit (2010)", reply(text="Ethan Coen"), reply(text="Henry Hathaway")),
        ("relaxed nothing", reply("heat"), reply("heat", **RELAXED)),
        ("relaxed something", reply("heat", **RELAXED), reply("heat")),
        ("relaxed something", reply("heat", **RELAXED), reply("heat", **UNREASONED)),
        ("relaxed runtime or year", reply("heat", **RELAXED), reply("heat")),
        ("admits none fit", reply(text="Nothing fits."), reply("heat")),
        ("question", reply("heat", **QUESTION), reply("heat")),
        ("no question", reply("heat"), reply("heat", **QUESTION)),
        ("question || slate at least 1", reply("heat"), reply()),
    ],
)  # fmt: skip
def test_an_expectation_holds_and_fails(table: RawTable, expectation: str, good: dict[str, Any], bad: dict[str, Any]) -> None:
    assert check(expectation, Scene(Turn("x"), good, Progress(table))) is None
    assert check(expectation, Scene(Turn("x"), bad, Progress(table)))


@pytest.mark.parametrize("line", ["slate big", "every runtime about 90", "type", "includes", "sings well"])
def test_a_line_that_is_not_in_the_language_is_an_error(table: RawTable, line: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        check(line, Scene(Turn("x"), reply("heat"), Progress(table)))


def test_an_unknown_value_meets_neither_a_condition_nor_its_opposite(table: RawTable) -> None:
    matrix = table.find("The Matrix")
    for condition in ("runtime <= 90", "runtime > 90", "certificate is R", "certificate is not R", "cast excludes Al Pacino"):
        assert parse_condition(condition)(table, matrix, table.find) is None
    assert parse_condition("runtime <= 90 | year = 1999")(table, matrix, table.find) is True
    assert parse_condition("runtime <= 90 & year = 2000")(table, matrix, table.find) is False


def test_references_follow_the_slates(table: RawTable) -> None:
    turns = [
        Turn("one", any_number=True),
        Turn("who made the last one", expect=("text states directors of #last", "slate empty")),
        Turn("shorter than the first", any_number=True, expect=("every runtime < #1", "not shown #1")),
        Turn("and before?", expect=("text states title of #2@1", "text names lowest runtime")),
    ]
    replies = [reply("heat", "alien"), reply(text="Ridley Scott"), reply("toys", "grit69"), reply(text="Alien, Toy Story")]
    assert play(table, turns, *replies).slates == [["heat", "alien"], [], ["toys", "grit69"], []]


@pytest.mark.parametrize(
    ("message", "turns", "replies"),
    [
        ("breaks 'runtime <= 120'", [Turn("x", keep=("runtime <= 120",)), Turn("y")], [reply("toys"), reply("heat")]),
        (r"breaks 'runtime <= 120' \(unknown\)", [Turn("x", keep=("runtime <= 120",))], [reply("matrix")]),
        ("comes back although seen", [Turn("x", seen=("Heat",))], [reply("heat")]),
        ("comes back although rejected", [Turn("x"), Turn("no", rejected=("#1",), repeats_ok=True)], [reply("heat"), reply("heat")]),
        ("was shown before", [Turn("x"), Turn("more")], [reply("heat"), reply("heat")]),
        ("no row has the id 'nope'", [Turn("x")], [reply("nope")]),
        ("2 entries for heat", [Turn("x")], [reply("heat", "heat")]),
        ("is 'Heat', not 'Cold'", [Turn("x")], [reply(slate=[{"item_id": "heat", "title": "Cold", "reasons": [], "sources": {}}], type="recommend")]),
        ("the text is empty", [Turn("x")], [reply(text=" ")]),
        ("keys of reply differ", [Turn("x")], [{**reply(), "mood": "good"}]),
        ("keys of timings_ms differ", [Turn("x")], [reply(timings_ms={"total": 1})]),
        ("carries a slate", [Turn("x")], [reply("heat", type="answer")]),
        ("carries no question", [Turn("x")], [reply(type="ask")]),
        ("although 7 rows fit", [Turn("x")], [reply("heat")]),
        ("although 7 rows fit", [Turn("x")], [reply(type="recommend")]),
        ("bare question", [Turn("x", keep=("year > 1900",))], [reply(type="ask", **QUESTION)]),
        ("names 'Toy Story'", [Turn("x", any_number=True)], [reply("heat", text="Heat, or Toy Story.")]),
        (r"names 'Grit \(1969\)'", [Turn("x", any_number=True)], [reply("heat", text="Try True Grit (1969).")]),
        (r"names 'Dreams \(2004\)'", [Turn("x", any_number=True)], [reply("heat", text="Try Cold Dreams (2004).")]),
        ("there is no #3", [Turn("x", any_number=True), Turn("y", expect=("text states year of #3",))], [reply("heat"), reply()]),
    ],
)  # fmt: skip
def test_what_must_hold_on_every_turn(table: RawTable, message: str, turns: list[Turn], replies: list[dict[str, Any]]) -> None:
    relaxed_turns = [Turn(**{**turn.__dict__, "any_number": turn.any_number or "rows fit" not in message}) for turn in turns]
    with pytest.raises(AssertionError, match=message):
        play(table, relaxed_turns, *replies)


def test_a_failure_prints_the_conversation_so_far(table: RawTable) -> None:
    with pytest.raises(AssertionError) as failure:
        play(table, [Turn("first words", any_number=True), Turn("more", expect=("type ask",))], reply("heat"), reply("toys"))
    lines = str(failure.value)
    for piece in ("first words", "1. Heat [heat] 1995 · 170 · R", "1. Toy Story", "turn 2 fails:", "'type ask'"):
        assert piece in lines


def test_titles_of_the_dialogue_may_be_named(table: RawTable) -> None:
    text = "Since you liked The Matrix (1999) and Toy Story, and True Grit came up: Heat (1995)."
    play(table, [Turn("teh matrx n toystory", any_number=True), Turn("true grit", any_number=True)], reply("heat"), reply(text=text))


def test_starting_over_and_dropping_lift_what_was_laid_down(table: RawTable) -> None:
    turns = [
        Turn("x", keep=("runtime <= 90", "year < 2000"), any_number=True),
        Turn("longer", drop=("runtime",), any_number=True),
        Turn("start over", start_over=True),
        Turn("all", any_number=True),
    ]
    play(table, turns, reply("toys"), reply("heat"), reply(), reply("toys", "grit10"))


def test_long_messages_are_sent_whole(table: RawTable) -> None:
    agent = Parrot(reply())
    run_script(Script("test", "films", "a test", (Turn("abc ", times=100),)), agent, table)
    assert agent.heard == ["abc " * 100]


def test_titles_are_known_in_every_form() -> None:
    assert "The Matrix" in title_forms("Matrix, The")
    assert {"Seven", "Se7en"} <= set(title_forms("Seven (a.k.a. Se7en)"))
    assert "The Postman" in title_forms("Postman, The (Postino, Il)")


def test_the_slice_is_the_most_rated_ties_by_id(tmp_path: Path) -> None:
    rows = ["userId,movieId,rating,timestamp", *(f"1,{movie},4.0,0" for movie in (10, 9, 2, 2, 30))]
    (tmp_path / "ratings.csv").write_text("\n".join(rows), encoding="utf-8")
    assert slice_ids(tmp_path, 3) == ["2", "9", "10"]


def test_there_are_enough_conversations_of_the_right_length() -> None:
    scripts = [load_script(path) for path in script_paths()]
    assert sum(script.catalog == "films" for script in scripts) >= 14
    assert sum(script.catalog == "movies" for script in scripts) >= 12
    assert [script.name for script in scripts if not 3 <= len(script.turns) <= 7] == []


def test_the_example_of_the_readme_is_a_conversation(tmp_path: Path) -> None:
    page = (Path(__file__).parent / "conversations" / "README.md").read_text(encoding="utf-8")
    example = tmp_path / "example.toml"
    example.write_text(page.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    assert demand_problems(load_script(example), load_raw("films")) == []


@pytest.mark.parametrize("path", script_paths(), ids=lambda path: path.stem)
def test_every_demand_can_be_met_and_every_line_is_in_the_language(path: Path, table: RawTable) -> None:
    script = load_script(path)
    for expectation in (line for turn in script.turns for part in turn.expect for line in part.split(" || ")):
        with suppress(LookupError):
            check(expectation, Scene(Turn("x"), reply(), Progress(table)))
    try:
        raw = load_raw(script.catalog)
    except FileNotFoundError as error:
        pytest.skip(f"{error.filename} is not on this machine")
    assert demand_problems(script, raw) == []
