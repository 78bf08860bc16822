"""The voice by rules shares no template and no list of words with what reads it: overlap of word n-grams and of lists,
counted from the sources of both."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from catalog.schema import Role

ROOT = Path(__file__).resolve().parents[1]
VOICE = sorted((ROOT / "simulator" / "voices").rglob("*.py"))
PARSER = sorted(
    [
        *(ROOT / "agent" / "embedded").rglob("*.py"),
        *(ROOT / "agent" / "language" / "demonstrations").rglob("*"),
        ROOT / "catalog" / "utterance.py",
        ROOT / "catalog" / "everyday.py",
    ]
)
COMMON_PHRASES = frozenset(
    tuple(phrase.split())
    for phrase in ("an hour and a", "hour and a half", "and a half hours", "two and a half", "in the mood for")
)
"""Everyday phrases of four words that both may say: nobody says 90 minutes otherwise, and the last one is what people
most often begin with."""
FUNCTION_WORDS = frozenset(
    """
    a an the of to in on at for with from by and or but not no it its is are was were be been am do does did i me my you your
    we they them this that these those one ones any some all as if so than then there here what which who how when can could
    would should will may might must have has had s t d m re ve ll
    """.split()  # noqa: SIM905
)
ROLES = frozenset(get_args(Role))
"""The names of roles belong to the catalog and are no words of either side."""
_SLOT = re.compile(r"\{[^{}]*\}")
_WORDS = re.compile(r"[a-z0-9']+")


def constants(path: Path) -> Iterator[str]:
    """The texts of a file: string constants of Python, docstrings left out; string values of JSON; lines of others."""
    content = path.read_text(encoding="utf-8")
    if path.suffix == ".json" or path.suffix == ".jsonl":
        yield from (text for line in ([content] if path.suffix == ".json" else content.splitlines()) for text in strings(json.loads(line)))
    elif path.suffix == ".py":
        tree = ast.parse(content)
        left_out = {id(part) for node in ast.walk(tree) for part in no_phrase(node)}
        yield from (
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out
        )
    else:
        yield from content.splitlines()


def no_phrase(node: ast.AST) -> Iterator[ast.expr]:
    """Texts that are no phrases: docstrings, and words that are split to a list."""
    if isinstance(node, ast.Expr):
        yield node.value
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "split":
        yield node.func.value


def strings(value: object) -> Iterator[str]:
    """Every text inside a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from (key, *strings(inner))
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def texts(paths: list[Path]) -> list[str]:
    return [text for path in paths if path.is_file() and "__pycache__" not in path.parts for text in constants(path)]


def ngrams(found: list[str], n: int) -> set[tuple[str, ...]]:
    """Word n-grams inside the texts; they do not reach over slots or punctuation."""
    out: set[tuple[str, ...]] = set()
    for text in found:
        for piece in re.split(r"[^a-z0-9' ]+", _SLOT.sub("|", text.casefold())):
            words = _WORDS.findall(piece)
            out |= {tuple(words[i : i + n]) for i in range(len(words) - n + 1)}
    return out


def content(grams: set[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Those with at least two words that are no function words."""
    return {gram for gram in grams if sum(word not in FUNCTION_WORDS for word in gram) >= 2}


def word_lists(paths: list[Path]) -> set[frozenset[str]]:
    """Literal collections of more than three texts."""
    out: set[frozenset[str]] = set()
    for path in paths:
        if path.suffix != ".py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            parts = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else []
            parts = node.keys if isinstance(node, ast.Dict) else parts
            words = {p.value.casefold() for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str)} - ROLES
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" in node.value:
                words = set(node.value.casefold().split())
            if len(words) > 3:
                out.add(frozenset(words))
    return out


def test_the_two_sides_are_there_to_be_compared() -> None:
    assert len(ngrams(texts(VOICE), 4)) > 300
    assert len(ngrams(texts(PARSER), 2)) > 300


def test_no_four_words_in_a_row_are_shared() -> None:
    common = ngrams(texts(VOICE), 4) & ngrams(texts(PARSER), 4)
    assert sorted(common - COMMON_PHRASES) == []


def test_hardly_any_three_words_in_a_row_are_shared() -> None:
    said = content(ngrams(texts(VOICE), 3))
    common = said & ngrams(texts(PARSER), 3)
    assert len(common) <= 0.01 * len(said), sorted(common)


def test_no_list_of_words_is_shared() -> None:
    shared = word_lists(VOICE) & word_lists(PARSER)
    assert sorted(map(sorted, shared)) == []


def test_no_list_of_words_is_nearly_shared() -> None:
    theirs = word_lists(PARSER)
    alike = [sorted(mine & other) for mine in word_lists(VOICE) for other in theirs if 2 * len(mine & other) > len(mine | other)]
    assert alike == []


@pytest.mark.parametrize("text", ["i take a {noun} from the nineties", "no{x}way"])
def test_slots_part_what_stands_around_them(text: str) -> None:
    assert not any("noun" in gram or gram == ("no", "way") for gram in ngrams([text], 2))
