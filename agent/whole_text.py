"""Text that can be written down everywhere: `whole_text`.

Knows that half a pair of surrogates is no character: UTF-8, encoders and databases refuse it. Knows nothing about where
texts come from.
"""

from __future__ import annotations


def whole_text(text: str) -> str:
    """The text with pairs of surrogates joined and halves replaced; the very same text where there are none."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", errors="replace")
