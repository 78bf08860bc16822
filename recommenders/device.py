"""Where networks are trained.

Knows torch's devices. Does not know networks.
"""

from __future__ import annotations

import torch


def training_device() -> torch.device:
    """A CUDA GPU where torch finds one, else the processor. Finished models always answer on the processor."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
