"""What language models answered in a run: `AnswerStore`, so that nothing is paid twice and a run can be played again.

Knows requests by their digest, the files of a folder and what was spent. Does not know how a model is asked.

Every process appends to a file of its own (`simulator.runs.sealed_lines`), made with its first answer, and reads what
the others have appended before it asks for anything new. Whoever asks holds the lock of the request's digest, so that
equal requests get one answer, however many processes make them at once.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from catalog.errors import CatalogError, ConfigError
from catalog.lock import hold
from simulator.runs.sealed_lines import SealedWriter, unseal

_WAIT = 0.02
"""Seconds between two looks at a lock that another process holds."""


@dataclass(frozen=True)
class ModelAnswer:
    """What a model answered: its text, its tool calls as (name, raw JSON arguments), what it took when it was asked."""

    text: str = ""
    calls: tuple[tuple[str, str], ...] = ()
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None
    """US dollars; None where no prices are set."""
    fault: str = ""
    """The kind of fault of an answer that is none: empty, refused, cut off or malformed."""


@dataclass(frozen=True)
class Spent:
    """Sums over all that was asked for in a run, by everybody; `cost` counts what has a price."""

    calls: int = 0
    tokens: int = 0
    cost: float = 0.0


def digest_of(request: Mapping[str, Any]) -> str:
    """The sha256 of a request as canonical JSON, in hexadecimal digits."""
    text = json.dumps(request, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


class AnswerStore:
    """Answers by the digest of their requests, on disk or, without a folder, for the life of the process only. Safe to
    share between threads; a process that is forked needs one of its own."""

    def __init__(self, folder: Path | None = None) -> None:
        """Reads all there is. ConfigError where the folder cannot be made or read."""
        self.folder = folder
        self.damaged = 0
        """Lines that were not as they had been written, and were passed over."""
        self._guard = threading.Lock()
        self._answers: dict[str, ModelAnswer] = {}
        self._ends: dict[str, int] = {}
        self._spent = Spent()
        self._writer: SealedWriter | None = None
        if folder is not None:
            with self._guard, _told_in_one_line(folder):
                folder.mkdir(parents=True, exist_ok=True)
                self._catch_up(folder)

    def get(self, digest: str) -> ModelAnswer | None:
        """The answer to a request; None where nobody has asked yet."""
        with self._guard:
            return self._answers.get(digest)

    @contextlib.contextmanager
    def asking(self, digest: str) -> Iterator[ModelAnswer | None]:
        """While this lasts nobody else asks for the same. Gives the answer where another has asked meanwhile."""
        if self.folder is None:
            yield self.get(digest)
            return
        with _told_in_one_line(self.folder):
            lock = hold(path := self.folder / "locks" / digest[:2])
            while lock is None:
                time.sleep(_WAIT)
                lock = hold(path)
        with lock:
            with self._guard, _told_in_one_line(self.folder):
                self._catch_up(self.folder)
            yield self.get(digest)

    def put(self, digest: str, answer: ModelAnswer) -> None:
        """Keep an answer. ConfigError where the disk takes no more."""
        self._append({"digest": digest, **asdict(answer)})

    def paid(self, *, input_tokens: int = 0, output_tokens: int = 0, cost: float | None = None) -> None:
        """Take note of a call that took something and left no answer to keep. ConfigError as `put`."""
        self._append({"input_tokens": input_tokens, "output_tokens": output_tokens, "cost": cost})

    @property
    def spent(self) -> Spent:
        """What has been spent as far as is known: everything up to the last `asking`, and all of this process."""
        with self._guard:
            return self._spent

    def close(self) -> None:
        """Tell the disk and let go of the file."""
        with self._guard:
            if self._writer is not None:
                self._writer.close()
                self._writer = None

    def _append(self, facts: dict[str, Any]) -> None:
        text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        with self._guard:
            if self.folder is None:
                self._take(text)
                return
            with _told_in_one_line(self.folder):
                self._writer = self._writer or SealedWriter(_new_file(self.folder))
                self._writer.write([text])
                self._writer.sync(late=True)
                self._catch_up(self.folder)

    def _catch_up(self, folder: Path) -> None:
        """Read what was appended to any file since the last time, without a line that is still being written."""
        for path in sorted(folder.glob("answers-*.jsonl")):
            begin = self._ends.get(path.name, 0)
            if path.stat().st_size <= begin:
                continue
            with path.open("rb") as file:
                file.seek(begin)
                *lines, tail = file.read().split(b"\n")
                self._ends[path.name] = file.tell() - len(tail)
            for line in lines:
                text = unseal(line)
                self.damaged += text is None
                if text is not None:
                    self._take(text)

    def _take(self, text: str) -> None:
        facts = json.loads(text)
        tokens = facts["input_tokens"] + facts["output_tokens"]
        sums = self._spent
        self._spent = Spent(sums.calls + 1, sums.tokens + tokens, sums.cost + (facts["cost"] or 0.0))
        if digest := facts.pop("digest", None):
            calls = tuple((str(name), str(arguments)) for name, arguments in facts.pop("calls"))
            self._answers.setdefault(digest, ModelAnswer(calls=calls, **facts))


def _new_file(folder: Path) -> Path:
    """A file that no other process writes to."""
    number = len(list(folder.glob("answers-*.jsonl")))
    while True:
        path = folder / f"answers-{number:04}.jsonl"
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            number += 1
            continue
        return path


@contextlib.contextmanager
def _told_in_one_line(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ConfigError(f"answers of models cannot be kept in {str(folder)!r}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise CatalogError(f"answers of models in {str(folder)!r} are not of this Parley; remove the folder") from error
