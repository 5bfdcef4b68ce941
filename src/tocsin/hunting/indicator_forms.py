r"""How the value of an indicator stands in logs: the texts to look for, and what may not stand around them.

In: an indicator's type and value. Out: `Form`s; `holds` says of a folded value whether one of them stands in it by
itself: `1.2.3.4` is not in `11.2.3.45`, `evil.example` is in `mail.evil.example` but not in `notevil.example` or
`evil.example.org`, a file name is the last part of a path.

Logs write some values in their own way, so that one indicator has several forms: `HKLM\…` is `HKEY_LOCAL_MACHINE\…` or
`\REGISTRY\MACHINE\…`, `C:\…` is `\Device\HarddiskVolume3\…`, `%APPDATA%\…` a folder below a user's profile. Letters
outside ASCII are never part of a name here. Source: Microsoft Learn (registry hives, recognized environment variables,
MS-DOS device names); RFC 1123 (host names); RFC 3986 (percent-encoding).
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from tocsin.hunting.atoms import fold

DIGITS = frozenset("0123456789")
ALNUM = DIGITS | frozenset("abcdefghijklmnopqrstuvwxyz")
WORD = ALNUM | {"_"}
NAME = WORD | {"-"}


class Borders(NamedTuple):
    """What may not stand before a value, and behind it."""

    before: frozenset[str]
    after: frozenset[str]
    behind_dot: frozenset[str] = frozenset()  # a dot with one of these goes on; any other ends a sentence
    behind_slash: frozenset[str] = frozenset()


HASH = Borders(ALNUM, ALNUM)
PLAIN = Borders(WORD, WORD)
BORDERS: dict[str, Borders] = {
    "ipv4-addr": Borders(ALNUM | {"."}, ALNUM, DIGITS),
    "domain-name": Borders(NAME, NAME, ALNUM),
    "url": Borders(ALNUM, NAME | {"%", "~", "@"}, ALNUM),
    "email-addr": Borders(NAME | frozenset(".%+"), NAME, ALNUM),
    "file:name": Borders(NAME | {"."}, NAME, ALNUM, NAME | {"."}),
    "file:path": Borders(WORD, NAME, ALNUM),
    "windows-registry-key": PLAIN,
    "mutex": PLAIN,
    "user-agent": PLAIN,
    "file:md5": HASH,
    "file:sha1": HASH,
    "file:sha256": HASH,
    "file:sha512": HASH,
    "file:imphash": HASH,
    "file:ssdeep": HASH,
}


class Form(NamedTuple):
    """A text to look for, folded; `lead` names what must stand before it, where that is not one fixed text."""

    text: str
    kind: str
    lead: str | None = None
    whole: str = ""  # of a user agent: all of it; `text` is its longest word


_SID = r"s-1-[0-9-]+(?:_classes)?"
_LEADS = {
    "hklm": r"(?:hklm:?|hkey_local_machine|\\registry\\machine)",
    "hkcu": rf"(?:hkcu:?|hkey_current_user|(?:hku:?|hkey_users|\\registry\\user)\\{_SID})",
    "hku": r"(?:hku:?|hkey_users|\\registry\\user)",
    "hkcr": r"(?:hkcr:?|hkey_classes_root|(?:hklm:?|hkey_local_machine|\\registry\\machine)\\software\\classes)",
    "profile": r"(?:[a-z]:|harddiskvolume[0-9]+|systemdrive%)\\(?:users|documents and settings)\\[^\\]+",
    "drive": r"(?:[a-z]:|harddiskvolume[0-9]+|systemdrive%)",
    "temp": r"(?:\\windows|\\appdata\\local|\\local settings|[a-z]:)",
    **{letter: rf"(?:{letter}:|harddiskvolume[0-9]+)" for letter in "abcdefghijklmnopqrstuvwxyz"},
}
_LEAD_SPAN = 300
"""Characters before a text that are looked at for its lead."""

_HIVES = {
    "hklm": "hklm",
    "hkey_local_machine": "hklm",
    "hkcu": "hkcu",
    "hkey_current_user": "hkcu",
    "hku": "hku",
    "hkey_users": "hku",
    "hkcr": "hkcr",
    "hkey_classes_root": "hkcr",
}
_FOLDERS: dict[str, tuple[str, str]] = {
    # variable: (what the path goes on from, its first folders)
    "appdata": ("profile", r"\appdata\roaming"),
    "localappdata": ("profile", r"\appdata\local"),
    "userprofile": ("profile", ""),
    "homepath": ("profile", ""),
    "public": ("drive", r"\users\public"),
    "programdata": ("drive", r"\programdata"),
    "allusersprofile": ("drive", r"\programdata"),
    "programfiles": ("drive", r"\program files"),
    "programfiles(x86)": ("drive", r"\program files (x86)"),
    "commonprogramfiles": ("drive", r"\program files\common files"),
    "systemroot": ("drive", r"\windows"),
    "windir": ("drive", r"\windows"),
    "system": ("drive", r"\windows\system32"),
    "systemdrive": ("drive", ""),
    "homedrive": ("drive", ""),
    "temp": ("temp", r"\temp"),
    "tmp": ("temp", r"\temp"),
}
_VARIABLE = re.compile(r"%([a-z()0-9]+)%(?=\\)")
_BLANKS = re.compile(r"[\s+,]+")
_AFTER_HOST = re.compile(r"://[^/\s\"'<>]{1,260}\Z")
_FOUR = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")


def forms(kind: str, value: str) -> tuple[Form, ...]:
    r"""Return what to look for; () for a network and an IPv6 address, which are compared as numbers, and for nothing.

    >>> [form.text for form in forms("domain-name", "Bücher.example.")]
    ['bücher.example', 'xn--bcher-kva.example']
    >>> forms("windows-registry-key", r"HKLM\Software\X")
    (Form(text='\\software\\x', kind='windows-registry-key', lead='hklm', whole=''),)
    """
    text = fold(value.strip())
    if not text or is_number(kind, text):
        return ()
    special = {
        "domain-name": _domain,
        "url": _url,
        "file:path": _path,
        "windows-registry-key": _key,
        "user-agent": _agent,
    }.get(kind)
    return (Form(text, kind),) if special is None else special(text)


def is_number(kind: str, text: str) -> bool:
    """Say whether an indicator is compared as a number: a network, or an IPv6 address."""
    return kind == "ipv6-addr" or (kind == "ipv4-addr" and "/" in text)


def _domain(text: str) -> tuple[Form, ...]:
    name = text.removeprefix("*.").strip(".")
    if name.isascii():
        return (Form(name, "domain-name"),) if name else ()
    names = {name: None}
    with contextlib.suppress(UnicodeError):  # no name of the network: looked for as it is written
        names[name.encode("idna").decode()] = None
    return tuple(Form(one, "domain-name") for one in names)


def _url(text: str) -> tuple[Form, ...]:
    return (Form(text.rstrip("/") or text, "url"),)


def _path(text: str) -> tuple[Form, ...]:
    text = text.strip("\"'")
    text = text.rstrip("\\/") or text
    variable = _VARIABLE.match(text)
    if variable is not None and variable.group(1) in _FOLDERS:
        lead, folder = _FOLDERS[variable.group(1)]
        written = Form(text, "file:path")
        return written, Form(folder + text[variable.end() :], "file:path", lead)
    if text[1:3] == ":\\" and text[0] in _LEADS and len(text) > 3:
        return (Form(text[2:], "file:path", text[0]),)
    return (Form(text, "file:path"),) if text else ()


def _key(text: str) -> tuple[Form, ...]:
    text = text.rstrip("\\") or text
    hive, _, rest = text.partition("\\")
    name = _HIVES.get(hive.rstrip(":"))
    if name is not None and rest:
        return (Form("\\" + rest, "windows-registry-key", name),)
    for begin, hive in (("\\registry\\machine\\", "hklm"), ("\\registry\\user\\", "hku")):
        if text.startswith(begin):
            return (Form(text[len(begin) - 1 :], "windows-registry-key", hive),)
    return (Form(text, "windows-registry-key"),)


def _agent(text: str) -> tuple[Form, ...]:
    words = _BLANKS.sub(" ", text).strip()
    return (Form(max(words.split(), key=len), "user-agent", whole=words),) if words else ()


def holds(form: Form, text: str) -> bool:
    r"""Say whether a form stands by itself somewhere in a folded text.

    >>> domain, name = Form("evil.example", "domain-name"), Form("a.exe", "file:name")
    >>> holds(domain, "https://mail.evil.example/x"), holds(domain, "evil.example.org"), holds(domain, "x-evil.example")
    (True, False, False)
    >>> holds(name, r"c:\x\a.exe -q"), holds(name, r"c:\a.exe\x.txt")
    (True, False)
    """
    if form.whole:  # a log writes blanks of a user agent as `+`, or drops its commas
        text, wanted = _BLANKS.sub(" ", text), form.whole
    else:
        wanted = form.text
    return any(_stands(form, wanted, text, start) for start in _places(wanted, text))


def _places(wanted: str, text: str) -> Iterator[int]:
    start = text.find(wanted)
    while start >= 0:
        yield start
        start = text.find(wanted, start + 1)


def _stands(form: Form, wanted: str, text: str, start: int) -> bool:
    borders = BORDERS.get(form.kind, PLAIN)
    if form.lead is not None:
        if _lead(form.lead).search(text[max(start - _LEAD_SPAN, 0) : start]) is None:
            return False
    elif wanted[0] == "/" and form.kind == "file:path":
        # below another folder it is another file; behind the host of a URL it is the path
        if start and text[start - 1] in NAME | {"."} and _AFTER_HOST.search(text[max(start - 270, 0) : start]) is None:
            return False
    elif start and wanted[0] in WORD and text[start - 1] in borders.before and not _encoded(text, start):
        return False
    return _ends(borders, text, start + len(wanted))


def _ends(borders: Borders, text: str, end: int) -> bool:
    if end >= len(text):
        return True
    following, further = text[end], text[end + 1 : end + 2]
    if following in borders.after:
        return False
    if following == ".":
        return further not in borders.behind_dot
    return following not in "\\/" or further not in borders.behind_slash


def _encoded(text: str, start: int) -> bool:
    """Say whether a character in percent-encoding stands before: `http%3A%2F%2Fevil.example`."""
    return start > 2 and text[start - 3] == "%" and {text[start - 1], text[start - 2]} <= frozenset("0123456789abcdef")


@cache
def _lead(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![0-9a-z_])(?:{_LEADS[name]})\Z" if name != "temp" else rf"{_LEADS[name]}\Z")


def four_at(text: str, start: int) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that begins here and stands by itself."""
    found = _FOUR.match(text, start)
    borders = BORDERS["ipv4-addr"]
    if found is None or not _ends(borders, text, found.end()):
        return None
    if start and text[start - 1] in borders.before and not _encoded(text, start):
        return None
    try:
        return ipaddress.IPv4Address(found.group())
    except ValueError:
        return None


_SIX = re.compile(r"(?<![0-9a-z_.:])[0-9a-f:.]++(?![0-9a-z_])")


def sixes(text: str) -> Iterator[ipaddress.IPv6Address]:
    """Yield the IPv6 addresses in a folded text."""
    for found in _SIX.finditer(text):
        token = found.group().rstrip(".")
        if token.count(":") > 1 and len(token) < 64:
            try:
                yield ipaddress.IPv6Address(token)
            except ValueError:
                continue
