"""Precision and recall of title linking on human dialogues, and its speed.

Knows the `movies` data folder: the films of each turn are linked there by its makers. The unit is a film in a
dialogue; a film counts as linked when a mention that needs no question names it (`best row`: the first row of
every mention counts). Two forms of the turns: as typed, and in lower case without the years in brackets.
Intervals are 95 % bootstrap intervals over dialogues. Run: python benchmarks/linking.py [--json FILE]
"""

import argparse
import hashlib
import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from catalog.linking import TitleLinker

_YEAR = re.compile(r"\s*\((?:18|19|20)\d\d\)")
_RESAMPLES = 1000


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a jsonl file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def in_split(dialog_id: str, split: str) -> bool:
    """Whether a dialogue is in "develop" (seven tenths, by the hash of its id) or "validate"."""
    develop = int(hashlib.sha256(dialog_id.encode()).hexdigest(), 16) % 10 < 7
    return develop == (split == "develop")


def build_linker(folder: Path) -> tuple[TitleLinker, list[dict[str, Any]], float]:
    """The linker over the films of `folder`, the films, and the seconds it took."""
    films = read_lines(folder / "movies.jsonl")
    with (folder / "ratings.csv").open(encoding="utf-8") as lines:
        counts = Counter(line.split(",")[1] for line in lines)
    years = np.array([film.get("year") or np.nan for film in films], dtype=np.float64)
    popularity = np.array([counts[film["id"]] for film in films], dtype=np.float64)
    began = time.perf_counter()
    linker = TitleLinker([film["title"] for film in films], years, popularity)
    return linker, films, time.perf_counter() - began


def link_dialogue(
    linker: TitleLinker, texts: Sequence[str], same: Callable[[int], str], *, ask: bool
) -> set[str]:
    """The films linked in one dialogue; each turn prefers the films of the turns before it."""
    prefer: list[int] = []
    found: set[str] = set()
    for text in texts:
        for mention in linker.mentions(text, prefer=frozenset(prefer)):
            prefer.append(mention.rows[0])
            if mention.certain or not ask:
                found.add(same(mention.rows[0]))
    return found


def interval(hits: np.ndarray, totals: np.ndarray, seed: int = 0) -> list[float]:
    """[mean, low, high] of a ratio of sums over dialogues, 95 % bootstrap."""
    drawn = np.random.default_rng(seed).integers(0, len(hits), (_RESAMPLES, len(hits)))
    ratios = hits[drawn].sum(1) / np.maximum(totals[drawn].sum(1), 1)
    low, high = np.quantile(ratios, [0.025, 0.975])
    return [round(float(value), 4) for value in (hits.sum() / max(totals.sum(), 1), low, high)]


def measure(
    linker: TitleLinker, films: Sequence[Mapping[str, Any]], dialogues: Sequence[Mapping[str, Any]]
) -> dict[str, dict[str, list[float]]]:
    """Precision and recall in both forms, for certain mentions and for the best row of every mention."""
    twins = [f"{film['title']}|{film.get('year')}" for film in films]
    by_id = {film["id"]: twins[row] for row, film in enumerate(films)}
    figures: dict[str, dict[str, list[float]]] = {}
    for form in ("plain", "lower, no years"):
        for ask in (True, False):
            rows = []
            for dialogue in dialogues:
                texts = [turn["text"] for turn in dialogue["turns"]]
                if form != "plain":
                    texts = [_YEAR.sub("", text).lower() for text in texts]
                truth = {by_id[item] for turn in dialogue["turns"] for item in turn["items"] if item in by_id}
                found = link_dialogue(linker, texts, twins.__getitem__, ask=ask)
                rows.append((len(found & truth), len(found), len(truth)))
            hits, linked, true = np.array(rows).T
            name = f"{form}, {'certain' if ask else 'best row'}"
            figures[name] = {"precision": interval(hits, linked), "recall": interval(hits, true)}
    return figures


def latency(linker: TitleLinker, dialogues: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Milliseconds of `mentions`: messages of about 150 characters (p50, p95), and one of 20,000."""
    text = " ".join(turn["text"] for dialogue in dialogues for turn in dialogue["turns"])
    pieces = [text[at : at + 150] for at in range(0, 150 * 500, 150)]
    times = []
    for piece in [*pieces, *(text[at : at + 20_000] for at in range(0, 60_000, 20_000))]:
        began = time.perf_counter()
        linker.mentions(piece)
        times.append(1000 * (time.perf_counter() - began))
    short = np.array(times[: len(pieces)])
    return {
        "p50_ms": round(float(np.median(short)), 2),
        "p95_ms": round(float(np.quantile(short, 0.95)), 2),
        "20000_characters_ms": round(max(times[len(pieces) :]), 1),
    }


def main() -> None:
    """Print the table; write the figures where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("PARLEY_DATA", "../shared/data")))
    parser.add_argument("--split", choices=("develop", "validate"), default="develop")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    folder = options.data / "movies"
    linker, films, seconds = build_linker(folder)
    dialogues = [
        one for one in read_lines(folder / "dialogues_redial.jsonl") if in_split(one["dialog_id"], options.split)
    ]
    figures = measure(linker, films, dialogues)
    speed = {"build_s": round(seconds, 2), **latency(linker, dialogues)}
    print(f"{len(dialogues)} dialogues ({options.split}), {len(films)} films")
    for name, pair in figures.items():
        cells = "  ".join(f"{what} {m:.3f} [{low:.3f}, {high:.3f}]" for what, (m, low, high) in pair.items())
        print(f"{name:28} {cells}")
    print("  ".join(f"{name} {value}" for name, value in speed.items()))
    if options.json:
        report = {"split": options.split, "dialogues": len(dialogues), "linking": figures, "speed": speed}
        options.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
