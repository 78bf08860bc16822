"""Builds that are killed at random moments and started again: do they end in the same files?

    python benchmarks/kill_storm.py [--kills 30] [--seed 0] [--json FILE]

One build of a made-up table runs undisturbed. Then the same build, over an old workspace and with an empty text cache,
is killed (SIGKILL) and started again until it ends; this is repeated until there were so many kills. Half of them come
at moments drawn with equal chance from the time an undisturbed build takes, half at the first report of a stage drawn
likewise. After every kill the old workspace must still be whole, and every end must give the manifest of the
undisturbed build, with nothing left beside it. Knows builds from outside only; needs a system with SIGKILL. Exit code 1
where anything differs.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing as mp
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from catalog.readers.dataset import Dataset, Event

_ITEMS, _PEOPLE, _EVENTS = 200, 240, 12
_WORDS = ("river", "clock", "garden", "storm", "lantern", "train", "winter", "harbour", "piano", "desert", "fox")
_STAGES = ("encode", "text", "ranker", "retriever", "steer", "evaluate")
_CONTEXT = mp.get_context("forkserver")  # a child begins with everything imported, so kills hit work, not imports


def main() -> int:
    """Storm, print a table, write JSON; 0 where every build ended as the undisturbed one."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    _CONTEXT.set_forkserver_preload(["recommenders.build", "sentence_transformers"])
    with tempfile.TemporaryDirectory() as folder:
        figures = storm(Path(folder), options.kills, random.Random(options.seed))
    for name, value in figures.items():
        print(f"{name:28} {value}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0 if figures["ends_equal"] == figures["ends"] and figures["old_whole"] == figures["kills"] else 1


def storm(folder: Path, kills: int, rng: random.Random) -> dict[str, Any]:
    """Build undisturbed, then under kills; counts of what came out."""
    old, whole = folder / "old", folder / "whole"
    _run(old, folder / "cache-old", 1)
    began = time.monotonic()
    _run(whole, folder / "cache-whole", 0)
    lasts = time.monotonic() - began
    expected = _manifest(whole)
    figures: dict[str, Any] = {"kills": 0, "ends": 0, "ends_equal": 0, "old_whole": 0}
    stages: Counter[str] = Counter()
    kills_of_end: list[int] = []
    while figures["kills"] < kills:
        place = folder / f"storm-{figures['ends']}"
        shutil.copytree(old, place / "w")
        before = figures["kills"]
        while (stage := _run(place / "w", place / "cache", 0, **_moment(rng, lasts))) is not None:
            figures["kills"] += 1
            stages[stage] += 1
            figures["old_whole"] += _manifest(place / "w") in (_manifest(old), expected)
        kills_of_end.append(figures["kills"] - before)
        figures["ends"] += 1
        beside = sorted(path.name for path in place.iterdir())
        figures["ends_equal"] += _manifest(place / "w") == expected and beside == ["cache", "w"]
        shutil.rmtree(place)
    undisturbed = {"seconds_undisturbed": round(lasts, 2)}
    return figures | {"kills_of_each_end": kills_of_end, "stage_of_kills": dict(sorted(stages.items()))} | undisturbed


def _moment(rng: random.Random, lasts: float) -> dict[str, Any]:
    """When the next kill comes, as arguments of `_run`."""
    return {"after": rng.uniform(0, lasts)} if rng.random() < 0.5 else {"at": rng.choice(_STAGES)}


def _run(out: Path, cache: Path, seed: int, *, after: float | None = None, at: str = "") -> str | None:
    """Build in a process that is killed after so many seconds, or in stage `at`; the stage it was killed in, or None
    where it came to its end."""
    stage: Any = _CONTEXT.RawArray("c", 64)  # without a lock: a killed process would never give it back
    process = _CONTEXT.Process(target=_build, args=(str(out), str(cache), seed, stage, at))
    process.start()
    process.join(after)
    if process.exitcode is None:
        process.kill()
        process.join()
    if process.exitcode == -signal.SIGKILL:
        return str(stage.value.decode())
    if process.exitcode != 0:
        raise SystemExit(f"a build ended by itself with exit code {process.exitcode}")
    return None


def _build(out: str, cache: str, seed: int, stage: Any, at: str) -> None:
    os.environ["XDG_CACHE_HOME"] = cache
    from recommenders.build import build_workspace

    def progress(name: str, done: int, total: int) -> None:
        stage.value = name.encode()
        if name == at:
            os.kill(os.getpid(), signal.SIGKILL)

    stage.value = b"before the first report"
    build_workspace(_table(), out, seed=seed, progress=progress)


def _manifest(folder: Path) -> bytes:
    """The manifest of a workspace, whose files are verified against it; empty where it is not whole."""
    from catalog.errors import CatalogError
    from catalog.files import recover
    from recommenders.manifest import MANIFEST, read_manifest, verify_files

    recover(folder)
    try:
        verify_files(folder, read_manifest(folder))
    except CatalogError as error:
        print(error, file=sys.stderr)
        return b""
    return (folder / MANIFEST).read_bytes()


def _table() -> Dataset:
    """Books of made-up words, and readers who keep to one of three kinds."""
    rng = random.Random(0)
    rows: list[dict[str, object]] = [
        {
            "id": str(number),
            "title": f"The {rng.choice(_WORDS).title()} {number}",
            "year": 1950 + number % 70,
            "genres": [_WORDS[number % 3]],
            "description": f"A {rng.choice(_WORDS)} and a {rng.choice(_WORDS)} in the {rng.choice(_WORDS)}.",
        }
        for number in range(_ITEMS)
    ]
    events = []
    for person in range(_PEOPLE):
        liked = rng.sample(range(person % 3, _ITEMS, 3), _EVENTS)
        events += [Event(f"reader {person}", str(item), time, 1.0) for time, item in enumerate(liked)]
    return Dataset("made up", rows, events, noun="book", source="synthetic")


if __name__ == "__main__":
    sys.exit(main())
