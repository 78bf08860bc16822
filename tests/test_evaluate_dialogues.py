"""`parley evaluate dialogues` and what a workspace learns from dialogues, on made-up talks whose right answer is known."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from agent.dialogues.attitudes import answer_table
from agent.dialogues.evaluation import choose, evaluate
from agent.dialogues.linking import link_counts
from agent.dialogues.recommending import rankers, recommend_counts
from agent.dialogues.tally import figure, mean_f1, ratio
from catalog.dialogues import NO, NOT_SAID, YES, Answer, Dialogue, Turn, is_develop, plain, read_dialogues
from catalog.errors import CatalogError
from catalog.linking import TitleLinker
from catalog.readers.dataset import Dataset, Event, read_dataset
from cli import app
from recommenders.build import build_workspace
from recommenders.dialogues.attitude_model import AttitudeModel
from recommenders.dialogues.counts import Counts
from recommenders.dialogues.learning import first_copies
from recommenders.dialogues.moment import Moment, moments
from recommenders.workspace import Workspace

NAMES = ("Velvet Harbour", "Speed", "Quiet Orchard", "Copper Moon", "Glass Parade", "Salt Engine", "Heat", "Paper Wolves")
"""Two of them are ordinary words."""


def films() -> list[dict[str, object]]:
    rows: list[dict[str, object]] = [
        {"id": f"f{n}", "title": name, "year": 1990 + n, "genres": ["Drama" if n % 2 else "Horror"], "plot": f"About {n}."}
        for n, name in enumerate(NAMES)
    ]
    filler = ("Amber", "Bronze", "Cedar", "Dusty", "Ember")
    rows += [
        {"id": f"g{n}", "title": f"{filler[n % 5]} Ferry {n}", "year": 1950 + n, "genres": ["Comedy"], "plot": "A boat."}
        for n in range(40)
    ]
    return [*rows, {"id": "twin", "title": "Copper Moon", "year": 1993, "genres": ["Drama"], "plot": "Again."}]


def turn(text: str, *items: str, by: str = "seeker") -> Turn:
    return Turn("seeker" if by == "seeker" else "recommender", text, items)


def form(**said: tuple[int, int]) -> dict[str, Answer]:
    return {item: Answer(*answer) for item, answer in said.items()}


def talk(number: int) -> Dialogue:
    """After Velvet Harbour always Salt Engine; Speed is liked where it is praised, disliked where it is not."""
    liked = number % 2 == 0
    verdict = "i loved it, so good" if liked else "no, i hated that one, boring"
    ticked = form(f0=(YES, YES), f1=(YES, YES if liked else NO), f5=(NO, YES))
    return Dialogue(
        f"t{number}",
        (
            turn("hi there, i liked velvet harbour a lot", "f0"),
            turn("have you seen speed ?", "f1", by="recommender"),
            turn(verdict),
            turn("then try salt engine maybe", "f5", by="recommender"),
            turn("never seen it, i will check it out. i need more speed and heat in my life"),
        ),
        ticked,
        ticked,
    )


TALKS = tuple(talk(number) for number in range(24))


def dataset(dialogues: Sequence[Dialogue] = ()) -> Dataset:
    events = [Event(f"u{u}", f"g{(u * 3 + t) % 40}", t, 1.0) for u in range(12) for t in range(5)]
    return Dataset("talks", films(), events, noun="film", plural="films", dialogues=tuple(dialogues))


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One workspace that learnt from twenty talks, one that has none."""
    folder = tmp_path_factory.mktemp("built")
    build_workspace(dataset(TALKS[:20]), folder / "taught", seed=1)
    build_workspace(dataset(), folder / "plain", seed=1)
    return {name: folder / name for name in ("taught", "plain")}


@pytest.fixture(scope="module")
def taught(places: dict[str, Path]) -> Workspace:
    return Workspace.open(places["taught"])


def linker(heard: bool = False) -> tuple[TitleLinker, dict[str, int]]:
    rows = films()
    years = np.array([float(str(row["year"])) for row in rows])
    found = TitleLinker([str(row["title"]) for row in rows], years, np.zeros(len(rows)))
    ids = {str(row["id"]): at for at, row in enumerate(rows)}
    if heard:
        model = found.learn(TALKS[:20], ids)
        found = TitleLinker([str(row["title"]) for row in rows], years, np.zeros(len(rows)), model)
    return found, ids


def test_plain_text_has_no_capitals_and_no_years_in_brackets() -> None:
    assert plain("I saw Heat  (1995), in (May) 1995") == "i saw heat, in (may) 1995"


