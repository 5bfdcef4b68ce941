"""Engines: the same pure function, batch to hits, run over all units of the evidence."""
