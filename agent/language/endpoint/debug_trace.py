"""The debug trace of a language model: `DebugTrace`, a file of JSON lines for whoever asked for one.

Knows how a call is written down: prompts and raw answers, readable by the owner of the file only. Knows nothing about
keys, headers and errors of providers, and so never writes them.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from langchain_core.messages import BaseMessage

from catalog.errors import ConfigError

_log = logging.getLogger(__name__)


class DebugTrace:
    """Appends one line per call to a file; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """ConfigError, in one line, where the file cannot be written."""
        self.path = path
        self._guard = threading.Lock()
        try:
            os.close(self._open())
        except OSError as error:
            raise ConfigError(
                f"the trace {str(path)!r} cannot be written: {error.strerror}; see PARLEY_LLM_TRACE"
            ) from error

    def write(self, role: str, model: str, messages: Sequence[BaseMessage], outcome: dict[str, Any]) -> None:
        """Write a call down: `outcome` is `{"answer": …}` or `{"fault": kind}`."""
        said = [{"role": message.type, "content": message.content} for message in messages]
        time = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
        line = {"time": time, "role": role, "model": model, "messages": said, **outcome}
        data = (json.dumps(line, ensure_ascii=False, default=str) + "\n").encode("utf-8", "backslashreplace")
        with self._guard:
            try:
                handle = self._open()
                with os.fdopen(handle, "ab") as file:
                    file.write(data)
            except OSError as error:  # a full disk must not end a conversation
                _log.warning("the trace %r cannot be written: %s", str(self.path), error.strerror)

    def _open(self) -> int:
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        if hasattr(os, "fchmod"):  # a file that was there may be open to others
            os.fchmod(handle, 0o600)
        return handle
