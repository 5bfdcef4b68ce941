"""Derives the packed tables from others' data and the project's own files; `tocsin.knowledge.build` runs it."""
