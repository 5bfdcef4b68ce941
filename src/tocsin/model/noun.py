"""What every noun of the model has in common: frozen, keyword-only, typed, equal by value, JSON in and out."""

from __future__ import annotations

import msgspec


class Noun(msgspec.Struct, frozen=True):
    """A frozen record of the model. Sequences are tuples; an unknown value is None, as each field says.

    Subclasses repeat the two options: `kw_only` is not inherited, and type checkers want to see `frozen`.
    """


class Span(msgspec.Struct, frozen=True, order=True, array_like=True):
    """Half-open range of characters in a document: `text[start:end]`; in JSON `[start, end]`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"span [{self.start}, {self.end}) is reversed")


class Window(msgspec.Struct, frozen=True, array_like=True):
    """Period of time `[begin, end)`; in JSON `[from, to]`, RFC 3339 UTC or a date. None is "not said"."""

    begin: str | None
    end: str | None
