"""The shape of a set of wordings: `Purpose`, `Phrases`.

Knows what wordings are for and which slots each may have. The wordings are in `everyday_set`, `courteous_set` and
`texting_set`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Purpose = Literal[
    "greet",
    "open", "open_many", "open_alone", "open_like",
    "want", "want_many", "answer", "exclude", "exclude_tail", "soft", "soft_tail", "soft_exclude", "reason",
    "reason_many",
    "drop", "drop_exclusion",
    "like", "dislike",
    "accept", "accept_it", "reject_all", "reject_one", "all_are", "one_is", "all_why", "one_why",
    "seen_liked", "seen_disliked", "seen", "unseen",
    "ask_year", "ask_duration", "ask_creator", "ask_performer", "ask_genre", "ask_certificate", "ask_price", "ask_text",
    "ask_other",
    "dont_know", "dont_know_about", "dont_mind", "dont_mind_about",
    "more", "ask_back", "chat", "thanks", "thanks_bye",
    "leave_satisfied", "leave_nothing_fits", "leave_out_of_patience", "leave_annoyed",
    "lead", "chatter",
]  # fmt: skip
Phrases = Mapping[Purpose, tuple[str, ...]]
"""Wordings by purpose. Slots: {np} "a comedy from the 90s", {nps} the same in the plural, {says} what it should be
("funny", "from the 90s"), {no} "no horror", {what} "horror" or "anything korean", {bare} "horror" or "korean movies",
{topic} a condition's name, {ref} an item of the list, {title} an item of the past, {label} a column, {noun} {nouns}
{see} {seeing} {seen} {saw} what one does with such items, {is} what is wrong. A wording in `lead` and `chatter` says
nothing about what is wanted; one in `accept_it` takes the item spoken of just before, one in `thanks_bye` goes."""