def test_linking_counts_films_of_a_dialogue_once_and_an_ask_as_a_miss() -> None:
    found, ids = linker()
    ids = {**ids, "twin": ids["f3"]}
    copies = [ids[str(row["id"])] for row in films()]
    said = Dialogue("d", (turn("I saw Velvet Harbour (1990) and quiet orchard", "f0", "f2"), turn("velvet harbour!", "f0"),
                          turn("copper moon", "twin"), turn("paper wolves")))  # fmt: skip
    assert link_counts(found, said, ids, copies) == [3, 4, 3]
    unsaid = Dialogue("d", (turn("something nice", "f0", "f2"),))
    assert link_counts(found, unsaid, ids, copies) == [0, 0, 2]


def test_dialogues_teach_when_an_ordinary_word_is_a_title() -> None:
    ruled, _ = linker()
    taught, ids = linker(heard=True)
    named, meant = "have you seen speed ?", [ids["f1"]]
    assert [m.rows[0] for m in taught.mentions(named, role="r")] == meant
    only_word = "i will check it out. i need more speed and heat in my life"
    assert taught.mentions(only_word) == []
    assert [m.rows[0] for m in taught.mentions("Velvet Harbour and Quiet Orchard")] == [
        m.rows[0] for m in ruled.mentions("Velvet Harbour and Quiet Orchard")
    ]


def test_a_name_no_title_explains_is_learnt_from_the_year_behind_it() -> None:
    found, ids = linker()
    said = [Dialogue(f"d{n}", (turn("I loved Harbour Of Dreams (1990)", "f0"),)) for n in range(3)]
    model = found.learn([*said, *TALKS], ids)
    assert model.aliases == {"harbour of dreams": ids["f0"]}
    rows = films()
    years = np.array([float(str(row["year"])) for row in rows])
    again = TitleLinker([str(row["title"]) for row in rows], years, np.zeros(len(rows)), model)
    assert [m.rows[0] for m in again.mentions("i loved harbour of dreams")] == [ids["f0"]]


def test_answers_by_rule_make_a_table_of_true_and_given(taught: Workspace) -> None:
    table = np.array(answer_table(TALKS[0], taught.catalog, "liked", None)).reshape(3, 3)
    assert (table[YES, YES], table[YES, NOT_SAID]) == (2, 1)  # of a film to be looked into later no liking is said
    assert table.sum() == 3
    table = np.array(answer_table(TALKS[1], taught.catalog, "liked", None)).reshape(3, 3)
    assert table[NO, NO] == 1


def test_only_answers_on_which_both_forms_agree_count(taught: Workspace) -> None:
    torn = replace(TALKS[0], recommender_form=form(f0=(YES, NO), f1=(NO, YES)))
    assert torn.agreed("liked") == {"f1": YES}
    assert torn.agreed("seen") == {"f0": YES}
    assert sum(answer_table(torn, taught.catalog, "liked", taught.attitudes)) == 1


def test_what_people_tick_is_learnt(taught: Workspace) -> None:
    assert taught.attitudes is not None
    for new in TALKS[20:]:
        for what in ("liked", "seen"):
            table = np.array(answer_table(new, taught.catalog, what, taught.attitudes)).reshape(3, 3)
            assert table.sum() == np.trace(table) == 3


