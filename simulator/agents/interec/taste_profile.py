"""What the pipeline knows of a person, outside the talk: `TasteProfile`, for this dialogue and for life.

Knows the three parts of a profile in the paper (like, dislike, expect) and how the long-term one takes in a dialogue.
Does not know how they are used.
"""

from __future__ import annotations

from dataclasses import dataclass

from agent.state import DialogueState, added, removed
from catalog.constraint import Constraint


@dataclass(frozen=True)
class TasteProfile:
    """Item ids, oldest first, and what is expected now."""

    like: tuple[str, ...] = ()
    dislike: tuple[str, ...] = ()
    """Also what was passed over or is known already: the paper's "unwanted"."""
    expect: tuple[Constraint, ...] = ()

    @classmethod
    def of(cls, state: DialogueState) -> TasteProfile:
        """The short-term profile: what this dialogue has shown so far."""
        unwanted = added(state.disliked, (*state.rejected, *state.seen))
        return cls(added(state.liked, state.saved), removed(unwanted, state.liked), state.constraints)

    def after(self, dialogue: TasteProfile) -> TasteProfile:
        """The long-term profile after a dialogue, whose word counts where the two differ; nothing stays expected."""
        like = added(removed(self.like, dialogue.dislike), dialogue.like)
        return TasteProfile(like, added(removed(self.dislike, dialogue.like), dialogue.dislike))

    def with_now(self, dialogue: TasteProfile) -> TasteProfile:
        """Both together, as the ranking reads them."""
        both = self.after(dialogue)
        return TasteProfile(both.like, both.dislike, dialogue.expect)
