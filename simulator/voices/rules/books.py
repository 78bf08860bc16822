"""Which set of wordings a person uses: `phrases_for`.

Knows the sets and the traits they go with. Does not know what they say.
"""

from __future__ import annotations

from functools import cache

from simulator.persona import Persona
from simulator.voices.rules.courteous_set import COURTEOUS
from simulator.voices.rules.everyday_set import EVERYDAY
from simulator.voices.rules.phrases import Phrases, Purpose
from simulator.voices.rules.texting_set import TEXTING

SETS: dict[str, Phrases] = {"everyday": EVERYDAY, "courteous": COURTEOUS, "texting": TEXTING}
_COURTEOUS, _PLAIN, _TEXTING = 0.9, 0.2, 0.45
_TERSE, _WORDY = 0.35, 0.65
_LEAST, _KEPT = 8, 0.65


def set_for(persona: Persona) -> str:
    """The name of the set: texting with much slang, courteous with much politeness and little slang."""
    if persona.slang >= _TEXTING:
        return "texting"
    return "courteous" if persona.politeness >= _COURTEOUS and persona.slang <= _PLAIN else "everyday"


def phrases_for(persona: Persona, purpose: Purpose) -> tuple[str, ...]:
    """The wordings for a purpose, the long ones left out for the short of words and the short ones for the wordy."""
    terse, wordy = persona.verbosity < _TERSE, persona.verbosity > _WORDY
    return _of_length(set_for(persona), purpose, terse, wordy)


@cache
def _of_length(name: str, purpose: Purpose, terse: bool, wordy: bool) -> tuple[str, ...]:
    options = SETS[name][purpose]
    keep = max(_LEAST, round(_KEPT * len(options)))
    if keep >= len(options) or not (terse or wordy):
        return options
    by_length = sorted(options, key=lambda words: (len(words.split()), words))
    return tuple(by_length[:keep] if terse else by_length[-keep:])
