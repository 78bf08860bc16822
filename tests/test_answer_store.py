"""Answers of models are kept: across processes, through kills, and each request has one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from catalog.errors import BudgetSpent, CatalogError, ConfigError
from simulator.language.answer_store import AnswerStore, ModelAnswer, digest_of
from simulator.language.ceiling import Ceiling
from simulator.runs.sealed_lines import seal

ONE = digest_of({"messages": ["one"]})
TWO = digest_of({"messages": ["two"]})
ANSWER = ModelAnswer("A text — with “quotes”\nand lines", (("say", '{"a": 1}'),), 12, 3, 0.25)
ROOT = Path(__file__).resolve().parents[1]


def test_digest_is_of_the_whole_request() -> None:
    assert digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1}) != digest_of({"a": 1, "b": 3})
    assert digest_of({"a": "\ud800"}) != digest_of({"a": "?"})


def test_kept_answers_come_back(tmp_path: Path) -> None:
    store = AnswerStore(tmp_path / "new" / "folder")
    assert store.get(ONE) is None
    with store.asking(ONE) as found:
        assert found is None
        store.put(ONE, ANSWER)
    store.put(TWO, ModelAnswer(fault="refused"))
    later = AnswerStore(tmp_path / "new" / "folder")
    assert (later.get(ONE), later.get(TWO)) == (ANSWER, ModelAnswer(fault="refused"))
    assert store.spent == later.spent
    assert (later.spent.calls, later.spent.tokens, later.spent.cost) == (2, 15, 0.25)


def test_without_a_folder_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    store = AnswerStore()
    with store.asking(ONE) as found:
        assert found is None
        store.put(ONE, ANSWER)
    assert store.get(ONE) == ANSWER
    assert list(tmp_path.iterdir()) == []


def test_reading_makes_no_file(tmp_path: Path) -> None:
    AnswerStore(tmp_path).put(ONE, ANSWER)
    before = sorted(tmp_path.glob("answers-*"))
    store = AnswerStore(tmp_path)
    with store.asking(ONE) as found:
        assert found == ANSWER
    assert sorted(tmp_path.glob("answers-*")) == before != []


def test_what_others_append_is_seen(tmp_path: Path) -> None:
    one, two = AnswerStore(tmp_path), AnswerStore(tmp_path)
    one.put(ONE, ANSWER)
    two.put(TWO, ANSWER)
    with two.asking(ONE) as found:
        assert found == ANSWER
    assert two.spent.calls == 2
    assert len(list(tmp_path.glob("answers-*"))) == 2


def test_who_asks_is_alone(tmp_path: Path) -> None:
    """Eight threads with a store each want the same answer; one asks."""
    asked: list[int] = []

    def want(number: int) -> None:
        store = AnswerStore(tmp_path)
        with store.asking(ONE) as found:
            if found is None:
                asked.append(number)
                store.put(ONE, ModelAnswer(str(number)))

    threads = [threading.Thread(target=want, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(asked) == 1
    assert AnswerStore(tmp_path).get(ONE) == ModelAnswer(str(asked[0]))


def test_torn_tail_is_passed_over(tmp_path: Path) -> None:
    AnswerStore(tmp_path).put(ONE, ANSWER)
    path = next(tmp_path.glob("answers-*"))
    path.write_bytes(path.read_bytes() + b'{"digest":"ab","text":"half an ans')
    store = AnswerStore(tmp_path)
    assert (store.get(ONE), store.spent.calls, store.damaged) == (ANSWER, 1, 0)
    store.put(TWO, ANSWER)
    assert AnswerStore(tmp_path).get(TWO) == ANSWER


def test_spoilt_line_is_asked_again(tmp_path: Path) -> None:
    store = AnswerStore(tmp_path)
    store.put(ONE, ANSWER)
    store.put(TWO, ANSWER)
    path = next(tmp_path.glob("answers-*"))
    path.write_bytes(path.read_bytes().replace(b"A text", b"B text", 1))
    later = AnswerStore(tmp_path)
    assert (later.get(ONE), later.get(TWO), later.damaged) == (None, ANSWER, 1)


def test_foreign_lines_are_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "answers-0000.jsonl").write_text(seal('{"other":1}'))
    with pytest.raises(CatalogError, match="not of this Parley"):
        AnswerStore(tmp_path)


def test_folder_that_cannot_be_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot be kept"):
        AnswerStore(tmp_path / "file" / "inside")


def test_ceiling_counts_everybody(tmp_path: Path) -> None:
    one, two = AnswerStore(tmp_path), AnswerStore(tmp_path)
    ceiling = Ceiling(cost=0.6)
    one.put(ONE, ANSWER)
    ceiling.check(one)
    two.put(TWO, ANSWER)
    two.paid(input_tokens=5, output_tokens=5, cost=0.2)
    with pytest.raises(BudgetSpent, match=r"\$0.70 of \$0.60"):
        ceiling.check(two)
    with pytest.raises(BudgetSpent, match="40 of 40 tokens"):
        Ceiling(tokens=40).check(two)
    Ceiling().check(two)
    with pytest.raises(ConfigError, match="negative"):
        Ceiling(cost=-1.0)


_WRITER = """
import sys
from pathlib import Path
from simulator.language.answer_store import AnswerStore, ModelAnswer, digest_of
store = AnswerStore(Path(sys.argv[1]))
for number in range(100000):
    digest = digest_of({"number": number})
    with store.asking(digest) as found:
        if found is None:
            store.put(digest, ModelAnswer(f"{sys.argv[2]}:{number}", input_tokens=1))
    print(number, flush=True)
"""


def test_kills_lose_nothing_that_was_said(tmp_path: Path) -> None:
    """Two processes ask for the same; each is killed while it works, and what it had told is there."""
    told = -1
    for start in range(3):
        command = [sys.executable, "-c", _WRITER, str(tmp_path)]
        workers = [
            subprocess.Popen([*command, f"{start}.{n}"], stdout=subprocess.PIPE, cwd=ROOT, text=True) for n in range(2)
        ]
        for n, worker in enumerate(workers):
            assert worker.stdout is not None
            for line in worker.stdout:
                told = max(told, int(line))
                if told >= 40 * (2 * start + n + 1):
                    break
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
            worker.stdout.close()
    store = AnswerStore(tmp_path)
    answers = [store.get(digest_of({"number": number})) for number in range(told + 1)]
    assert told >= 240
    assert all(answers)
    assert store.damaged == 0
    assert all(answer and answer.text.endswith(f":{number}") for number, answer in enumerate(answers))
    lines = sum(path.read_bytes().count(b"\n") for path in tmp_path.glob("answers-*"))
    assert lines == store.spent.calls == store.spent.tokens  # nobody asked for what another had answered
