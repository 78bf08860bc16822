"""The voice by rules: a varied grammar, typing habits and slips, without a language model."""

from simulator.voices.rules.voice import RulesVoice

__all__ = ["RulesVoice"]
