"""The nouns of tocsin: frozen, typed data; no I/O; imports nothing of the project."""
