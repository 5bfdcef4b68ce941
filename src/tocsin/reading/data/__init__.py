"""Tables that reading uses: one entry a line, `#` for comments; each says in its head where it comes from."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def table(name: str) -> tuple[str, ...]:
    """Return the entries of a table of this folder, in order, without comments and empty lines."""
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return tuple(line for line in text.split("\n") if line and not line.startswith("#"))
