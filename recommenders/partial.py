"""A build under way: the folder beside its target, the lock on it, and what outlives a stop.

Knows the layout of `.NAME.partial`: `workspace` becomes the target, `training` is what a later start goes on from. Does
not know what is built. Nothing of `training` gets into the finished workspace: only `workspace` is renamed.

What a person or the machine stops is kept, so that the same build goes on; what ends in an error is removed, since the
same build would end there again.
"""

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from catalog.errors import ConfigError
from catalog.files import replace_folder, write_bytes
from catalog.lock import hold

_KEPT = (KeyboardInterrupt, SystemExit, OSError, MemoryError)
_log = logging.getLogger(__name__)


class Partial:
    """Holds the lock and an empty `workspace` folder from `with` on."""

    def __init__(self, target: Path) -> None:
        """Of the workspace that will be `target`, an absolute path."""
        self.target = target
        self.folder = target.with_name(f".{target.name}.partial")
        self.workspace = self.folder / "workspace"
        self.training = self.folder / "training"
        self._lock: IO[bytes] | None = None

    def __enter__(self) -> Self:
        """Take the lock; ConfigError where another build has it or the folder cannot be written."""
        try:
            self._lock = hold(self.folder / "lock")
            if self._lock is not None:
                shutil.rmtree(self.workspace, ignore_errors=True)
                self.workspace.mkdir()
        except OSError as error:
            raise ConfigError(f"{str(self.folder.parent)!r} cannot be written: {error.strerror}") from error
        if self._lock is None:
            raise ConfigError(
                f"another build of {str(self.target)!r} is under way; wait for its end or name another folder"
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the folder unless the build was stopped from outside, and let go of the lock."""
        assert self._lock is not None
        kept = kind is not None and issubclass(kind, _KEPT)
        # The lock goes last, so that nobody begins in a folder that is being removed; Windows removes no open file.
        if not kept:
            shutil.rmtree(self.folder, ignore_errors=True)
        self._lock.close()
        if not kept and os.name == "nt":
            shutil.rmtree(self.folder, ignore_errors=True)

    def take_up(self, key: str) -> None:
        """Keep `training` if it was left by a build of the same `key`, else begin with an empty one."""
        path = self.training / "key"
        if path.is_file() and path.read_bytes() == key.encode():
            _log.info("going on where a build of the same input was stopped")
            return
        shutil.rmtree(self.training, ignore_errors=True)
        self.training.mkdir()
        write_bytes(path, key.encode())

    def finish(self) -> None:
        """Put `workspace` in the place of the target; CatalogError where it cannot be, and the target is unchanged."""
        replace_folder(self.workspace, self.target)
