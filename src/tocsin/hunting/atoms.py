"""Atoms: one test of one field's value. What each means is written here once, value by value.

In: an atom and one value of its field (text; None where the event has no such field). Out: does it hold.
The engine tests atoms on unique values by other means where it can; this is what those means must agree with.
Source: Sigma specification 2.1, "Detection" and the modifiers appendix; Unicode 3.13, caseless matching (casefold).
"""

from __future__ import annotations

import ipaddress
import re
from datetime import UTC, datetime
from functools import lru_cache
from itertools import pairwise
from typing import Any

import re2
from msgspec import Struct

LETTER_BY_LETTER = 65_536  # characters of a value in which `?` takes a letter that folds to two (`ß`) as one
_NUMBER = re.compile(r"[+-]?(\d{1,400})(\.\d{1,400})?")


class AnyRun(Struct, frozen=True, tag="any"):
    """The wildcard `*`: any characters, or none."""


class AnyOne(Struct, frozen=True, tag="one"):
    """The wildcard `?`: any one character."""


class Literal(Struct, frozen=True, tag="text"):
    """Characters that stand for themselves."""

    text: str


Part = Literal | AnyRun | AnyOne


class Text(Struct, frozen=True, tag="text"):
    """The whole value reads as the parts say; upper and lower case are the same unless `cased`."""

    field: str | None  # None: any field of the event (a keyword)
    parts: tuple[Part, ...]
    cased: bool = False


class Number(Struct, frozen=True, tag="number"):
    """The value is this number, however it is written."""

    field: str | None
    number: int | float


class Regex(Struct, frozen=True, tag="regex"):
    """The expression is found somewhere in the value."""

    field: str | None
    pattern: str
    ignore_case: bool = False
    multiline: bool = False
    dotall: bool = False


class Cidr(Struct, frozen=True, tag="cidr"):
    """The value is an address inside the network."""

    field: str | None
    network: str


class Compare(Struct, frozen=True, tag="compare"):
    """The value, or the part of the time it says, is a number that stands so to this one: lt, lte, gt, gte."""

    field: str
    relation: str
    number: int | float
    part: str | None = None


class FieldReference(Struct, frozen=True, tag="fieldref"):
    """The value equals, begins or ends with another field's value of the same event, in any case unless `cased`."""

    field: str
    other: str
    relation: str  # equals, startswith, endswith, contains
    cased: bool = False


class Exists(Struct, frozen=True, tag="exists"):
    """The event has the field, or has it not."""

    field: str
    exists: bool


class Null(Struct, frozen=True, tag="null"):
    """The event does not have the field."""

    field: str


class TimePart(Struct, frozen=True, tag="timepart"):
    """A part of the time in the value (minute, hour, day, week, month, year) is this number."""

    field: str
    part: str
    number: int


Atom = Text | Number | Regex | Cidr | Compare | FieldReference | Exists | Null | TimePart


def fold(text: str) -> str:
    """Return text with its case taken away (Unicode casefold)."""
    return text.casefold()


def holds(atom: Atom, value: str | None) -> bool:
    r"""Say whether an atom that looks at one value alone holds for it.

    >>> holds(Text("Image", (AnyRun(), Literal("\\CMD.exe"))), "C:\\Windows\\cmd.exe")
    True
    """
    if isinstance(atom, Null):
        return value is None
    if isinstance(atom, Exists):
        return (value is not None) is atom.exists
    if value is None:
        return False
    if isinstance(atom, Text):
        return text_holds(atom.parts, value, cased=atom.cased)
    if isinstance(atom, Number):
        return number_of(value) == atom.number
    if isinstance(atom, Regex):
        return regex_holds(atom, value)
    if isinstance(atom, Cidr):
        return in_network(atom.network, value)
    if isinstance(atom, Compare):
        return compare(value, atom.relation, atom.number, atom.part)
    if isinstance(atom, TimePart):
        return time_part(value, atom.part) == atom.number
    raise TypeError(f"{type(atom).__name__} needs the whole event")


def text_holds(parts: tuple[Part, ...], value: str, *, cased: bool) -> bool:
    """Match a whole value against literals and wildcards, in time linear in the value."""
    if any(isinstance(part, AnyOne) for part in parts) or _side_by_side(parts):
        return _wildcards_hold(parts, value, cased=cased)
    return _literals_hold(parts, value if cased else fold(value), cased=cased)


def _side_by_side(parts: tuple[Part, ...]) -> bool:
    """Say whether two literals stand next to each other, with nothing that may stand between them."""
    return any(isinstance(one, Literal) and isinstance(other, Literal) for one, other in pairwise(parts))


def _literals_hold(parts: tuple[Part, ...], value: str, *, cased: bool) -> bool:
    texts = [part.text if cased else fold(part.text) for part in parts if isinstance(part, Literal)]
    if not texts:
        return bool(parts) or value == ""
    begins = isinstance(parts[0], Literal)
    ends = isinstance(parts[-1], Literal)
    if len(texts) == 1 and begins and ends:
        return value == texts[0]
    at, stop = 0, len(value)
    if begins:
        if not value.startswith(texts[0]):
            return False
        at = len(texts[0])
        texts = texts[1:]
    if ends:
        last = texts.pop()
        stop -= len(last)
        if stop < at or not value.endswith(last):
            return False
    for text in texts:
        found = value.find(text, at, stop)
        if found < 0:
            return False
        at = found + len(text)
    return True


