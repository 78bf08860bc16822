"""Examples kept between runs: `DemonstrationCache`, one JSON file per workspace and state of the code.

Knows what the examples depend on and how a file that is damaged is told. Knows nothing about how they are made; a file
that is missing, damaged or cannot be written only costs the time to make them again.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

import agent
import tools as tools_package
from agent.language.demonstrations.demonstration import Collection, Demonstration, Tally
from catalog.files import write_json
from recommenders.vector_cache import default_cache_folder
from recommenders.workspace import Workspace
from tools.tool import Tool

_log = logging.getLogger(__name__)
_KEPT = 20
"""Files kept; the ones written longest ago go first."""
_EXAMPLES = TypeAdapter(tuple[Demonstration, ...])
_TALLIES = TypeAdapter(dict[str, Tally])


class DemonstrationCache:
    """One file of examples; safe to delete at any time."""

    def __init__(self, path: Path) -> None:
        """Keep the examples in `path`, whose folder is made on first use."""
        self.path = path

    @classmethod
    def of(cls, workspace: Workspace, tools: Mapping[str, Tool], seed: int) -> DemonstrationCache:
        """The file for a workspace's content, the tools, the seed and the code that makes examples."""
        parts = {
            "workspace": workspace.manifest.model_dump(mode="json"),
            "tools": {name: [t.description, t.effect, t.Arguments.model_json_schema()] for name, t in tools.items()},
            "seed": seed,
            "code": _code_digest(),
        }
        return cls(default_cache_folder() / "demonstrations" / f"{_digest(parts)}.json")

    def read(self) -> Collection | None:
        """What is kept; None where nothing is, or where the file is not as it was written."""
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
            if content.pop("checksum") != _digest(content):
                raise ValueError("the checksum does not match")
            demonstrations = _EXAMPLES.validate_python(content["demonstrations"])
            vectors = np.frombuffer(base64.b64decode(content["vectors"]), dtype="<f4").astype(np.float32)
            tallies = _TALLIES.validate_python(content["tallies"])
            return Collection(demonstrations, vectors.reshape(len(demonstrations), -1), tallies)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError, ValidationError) as error:
            _log.warning("examples in %r are made again: %s", str(self.path), type(error).__name__)
            return None

    def write(self, collection: Collection) -> None:
        """Keep the examples; where that is not possible they are made again next time."""
        examples = _EXAMPLES.dump_python(collection.demonstrations, mode="json")
        for example in examples:
            example["intended"] = sorted(example["intended"])
        content: dict[str, Any] = {
            "demonstrations": examples,
            "vectors": base64.b64encode(collection.vectors.astype("<f4").tobytes()).decode("ascii"),
            "tallies": _TALLIES.dump_python(dict(collection.tallies), mode="json"),
        }
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_json(self.path, content | {"checksum": _digest(content)})
            written = sorted(self.path.parent.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
            for old in written[_KEPT:]:
                old.unlink(missing_ok=True)
        except (OSError, ValueError) as error:  # a name that is no Unicode text cannot be written either
            _log.warning("examples cannot be kept in %r: %s", str(self.path), type(error).__name__)


def _digest(content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _code_digest() -> str:
    """Of all code that makes, resolves and runs plans."""
    digest = hashlib.sha256()
    for package in (agent, tools_package):
        folder = Path(str(package.__file__)).parent
        for path in sorted(folder.rglob("*.py")):
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