def test_a_rare_answer_is_found_although_the_common_one_is_likelier() -> None:
    table = [{"1": 1.0, "bad": 1.0} if n % 10 == 0 else {"1": 1.0, f"w{n % 3}": 1.0} for n in range(200)]
    answers = [NO if n % 20 == 0 else YES for n in range(200)]  # half of what is blamed is disliked
    model = AttitudeModel.fit(table, answers, [n // 10 for n in range(200)])
    assert model.answers([{"1": 1.0, "bad": 1.0}, {"1": 1.0, "w1": 1.0}]).tolist() == [NO, YES]
    again = AttitudeModel.from_facts(json.loads(json.dumps(model.facts())))
    assert np.allclose(again.probabilities(table), model.probabilities(table), atol=1e-4)


def test_ranks_of_new_films_and_of_repeats() -> None:
    said = Dialogue("d", (turn("x", "f0"), turn("y", "f0", "f2", by="recommender"), turn("z", "f3", by="recommender")))
    rows = {f"f{n}": n for n in range(5)}
    scores = np.array([5, 4, 3, 2, 1], dtype=np.float32)
    once = np.array([True, True, True, True, True])
    new, repeated = recommend_counts(lambda moment: scores, said, rows, once)
    assert repeated == [3, 1, 3, 3]  # f0 first, f2 third, f3 fourth
    assert new == [2, 0, 2, 2]  # f2 second behind f1, then f3 second behind f1
    new, _ = recommend_counts(lambda moment: scores, said, rows, np.array([True, False, True, True, True]))
    assert new == [2, 2, 2, 2]  # f1 is a further copy and stands in nobody's way


def test_copying_the_last_mention_finds_repeats_and_nothing_new(taught: Workspace) -> None:
    said = Dialogue("d", (turn("x", "f0", "f1"), turn("y", "f1", "f2", by="recommender")))
    rows = first_copies(taught.catalog)
    ranker = rankers(taught)["copy-last-mention"]
    new, repeated = recommend_counts(ranker, said, rows, np.ones(len(taught.catalog), bool))
    assert new == [1, 0, 0, 0]
    assert repeated == [2, 1, 1, 1]


def test_a_moment_holds_what_was_said_before_and_no_more() -> None:
    rows = {"f0": 0, "f1": 1, "f5": 5}
    (first, wanted), (second, then) = moments(TALKS[0], rows)
    assert (first.items, first.asked, wanted) == ((0,), (0,), (1,))
    assert (second.items, second.asked, then) == ((0, 1), (0,), (5,))
    assert [role for role, _ in first.said] == ["seeker"]


def test_who_follows_whom_in_dialogues_is_learnt(taught: Workspace) -> None:
    model, rows = taught.dialogue_recommender, first_copies(taught.catalog)
    assert model is not None
    moment = Moment((("seeker", "i liked velvet harbour"), ("recommender", "speed ?")), (rows["f0"], rows["f1"]), (0,))
    scores = model.score(moment)
    scores[list(moment.items)] = -np.inf
    assert int(scores.argmax()) == rows["f5"]
    assert np.isfinite(model.score(Moment())).all()


def test_counts_forget_the_dialogue_that_is_learnt_from() -> None:
    counts = Counts.of([{0, 1}, {0, 2}], 4)
    assert counts.together([0])[1] > 0
    assert counts.together([0], without={0, 1})[1] == 0
    assert counts.popularity(without={0, 1})[1] == counts.popularity()[3]


def test_copies_are_one_film(taught: Workspace) -> None:
    rows = first_copies(taught.catalog)
    assert rows["twin"] == rows["f3"] == taught.catalog.row_of("f3")


def test_figures_are_ratios_of_sums_with_a_bootstrap_interval() -> None:
    counts = np.array([[1.0, 2.0], [3.0, 4.0], [0.0, 2.0]])
    mean, low, high = figure(counts, ratio(0, 1))
    assert mean == 0.5
    assert 0.0 <= low < mean < high <= 0.75
    assert figure(counts, ratio(0, 1)) == [mean, low, high]
    assert figure(np.repeat(counts[:1], 9, axis=0), ratio(0, 1)) == [0.5, 0.5, 0.5]
    perfect, guessing = [4, 0, 0, 0, 5, 0, 0, 0, 6], [0, 4, 0, 0, 5, 0, 0, 6, 0]
    assert float(mean_f1((0, 1, 2))(np.array(perfect, dtype=np.float64))) == 1.0
    assert float(mean_f1((0, 1, 2))(np.array(guessing, dtype=np.float64))) == pytest.approx(10 / 20 / 3)


def test_the_report_skips_what_was_learnt_from_unless_a_split_is_named(taught: Workspace) -> None:
    assert taught.manifest.dialogues == tuple(one.id for one in TALKS[:20])
    report = evaluate(taught, TALKS)
    assert report["dialogues"] == {"scored": 4, "skipped": 20}
    assert report["linking"]["precision"] == [1.0, 1.0, 1.0]
    assert report["linking"]["recall"] == [1.0, 1.0, 1.0]
    assert report["seen"]["f1"][0] == 1.0
    assert report["recommendation"]["recall@1"][0] == 1.0
    assert report["baselines"]["copy-last-mention"]["recommendation"]["recall@50"] == [0.0, 0.0, 0.0]
    develop = choose(TALKS, taught.manifest.dialogues, "develop")
    assert {one.id for one in develop} == {one.id for one in TALKS if is_develop(one.id)}
    with pytest.raises(CatalogError, match="no dialogue is left"):
        evaluate(taught, TALKS[:20])


def test_the_command_writes_the_figures(places: dict[str, Path], tmp_path: Path) -> None:
    file, out = tmp_path / "talks.jsonl", tmp_path / "report.json"
    file.write_text("".join(json.dumps(record(one)) + "\n" for one in TALKS), encoding="utf-8")
    done = CliRunner().invoke(
        app, ["evaluate", "dialogues", str(file), "--workspace", str(places["plain"]), "--json", str(out)]
    )
    assert done.exit_code == 0, done.output
    report = json.loads(out.read_text(encoding="utf-8"))
    assert report["dialogues"] == {"scored": 24, "skipped": 0}  # this workspace learnt from none
    for table, names in {
        "linking": ("precision", "recall"), "sentiment": ("macro_f1",), "seen": ("f1",),
        "recommendation": ("recall@1", "recall@10", "recall@50"),
        "recommendation_with_repeats": ("recall@1", "recall@10", "recall@50"),
    }.items():  # fmt: skip
        for name in names:
            mean, low, high = report[table][name]
            assert 0 <= low <= mean <= high <= 1
    assert {"copy-last-mention", "popularity", "itemknn"} <= set(report["baselines"])
    assert "24 dialogues scored" in done.output


def test_learning_twice_gives_the_same_files(places: dict[str, Path], tmp_path: Path) -> None:
    again = build_workspace(dataset(TALKS[:20]), tmp_path / "again", seed=1)
    learnt = {name: digest for name, digest in again.files.items() if name.startswith("dialogues/")}
    assert len(learnt) >= 5
    assert learnt.items() <= Workspace.open(places["taught"]).manifest.files.items()


def test_a_damaged_model_is_one_clear_line(places: dict[str, Path]) -> None:
    from recommenders.dialogues.learning import load_attitudes, load_mentions

    plain_place = places["plain"]
    assert load_mentions(plain_place) is None
    assert Workspace.open(plain_place).dialogue_recommender is None
    broken = places["plain"].parent / "broken"
    (broken / "dialogues").mkdir(parents=True)
    for name, load in (("mentions.json", load_mentions), ("attitudes.json", load_attitudes)):
        (broken / "dialogues" / name).write_text('{"weights": 3}', encoding="utf-8")
        with pytest.raises(CatalogError, match=name):
            load(broken)


@pytest.mark.parametrize(
    ("line", "what"),
    [("{", "line 2"), ('{"dialog_id": "x"}', "turns"), ('{"dialog_id": "x", "turns": [{"role": "it", "text": ""}]}', "role")],
)
def test_a_file_that_is_none_names_the_line(tmp_path: Path, line: str, what: str) -> None:
    file = tmp_path / "talks.jsonl"
    file.write_text(json.dumps(record(TALKS[0])) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(CatalogError, match=what) as error:
        read_dialogues(file)
    assert "line 2" in str(error.value)
    assert read_dialogues_of(tmp_path) == TALKS[0]


def read_dialogues_of(folder: Path) -> Dialogue:
    file = folder / "one.jsonl"
    file.write_text(json.dumps(record(TALKS[0])) + "\n", encoding="utf-8")
    return read_dialogues(file)[0]


def test_the_movies_reader_hands_over_the_develop_part_only(tmp_path: Path) -> None:
    film = {"id": "f0", "title": "Velvet Harbour", "year": 1990, "imdb_id": "", "redial_ids": []}
    (tmp_path / "movies.jsonl").write_text(json.dumps(film) + "\n", encoding="utf-8")
    (tmp_path / "ratings.csv").write_text("userId,movieId,rating,timestamp\n1,f0,5.0,1\n", encoding="utf-8")
    text = "".join(json.dumps(record(one)) + "\n" for one in TALKS)
    (tmp_path / "dialogues_redial.jsonl").write_text(text, encoding="utf-8")
    found = read_dataset(tmp_path).dialogues
    assert 0 < len(found) < len(TALKS)
    assert [one.id for one in found] == [one.id for one in TALKS if is_develop(one.id)]


def record(dialogue: Dialogue) -> dict[str, object]:
    """A dialogue as its line in a file."""
    forms = {
        f"{side}_form": {i: {"suggested": 1, "seen": a.seen, "liked": a.liked} for i, a in said.items()}
        for side, said in (("seeker", dialogue.seeker_form), ("recommender", dialogue.recommender_form))
    }
    turns = [{"role": one.role, "text": one.text, "items": list(one.items)} for one in dialogue.turns]
    return {"dialog_id": dialogue.id, "turns": turns, **forms}