def _wildcards_hold(parts: tuple[Part, ...], value: str, *, cased: bool) -> bool:
    if not cased:
        folded = fold(value)
        if len(folded) != len(value) <= LETTER_BY_LETTER:
            return _glob(parts, [fold(letter) for letter in value])
        value = folded
    return _wildcards(parts, cased).search(value.encode("utf-8", "replace").decode()) is not None


@lru_cache(maxsize=4096)
def _wildcards(parts: tuple[Part, ...], cased: bool) -> Any:
    """Compile the expression that means the parts, for values that are folded already."""
    return re2.compile(wildcard_expression(parts, cased=cased), _options())


def wildcard_expression(parts: tuple[Part, ...], *, cased: bool) -> str:
    """Return the expression that means the parts, for values that are folded already unless `cased`."""
    expression = "".join(
        re2.escape(part.text if cased else fold(part.text))
        if isinstance(part, Literal)
        else ".*"
        if isinstance(part, AnyRun)
        else "."
        for part in parts
    )
    return rf"(?s)\A(?:{expression})\z"


def _glob(parts: tuple[Part, ...], folds: list[str]) -> bool:
    """Match folded letters, some of which became several (`ß`, `ss`): `?` takes what is left of one letter."""
    value = "".join(folds)
    after: list[int] = []  # where the letter ends that stands at a place
    for folded in folds:
        after += [len(after) + len(folded)] * len(folded)
    ends = {0}
    for part in parts:
        if isinstance(part, AnyRun):
            ends = set(range(min(ends), len(value) + 1))
        elif isinstance(part, AnyOne):
            ends = {after[end] for end in ends if end < len(value)}
        else:
            text = fold(part.text)
            ends = {end + len(text) for end in ends if value.startswith(text, end)}
        if not ends:
            return False
    return len(value) in ends


def number_of(value: str) -> int | float | None:
    """Return the number that a value is, in decimal notation; None for anything else."""
    matched = _NUMBER.fullmatch(value.strip())
    if not matched:
        return None
    return float(matched[0]) if matched[2] else int(matched[0])


def compare(value: str, relation: str, number: int | float, part: str | None = None) -> bool:
    """Compare a value (or the part of the time it says) as a number; what is no number stands in no relation."""
    found = number_of(value) if part is None else time_part(value, part)
    if found is None:
        return False
    if relation == "lt":
        return found < number
    if relation == "lte":
        return found <= number
    return found > number if relation == "gt" else found >= number


def _options() -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 64 << 20
    return options


@lru_cache(maxsize=4096)
def compiled(pattern: str, ignore_case: bool, multiline: bool, dotall: bool) -> Any:
    """Compile an expression; its search takes time linear in the text.

    Raises `re2.error` for what is no expression, and for what only backtracking can search (back references, look
    ahead and behind), which Sigma does not allow either.
    """
    return re2.compile(flagged(pattern, ignore_case, multiline, dotall), _options())


def flagged(pattern: str, ignore_case: bool, multiline: bool, dotall: bool) -> str:
    """Return an expression that says its flags itself."""
    flags = "".join(letter for letter, on in (("i", ignore_case), ("m", multiline), ("s", dotall)) if on)
    return f"(?{flags}){pattern}" if flags else pattern


def regex_holds(atom: Regex, value: str) -> bool:
    """Search an expression."""
    expression = compiled(atom.pattern, atom.ignore_case, atom.multiline, atom.dotall)
    return expression.search(value.encode("utf-8", "replace").decode()) is not None


@lru_cache(maxsize=1024)
def network_of(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    """Return a network as written in a rule."""
    return ipaddress.ip_network(text, strict=False)


@lru_cache(maxsize=65_536)
def address_of(value: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return the address that a value is, or None; an IPv4 address mapped into IPv6 counts as itself."""
    if len(value) > 64:
        return None
    try:
        address = ipaddress.ip_address(value.strip())
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def in_network(network: str, value: str) -> bool:
    """Say whether a value is an address of the network."""
    address = address_of(value)
    return address is not None and address in network_of(network)


def time_part(value: str, part: str) -> int | None:
    """Return a part of the time that a value says, in UTC; None where it says none."""
    try:
        moment = datetime.fromisoformat(value.strip())
        moment = moment.astimezone(UTC) if moment.tzinfo else moment
    except (ValueError, OverflowError):  # no time, or one of no year that there is
        return None
    if part == "week":
        return moment.isocalendar().week
    return int(getattr(moment, part))


def reference_holds(atom: FieldReference, value: str, other: str) -> bool:
    """Compare two values of one event."""
    mine, theirs = (value, other) if atom.cased else (fold(value), fold(other))
    if atom.relation == "startswith":
        return mine.startswith(theirs)
    if atom.relation == "endswith":
        return mine.endswith(theirs)
    return theirs in mine if atom.relation == "contains" else mine == theirs
