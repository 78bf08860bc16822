"""Where a person sits: `Desk`, lines out and lines in.

Knows that a terminal obeys control characters, which are taken out. Does not know who sits there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from agent.terminal import plain


@dataclass(frozen=True)
class Desk:
    """`write` shows a line; `read` asks with a prompt and raises EOFError at the end of input."""

    write: Callable[[str], None]
    read: Callable[[str], str]

    def tell(self, *lines: str) -> None:
        """Show lines."""
        for line in lines:
            self.write(plain(line))

    def ask(self, prompt: str) -> str:
        """One line, without what surrounds it."""
        return self.read(plain(prompt)).strip()

    def choose(self, prompt: str, allowed: tuple[str, ...]) -> str:
        """One of the answers allowed, asked for until there is one."""
        while (answer := self.ask(prompt)) not in allowed:
            self.tell(f"  one of: {', '.join(allowed)}")
        return answer
