"""How people with a language model are made from settings: what the group `parley.users` names; and `same_model`.

Knows settings and the folder for answers. Does not know how such people talk.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from simulator.language.free_user import FreeUser
from simulator.language.hybrid_user import HybridUser

if TYPE_CHECKING:
    from agent.settings import Settings
    from simulator.language.worded import ModelWords


def hybrid(settings: Settings | None = None, cache: Path | None = None) -> HybridUser:
    """People whose acts are decided by code. ConfigError where no model is named or it cannot work."""
    return HybridUser(_words(settings, cache))


def free(settings: Settings | None = None, cache: Path | None = None) -> FreeUser:
    """People whose acts a model proposes. ConfigError as `hybrid`."""
    return FreeUser(_words(settings, cache))


def same_model(settings: Settings) -> bool:
    """Whether agents and people ask a model of the same name, wherever it is: figures of such a run are to be read with
    care, for a model may like what it says itself."""
    agents = (settings.llm, settings.llm_planning, settings.llm_wording, settings.llm_critic)
    person = settings.of_user.llm.casefold()
    known = {form for name in agents if name for form in (name.casefold(), name.casefold().partition(":")[2])}
    return person != "embedded" and bool({person, person.partition(":")[2]} & (known - {""}))


def _words(settings: Settings | None, cache: Path | None) -> ModelWords:
    from agent.settings import load_settings
    from simulator.language.answer_store import AnswerStore
    from simulator.language.ceiling import Ceiling
    from simulator.language.user_model import UserModel
    from simulator.language.worded import ModelWords
    from simulator.voices.rules import RulesVoice

    known = settings or load_settings()
    ceiling = Ceiling(known.user_llm_max_cost, known.user_llm_max_tokens)
    return ModelWords(UserModel(known, AnswerStore(cache), ceiling), RulesVoice())
