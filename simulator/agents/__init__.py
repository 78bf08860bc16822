"""Agents under test: what simulated people talk to, ours and foreign, each found by its name in `registry`."""
