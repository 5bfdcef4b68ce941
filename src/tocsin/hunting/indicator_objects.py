"""Indicators in JSON: bundles of STIX 2, events of MISP, reports as `tocsin read` writes them, plain lists.

In: JSON that was read. Out: entries, each a value with the type it was given; `LeftOut` for what its list itself does
not mean to be looked for. Of a pattern or composite that asks for several values at once, only a hash is taken alone;
what is left would be found where it means nothing.
Source: OASIS STIX 2.1, section 9 (patterning); MISP core format (Internet-Draft), types of attributes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from tocsin.hunting.indicator_types import of_stix_path, without_values


class Entry(Struct, frozen=True):
    """A value, what its list calls its type, and where it stands; `why`: it cannot be used."""

    value: str
    called: str | None = None
    line: int | None = None
    why: str | None = None


class LeftOut(Struct, frozen=True):
    """An entry that is not meant to be looked for: revoked, deleted, not for detection, or of a kind without values."""


Found = Entry | LeftOut
TOGETHER = "it asks for several values at once"


def entries(content: Any) -> Iterator[Found]:
    """Yield the entries of JSON, whichever of the known forms it has."""
    if isinstance(content, dict) and content.get("type") == "bundle":
        for thing in _listed(content.get("objects")):
            if isinstance(thing, dict) and thing.get("type") == "indicator":
                yield from _stix(thing)
        return
    events = list(_misp_events(content))
    if events:
        for event in events:
            yield from _misp(event)
        return
    plain = content.get("indicators") if isinstance(content, dict) else content
    for one in _listed(plain):
        if isinstance(one, str):
            yield Entry(one)
        elif isinstance(one, dict) and isinstance(one.get("value"), str):
            called = one.get("type")
            yield Entry(one["value"], called=called if isinstance(called, str) else None)
        else:
            yield Entry("", why="an entry has no value")
    if not isinstance(plain, list):
        yield Entry("", why="neither a STIX bundle, nor a MISP event, nor a list of indicators")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _stix(thing: dict[str, Any]) -> Iterator[Found]:
    pattern = thing.get("pattern")
    if thing.get("revoked") is True:
        yield LeftOut()
    elif not isinstance(pattern, str) or thing.get("pattern_type", "stix") != "stix":
        yield Entry("", why=f"no STIX pattern: {thing.get('pattern_type', 'none')!s:.40}")
    else:
        yield from pattern_entries(pattern)


_PIECE = re.compile(r"'(?:[^'\\]|\\.)*+'|\[[\d*]{1,9}\]|[^'\[\]]++|[\['\]]", re.DOTALL)
_TOKEN = re.compile(
    r"\s*(?:(?P<word>AND|OR|NOT)\b|(?P<mark>[()])|(?P<path>[\w-]+:(?:[\w.*-]|\[[\d*]+\]|'(?:[^'\\]|\\.)*')+)\s*"
    r"(?P<operator>NOT\s+IN|NOT|!=|=|<=?|>=?|IN|LIKE|MATCHES|ISSUBSET|ISSUPERSET|EXISTS)\s*"
    r"(?P<values>\((?:[^)'\\]|'(?:[^'\\]|\\.)*')*\)|'(?:[^'\\]|\\.)*'|[\w.+-]+))",
    re.IGNORECASE,
)
_TEXT = re.compile(r"'((?:[^'\\]|\\.)*)'")
_FILE_PARTS = {"file:name", "file:parent_directory_ref.path"}


class _Comparison(Struct, frozen=True):
    path: str
    values: tuple[str, ...]
    usable: bool


def pattern_entries(pattern: str) -> Iterator[Entry]:
    r"""Yield the values of a STIX pattern.

    >>> [entry.value for entry in pattern_entries("[file:name='a.exe' AND file:hashes.MD5='ab'] OR [url:value='u']")]
    ['ab', 'u']
    """
    between, bodies = _observations(pattern)
    if re.search(r"\b(?:AND|FOLLOWEDBY)\b", between.upper()):
        yield Entry("", why=f"{TOGETHER}: {pattern[:80]}")
        return
    if not bodies:
        yield Entry("", why=f"no STIX pattern: {pattern[:80]}")
    for body in bodies:
        yield from _observation(body)


def _observations(pattern: str) -> tuple[str, list[str]]:
    """Return what stands between the brackets of a pattern, and what in each pair of them."""
    between: list[str] = []
    bodies: list[str] = []
    inside: list[str] | None = None
    for piece in (found[0] for found in _PIECE.finditer(pattern)):
        if piece == "'":  # a quotation that does not end: nothing behind it means what it seems to
            return "", []
        if inside is None:
            if piece == "[":
                inside = []
            else:
                between.append(piece)
        elif piece == "]":
            bodies.append("".join(inside))
            inside = None
        else:
            inside.append(piece)
    return "".join(between), bodies


def _observation(body: str) -> Iterator[Entry]:
    alternatives: list[list[_Comparison]] = [[]]
    marks = words = False
    at = 0
    body = body.rstrip()
    while at < len(body):
        found = _TOKEN.match(body, at)
        if found is None:
            yield Entry("", why=f"the pattern cannot be read from here on: {body[at : at + 60]}")
            return
        at = found.end()
        if found["mark"]:
            marks = True
        elif found["word"]:
            words = words or found["word"].upper() != "OR"
            if found["word"].upper() == "OR":
                alternatives.append([])
        else:
            alternatives[-1].append(_comparison(found))
    if marks and words:
        yield Entry("", why=f"{TOGETHER}: {body[:80]}")
        return
    for together in alternatives:
        yield from _together(together, body)


def _comparison(found: re.Match[str]) -> _Comparison:
    path = found["path"].replace("'", "").lower()
    texts = tuple(re.sub(r"\\(.)", r"\1", text) for text in _TEXT.findall(found["values"]))
    operator = found["operator"].upper()
    wanted = operator in ("=", "IN") or (operator == "ISSUBSET" and path.startswith(("ipv4-addr", "ipv6-addr")))
    return _Comparison(path, texts, wanted and bool(texts))


def _together(comparisons: list[_Comparison], body: str) -> Iterator[Entry]:
    """Yield what one alternative comes to: its only value, its hashes, or a path put together from folder and name."""
    hashes = [one for one in comparisons if one.path.startswith("file:hashes.") and one.usable]
    if hashes:
        for one in hashes:
            yield from (Entry(value, called=one.path.rpartition(".")[2]) for value in one.values)
    elif {one.path for one in comparisons} == _FILE_PARTS and len(comparisons) == 2:
        parts = {one.path: one.values for one in comparisons}
        folder, name = (parts[path][0] if parts[path] else "" for path in sorted(_FILE_PARTS, reverse=True))
        yield Entry(folder + ("\\" if "\\" in folder else "/") + name, called="file:path")
    elif len(comparisons) != 1:
        yield Entry("", why=f"{TOGETHER}: {body[:80]}")
    else:
        (only,) = comparisons
        called = of_stix_path(only.path) if only.usable else None
        if called is None:
            yield Entry("", why=f"nothing to look for in it: {body[:80]}")
        else:
            yield from (Entry(value, called=called) for value in only.values)


def _misp_events(content: Any) -> Iterator[dict[str, Any]]:
    wrapped = content.get("response", content) if isinstance(content, dict) else content
    if isinstance(wrapped, dict) and isinstance(wrapped.get("Attribute"), list) and "Event" not in wrapped:
        yield wrapped  # what MISP answers to a search for attributes
        return
    for item in wrapped if isinstance(wrapped, list) else [wrapped]:
        if isinstance(item, dict) and isinstance(item.get("Event"), dict):
            yield item["Event"]


def _misp(event: dict[str, Any]) -> Iterator[Found]:
    attributes = _listed(event.get("Attribute"))
    for thing in _listed(event.get("Object")):
        if isinstance(thing, dict) and thing.get("deleted") is not True:
            attributes = attributes + _listed(thing.get("Attribute"))
    for one in attributes:
        if not isinstance(one, dict) or not isinstance(one.get("value"), str):
            yield Entry("", why="an attribute has no value")
        elif _not_meant(one):
            yield LeftOut()
        else:
            yield from composite(one["value"], str(one.get("type") or ""))


def _not_meant(attribute: dict[str, Any]) -> bool:
    for_detection = attribute.get("to_ids") not in (False, "0", 0)
    return attribute.get("deleted") is True or not for_detection or str(attribute.get("type")) in without_values()


def composite(value: str, called: str, line: int | None = None) -> Iterator[Entry]:
    """Yield the values of one entry: of `filename|sha256` the hash, of `ip-dst|port` the address, of `domain|ip` both.

    >>> [entry.value for entry in composite("a.exe|abcd", "filename|md5")]
    ['abcd']
    """
    names, values = called.split("|"), value.split("|")
    if len(names) == 1 or len(names) != len(values):
        yield Entry(value, called=called or None, line=line)
    elif names[0] == "filename":
        yield Entry(values[1], called=names[1], line=line)
    elif names[1] == "port":
        yield Entry(values[0], called=names[0], line=line)
    elif names[0] == "regkey":
        yield Entry("", line=line, why=f"{TOGETHER}: {value[:80]}")
    else:
        for name, one in zip(names, values, strict=True):
            yield Entry(one, called=name, line=line)
