"""What a request asks for, read from its query: each name once, known, of its kind, within its bounds.

In: a query, and `Parameter`s. Out: values. The same `Parameter`s stand in the OpenAPI document, so that both cannot
differ. What does not fit is a `Refused` with the sentence that the caller gets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import QueryParams

NUMBER = 2**63 - 1
"""The largest number that the library can hold."""


class Refused(Exception):  # noqa: N818 - what a caller asked for, not a fault
    """A request that is not answered, with the status and the reason."""

    def __init__(self, status: int, detail: str) -> None:
        """Keep both."""
        super().__init__(detail)
        self.status = status
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value in the query: text, a whole number, or one of some words."""

    name: str
    says: str
    kind: str = "string"  # string, integer
    least: int = 0  # of a number, or characters of a text
    most: int = 500
    words: tuple[str, ...] = ()
    needed: bool = False

    def schema(self) -> dict[str, Any]:
        """Return it as JSON Schema."""
        if self.kind == "integer":
            return {"type": "integer", "minimum": self.least, "maximum": self.most}
        if self.words:
            return {"type": "string", "enum": list(self.words)}
        return {"type": "string", "minLength": self.least, "maxLength": self.most}

    def read(self, text: str) -> str | int:
        """Return the value of a text; raises `Refused`."""
        if self.kind == "integer":
            number = whole(text)
            if number is None or not self.least <= number <= self.most:
                raise Refused(422, f"{self.name} is no number from {self.least} to {self.most}")
            return number
        if self.words and text not in self.words:
            raise Refused(422, f"{self.name} is none of {', '.join(self.words)}")
        if not self.words and not self.least <= len(text) <= self.most:
            raise Refused(422, f"{self.name} has not {self.least} to {self.most} characters")
        return text


def values(query: QueryParams, known: Sequence[Parameter]) -> Mapping[str, Any]:
    """Return the value of each parameter that is given; raises `Refused` for any that does not fit."""
    by_name = {one.name: one for one in known}
    found: dict[str, Any] = {}
    for name, text in query.multi_items():
        if name not in by_name:
            raise Refused(422, f"there is no parameter of that name; known: {', '.join(by_name) or 'none'}")
        if name in found:
            raise Refused(422, f"{name} is given twice")
        found[name] = by_name[name].read(text)
    for one in known:
        if one.needed and one.name not in found:
            raise Refused(422, f"{one.name} is missing")
    return found


def whole(text: str) -> int | None:
    """Return a whole number of plain digits that the library can hold, or None.

    >>> whole("12"), whole("-1"), whole("1e3"), whole("٣"), whole("9" * 30)
    (12, None, None, None, None)
    """
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        return None
    number = int(text)
    return number if number <= NUMBER else None
