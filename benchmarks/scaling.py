"""What catalogs of 10 thousand, 100 thousand and a million items cost to build, to hold and to ask.

    python benchmarks/scaling.py WORKSPACE [--sizes 10000,100000,1000000] [--json FILE] [--plot FILE]

Knows sizes, processes, tables and the plot; what is measured is in `scaling_parts`. The catalogs are synthetic, shaped
like the one of WORKSPACE. Every part of every size runs in a process of its own, on one core, with a limit on its
memory: one that ends early is a line of the table, and what it had measured stays. Builds are in processor seconds,
latencies in milliseconds of the clock. Needs a system with /proc, and matplotlib for the plot.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from scaling_parts import PARTS
from synthetic import Source

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_GIB = 8  # memory that one process may take
_WISHES = (
    "something slow and thoughtful",
    "a funny heist",
    "a war story, but not an american one",
    "dinosaurs on an island",
    "nothing violent, for children",
    "romance in paris",
    "a dark psychological thriller with a twist",
    "loneliness in space",
    "music and musicians",
    "an old detective story in black and white",
    "samurai and revenge",
    "a courtroom drama",
    "the end of the world",
    "growing up in a small town",
    "something for christmas",
    "a paradox of time travel",
    "a saga of a criminal family",
    "ghosts in an old house",
    "an underdog who wins",
    "political satire",
    "talking animals",
    "the life of a scientist",
    "friends on the road",
    "a lone gunslinger",
    "spies in the cold war",
    "an escape from prison",
    "machines that think",
    "a mother and her daughter",
    "cooking and food",
    "silent slapstick",
    "vampires",
    "a robbery that goes wrong",
    "surreal and dreamlike",
    "giant robots",
    "epic fantasy with magic",
    "teenagers and a masked killer",
    "strangers in a new country",
    "a monster in the deep sea",
    "a dog that saves its family",
    "a poor boy and a rich girl",
)

Line = dict[str, Any]


def main() -> None:
    """Measure, print the table, write JSON and plot where asked."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--sizes", default="10000,100000,1000000", help="numbers of items, with commas between")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--part", choices=sorted(PARTS), help="one part only")
    parser.add_argument("--wishes", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    if options.wishes:
        PARTS[options.part](Source.read(options.workspace), sizes[0], options.seed, np.load(options.wishes))
        return
    parts = [options.part] if options.part else list(PARTS)
    lines = measure(options.workspace, sizes, parts, options.seed)
    print(table(lines, sizes))
    if options.json:
        report = {"workspace": options.workspace.name, "seed": options.seed, "sizes": sizes, "figures": lines}
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    if options.plot:
        plot(lines, options.plot)


def measure(workspace: Path, sizes: Sequence[int], parts: Sequence[str], seed: int) -> list[Line]:
    """Every part of every size, one process after the other."""
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as folder:
        wishes = Path(folder) / "wishes.npy"
        np.save(wishes, _encoded())
        for size in sizes:
            for part in parts:
                command = [sys.executable, __file__, str(workspace), "--sizes", str(size), "--part", part]
                command += ["--seed", str(seed), "--wishes", str(wishes)]
                lines += _run(command, size, part)
    return lines


def _run(command: list[str], size: int, part: str) -> Iterable[Line]:
    """The lines a process wrote, and one more that says how it ended where it failed."""
    environment = os.environ | dict.fromkeys(_THREADS, "1")
    done = subprocess.run(
        command,
        env=environment,
        capture_output=True,
        text=True,
        preexec_fn=_limit,
        check=False,
    )
    yield from (json.loads(line) for line in done.stdout.splitlines())
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no message"])[-1][:160]
        yield {
            "size": size,
            "part": part,
            "kind": "failed",
            "name": f"{part} ended early",
            "exit": done.returncode,
            "said": said,
        }
    print(f"{size:,} items, {part}: {'failed' if done.returncode else 'done'}", file=sys.stderr, flush=True)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (_GIB << 30, _GIB << 30))


def _encoded() -> np.ndarray:
    from recommenders.encoder import load_encoder

    encoder = load_encoder(None)
    return np.stack([encoder.encode_one(wish) for wish in _WISHES])


def table(lines: Sequence[Line], sizes: Sequence[int]) -> str:
    """One row per figure, one column per size; below it what ended early."""
    rows: dict[tuple[str, str], dict[int, str]] = {}
    failed = [line for line in lines if line["kind"] == "failed"]
    for line in lines:
        for unit, text in _cells(line):
            rows.setdefault((line["name"], unit), {})[line["size"]] = text
    width = max(len(name) for name, _ in rows)
    head = f"{'':{width}}  {'':14}" + "".join(f"{size:>18,}" for size in sizes)
    body = [
        f"{name:{width}}  {unit:14}" + "".join(f"{found.get(size, '-'):>18}" for size in sizes)
        for (name, unit), found in rows.items()
    ]
    return "\n".join([head, *body, *(f"{one['size']:,} items: {one['name']}, {one['said']}" for one in failed)])


def _cells(line: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """(unit, text) of each figure of one line."""
    if line["kind"] == "build":
        yield "build, cpu s", f"{line['cpu_s']:.2f}"
        yield "held, MiB", f"{line['held_mib']:,}"
    elif line["kind"] == "latency":
        yield "p50 / p95 ms", f"{line['p50_ms'][0]:.2f} / {line['p95_ms'][0]:.2f}"
    elif line["kind"] == "share":
        yield "share", f"{line['mean'][0]:.3f}"
    elif line["kind"] == "step":
        yield "step, cpu s", f"{line['cpu_s']:.2f}"
        yield "steps at most", f"{line['steps']:,}"
        yield "all, cpu hours", f"{line['cpu_s'] * line['steps'] / 3600:.2f}"
    elif line["kind"] == "count":
        yield "rows", f"{line['rows']:,}"
    elif line["kind"] == "whole":
        yield "most, MiB", f"{line['peak_mib']:,}"
        yield "cpu s", f"{line['cpu_s']:,}"


def plot(lines: Sequence[Line], path: Path) -> None:
    """Latency, build time and memory against the number of items, both axes logarithmic, one line per operation."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    panels = (
        ("latency", 0.0, "median latency, ms", lambda line: line["p50_ms"][0]),
        ("build", 0.01, "build, processor seconds", lambda line: line["cpu_s"]),
        ("build", 10, "memory held, MiB", lambda line: line["held_mib"]),
    )
    figure, axes = pyplot.subplots(1, len(panels), figsize=(24, 8))
    for axis, (kind, least, label, value) in zip(axes, panels, strict=True):
        chosen = [line for line in lines if line["kind"] == kind and value(line) > least]
        for number, name in enumerate(dict.fromkeys(line["name"] for line in chosen)):
            points = [(line["size"], value(line)) for line in chosen if line["name"] == name]
            axis.plot(*zip(*points, strict=True), marker="o", linestyle=("-", "--", ":")[number // 10 % 3], label=name)
        axis.set(xscale="log", yscale="log", xlabel="items", ylabel=label)
        axis.grid(visible=True, which="major", alpha=0.3)
        axis.legend(fontsize=9, loc="upper left", bbox_to_anchor=(0, -0.07), ncol=2)
    figure.savefig(path, dpi=110, bbox_inches="tight")
    pyplot.close(figure)


if __name__ == "__main__":
    main()
