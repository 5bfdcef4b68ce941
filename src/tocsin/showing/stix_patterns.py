"""Indicators of a report as STIX patterns. In: type and value as the model has them. Out: a pattern, or None.

Source: OASIS STIX Version 2.1, section 9 (patterning).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PureWindowsPath

_HASHES = {
    "file:md5": ("MD5", 32),
    "file:sha1": ("'SHA-1'", 40),
    "file:sha256": ("'SHA-256'", 64),
    "file:sha512": ("'SHA-512'", 128),
}

_SIMPLE = {
    "ipv4-addr": "ipv4-addr:value",
    "ipv6-addr": "ipv6-addr:value",
    "domain-name": "domain-name:value",
    "url": "url:value",
    "email-addr": "email-addr:value",
    "file:name": "file:name",
    "windows-registry-key": "windows-registry-key:key",
    "mutex": "mutex:name",
    "user-agent": "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'",
}


def pattern(type_: str, value: str) -> str | None:
    r"""Return the pattern that finds the value, or None for a type STIX has no observable for.

    >>> pattern("ipv4-addr", "192.0.2.1")
    "[ipv4-addr:value = '192.0.2.1']"
    >>> print(pattern("file:path", "C:\\a\\it's.aspx"))
    [file:name = 'it\'s.aspx' AND file:parent_directory_ref.path = 'C:\\a']
    >>> pattern("cryptocurrency-wallet", "1x") is None
    True
    """
    if type_ in _SIMPLE:
        return f"[{_SIMPLE[type_]} = {literal(value)}]"
    if type_ in _HASHES:
        return _hash(type_, value)
    special = _SPECIAL.get(type_)
    return special(value) if special else None


def literal(value: str) -> str:
    r"""Return a string as the pattern language writes it.

    >>> print(literal("a'b"))
    'a\'b'
    """
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _hash(type_: str, value: str) -> str | None:
    name, digits = _HASHES[type_]
    return f"[file:hashes.{name} = '{value}']" if re.fullmatch(f"[0-9a-fA-F]{{{digits}}}", value) else None


def _path(value: str) -> str:
    path = PureWindowsPath(value) if "\\" in value else None
    folder, name = (str(path.parent), path.name) if path else ("/".join(value.split("/")[:-1]), value.split("/")[-1])
    if not name:
        return f"[directory:path = {literal(value)}]"
    if folder in ("", "."):
        return f"[file:name = {literal(name)}]"
    return f"[file:name = {literal(name)} AND file:parent_directory_ref.path = {literal(folder)}]"


def _number(value: str) -> str | None:
    digits = value.upper().removeprefix("AS")
    return f"[autonomous-system:number = {int(digits)}]" if re.fullmatch(r"[0-9]{1,10}", digits) else None


_SPECIAL: dict[str, Callable[[str], str | None]] = {"file:path": _path, "autonomous-system": _number}
