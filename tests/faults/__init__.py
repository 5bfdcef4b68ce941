"""Faults: hunts that are killed, run out of disk or cannot read, and what is left of them."""
