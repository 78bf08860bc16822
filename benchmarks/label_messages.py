"""Messages of people for labelling: draws them, shows each with what came before, compares two label files.

Knows the dialogue file (lines of dialog_id and turns of role and text) and label files (lines of dialog_id, turn,
intent and constraints, no text). Knows nothing about what a label means, or about the program measured with them.
Run: python benchmarks/label_messages.py draw DIALOGUES --n 300 --seed 0 --out FILE
     python benchmarks/label_messages.py show DIALOGUES FILE [--from 0 --to 40]
     python benchmarks/label_messages.py agree FIRST SECOND
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.linking import in_split, read_lines

Key = tuple[str, int]  # dialog_id, index in the dialogue's turns
Item = tuple[str, str, str]  # field, op, one value as JSON

_BEFORE = 3  # turns shown before a message


def key_of(line: Mapping[str, Any]) -> Key:
    """The message that a line of a draw or of a label file is about."""
    return line["dialog_id"], line["turn"]


def messages_of(dialogues: Sequence[Mapping[str, Any]]) -> list[Key]:
    """The seeker's messages with text in the develop part, in order."""
    return sorted(
        (dialogue["dialog_id"], index)
        for dialogue in dialogues
        if in_split(dialogue["dialog_id"], "develop")
        for index, turn in enumerate(dialogue["turns"])
        if turn["role"] == "seeker" and turn["text"].strip()
    )


def draw(dialogues: Sequence[Mapping[str, Any]], n: int, seed: int) -> list[Key]:
    """`n` different messages of `messages_of`, each as likely as any other, in order; ValueError if there are fewer."""
    messages = messages_of(dialogues)
    chosen = np.random.default_rng(seed).choice(len(messages), n, replace=False)
    return [messages[row] for row in sorted(chosen.tolist())]


def shown(dialogues: Sequence[Mapping[str, Any]], drawn: Sequence[Key], first: int, last: int) -> Iterator[str]:
    """Lines for a labeller: messages `first` to before `last` of `drawn`, each after the turns before it."""
    turns = {dialogue["dialog_id"]: dialogue["turns"] for dialogue in dialogues}
    for number, (dialog_id, turn) in enumerate(drawn[first:last], start=first):
        yield f"--- {number}: {dialog_id} turn {turn}"
        for before in turns[dialog_id][max(turn - _BEFORE, 0) : turn]:
            yield f"    {before['role']}: {before['text']}"
        yield f">>> {turns[dialog_id][turn]['text']}"


def items_of(label: Mapping[str, Any]) -> frozenset[Item]:
    """The constraints of a label, one item for each value of a list."""
    found = set()
    for entry in label["constraints"]:
        value = entry["value"]
        many = entry["op"] in ("any_of", "none_of")
        found |= {(entry["field"], entry["op"], json.dumps(one)) for one in (value if many else [value])}
    return frozenset(found)


def kappa(first: Sequence[str], second: Sequence[str]) -> float:
    """Cohen's kappa of two labellers' names for the same messages; 1 where both gave one name to all."""
    counts, others = Counter(first), Counter(second)
    n = len(first)
    chance = sum(counts[name] * others[name] for name in counts) / n**2
    same = sum(a == b for a, b in zip(first, second, strict=True)) / n
    return 1.0 if chance == 1 else (same - chance) / (1 - chance)


def agreement(first: Mapping[Key, Mapping[str, Any]], second: Mapping[Key, Mapping[str, Any]]) -> Iterator[str]:
    """Lines of figures over the messages labelled in both files, then one line for each message that differs.

    There "<" marks an item of the first file only, ">" one of the second only.
    """
    keys = sorted(first.keys() & second.keys())
    if not keys:
        yield "no message is in both files"
        return
    intents = [[labels[key]["intent"] for key in keys] for labels in (first, second)]
    items = [[items_of(labels[key]) for key in keys] for labels in (first, second)]
    hits = sum(len(a & b) for a, b in zip(*items, strict=True))
    total = sum(len(one) for side in items for one in side)
    same = sum(a == b for a, b in zip(*intents, strict=True))
    yield f"messages in both {len(keys)}, in one only {len(first.keys() ^ second.keys())}"
    yield f"intent: accuracy {same / len(keys):.3f}, Cohen's kappa {kappa(*intents):.3f}"
    yield f"constraints: F1 {2 * hits / total if total else 1:.3f} ({hits} shared of {total} in both files together)"
    for (dialog_id, turn), a, b, mine, yours in zip(keys, *intents, *items, strict=True):
        parts = [f"{a} / {b}"] if a != b else []
        parts += [f"<{' '.join(item)}" for item in sorted(mine - yours)]
        parts += [f">{' '.join(item)}" for item in sorted(yours - mine)]
        if parts:
            yield f"{dialog_id} turn {turn}: {'; '.join(parts)}"


def main() -> None:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    commands = parser.add_subparsers(dest="command", required=True)
    drawing, showing, comparing = (commands.add_parser(name) for name in ("draw", "show", "agree"))
    for command in (drawing, showing):
        command.add_argument("dialogues", type=Path)
    drawing.add_argument("--n", type=int, default=300)
    drawing.add_argument("--seed", type=int, default=0)
    drawing.add_argument("--out", type=Path, required=True)
    showing.add_argument("file", type=Path)
    showing.add_argument("--from", type=int, default=0, dest="first")
    showing.add_argument("--to", type=int, dest="last")
    comparing.add_argument("first", type=Path)
    comparing.add_argument("second", type=Path)
    options = parser.parse_args()
    if options.command == "draw":
        keys = draw(read_lines(options.dialogues), options.n, options.seed)
        lines = [json.dumps({"dialog_id": dialog_id, "turn": turn}) + "\n" for dialog_id, turn in keys]
        options.out.write_text("".join(lines), encoding="utf-8")
    elif options.command == "show":
        drawn = [key_of(line) for line in read_lines(options.file)]
        last = len(drawn) if options.last is None else options.last
        print("\n".join(shown(read_lines(options.dialogues), drawn, options.first, last)))
    else:
        sides = [{key_of(line): line for line in read_lines(path)} for path in (options.first, options.second)]
        print("\n".join(agreement(*sides)))


if __name__ == "__main__":
    main()
