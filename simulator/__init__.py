"""Simulated users, whole dialogues with them, and what these are worth as figures."""
