"""Whether Parley can run on this machine: `examine`.

Knows what Parley needs and what to do where it is missing. Changes nothing, and loads no heavy library that it can
find out about otherwise.
"""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, metadata, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from agent.settings import Settings, default_workspace, user_folder
from catalog.errors import ParleyError

Verdict = Literal["ok", "hint", "fault"]

_OLDEST_PYTHON = (3, 11)
_PORT = 7860

# Distribution name -> import name.
_NEEDED = {
    "faiss-cpu": "faiss",
    "gradio": "gradio",
    "langchain": "langchain",
    "langchain-openai": "langchain_openai",
    "numpy": "numpy",
    "openai": "openai",
    "platformdirs": "platformdirs",
    "pyarrow": "pyarrow",
    "pydantic": "pydantic",
    "pydantic-settings": "pydantic_settings",
    "rapidfuzz": "rapidfuzz",
    "rich": "rich",
    "safetensors": "safetensors",
    "sentence-transformers": "sentence_transformers",
    "sqlalchemy": "sqlalchemy",
    "torch": "torch",
    "typer": "typer",
}


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. A fault keeps Parley from running, a hint does not."""

    name: str
    verdict: Verdict
    detail: str

    def to_json(self) -> dict[str, Any]:
        """The check as JSON data."""
        return asdict(self)

    def __str__(self) -> str:
        return f"{self.verdict:5}  {self.name}: {self.detail}"


def examine(settings: Settings) -> list[Check]:
    """Every check, in an order in which a person would mend things."""
    packages = [_package(name, module) for name, module in _NEEDED.items()]
    checks = [_python(), *_names(), *packages]
    if not any(check.verdict == "fault" for check in packages):
        checks += [_torch(), _encoder(settings), _workspace(settings), *_language_model(settings)]
    return [*checks, _port(), _writable(settings)]


def can_run(checks: Iterable[Check]) -> bool:
    """Whether nothing in `checks` keeps Parley from running."""
    return all(check.verdict != "fault" for check in checks)


def _python() -> Check:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < _OLDEST_PYTHON:
        return Check("python", "fault", f"{found}; Parley needs 3.11 or newer")
    return Check("python", "ok", found)


def _names() -> list[Check]:
    """Whether Parley's plain package names lead to Parley."""
    import parley

    found = [Check("import names", "fault", line) for line in parley.shadows()]
    return found or [Check("import names", "ok", "all lead to Parley's own packages")]


def _package(name: str, module: str) -> Check:
    try:
        installed = version(name)
    except PackageNotFoundError:
        installed = ""
    if not installed or find_spec(module) is None:
        return Check(name, "fault", f"not installed; run: pip install {name}")
    return Check(name, "ok", installed)


def _torch() -> Check:
    import torch

    bfloat16 = bool(torch.cpu.get_capabilities().get("avx512_bf16", False))
    pace = "bfloat16 in hardware" if bfloat16 else "no bfloat16 in hardware, so building is slower"
    return Check("processor", "ok", f"{os.cpu_count()} cores, {pace}")


def _encoder(settings: Settings) -> Check:
    from recommenders.encoder import PACKAGE_NAME, packaged_weights

    if settings.encoder:
        return Check("encoder", "ok", f"{settings.encoder!r}, named by you: its weights are not verified")
    try:
        folder = packaged_weights()
    except ParleyError as error:
        return Check("encoder", "fault", str(error))
    facts = metadata(PACKAGE_NAME).json
    licence = facts.get("license_expression") or facts.get("license") or "not stated"
    terms = f"licence of the package: {licence}; of the weights (all-MiniLM-L6-v2): Apache-2.0"
    return Check("encoder", "ok", f"{PACKAGE_NAME} in {str(folder)!r}, checksum verified; {terms}")


def _workspace(settings: Settings) -> Check:
    from recommenders.manifest import read_manifest, verify_files

    path, named = default_workspace(settings)
    if not path.exists():
        what = f"{str(path)!r} does not exist" if named else "none yet"
        return Check("workspace", "hint", f"{what}; `parley chat` without a workspace builds the bundled films")
    try:
        manifest = read_manifest(path)
        verify_files(path, manifest)
    except ParleyError as error:
        return Check("workspace", "fault", str(error))
    sizes = f"{manifest.sizes.items} items, {manifest.sizes.events} {manifest.dataset.source} events"
    return Check("workspace", "ok", f"{str(path)!r}: {manifest.dataset.name}, {sizes}, every file verified")


def _language_model(settings: Settings) -> list[Check]:
    """What the configured model can do; nothing is asked where none is configured."""
    if settings.llm == "embedded":
        return [Check("language model", "ok", "none: the embedded brain needs no key and no network")]
    from agent.endpoint_checks import check_endpoint

    return check_endpoint(settings)


def _port() -> Check:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", _PORT))
        except OSError as error:
            return Check("port", "hint", f"{_PORT} cannot be used ({error.strerror}); use parley serve --port")
    return Check("port", "ok", f"{_PORT} is free")


def _writable(settings: Settings) -> Check:
    """Whether the bundled films could be built and vectors kept."""
    from recommenders.vector_cache import default_cache_folder

    for folder in (user_folder(), default_cache_folder()):
        place = _existing(folder)
        try:
            with tempfile.TemporaryFile(dir=place):
                pass
        except OSError as error:
            return Check("own folders", "fault", f"{str(place)!r} cannot be written: {error.strerror}")
    return Check("own folders", "ok", f"{str(user_folder())!r} and {str(default_cache_folder())!r} can be written")


def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())
