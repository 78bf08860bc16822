"""Are simulated people like people: figures on a handful of made-up talks whose right answer is known."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from catalog.dialogues import NO, NOT_SAID, YES, Answer, Turn, is_develop
from catalog.dialogues import Dialogue as HumanDialogue
from catalog.errors import ConfigError
from cli import app
from recommenders.workspace import Workspace
from simulator.acts import UserAct, UserTurn
from simulator.draws import Draws
from simulator.fitted import fitted_mix
from simulator.likeness.acts import BEGIN, END, bigrams, reactions
from simulator.likeness.comparison import compare
from simulator.likeness.counterfactual import ORDER, order_of
from simulator.likeness.discriminator import Sheet, auc, halves_auc, tells, tokens
from simulator.likeness.distances import distance, js, ks, samples
from simulator.likeness.evaluation import Evaluation
from simulator.likeness.fitting import fit, quantiles
from simulator.likeness.gathering import people_talks, recorded_talks, with_traits
from simulator.likeness.harmful import HarmfulAgent
from simulator.likeness.marginals import MARGINALS, mean_figure, reveal_curve, verdicts
from simulator.likeness.tags import TAGS, main_tag, tags_of
from simulator.likeness.talk import TITLE, Line, Talk, human_talk, simulated_talk
from simulator.likeness.traits import KNOBS, Knob, typo_knob
from simulator.record import Dialogue, Exchange
from simulator.rules_user import RulesUser
from simulator.user_state import Mindset
from simulator.view import View
from simulator.voice import Voice
from tests.simulated_world import a_task, shows, small_catalog, small_world

CATALOG = small_catalog()


def said(*texts: str, person: str = "p", named: tuple[str, ...] = ()) -> Talk:
    """A talk in which the person says these things, and the other side recommends a new film after each."""
    lines = []
    for number, text in enumerate(texts):
        lines += [Line(True, text, named), Line(False, "Try this.", shown=(f"x{number}",))]
    return Talk(person, tuple(lines[:-1]))


HUMAN = HumanDialogue(
    "h1",
    (
        Turn("recommender", "hi"),
        Turn("seeker", "I liked Film Number 4 (1964)", ("f4",)),
        Turn("seeker", "what else?"),
        Turn("recommender", "Film Number 8 (1968) and film number 4", ("f8", "f4")),
        Turn("seeker", "seen film number 8, thanks"),
    ),
    {"f8": Answer(YES, YES), "f4": Answer(YES, YES), "f9": Answer(NO, NO)},
    {"f8": Answer(NOT_SAID, NOT_SAID)},
)


def recorded() -> Dialogue:
    """Names f4, is shown five films, has seen the second, takes the first of the next list."""
    first = UserTurn(acts=(UserAct(kind="request"), UserAct(kind="like", item="f4")))
    second = UserTurn(acts=(UserAct(kind="seen", place=2, liked=False), UserAct(kind="more")))
    third = UserTurn(acts=(UserAct(kind="accept", place=1),))
    one, two = shows("f10", "f11", "f12"), shows("f12", "f20")
    exchanges = (
        Exchange(user=first, text="Something like Film Number 4?", mindset=Mindset(), agent=one),
        Exchange(user=second, text="I have seen Film Number 11, more please", mindset=Mindset(), agent=two),
        Exchange(user=third, text="I'll watch the first", mindset=Mindset(satisfaction=0.9)),
    )
    return Dialogue(task="t", user="u", agent="a", voice="rules", exchanges=exchanges, outcome="accepted", success=True)


def test_a_human_dialogue_is_read_by_who_brings_up_what() -> None:
    talk = human_talk(HUMAN, CATALOG)
    assert [line.by_user for line in talk.lines] == [False, True, False, True]
    assert talk.lines[1].named == ("f4",)
    assert talk.lines[2].shown == ("f8",)  # the other one was named by the seeker
    assert (talk.seen, talk.liked) == ({"f8": True}, {"f8": True})
    assert talk.lines[1].text == f"I liked {TITLE} what else?"
    assert "8" not in talk.lines[3].text


def test_a_recorded_dialogue_is_read_in_the_same_form() -> None:
    talk = simulated_talk(recorded(), CATALOG)
    assert [line.shown for line in talk.lines if not line.by_user] == [("f10", "f11", "f12"), ("f20",)]
    assert [line.named for line in talk.user_lines] == [("f4",), ("f11",), ()]
    assert talk.user_lines[1].text == f"I have seen {TITLE}, more please"
    assert talk.seen == {"f11": True, "f12": False}
    assert talk.liked == {"f11": False, "f12": True}


def test_marginals_of_known_talks() -> None:
    talk = human_talk(HUMAN, CATALOG)
    found = {name: of(talk) for name, of in MARGINALS.items()}
    assert found["user_turns"] == [2.0]
    assert found["words_per_user_turn"] == [5.0, 3.0]
    assert found["user_turns_with_question"] == [1.0, 0.0]
    assert found["items_named_per_user_turn"] == [1.0, 0.0]
    assert found["turn_of_first_recommendation"] == [3.0]
    assert found["suggestions"] == [1.0]
    assert mean_figure([talk, said("a b c", "d")], MARGINALS["words_per_user_turn"])[0] == pytest.approx(12 / 4)
    assert verdicts([talk])["seen"][0] == 1.0
    assert verdicts([simulated_talk(recorded(), CATALOG)])["liked_known"][0] == pytest.approx(2 / 4)


def test_the_reveal_curve_rises_to_one() -> None:
    talk = said("hello there", "i want a comedy", "ok", "i love horror too")
    curve = [point[0] for point in reveal_curve([talk, said("nothing of use")])]
    assert curve == [0.0, 0.5, 0.5, 1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("hi, how are you", "greet"),
        ("I've already seen that one", "seen"),
        ("no I haven't seen it", "unseen"),
        ("I'll check it out", "accept"),
        ("that's not really my thing", "reject"),
        ("who is in it?", "inquire"),
        ("I'm looking for a thriller", "request"),
        ("I really like comedies", "prefer"),
        ("no idea, up to you", "dont_know"),
        ("thank you so much", "thanks"),
        ("have a good day", "bye"),
        ("42", "other"),
    ],
)
def test_messages_are_tagged_by_their_words(text: str, tag: str) -> None:
    assert tag in tags_of(Line(True, text))


@given(st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_every_message_has_a_tag(text: str) -> None:
    tags = tags_of(Line(True, text))
    assert tags
    assert tags <= set(TAGS)
    assert main_tag(tags) in tags


def test_bigrams_and_reactions() -> None:
    talk = said("hi", "I've seen it", "I'll watch it", person="q")
    assert bigrams(talk) == [(BEGIN, "greet"), ("greet", "seen"), ("seen", "accept"), ("accept", END)]
    found = reactions([talk])
    assert found["seen"][0] == found["accept"][0] == pytest.approx(0.5)
    assert found["reject"] == [0.0, 0.0, 0.0]


def test_distances_of_known_shares() -> None:
    one, other = samples([[1.0, 2.0], [1.0, 2.0]], [[2.0, 3.0]])
    assert ks(one.total(), other.total()) == pytest.approx(0.5)
    assert js(one.total(), one.total()) == 0.0
    apart, far = samples([["a"]], [["b"]])
    assert js(apart.total(), far.total()) == pytest.approx(1.0)
    assert js(one.total(), other.total()) == pytest.approx(0.5)


def test_the_null_tells_chance_from_difference() -> None:
    draws = Draws(3, "null")
    values = [[float(int(10 * draws.unit(n, f"{k}"))) for k in range(5)] for n in range(300)]
    people, same = samples(values[:150], values[150:])
    shifted = samples(values[:150], [[value + 3 for value in own] for own in values[150:]])
    null = distance(ks, people, same)
    assert null["value"][0] < null["people_halves"]["p95"] * 1.6  # type: ignore[index]
    moved = distance(ks, *shifted)
    assert moved["value"][1] > moved["people_halves"]["p95"]  # type: ignore[index]


def sheets(words: tuple[str, ...], name: str, count: int = 60) -> list[Sheet]:
    draws = Draws(name)
    return [Sheet(f"{name}{n}", tuple(draws.pick(words, n, f"w{k}") for k in range(8))) for n in range(count)]


def test_the_discriminator_finds_a_difference_and_no_other() -> None:
    common = ("the", "film", "is", "good", "so", "i", "think")
    people = sheets(common, "people")
    assert auc(people, sheets((*common, "indeed", "quite"), "robot"))[0] > 0.8
    twins = [auc(people, sheets(common, f"twin{n}"))[0] for n in range(4)]
    assert abs(np.mean(twins) - 0.5) < 0.1
    assert abs(halves_auc(people)[0] - 0.5) < 0.25
    assert set(tells(people, sheets((*common, "indeed"), "robot"), 1)["simulated"]) <= {"indeed", *(f"indeed {w}" for w in common)}
    assert auc(people[:3], people[3:6]) == [0.5, 0.0, 1.0]
    assert tokens("Hi, it's me!") == ("hi", "it's", "me")


def test_one_person_is_never_in_two_folds() -> None:
    """All talks of a person say the same odd word; split over folds it would give them away."""
    people = [Sheet(f"p{n // 10}", (f"odd{n // 10}", "film")) for n in range(60)]
    robots = [Sheet(f"r{n // 10}", (f"rare{n // 10}", "film")) for n in range(60)]
    assert auc(people, robots)[0] < 0.65


def test_fitting_turns_the_answer_round() -> None:
    """The figure is ten times the level, with some chance; people are at .3 on average."""
    draws = Draws("fit")
    knob = Knob("verbosity", lambda talk: 0.0, "quantiles", (0.0, 0.5, 1.0))
    answers = [np.array([10 * level + draws.normal(n, f"{level}") for n in range(400)]) for level in knob.levels]
    people = np.array([10 * (0.1 + 0.4 * draws.unit(n, "level")) + draws.normal(n, "chance") for n in range(400)])
    found = quantiles(knob, people, answers, (0.0, 1.0))
    assert found[2] == pytest.approx(0.3, abs=0.03)
    assert 0.05 < found[0] < 0.17
    assert 0.43 < found[4] < 0.55
    mean = Knob("politeness", lambda talk: 0.0, "mean", (0.0, 0.5, 1.0))
    moved = quantiles(mean, people, answers, (0.0, 0.2, 0.6))
    assert moved[0] == 0.0
    assert (moved[0] + 2 * moved[1] + moved[2]) / 4 == pytest.approx(0.3, abs=0.01)
    excess = Knob("typos", lambda talk: 0.0, "mean", (0.0, 0.5, 1.0), excess=True)
    raised = [own + 5 for own in answers]
    assert quantiles(excess, people, raised, (0.0, 0.2, 0.6)) == pytest.approx(moved, abs=0.01)


def test_a_trait_that_does_not_show_keeps_its_distribution() -> None:
    knob = Knob("slang", lambda talk: 0.0, "mean", (0.0, 1.0))
    assert quantiles(knob, np.array([0.3]), [np.array([0.1]), np.array([0.1])], (0.2, 0.4)) == (0.2, 0.4)
    assert quantiles(knob, np.array([0.3]), [np.array([]), np.array([0.1])], (0.2, 0.4)) == (0.2, 0.4)


def test_fit_gives_a_whole_mix() -> None:
    """People write 6 words a message; simulated ones 2 and 8 more per verbosity, so that it is about one half."""
    people = [said(*["one two three four five six"] * 3, person=f"h{n}") for n in range(30)]

    def play(traits: dict[str, float]) -> list[Talk]:
        count = 2 + round(8 * traits.get("verbosity", 0.5))
        return [said(" ".join(["word"] * count), person=f"s{n}") for n in range(10)]

    mix, found = fit(people, play, fitted_mix(), frozenset())
    assert mix.personas["verbosity"][2] == pytest.approx(0.5, abs=0.01)
    assert mix.personas["patience"] == fitted_mix().personas["patience"]
    assert mix.goals == fitted_mix().goals
    assert set(found) == {*(knob.trait for knob in KNOBS), "typos"}


def test_typos_are_words_one_slip_away_from_common_ones() -> None:
    people = [said("really good movie about friends", person=f"p{n}") for n in range(20)]
    knob = typo_knob(people, frozenset({"xenon"}))
    assert knob.figure(said("realy good moive about xenon")) == pytest.approx(2 / 5)
    assert knob.figure(said("really good movie")) == 0.0


def test_traits_are_set_and_tasks_get_keys_of_their_own() -> None:
    task = a_task()
    (other,) = with_traits([task], {"verbosity": 1.0})
    assert other.persona.verbosity == 1.0
    assert other.persona.model_copy(update={"verbosity": task.persona.verbosity}) == task.persona
    assert other.key != task.key


def test_comparing_people_with_themselves_and_with_others() -> None:
    draws = Draws("talks")
    pool = ("i want a comedy", "seen it", "who is in it?", "thanks a lot", "i love that", "hm", "great, i'll watch it")

    def some(name: str, options: tuple[str, ...]) -> list[Talk]:
        return [
            said(*(draws.pick(options, n, f"{name}{k}") for k in range(2 + n % 4)), person=f"{name}{n}")
            for n in range(80)
        ]

    people = some("p", pool)
    twins = compare(people, some("q", pool))
    robots = compare(people, some("r", ("request item", "accept item now please")))
    assert twins["discriminator"]["words"][0] < 0.65 < robots["discriminator"]["words"][0]
    assert (
        robots["distances"]["act_bigrams"]["js"]["value"][1]
        > robots["distances"]["act_bigrams"]["js"]["people_halves"]["p95"]
    )
    assert "user_turns" in twins["like_people"]
    assert "words_per_user_turn" not in robots["like_people"]
    assert twins["people"]["dialogues"] == 80


def test_only_talks_that_can_be_compared_are_taken() -> None:
    broken = recorded().model_copy(update={"fault": "agent"})
    assert len(recorded_talks([recorded(), broken], CATALOG)) == 1
    with pytest.raises(ConfigError, match="no dialogue with words"):
        recorded_talks([broken], CATALOG)
    with pytest.raises(ConfigError, match="validate"):
        people_talks([HUMAN], "validate", CATALOG)


def test_the_harmful_agent_shows_the_worst_first_and_nothing_twice() -> None:
    world, task = small_world(), a_task()
    agent = HarmfulAgent(world)
    agent.reveal(task)
    agent.begin("c", None)
    one, two = agent.respond("hi"), agent.act(UserTurn(acts=(UserAct(kind="request"),)))
    assert not {*one.slate} & {*two.slate}
    held = sum(world.holds([wanted.constraint]).astype(int) for wanted in task.goal.wanted)
    rows = [CATALOG.row_of(item) for item in one.slate]
    assert held[rows].sum() == np.sort(held)[:5].sum()
    assert not world.acceptable(task, 1)[rows].any()


def test_the_order_is_judged_on_the_same_people() -> None:
    def ended(satisfaction: float) -> Dialogue:
        exchange = recorded().exchanges[-1].model_copy(update={"mindset": Mindset(satisfaction=satisfaction)})
        return recorded().model_copy(update={"exchanges": (exchange,), "rating": 3})

    falling = {name: [ended(0.9 - 0.2 * place + d) for d in (0.0, 0.05, 0.1)] for place, name in enumerate(ORDER)}
    report = order_of(falling)
    assert report["holds"]
    assert report["steps"]["oracle less full"] == pytest.approx([0.2, 0.2, 0.2])
    falling["random"], falling["oracle"] = falling["oracle"], falling["random"]
    assert not order_of(falling)["holds"]
    falling["full"][0] = ended(0.5).model_copy(update={"fault": "agent"})
    assert order_of(falling)["tasks"] == 2


class Plain(Voice):
    """Says acts by their names."""

    name = "plain"

    def word(self, turn: UserTurn, view: View, draws: Draws) -> str:
        return ", ".join(_plain(act, view) for act in turn.acts)


def _plain(act: UserAct, view: View) -> str:
    if act.constraint is not None:
        return f"{act.kind} {' or '.join(map(str, act.constraint.values))}"
    if act.kind == "request":
        return "recommend me a film"
    return f"{act.kind} number {act.place}" if act.place else act.kind


def validate_talks(count: int) -> list[HumanDialogue]:
    """Invented dialogues that belong to the validate split."""
    names = (f"talk{n}" for n in itertools.count())
    ids = itertools.islice((name for name in names if not is_develop(name)), count)
    told = (Turn("seeker", "i want a comedy"), Turn("recommender", "Heat (1995)", ("x",)), Turn("seeker", "seen it"))
    return [HumanDialogue(name, told, {"x": Answer(YES, YES)}) for name in ids]


def test_the_whole_report_on_a_workspace(films_workspace: Path) -> None:
    """Made twice it is the same; the order of agents is judged on people of their own."""
    workspace = Workspace.open(films_workspace)
    evaluation = Evaluation(workspace, validate_talks(12), user=RulesUser(Plain()))
    report = evaluation.report("validate", users=12, order=4)
    again = Evaluation(workspace, validate_talks(12), user=RulesUser(Plain())).report("validate", users=12, order=0)
    assert json.dumps(report | {"order": None}, sort_keys=True) == json.dumps(again, sort_keys=True)
    assert report["people"]["verdicts"]["seen"][0] == 1.0
    assert report["people"]["marginals"]["user_turns"] == [2.0, 2.0, 2.0]
    assert report["simulated"]["dialogues"] == 12
    assert report["protocol"]["voices"] == ["plain"]
    assert report["discriminator"]["words"][0] > 0.9
    agents = report["order"]["agents"]
    assert agents["oracle"]["satisfaction"][0] > agents["harmful"]["satisfaction"][0] + 0.3
    assert agents["harmful"]["success"] == [0.0, 0.0, 0.0]


def test_the_command_compares_a_mix_and_refuses_what_is_none(films_workspace: Path, tmp_path: Path) -> None:
    turns = [{"role": turn.role, "text": turn.text, "items": list(turn.items)} for turn in validate_talks(1)[0].turns]
    lines = [json.dumps({"dialog_id": talk.id, "turns": turns}) for talk in validate_talks(4)]
    (tmp_path / "talks.jsonl").write_text("\n".join(lines), encoding="utf-8")
    mix = fitted_mix().model_dump(mode="json")
    mix["personas"]["politeness"] = [1.0, 1.0]
    (tmp_path / "mix.json").write_text(json.dumps(mix), encoding="utf-8")
    told = []
    flags = ["evaluate", "simulator", str(tmp_path / "talks.jsonl"), "--workspace", str(films_workspace)]
    for place in ([], ["--mix", str(tmp_path / "mix.json")]):
        out = tmp_path / "report.json"
        done = CliRunner().invoke(app, [*flags, "--users", "20", "--order", "0", "--json", str(out), *place])
        assert done.exit_code == 0, done.output
        told.append(json.loads(out.read_text(encoding="utf-8")))
    plain, polite = (report["simulated"]["reactions"]["thanks"][0] for report in told)
    assert polite > plain
    assert told[0]["order"] is None
    (tmp_path / "mix.json").write_text("{}", encoding="utf-8")
    done = CliRunner().invoke(app, [*flags, "--mix", str(tmp_path / "mix.json")])
    assert isinstance(done.exception, ConfigError)
