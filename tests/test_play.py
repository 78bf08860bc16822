"""A person on either side: what they are told, what their lines mean, and what is kept."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_runs import COMEDY, SHORT

import cli
from agent.settings import load_settings
from catalog.errors import ConfigError, Interrupted
from recommenders.workspace import Workspace
from simulator.goal import Goal, MindChange, Wanted
from simulator.play.desk import Desk
from simulator.play.game import play
from simulator.play.person_user import Mistyped, read_line, told
from simulator.record import Dialogue
from simulator.reports.html import report
from simulator.runs.run_folder import read_run
from simulator.scores.summary import summarise
from simulator.task import Past, Task, TaskUser, write_tasks

WANTED = [Wanted(constraint=SHORT), Wanted(constraint=COMEDY, reveal="on_ask")]


class Person:
    """Types lines and keeps what they see."""

    def __init__(self, *lines: str | type[BaseException]) -> None:
        self.seen: list[str] = []
        self._lines: Iterator[str | type[BaseException]] = iter(lines)
        self.desk = Desk(self.seen.append, self._read)

    def _read(self, prompt: str) -> str:
        line = next(self._lines, EOFError)
        if not isinstance(line, str):
            raise line
        return line

    @property
    def text(self) -> str:
        return "\n".join(self.seen)


@pytest.fixture(scope="module")
def films(films_workspace: Path) -> Workspace:
    return Workspace.open(films_workspace)


def film(films: Workspace, number: int = 0) -> str:
    """A short comedy."""
    rows = films.catalog.mask([SHORT, COMEDY]).nonzero()[0]
    return films.catalog.ids[rows[number]]


def wants(films: Workspace, **more: Any) -> Task:
    person = TaskUser(id="p1", past=(Past(item=film(films, 1), value=1.0),))
    return Task(domain="films", user=person, goal=Goal(kind="constraints", wanted=tuple(WANTED), **more), turns=4)


@pytest.fixture
def sit(films: Workspace, tmp_path: Path) -> Callable[..., Dialogue]:
    """Plays one task and gives its dialogue, read back from the disk."""

    def sat(person: Person, task: Task, side: str = "user", other: str = "popularity") -> Dialogue:
        out = tmp_path / "played"
        play(films, [task], side, person.desk, out, settings=load_settings({}), other=other)  # type: ignore[arg-type]
        (found,) = read_run(out).dialogues
        return found

    return sat


def test_a_line_says_acts_words_and_conditions() -> None:
    line = read_line("something short #1 please", WANTED, 0, 3)
    assert line.words == "something short please"
    assert [(act.kind, act.constraint and act.constraint.turn) for act in line.acts] == [("require", 3)]
    taken = read_line("/take 2 That one, thanks", WANTED, 5, 1)
    assert (taken.acts[0].kind, taken.acts[0].place, taken.words) == ("accept", 2, "That one, thanks")
    assert read_line("/take 2", WANTED, 5, 1).words == "I'll take number 2."
    refused = read_line("/no 3 too long #1", WANTED, 5, 1)
    assert (refused.acts[0].kind, refused.acts[0].place, refused.words) == ("reject", 3, "too long")
    assert refused.acts[0].constraint == SHORT.model_copy(update={"turn": 1})
    assert [act.kind for act in read_line("/no #1 #2", WANTED, 5, 1).acts] == ["require", "reject"]
    assert read_line("/no", WANTED, 5, 1).words == "Not these."
    back = read_line("long is fine -#1", WANTED, 0, 2)
    assert [(act.kind, act.constraint and act.constraint.field) for act in back.acts] == [("drop", "runtime")]
    assert read_line("/nothing", WANTED, 0, 2).acts[0].why == "nothing_fits"
    assert [act.kind for act in read_line("/more", WANTED, 5, 2).acts] == ["more"]
    assert [act.kind for act in read_line("hello", WANTED, 0, 1).acts] == ["chat"]
    assert read_line("C#1 is a note", WANTED, 0, 1).words == "C#1 is a note"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "say something"),
        ("#1", "say something"),
        ("/take", "needs the number"),
        ("/take 6", "no item 6"),
        ("/take 0", "no item 0"),
        ("/dance", "/dance is no command"),
        ("short #9", "no condition #9"),
    ],
)
def test_a_mistyped_line_is_told_why(text: str, why: str) -> None:
    with pytest.raises(Mistyped, match=why):
        read_line(text, WANTED, 5, 1)
    with pytest.raises(Mistyped, match="there is no list yet"):
        read_line("/no", WANTED, 0, 1)


@given(
    st.text(max_size=20) | st.from_regex(r"/(take|no|seen|leave|more)? ?-?\d? ?-?#?\d{0,3}", fullmatch=True),
    st.integers(0, 5),
)
def test_whatever_is_typed_is_understood_or_told_why(text: str, shown: int) -> None:
    try:
        line = read_line(text.strip(), WANTED, shown, 1)
    except Mistyped:
        return
    assert line.words
    assert line.acts
    assert all(act.place is None or 1 <= act.place <= shown for act in line.acts)


def test_a_person_is_told_their_task(films: Workspace) -> None:
    change = MindChange(
        turn=3, drop=(0,), add=(Wanted(constraint=SHORT.model_copy(update={"value": 120})),), announced=False
    )
    text = "\n".join(told(wants(films, mind_change=change), films.catalog))
    assert "#1 runtime at most 90 minutes (say it when you like)" in text
    assert "(say it only when asked)" in text
    assert "From your message 3 on, without saying so:\n    no longer #1\n    #3 runtime at most 120 minutes" in text
    aimed = Task(domain="films", user=TaskUser(id="p"), goal=Goal(kind="target", target=film(films)))
    assert films.catalog.label(films.catalog.row_of(film(films))) in "\n".join(told(aimed, films.catalog))


def test_a_person_as_user_is_judged_like_anybody(films: Workspace, sit: Callable[..., Dialogue]) -> None:
    person = Person("a short comedy #1 #2", "/take 9", "/no 1 #1", "/take 1", "7", "4", "y")
    found = sit(person, wants(films))
    assert (found.agent, found.voice, found.outcome, found.rating, found.returns) == (
        "popularity",
        "person",
        "accepted",
        4,
        True,
    )
    first = found.exchanges[0]
    assert first.text == "a short comedy"
    assert first.judged is not None
    assert {violation.field for violation in first.judged.violations} <= {"runtime", "genres"}
    assert len(first.judged.violations) > 0  # the most popular films are not short comedies
    assert "there is no item 9 on the list" in person.text
    assert found.accepted in (found.exchanges[1].agent or first.agent).slate  # type: ignore[union-attr]
    assert ("A success." in person.text) == found.success
    assert "Conditions broken:" in person.text


def test_the_target_cannot_be_named(films: Workspace, sit: Callable[..., Dialogue]) -> None:
    item = film(films)
    aimed = Task(domain="films", user=TaskUser(id="p"), goal=Goal(kind="target", target=item), turns=2)
    title = films.catalog.titles[films.catalog.row_of(item)]
    person = Person(f"Show me {title}", "something short then", "/leave", "1", "n")
    found = sit(person, aimed)
    assert "gives away what you look for" in person.text
    assert found.exchanges[0].text == "something short then"
    assert all(title not in exchange.text for exchange in found.exchanges)


def test_a_person_as_agent_answers_simulated_people(films: Workspace, sit: Callable[..., Dialogue]) -> None:
    best = film(films)
    title = films.catalog.titles[films.catalog.row_of(best)]
    person = Person(
        "/find comedy", f"/item {best}", "/fields", "/ask nonsense", "/ask genres", "Which kind?",
        "/dance", f"/show {title}; zzzqqqxxx", "", "/show", f"/show {best} {film(films, 2)}", "These two?", "/nothing", "Sorry",
    )  # fmt: skip
    found = sit(person, wants(films), "agent", "acts")
    assert (found.agent, found.voice) == ("person", "acts")
    turns = [exchange.agent for exchange in found.exchanges if exchange.agent]
    assert (turns[0].kind, turns[0].question and turns[0].question.field) == ("ask", "genres")
    assert turns[1].slate == (best,)
    assert turns[1].text == "How about these?"
    for line in ("no field 'nonsense'", "/dance is no command", "no item 'zzzqqqxxx'", "Somebody comes in."):
        assert line in person.text
    assert SHORT.describe() not in person.seen[0]


def test_saying_that_nothing_fits_ends_an_impossible_task_well(films: Workspace, sit: Callable[..., Dialogue]) -> None:
    never = SHORT.model_copy(update={"value": 1})
    goal = Goal(kind="impossible", wanted=(Wanted(constraint=never),))
    hopeless = Task(
        domain="films",
        user=TaskUser(id="p"),
        goal=goal,
        persona=wants(films).persona.model_copy(update={"disclosure": 1.0}),
    )
    person = Person(*["/nothing", "Nothing in the catalog fits, sorry."] * 6)
    found = sit(person, hopeless, "agent", "acts")
    assert found.success
    assert found.outcome == "abstained"
    assert "Nothing in the catalog meets the conditions" in person.text


def test_what_is_played_can_be_scored_and_read(films: Workspace, tmp_path: Path) -> None:
    tasks = [wants(films), wants(films, least_utility=-9.0)]
    settings = load_settings({})
    first = Person("a short comedy #1", "/take 1", "5", "y")
    out = tmp_path / "played"
    run = play(films, tasks, "user", first.desk, out, settings=settings, other="popularity")
    assert len(run.dialogues) == 1  # input ended in the second
    assert "the run is not complete: 1 of 2 units are finished" in summarise(run)["protocol"]["warnings"]
    second = Person("hello", "/leave", "2", "n")
    run = play(films, tasks, "user", second.desk, out, settings=settings, other="popularity")
    assert len(run.dialogues) == 2
    assert summarise(run)["agents"]["popularity"]["rating"][0] == 3.5
    assert (out / "report.html").read_text(encoding="utf-8") == report(read_run(out))
    nobody = Person()
    play(films, tasks, "user", nobody.desk, out, settings=settings, other="popularity")
    assert nobody.seen == []
    with pytest.raises(ConfigError, match="holds another run"):
        play(films, tasks[:1], "user", nobody.desk, out, settings=settings, other="popularity")


def test_ctrl_c_keeps_what_was_finished(films: Workspace, tmp_path: Path) -> None:
    tasks = [wants(films), wants(films, least_utility=-9.0)]
    person = Person("a short comedy #1", "/take 1", "5", "y", "hello", KeyboardInterrupt)
    with pytest.raises(Interrupted):
        play(films, tasks, "user", person.desk, tmp_path / "out", settings=load_settings({}), other="popularity")
    assert len(read_run(tmp_path / "out").dialogues) == 1


def test_control_characters_do_not_reach_the_terminal() -> None:
    person = Person("x")
    person.desk.tell("a\x1b[2Jb", "c\nd")
    assert person.seen == ["a[2Jb", "c\nd"]


def test_the_command_plays_tasks_of_a_file(
    films: Workspace,
    films_workspace: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    write_tasks(tmp_path / "tasks.jsonl", [wants(films), wants(films, least_utility=-9.0)])
    flags = ["play", "--workspace", str(films_workspace), "--agent", "popularity"]
    monkeypatch.setattr("sys.stdin", io.StringIO("hello\n/leave\n3\nn\n"))
    assert cli.main([*flags, "--task", "tasks.jsonl#2"]) == 0
    assert "1 dialogue is in 'play-1'" in capsys.readouterr().out
    assert read_run(tmp_path / "play-1").config["simulator"] == "person"
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert cli.main([*flags, "--task", "tasks.jsonl"]) == 0
    assert "0 dialogues are in 'play-2'" in capsys.readouterr().out
    assert cli.main([*flags, "--task", "tasks.jsonl#3"]) == 2
    assert "has no task 3" in capsys.readouterr().err
