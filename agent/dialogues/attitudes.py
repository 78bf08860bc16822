"""What a brain says people think of the films of a dialogue, against what both of them ticked.

Knows how one dialogue becomes a table of true and given answers, and how the grammar answers where a workspace learnt
nothing from dialogues. Does not know the learnt model.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from agent.embedded.feelings import Feeling, feeling
from catalog.dialogues import NO, NOT_SAID, YES, Dialogue, plain
from catalog.table import Catalog
from catalog.titles import short_title
from recommenders.dialogues.attitude_model import ANSWERS, AttitudeModel
from recommenders.dialogues.attitudes import attitude_features

What = Literal["liked", "seen"]

_LIKED: Mapping[Feeling, int] = {
    "liked": YES, "interested": YES, "saved": YES, "disliked": NO, "unlike": NO, "passed": NO
}  # fmt: skip
_SEEN: Mapping[Feeling, int] = {"seen": YES, "liked": YES, "disliked": YES, "unseen": NO}
_AROUND = 60
_AFTER = 30


def answer_table(
    dialogue: Dialogue, catalog: Catalog, what: What, models: Mapping[str, AttitudeModel] | None
) -> list[int]:
    """Nine counts of one dialogue: films ticked as t and answered as g stand at place 3 t + g."""
    agreed = {item: answer for item, answer in dialogue.agreed(what).items() if item in catalog}
    titles = {item: catalog.titles[catalog.row_of(item)] for item in agreed}
    if models is None:
        given = [answer_by_rule(dialogue, item, titles[item], what) for item in agreed]
    elif agreed:
        given = models[what].answers([attitude_features(dialogue, item, titles[item]) for item in agreed]).tolist()
    else:
        given = []
    counts = np.zeros(ANSWERS * ANSWERS, dtype=np.int64)
    for true, said in zip(agreed.values(), given, strict=True):
        counts[ANSWERS * true + said] += 1
    return [int(count) for count in counts]


def answer_by_rule(dialogue: Dialogue, item: str, title: str, what: What) -> int:
    """The last feeling that the grammar finds about an item, beside its title or in the answer to it."""
    meaning = _LIKED if what == "liked" else _SEEN
    name, found = short_title(title).lower().removeprefix("the "), NOT_SAID
    for at, turn in enumerate(dialogue.turns):
        if item not in turn.items:
            continue
        text = plain(turn.text)
        start = max(text.find(name), 0)
        before, after = text[:start][-_AROUND:], text[start + len(name) :]
        felt = [feeling(before + after[:_AROUND], before, after[:_AFTER])] if turn.role == "seeker" else []
        if turn.role == "recommender" and at + 1 < len(dialogue.turns):
            answer = plain(dialogue.turns[at + 1].text)
            felt = [feeling(answer[: 2 * _AROUND], "", answer[:_AROUND])]
        for one in felt:
            found = meaning.get(one, found) if one is not None else found
    return found
