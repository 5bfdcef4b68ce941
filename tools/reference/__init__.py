"""Pages that are written from the code: a module each; `python -m tools.reference` writes them all."""
