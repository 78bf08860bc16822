"""Where a training run stands, on disk: enough to go on after a kill with the same result.

Knows the state of a network, its optimizer, torch's random numbers and the figures so far. Does not know what is
trained. A file is written beside the old one and renamed, so a kill at any moment leaves a whole one; a checksum tells
one that the disk has spoilt.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from catalog.files import write_bytes

_FACTS = "facts"
_RANDOM = "random"
_SUM = "sum"
_log = logging.getLogger(__name__)


@dataclass
class Standing:
    """Epochs finished, steps done in the running epoch and their losses, the best figure so far and its weights.

    curve: one entry per finished epoch, `epoch`, `loss` and `validation`; `since`: finished epochs without a rise.
    """

    epoch: int = 0
    step: int = 0
    losses: list[float] = field(default_factory=list)
    best: float = -1.0
    since: int = 0
    curve: list[dict[str, float]] = field(default_factory=list)
    weights: dict[str, Tensor] = field(default_factory=dict)


def fingerprint(sequences: Sequence[npt.NDArray[Any]], facts: object) -> str:
    """sha256 over what is learnt from and how: a checkpoint of another run must not be taken up."""
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode())
    for sequence in sequences:
        digest.update(np.ascontiguousarray(sequence, dtype=np.int64).tobytes())
        digest.update(b"|")
    return digest.hexdigest()


def save_checkpoint(
    path: Path, standing: Standing, network: nn.Module, optimizer: torch.optim.Optimizer, of: str
) -> None:
    """Write everything `load_checkpoint` needs; `of` is the fingerprint of the run."""
    from safetensors.torch import save

    tensors = {f"network.{name}": value for name, value in network.state_dict().items()}
    tensors |= {f"best.{name}": value for name, value in standing.weights.items()}
    for number, state in optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer.{number}.{name}": value for name, value in state.items()}
    tensors[_RANDOM] = torch.get_rng_state()
    names = ("epoch", "step", "losses", "best", "since", "curve")
    # Losses as floats round-trip exactly through JSON.
    facts = json.dumps({name: getattr(standing, name) for name in names} | {"of": of})
    whole = {name: value.detach().contiguous().clone() for name, value in tensors.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(path, save(whole, metadata={_FACTS: facts, _SUM: _sum(facts, whole)}))


def load_checkpoint(path: Path, network: nn.Module, optimizer: torch.optim.Optimizer, of: str) -> Standing | None:
    """Put network, optimizer and random numbers back; None where there is no checkpoint of this very run.

    A file that cannot be read counts as none, with a warning: learning from the start is all that can be done.
    """
    if not path.is_file():
        return None
    try:
        facts, tensors = _read(path)
    except (OSError, ValueError, KeyError) as error:
        _log.warning("checkpoint %r cannot be read (%s); starting over", str(path), " ".join(str(error).split()))
        return None
    if facts.pop("of") != of:
        return None
    network.load_state_dict(_part(tensors, "network."))
    state: dict[int, dict[str, Tensor]] = {}
    for name, value in _part(tensors, "optimizer.").items():
        number, _, key = name.partition(".")
        state.setdefault(int(number), {})[key] = value
    optimizer.load_state_dict({**optimizer.state_dict(), "state": state})
    torch.set_rng_state(tensors[_RANDOM])
    return Standing(**facts, weights=_part(tensors, "best."))


def _read(path: Path) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """Facts and tensors; OSError, ValueError or KeyError for a file that is not as it was written."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "pt") as file:
            metadata = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except SafetensorError as error:
        raise ValueError(str(error)) from error
    if _sum(metadata[_FACTS], tensors) != metadata[_SUM]:
        raise ValueError("its checksum does not match")
    return json.loads(metadata[_FACTS]), tensors


def _sum(facts: str, tensors: Mapping[str, Tensor]) -> str:
    """sha256 over the facts and the names, types, shapes and bytes of the tensors."""
    digest = hashlib.sha256(facts.encode())
    for name in sorted(tensors):
        value = tensors[name]
        digest.update(f"|{name} {value.dtype} {tuple(value.shape)}|".encode())
        digest.update(value.reshape(-1).view(torch.uint8).numpy().data)
    return digest.hexdigest()


def _part(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name[len(prefix) :]: value for name, value in tensors.items() if name.startswith(prefix)}
