"""Simulated people whose words, or words and acts, come from a language model."""
