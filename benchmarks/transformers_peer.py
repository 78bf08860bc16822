"""The named peer of constrained beam search: `generate` of transformers over the same trie.

Knows codes and a random GPT-2 with as many parameters a block as our trunk. Learns nothing: it is there to be timed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from transformers import GPT2Config, GPT2LMHeadModel


class Peer:
    """Constrained beam search as the reference systems do it: token by token, a Python function for what may follow."""

    def __init__(self, codes: np.ndarray, history: int, beams: int) -> None:
        """codes: int64[n, depth], the semantic IDs; prompts are `history` items long."""
        self.depth, self.beams = codes.shape[1], beams
        offsets = np.concatenate([[0], np.cumsum(codes.max(axis=0) + 1)])
        self.tokens, self.begin = codes + offsets[:-1], int(offsets[-1])
        config = GPT2Config(
            vocab_size=self.begin + 1,
            n_positions=(history + 1) * self.depth + 1,
            n_embd=128,
            n_layer=2,
            n_head=2,
            bos_token_id=self.begin,
            eos_token_id=None,
            pad_token_id=self.begin,
        )
        self.model = GPT2LMHeadModel(config).eval()
        self.parameters = sum(part.numel() for part in self.model.transformer.h.parameters())
        follow: dict[tuple[int, ...], set[int]] = {}
        for path in self.tokens.tolist():
            for level in range(self.depth):
                follow.setdefault(tuple(path[:level]), set()).add(path[level])
        self.follow = {prefix: sorted(codes) for prefix, codes in follow.items()}

    def __call__(self, history: Sequence[int]) -> torch.Tensor:
        """As many sequences as beams, int64[beams, tokens], for one history of item rows."""
        prompt = torch.tensor([[self.begin, *self.tokens[list(history)].ravel().tolist()]])
        with torch.inference_mode():
            out: torch.Tensor = self.model.generate(
                prompt,
                attention_mask=torch.ones_like(prompt),
                num_beams=self.beams,
                num_return_sequences=self.beams,
                max_new_tokens=self.depth,
                do_sample=False,
                prefix_allowed_tokens_fn=lambda _, said: self.follow[tuple(said[prompt.shape[1] :].tolist())],
            )
        return out
