"""The attribute-asking protocol: rules and agents in a tiny world where the right answer is known, and the real data."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from catalog.errors import CatalogError, ConfigError
from cli import app
from recommenders.threads import one_thread
from simulator.lastfm.asking_agent import AGENTS, BAYES, AskingAgent
from simulator.lastfm.attributes import Attributes, Ints
from simulator.lastfm.benchmark import noises_of
from simulator.lastfm.decision import shows_list
from simulator.lastfm.episodes import FAILED, MOVES, TURNS, Ends, groups, play
from simulator.lastfm.evidence import table
from simulator.lastfm.figures import differences, figures, hdcg
from simulator.lastfm.noise import Noise, answers, sample, uniforms
from simulator.lastfm.prior import make_priors
from simulator.lastfm.workers import Crew
from simulator.lastfm.world import read_world
from tests.data_paths import data_folder

BITS = 8
ITEMS = 1 << BITS
"""Item n has attribute BITS (they all do) and attribute b where bit b of n is set."""
PLAIN = Attributes([[*(b for b in range(BITS) if n >> b & 1), BITS] for n in range(ITEMS)], BITS + 1)
UNIFORM = np.full((3, ITEMS), 1 / ITEMS, dtype=np.float32)
CLEAN, SOME = Noise(), Noise(0.05, 0.3)
HARD = AskingAgent("hard", "uniform", "threshold", threshold=0.999)
SOFT = AskingAgent("soft", "uniform", "reach", "soft", 0.5)
BY_NAME = {agent.name: agent for agent in AGENTS}


def all_pairs() -> Ints:
    return np.array([(n % 3, n) for n in range(ITEMS)], dtype=np.int64)


def ends_of(agent: AskingAgent, noise: Noise = CLEAN, seed: int = 0, pairs: Ints | None = None) -> Ends:
    chosen = all_pairs() if pairs is None else pairs
    return Crew().play(agent, UNIFORM, PLAIN, chosen, noise, seed)[0]


def test_always_recommending_takes_as_many_turns_as_lists_are_needed() -> None:
    everybody = Attributes([[0] for _ in range(200)], 1)
    prior = np.arange(200, 0, -1, dtype=np.float32)[None, :]
    pairs = np.array([(0, item) for item in range(200)], dtype=np.int64)
    agent = replace(HARD, way="always")
    ends = Crew().play(agent, prior / prior.sum(), everybody, pairs, Noise(), 0)[0]
    expected = [2 + item // 10 if item < 10 * MOVES else FAILED for item in range(200)]
    assert ends.turns.tolist() == expected
    assert ends.ranks.tolist() == [item % 10 + 1 if item < 10 * MOVES else 0 for item in range(200)]


def test_true_answers_halve_what_is_left() -> None:
    """Of 256 items, at most 128 after an opener; ten are left after 4 more questions, so the list is in turn 6 to 8."""
    ends = ends_of(replace(HARD, threshold=0.99))
    assert (ends.turns <= 8).all()
    common = ends.turns[groups_with_opener(BITS)]
    assert (common >= 6).all()  # nothing is known from what all have, so four questions are not enough


def groups_with_opener(opener: int) -> Ints:
    return np.concatenate([g.places for g in groups(PLAIN, all_pairs(), 0) if g.opener == opener])


def test_accepted_answers_alone_leave_more() -> None:
    both, accepted = ends_of(HARD), ends_of(replace(HARD, evidence="accepted"))
    assert np.minimum(accepted.turns, TURNS).mean() > np.minimum(both.turns, TURNS).mean() + 1


def test_a_wrong_answer_ends_a_dialogue_that_filters_and_not_one_that_weighs() -> None:
    noise = Noise(wrong=0.2)
    hard, soft = (float((ends_of(agent, noise).turns <= TURNS).mean()) for agent in (HARD, SOFT))
    assert hard < 0.75
    assert soft > hard + 0.1


def test_dialogues_where_nobody_knows_anything_are_lists_only() -> None:
    known = ends_of(SOFT, Noise(unknown=0.0)).turns <= TURNS
    unknown = ends_of(SOFT, Noise(unknown=1 - 1e-9)).turns <= TURNS
    assert known.all()
    assert unknown.mean() < 0.9


def test_the_opener_is_an_attribute_of_the_target_and_counts_as_a_turn() -> None:
    for group in groups(PLAIN, all_pairs(), 5):
        assert all(group.opener in PLAIN.of(item) for item in group.pairs[:, 1])
    assert ends_of(SOFT).turns.min() >= 2


def test_groups_hold_every_pair_once_in_its_place() -> None:
    pairs = all_pairs()
    parts = groups(PLAIN, pairs, 1)
    places = np.concatenate([group.places for group in parts])
    assert sorted(places.tolist()) == list(range(len(pairs)))
    assert all((pairs[group.places] == group.pairs).all() for group in parts)


def test_two_processes_find_what_one_finds() -> None:
    noise = Noise(0.1, 0.2)
    one = Crew(1).play(SOFT, UNIFORM, PLAIN, all_pairs(), noise, 3)[0]
    two = Crew(2).play(SOFT, UNIFORM, PLAIN, all_pairs(), noise, 3)[0]
    assert (one.turns == two.turns).all()
    assert (one.ranks == two.ranks).all()


def test_agents_meet_the_same_people() -> None:
    """An answer depends on person, target and attribute, not on when it is asked nor on who else is asked."""
    pairs, asked = all_pairs(), np.arange(ITEMS) % BITS
    true = np.ones(ITEMS, dtype=bool)
    together = answers(Noise(0.2, 0.3), 7, pairs, asked, true)
    apart = [int(answers(Noise(0.2, 0.3), 7, pairs[n : n + 1], asked[n : n + 1], true[:1])[0]) for n in range(ITEMS)]
    assert together.tolist() == apart


@given(st.floats(0, 0.3), st.floats(0, 0.6), st.integers(0, 2**40))
@settings(max_examples=25, deadline=None)
def test_answers_have_the_shares_that_were_asked_for(wrong: float, unknown: float, seed: int) -> None:
    n = 4_000
    pairs = np.stack([np.arange(n), np.arange(n) * 7 % 911], axis=1).astype(np.int64)
    said = answers(Noise(wrong, unknown), seed, pairs, np.full(n, 3), np.arange(n) % 2 == 0)
    truth = np.arange(n) % 2 == 0
    assert abs((said < 0).mean() - unknown) < 0.045
    assert abs(((said >= 0) & (said != truth)).mean() - wrong) < 0.045


@given(st.integers(0, 2**60), st.integers(0, 4))
@settings(max_examples=25, deadline=None)
def test_draws_are_uniform_and_depend_on_seed_and_purpose(seed: int, purpose: int) -> None:
    keys = np.arange(3_000, dtype=np.int64)
    drawn = uniforms(seed, purpose, keys)
    assert drawn.min() >= 0
    assert drawn.max() < 1
    assert abs(drawn.mean() - 0.5) < 0.04
    assert abs(np.corrcoef(drawn[:-1], drawn[1:])[0, 1]) < 0.1
    assert (drawn != uniforms(seed + 1, purpose, keys)).mean() > 0.99
    assert (drawn != uniforms(seed, purpose + 1, keys)).mean() > 0.99


def test_draws_stay_what_they_were() -> None:
    """Figures of other days are compared with: a change here needs a new generation."""
    assert uniforms(1, 0, np.array([5])).tolist() == [0.5402512020323005]


def test_a_sample_is_drawn_without_replacement_and_grows() -> None:
    pairs = all_pairs()
    few, many = sample(pairs, 20, 4), sample(pairs, 50, 4)
    assert len({tuple(pair) for pair in few.tolist()}) == 20
    assert {tuple(pair) for pair in few.tolist()} <= {tuple(pair) for pair in many.tolist()}
    assert len(sample(pairs, 10_000, 4)) == len(pairs)


def test_attributes_read_the_same_in_both_directions() -> None:
    items, asked = np.array([3, 200, 17]), np.array([0, 3, BITS])
    dense = PLAIN.dense(items, asked)
    assert dense.tolist() == [[float(a in PLAIN.of(item)) for a in asked] for item in items]
    assert all((item in PLAIN.having(2)) == (2 in PLAIN.of(item)) for item in range(ITEMS))
    assert PLAIN.counts(items).tolist() == [sum(a in PLAIN.of(item) for item in items) for a in range(BITS + 1)]
    assert PLAIN.sparse().toarray().sum() == PLAIN.sizes.sum()


def test_evidence_is_a_probability() -> None:
    """Over all sequences of n answers, of which k contradict an item, the likelihood sums to 1."""
    from math import comb

    soft, hard = table("soft", 6), table("hard", 6)
    for n in range(7):
        assert sum(comb(n, k) * soft[n, k] for k in range(n + 1)) == pytest.approx(1.0, abs=1e-5)
        assert hard[n].tolist() == [1.0, *[0.0] * 6]
    assert (np.diff(soft[6]) < 0).all()


def test_a_list_is_shown_where_questions_tell_nothing_and_at_the_end() -> None:
    chances = np.full((1, 100), 0.01, dtype=np.float32)
    none = np.zeros(1, dtype=np.int64)
    one, nothing = np.ones(1, dtype=np.float32), np.zeros(1, dtype=np.float32)
    assert not shows_list("reach", 0.5, 8, chances, one, none, none)[0]
    assert shows_list("reach", 0.5, 8, chances, nothing, none, none)[0]
    assert shows_list("reach", 0.5, 1, chances, one, none, none)[0]
    assert shows_list("reach", 0.05, 8, chances, one, none, none)[0]
    assert shows_list("reach", 0.5, 3, chances, one, none + 9, none)[0]  # nobody knows: lists now


def test_figures_are_those_of_the_papers() -> None:
    """hDCG of a first-turn success at the top is 1/log2(2) by its formula; a failure counts as 15 turns."""
    ends = Ends(np.array([1, FAILED, 3]), np.array([1, 0, 2]))
    late, early = 1 / np.log2(5), 1 / np.log2(4)
    assert hdcg(ends).tolist() == pytest.approx([1.0, 0.0, late + (early - late) / np.log2(3)])
    found = figures(ends, np.array([0, 1, 2]))
    assert found["success@15"][0] == pytest.approx(2 / 3, abs=1e-6)
    assert found["average_turns"][0] == pytest.approx(19 / 3, abs=1e-6)
    assert found["success@15"][1] < 2 / 3 < found["success@15"][2]
    assert differences(ends, ends, np.array([0, 1, 2]))["hdcg"] == [0.0, 0.0, 0.0]


def test_noises_are_read_or_refused() -> None:
    assert noises_of(["0,0", "0.05,0.3"]) == (Noise(), Noise(0.05, 0.3))
    for wrong in ("0.5", "a,b", "0.7,0.4", "-0.1,0"):
        with pytest.raises(ConfigError):
            noises_of([wrong])


def write_world(folder: Path, users: int = 40, items: int = 120) -> Path:
    """Users of group g listen to items of group g, which share attribute g; 4 groups, 5 attributes and one of all."""
    mine = {u: [i for i in range(items) if i % 4 == u % 4] for u in range(users)}
    heard = {u: own[(u // 4) % 7 :: 2] for u, own in mine.items()}
    rest = {u: [i for i in own if i not in heard[u]] for u, own in mine.items()}
    files = {
        "review_dict_train.json": heard,
        "review_dict_valid.json": {u: own[::2] for u, own in rest.items()},
        "review_dict_test.json": {u: own[1::2] for u, own in rest.items()},
        "user_dict.json": {u: {"friends": [(u + 4) % users], "like": []} for u in range(users)},
        "item_dict.json": {
            i: {"feature_index": sorted({i % 4, 4, *(5 + b for b in range(6) if i >> b & 1)})} for i in range(items)
        },
    }
    files["lastfm_star_item_dict.json"] = files["item_dict.json"]
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    return folder


def test_the_fitted_prior_finds_whose_taste_it_is(tmp_path: Path) -> None:
    world = read_world(write_world(tmp_path), "coarse")
    priors = make_priors(world)
    fitted = priors.of("fitted")
    assert fitted.sum(axis=1) == pytest.approx(np.ones(world.users), abs=1e-4)
    assert (fitted[world.train[:, 0], world.train[:, 1]] == 0).all()
    own = [fitted[u, [i for i in range(world.items) if i % 4 == u % 4]].sum() for u in range(world.users)]
    assert min(own) > 0.8
    assert fitted[world.test[:, 0], world.test[:, 1]].mean() > 2 * priors.of("uniform")[0, 0]


def test_the_prior_does_not_know_the_test_pairs(tmp_path: Path) -> None:
    world = read_world(write_world(tmp_path), "coarse")
    other = replace(world, test=world.test[:3])
    assert (make_priors(world).of("fitted") == make_priors(other).of("fitted")).all()


def test_the_command_writes_the_same_figures_for_any_number_of_workers(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    write_world(folder)
    told = []
    for workers in ("1", "2"):
        place = tmp_path / f"{workers}.json"
        flags = ["--data", str(folder), "--attributes", "coarse", "--pairs", "60", "--noise", "0.05,0.3"]
        done = CliRunner().invoke(app, ["benchmark", "lastfm", *flags, "--json", str(place), "--workers", workers])
        assert done.exit_code == 0, done.output
        report = json.loads(place.read_text())
        assert report.pop("speed")["workers"] == int(workers)
        told.append(report)
    assert told[0] == told[1]
    found = told[0]["worlds"]["coarse"]["noise"]["wrong 0.05, unknown 0.3"]["agents"]
    assert found.keys() == BY_NAME.keys()
    for agent in found.values():
        low, high = agent["success@15"][1:]
        assert 0 <= low <= agent["success@15"][0] <= high <= 1


def test_what_is_not_the_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="review_dict_train"):
        read_world(tmp_path, "coarse")
    write_world(tmp_path)
    (tmp_path / "item_dict.json").write_text('{"0": {"feature_index": []}}')
    with pytest.raises(CatalogError, match="item 0 has no attributes"):
        read_world(tmp_path, "coarse")


def test_real_data_in_little() -> None:
    """A sample of the test pairs, without noise and with some; margins are twice the interval."""
    world = read_world(data_folder("lastfm"), "coarse")
    assert (world.items, world.attributes.count, world.users) == (7432, 33, 1801)
    assert (len(world.train), len(world.valid), len(world.test)) == (52910, 11891, 11892)
    with one_thread():
        priors = make_priors(world)
        pairs = sample(world.test, 300, 0)
        found = {}
        for name, noise in ((BAYES, CLEAN), (BAYES, SOME), ("ease-entropy", CLEAN), ("ease-accepted", CLEAN)):
            agent = BY_NAME[name].at(0.3)
            ends = Crew().play(agent, priors.of(agent.prior), world.attributes, pairs, noise, 0)[0]
            found[name, noise] = float((ends.turns <= TURNS).mean())
    assert found[BAYES, CLEAN] > 0.9
    assert found[BAYES, SOME] > 0.64
    assert found["ease-entropy", CLEAN] > found["ease-accepted", CLEAN] + 0.3


def test_play_is_the_same_whatever_else_is_played() -> None:
    """A dialogue of the common opener ends alike alone and among others."""
    parts = groups(PLAIN, all_pairs(), 0)
    part = next(group for group in parts if len(group.places) > 5)
    alone = replace(part, places=part.places[:1], pairs=part.pairs[:1])
    noise = Noise(0.05, 0.2)
    whole, one = (play(SOFT, UNIFORM, PLAIN, [group], noise, 0) for group in (part, alone))
    assert (one.turns[0], one.ranks[0]) == (whole.turns[0], whole.ranks[0])
