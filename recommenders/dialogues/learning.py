"""What a workspace learns from dialogues: titles in plain typing, what people would tick, and what is recommended next.

Knows the three models, their folder inside a workspace and the order of fitting. Does not know which dialogues may be
learnt from: the reader of a data set hands over those and no others.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from catalog.dialogues import Dialogue
from catalog.interactions import Interactions
from catalog.linking import TitleLinker
from catalog.mention_model import MentionModel
from catalog.table import Catalog
from recommenders.dialogues.attitude_model import AttitudeModel
from recommenders.dialogues.attitudes import attitude_features
from recommenders.dialogues.recommender import DialogueRecommender
from recommenders.dialogues.voices import Encode, Voices
from recommenders.item_knn import ItemKnn
from recommenders.progress import Progress, silent
from recommenders.recommender import ItemData, Recommender
from recommenders.storage import damaged, load_facts
from recommenders.text_projection import TextProjection
from recommenders.threads import one_thread

DIALOGUES = "dialogues"
"""The folder in a workspace; absent where there were no dialogues to learn from."""
MENTIONS, ATTITUDES, RECOMMENDER, NEIGHBOURS = "mentions.json", "attitudes.json", "recommender", "itemknn"

What = Literal["liked", "seen"]


@dataclass(frozen=True, eq=False)
class Ground:
    """What the models stand on: the parts of one workspace."""

    catalog: Catalog
    items: ItemData
    interactions: Interactions
    models: Mapping[str, Recommender]
    projection: TextProjection
    encode: Encode

    def voices(self, itemknn: ItemKnn) -> Voices:
        """The voices of this workspace."""
        return Voices(
            self.catalog, self.items, self.interactions, self.models, itemknn, self.projection, self.encode
        )


def first_copies(catalog: Catalog) -> dict[str, int]:
    """Item id -> row; of items with one title and one year, the first row stands for all."""
    seen: dict[tuple[str, str], int] = {}
    return {
        item: seen.setdefault((catalog.titles[row], str(catalog.years[row])), row)
        for row, item in enumerate(catalog.ids)
    }


def learn(
    folder: Path, ground: Ground, dialogues: Sequence[Dialogue], *, seed: int, progress: Progress = silent
) -> None:
    """Fit everything to `dialogues` (at least one) and write it to `folder`/dialogues. Equal input, equal files."""
    with one_thread():  # sums in another order would end in other digits
        _learn(folder, ground, dialogues, seed, progress)


def _learn(folder: Path, ground: Ground, dialogues: Sequence[Dialogue], seed: int, progress: Progress) -> None:
    target = folder / DIALOGUES
    target.mkdir(parents=True, exist_ok=True)
    catalog = ground.catalog
    progress(DIALOGUES, 0, 3)
    rows = {item: row for row, item in enumerate(catalog.ids)}
    mentions = TitleLinker(catalog.titles, catalog.years, catalog.popularity).learn(dialogues, rows)
    _write(target / MENTIONS, mentions.facts())
    progress(DIALOGUES, 1, 3)
    _write(target / ATTITUDES, {what: fit_attitude(catalog, dialogues, what).facts() for what in ("liked", "seen")})
    progress(DIALOGUES, 2, 3)
    itemknn = ItemKnn.fit(ground.interactions, ground.items, seed=seed, progress=silent)
    itemknn.save(target / NEIGHBOURS)
    model = DialogueRecommender.fit(ground.voices(itemknn), dialogues, first_copies(catalog), seed=seed)
    model.save(target / RECOMMENDER)
    progress(DIALOGUES, 3, 3)


def fit_attitude(catalog: Catalog, dialogues: Sequence[Dialogue], what: What) -> AttitudeModel:
    """The model of what people tick as `liked` or `seen`, from the items about which both forms agree."""
    table, answers, groups = [], [], []
    for number, dialogue in enumerate(dialogues):
        for item, answer in dialogue.agreed(what).items():
            if item in catalog:
                table.append(attitude_features(dialogue, item, catalog.titles[catalog.row_of(item)]))
                answers.append(answer)
                groups.append(number)
    return AttitudeModel.fit(table, answers, groups)


def load_mentions(folder: Path) -> MentionModel | None:
    """How titles are read in plain typing; None where the workspace learnt nothing from dialogues."""
    path = folder / DIALOGUES / MENTIONS
    if not path.is_file():
        return None
    try:
        return MentionModel.from_facts(load_facts(path))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise damaged(path, error) from error


def load_attitudes(folder: Path) -> dict[str, AttitudeModel] | None:
    """The models of "liked" and "seen"; None where the workspace learnt nothing from dialogues."""
    path = folder / DIALOGUES / ATTITUDES
    if not path.is_file():
        return None
    facts = load_facts(path)
    try:
        return {what: AttitudeModel.from_facts(facts[what]) for what in ("liked", "seen")}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise damaged(path, error) from error


def load_recommender(folder: Path, ground: Ground) -> DialogueRecommender | None:
    """Who recommends inside a conversation; None where the workspace learnt nothing from dialogues."""
    place = folder / DIALOGUES
    if not (place / RECOMMENDER).is_dir():
        return None
    itemknn = ItemKnn.load(place / NEIGHBOURS, ground.items)
    return DialogueRecommender.load(place / RECOMMENDER, ground.voices(itemknn))


def _write(path: Path, facts: Mapping[str, object]) -> None:
    path.write_text(json.dumps(facts, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8", newline="\n")
