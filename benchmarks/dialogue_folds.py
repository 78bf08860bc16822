"""What `parley evaluate dialogues` would say about the develop dialogues, each scored by models that never saw it.

Knows five parts by the hash of the id: four are learnt from, the fifth is scored, in turn. Everything else is what
`parley build` and `parley evaluate dialogues` do. The workspace must have been built from the `movies` folder; it is
not changed. Run: python benchmarks/dialogue_folds.py WORKSPACE [--data DIR] [--json FILE]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from agent.dialogues.evaluation import Measured, measure
from catalog.dialogues import Dialogue, is_develop, read_dialogues
from recommenders.dialogues.learning import DIALOGUES, Ground, learn
from recommenders.manifest import file_hashes, read_manifest, write_manifest
from recommenders.workspace import Workspace

PARTS = 5


def part_of(dialogue: Dialogue) -> int:
    """Which fifth a dialogue is in; the last digit of the hash is spent on the split itself."""
    return int(hashlib.sha256(dialogue.id.encode()).hexdigest(), 16) // 10 % PARTS


def opened(source: Path, place: Path, dialogues: list[Dialogue], known: dict[str, np.ndarray]) -> Workspace:
    """A copy of the workspace `source` at `place` that learnt from `dialogues` only."""
    shutil.copytree(source, place, ignore=shutil.ignore_patterns(DIALOGUES))
    manifest = read_manifest(source)
    write_manifest(place, manifest.model_copy(update={"files": file_hashes(place), "dialogues": ()}))
    plain = Workspace.open(place)

    def encode(text: str) -> np.ndarray:
        if text not in known:
            known[text] = plain.encode(text)
        return known[text]

    ground = Ground(plain.catalog, plain.items, plain.interactions, plain.recommenders, plain.blend.projection, encode)
    learn(place, ground, dialogues, seed=manifest.seed)
    ids = tuple(one.id for one in dialogues)
    write_manifest(place, manifest.model_copy(update={"files": file_hashes(place), "dialogues": ids}))
    return Workspace.open(place)


def joined(parts: list[Measured]) -> Measured:
    """All dialogues of several measurements as one."""
    found = {
        name: {table: np.concatenate([part.found[name][table] for part in parts]) for table in both}
        for name, both in parts[0].found.items()
    }
    linking, liked = (np.concatenate([getattr(part, name) for part in parts]) for name in ("linking", "liked"))
    return Measured(linking, liked, np.concatenate([part.seen for part in parts]), found)


def main() -> None:
    """Print the report; write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("PARLEY_DATA", "../shared/data")))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    everything = read_dialogues(options.data / "movies" / "dialogues_redial.jsonl")
    develop = [one for one in everything if is_develop(one.id)]
    known: dict[str, np.ndarray] = {}
    parts = []
    with tempfile.TemporaryDirectory() as folder:
        for part in range(PARTS):
            learnt = [one for one in develop if part_of(one) != part]
            place = Path(folder) / str(part)
            workspace = opened(options.workspace, place, learnt, known)
            parts.append(measure(workspace, [one for one in develop if part_of(one) == part]))
            print(f"part {part + 1} of {PARTS}", file=sys.stderr, flush=True)
            shutil.rmtree(place)
    report = {"dialogues": len(develop), "parts": PARTS, **joined(parts).report()}
    text = json.dumps(report, indent=1)
    print(text)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
