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
from typing import Any

import re2
from msgspec import Struct

MAX_REGEX_TEXT = 65_536  # characters of a value that a backtracking regex may see; linear ones see all

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
    """The value is a number that stands so to this one: lt, lte, gt, gte."""

    field: str
    relation: str
    number: int | float


class FieldReference(Struct, frozen=True, tag="fieldref"):
    """The value equals, begins or ends with another field's value of the same event."""

    field: str
    other: str
    relation: str  # equals, startswith, endswith, contains


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
        return compare(value, atom.relation, atom.number)
    if isinstance(atom, TimePart):
        return time_part(value, atom.part) == atom.number
    raise TypeError(f"{type(atom).__name__} needs the whole event")


def text_holds(parts: tuple[Part, ...], value: str, *, cased: bool) -> bool:
    """Match a whole value against literals and wildcards, in time linear in their product at worst."""
    if not cased:
        value = fold(value)
    if not any(isinstance(part, AnyOne) for part in parts):
        return _literals_hold(parts, value, cased=cased)
    return _glob(tuple(_tokens(parts, cased=cased)), value)


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


def _tokens(parts: tuple[Part, ...], *, cased: bool) -> list[str | None]:
    """Return single characters, "" for `?` and None for `*`."""
    tokens: list[str | None] = []
    for part in parts:
        if isinstance(part, AnyRun):
            tokens.append(None)
        elif isinstance(part, AnyOne):
            tokens.append("")
        else:
            tokens += part.text if cased else fold(part.text)
    return tokens


def _glob(tokens: tuple[str | None, ...], value: str) -> bool:
    """Match with one point of return, the last `*`: never more than tokens x characters steps."""
    at = token = 0
    star, resume = -1, 0
    while at < len(value):
        if token < len(tokens) and tokens[token] is None:
            star, resume = token, at
            token += 1
        elif token < len(tokens) and tokens[token] in ("", value[at]):
            token += 1
            at += 1
        elif star >= 0:
            resume += 1
            token, at = star + 1, resume
        else:
            return False
    return all(rest is None for rest in tokens[token:])


def number_of(value: str) -> int | float | None:
    """Return the number that a value is, in decimal notation; None for anything else."""
    matched = _NUMBER.fullmatch(value.strip())
    if not matched:
        return None
    return float(value) if matched[2] else int(value)


def compare(value: str, relation: str, number: int | float) -> bool:
    """Compare a value as a number; what is no number stands in no relation."""
    found = number_of(value)
    if found is None:
        return False
    if relation == "lt":
        return found < number
    if relation == "lte":
        return found <= number
    return found > number if relation == "gt" else found >= number


@lru_cache(maxsize=4096)
def compiled(pattern: str, ignore_case: bool, multiline: bool, dotall: bool) -> tuple[Any, bool]:
    """Compile an expression, by a linear-time engine where that knows it; returns (expression, is it linear).

    Raises `re.error` for what is no expression.
    """
    flags = "".join(letter for letter, on in (("i", ignore_case), ("m", multiline), ("s", dotall)) if on)
    re.compile(f"(?{flags}){pattern}" if flags else pattern)
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 64 << 20
    try:
        return re2.compile(f"(?{flags}){pattern}" if flags else pattern, options), True
    except re2.error:
        return re.compile(f"(?{flags}){pattern}" if flags else pattern), False


def regex_holds(atom: Regex, value: str) -> bool:
    """Search an expression; one that needs backtracking sees the first `MAX_REGEX_TEXT` characters."""
    expression, linear = compiled(atom.pattern, atom.ignore_case, atom.multiline, atom.dotall)
    text = value.encode("utf-8", "replace").decode("utf-8")
    return expression.search(text if linear else text[:MAX_REGEX_TEXT]) is not None


@lru_cache(maxsize=1024)
def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
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
    return address is not None and address in _network(network)


def time_part(value: str, part: str) -> int | None:
    """Return a part of the time that a value says, in UTC; None where it says none."""
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    moment = moment.astimezone(UTC) if moment.tzinfo else moment
    if part == "week":
        return moment.isocalendar().week
    return int(getattr(moment, part))


def reference_holds(atom: FieldReference, value: str, other: str) -> bool:
    """Compare two values of one event, without regard to case."""
    mine, theirs = fold(value), fold(other)
    if atom.relation == "startswith":
        return mine.startswith(theirs)
    if atom.relation == "endswith":
        return mine.endswith(theirs)
    return theirs in mine if atom.relation == "contains" else mine == theirs
