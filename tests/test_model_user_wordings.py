"""The check of wordings on messages as language models write them: what is right passes, what is not does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from user_wordings import DEVELOP, KEPT, LATER, NAMED, SLATE, Situation, need, reject, require, view

from simulator.acts import UserAct, UserTurn
from simulator.language.wording_check import problems_of

ALL = (*DEVELOP, *KEPT, *LATER)
SAME = ("Yes.", "No.", "Something else?", "I don't know.", "I don't mind.", "Never mind.", "I'm leaving, bye.")
"""Additions that say what some acts say anyway."""
ADDED = ("And it should be a western.", "Something from 1994.", "With Brad Pitt.", "Like Blade Runner.", "No musicals.",
         "Something recent.", "Preferably funny.", "I'll take number 3.", "I have seen number 4.", *SAME)  # fmt: skip
TURNED = (("at most", "at least"), ("at least", "at most"), ("under", "over"), ("or later", "or earlier"),
          ("or less", "or more"), ("before", "after"), ("longer", "shorter"), ("since", "before"),
          ("less than", "more than"), ("loved", "hated"), ("older", "newer"), ("above", "below"))  # fmt: skip
VALUES = (
    "comedy",
    "comedies",
    "horror",
    "thriller",
    "drama",
    "romance",
    "sci-fi",
    "Tom Hanks",
    "French",
    "dark",
    "space",
)


def says(situation: Situation, text: str) -> bool:
    return not problems_of(text, situation.turn, view())


@pytest.mark.parametrize("part", [DEVELOP, KEPT, LATER], ids=["develop", "kept", "later"])
def test_right_words_pass(part: tuple[Situation, ...]) -> None:
    passed = [says(situation, text) for situation in part for text in situation.good]
    assert len(passed) > 50
    assert sum(passed) >= 0.95 * len(passed)


@pytest.mark.parametrize("situation", ALL, ids=lambda s: "+".join(act.kind for act in s.acts))
def test_wrong_words_do_not_pass(situation: Situation) -> None:
    assert [text for text in situation.bad if says(situation, text)] == []


def test_words_of_other_turns_do_not_pass() -> None:
    """But for reasons to go, which differ in tone more than in content."""

    def leaves(situation: Situation) -> bool:
        return situation.acts[0].kind == "leave"

    apart = (*DEVELOP, *KEPT)  # no two of them say the same
    pairs = [(one, two) for one in apart for two in apart if one is not two and not (leaves(one) and leaves(two))]
    passed = [(text, two.acts) for one, two in pairs for text in one.good if says(two, text)]
    assert len(pairs) > 900
    assert passed == []


def altered(text: str, kinds: set[str]) -> Iterator[str]:
    """The text with something added, a number or value changed, a condition turned round."""
    for more in ADDED:
        if more not in SAME or not kinds & {
            "accept",
            "reject",
            "more",
            "seen",
            "unseen",
            "dont_know",
            "dont_mind",
            "leave",
            "drop",
        }:
            yield f"{text} {more}"
    for found in re.finditer(r"\d+", text):
        yield f"{text[: found.start()]}{int(found[0]) + 10}{text[found.end() :]}"
    for one, other in TURNED:
        if one in text:
            yield text.replace(one, other, 1)
    for value in VALUES:
        at = text.lower().find(value.lower())
        if at >= 0:
            yield f"{text[:at]}western{text[at + len(value) :]}"
            yield f"{text[:at]}gritty {text[at:]}"
            yield f"{text[:at]}no {text[at:]}"


def test_altered_words_do_not_pass() -> None:
    count, passed = 0, []
    for situation in ALL:
        for good in situation.good:
            for text in altered(good, {act.kind for act in situation.acts}):
                count += 1
                if says(situation, text):
                    passed.append(text)
    assert count > 1500
    assert len(passed) <= 0.005 * count, passed


@pytest.mark.parametrize(
    "text",
    ["", "   ", "I want horror.\nI will take number 1.", "**horror**", "see https://example.org", "no " * 400, "\ud800",
     "<b>no horror</b>", "@a", "nein, kein Horror", "恐怖片不要", "no horror \U0001f600\U0001f600"],
)  # fmt: skip
def test_what_is_no_message_does_not_pass(text: str) -> None:
    assert problems_of(text, UserTurn(acts=(require("genres", "none_of", "Horror"),)), view())


def test_titles_shown_are_told_apart() -> None:
    slate = ("Dune (1984)", "Dune (2021)", "It (2017)", "In the Mood for Love (2000)")
    takes = UserTurn(acts=(UserAct(kind="accept", place=2),))
    assert not problems_of("I'll take Dune (2021).", takes, view(slate=slate))
    assert problems_of("I'll take Dune (1984).", takes, view(slate=slate))
    assert problems_of("I'll take Dune.", takes, view(slate=slate))
    third = UserTurn(acts=(UserAct(kind="accept", place=3),))
    assert not problems_of("I'll take It (2017).", third, view(slate=slate))
    assert problems_of("I'll take it.", third, view(slate=slate))
    fourth = UserTurn(acts=(UserAct(kind="accept", place=4),))
    assert not problems_of("I'll take In the Mood for Love, thanks.", fourth, view(slate=slate))


def test_only_item_needs_no_place() -> None:
    takes = UserTurn(acts=(UserAct(kind="accept", place=1),))
    assert not problems_of("Perfect, I'll take it.", takes, view(slate=SLATE[:1]))


def test_what_is_too_much_fits_the_reason() -> None:
    short = UserTurn(acts=(reject(1, need("runtime", "ge", 100)),))
    assert not problems_of("The first one is too short, I want at least 100 minutes.", short, view())
    assert problems_of("The first one is too long, I want at least 100 minutes.", short, view())
    assert problems_of("The first one is too old, I want at least 100 minutes.", short, view())


def test_several_values_are_joined_as_meant() -> None:
    either = UserTurn(acts=(require("genres", "any_of", "Comedy", "Drama"),))
    both = UserTurn(acts=(require("genres", "all_of", "Comedy", "Drama"),))
    neither = UserTurn(acts=(require("genres", "none_of", "Horror", "War", "Western"),))
    assert not problems_of("A comedy or a drama, please.", either, view())
    assert problems_of("A comedy and a drama, please.", either, view())
    assert not problems_of("It should be a comedy and a drama.", both, view())
    assert problems_of("It should be a comedy or a drama.", both, view())
    assert not problems_of("No horror, war or western, please.", neither, view())
    assert problems_of("No horror, war, western please.", neither, view())
    assert problems_of("No horror or war, but a western.", neither, view())


def test_items_of_the_past_are_those_named() -> None:
    likes = UserTurn(acts=(UserAct(kind="like", item="alien"), UserAct(kind="dislike", item="fargo")))
    assert sorted(NAMED) == ["alien", "fargo"]
    assert not problems_of("I loved Alien. I didn't like Fargo.", likes, view())
    assert problems_of("I loved Fargo. I didn't like Alien.", likes, view())
    assert problems_of("I loved Alien and Fargo.", likes, view())
