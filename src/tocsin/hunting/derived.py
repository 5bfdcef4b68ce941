r"""Derived fields: what a rule asks of a field that the log has in another form, written as an expression over fields.

    name(Image)                    last part of a path: `cmd.exe` of `C:\Windows\System32\cmd.exe`
    folder(Image), extension(Image)
    user(User), domain(User)       `alice` and `CORP` of `CORP\alice`; without a backslash all of it is the user
    md5(Hashes), sha1(...), sha256(...), imphash(...)    one of Sysmon's hashes, `MD5=...,SHA256=...`
    first(IpAddress, SourceIp)     the first of these fields that the event has

In: a name. Out: what it is made of; and the value for one value. Expressions stand wherever a field's name can stand:
taxonomies map names of ECS and others to them. A field that really bears such a name goes before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

FIRST = "first"
MAX_DEPTH = 8


class Derived(NamedTuple):
    """A function over fields, which may be derived themselves."""

    function: str
    of: tuple[str, ...]


def _split_path(value: str) -> tuple[str, str]:
    at = max(value.rfind("\\"), value.rfind("/"))
    return value[: max(at, 0)], value[at + 1 :]


def _name(value: str) -> str | None:
    return _split_path(value)[1]


def _folder(value: str) -> str | None:
    return _split_path(value)[0]


def _extension(value: str) -> str | None:
    stem, dot, ending = _split_path(value)[1].rpartition(".")
    return ending if dot and stem else None


def _user(value: str) -> str | None:
    return value.rpartition("\\")[2]


def _domain(value: str) -> str | None:
    domain, backslash, _ = value.rpartition("\\")
    return domain if backslash else None


def _hash(kind: str) -> Callable[[str], str | None]:
    def of(value: str) -> str | None:
        for part in value.split(","):
            name, equals, digest = part.partition("=")
            if equals and name.strip().casefold() == kind:
                return digest.strip()
        return None

    return of


PARTS: dict[str, Callable[[str], str | None]] = {
    "name": _name,
    "folder": _folder,
    "extension": _extension,
    "user": _user,
    "domain": _domain,
    **{kind: _hash(kind) for kind in ("md5", "sha1", "sha256", "imphash")},
}
"""What is taken of one value; None: it has no such part, as if the event had no such field."""


@lru_cache(maxsize=4096)
def derived(name: str) -> Derived | None:
    """Return what a name is made of; None for the plain name of a field.

    >>> derived("name(Image)"), derived("Image"), derived("cs(User-Agent)")
    (Derived(function='name', of=('Image',)), None, None)
    """
    function, bracket, rest = name.partition("(")
    if not bracket or not rest.endswith(")") or (function != FIRST and function not in PARTS) or _too_deep(name):
        return None
    of = tuple(_arguments(rest[:-1]))
    if not all(of) or (function != FIRST and len(of) != 1):
        return None
    return Derived(function, of)


def _too_deep(name: str) -> bool:
    return name.count("(") > MAX_DEPTH * 4 or name.count("(") != name.count(")")


def _arguments(text: str) -> Iterator[str]:
    """Yield the parts between commas that stand in no bracket."""
    depth, begin = 0, 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            yield text[begin:place].strip()
            begin = place + 1
    yield text[begin:].strip()


def sources(names: Iterable[str]) -> frozenset[str]:
    """Return the plain fields that names are made of, and the names themselves.

    >>> sorted(sources(["first(name(Image),b)"]))
    ['Image', 'b', 'first(name(Image),b)', 'name(Image)']
    """
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            made = derived(name)
            waiting += made.of if made is not None else ()
    return frozenset(found)


def renamed(name: str, aliases: Mapping[str, str]) -> str:
    """Return a name with fields under other names, also inside an expression.

    >>> renamed("name(Image)", {"Image": "NewProcessName"})
    'name(NewProcessName)'
    """
    if name in aliases:
        return aliases[name]
    made = derived(name)
    return name if made is None else f"{made.function}({','.join(renamed(one, aliases) for one in made.of)})"


def either(names: Iterable[str]) -> str:
    """Return the expression for the first of these that an event has.

    >>> either(["a"]), either(["a", "b", "a"])
    ('a', 'first(a,b)')
    """
    distinct = tuple(dict.fromkeys(names))
    return distinct[0] if len(distinct) == 1 else f"{FIRST}({','.join(distinct)})"
