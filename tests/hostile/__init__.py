"""Hostile inputs, generated: `python -m tests.hostile` runs each by itself and measures it."""
