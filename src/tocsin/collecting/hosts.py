"""Which host a log comes from, told from where it lay: `EXCH01/C/inetpub/logs/LogFiles/W3SVC1/u_ex210302.log`.

The folder above the first one that every Windows host has (a drive, `inetpub`, `Logging`, …) is the host's, if it has a
name that a host can have and not one that collections give to folders.
"""

from __future__ import annotations

import re

_LANDMARK = re.compile(
    r"[A-Za-z](:|%3A)?|\[root\]|inetpub|iis|logfiles|w3svc\d+|logging|httpproxy|ecp|oabgeneratorlog|exchange( server)?"
    r"|microsoft"
    r"|windows|winevt|system32|program files.*|programdata|users|uploads|auto|ntfs|results|var|evtx|winevtlogs?"
    r"|event ?logs?",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"logs?|evidence|data|collections?|collected|export(s|ed)?|hosts?|servers?|files?|archive|backup|case\d*|temp|tmp|uploads?"
    r"|output|triage|server logs|v1[45]|sysvol|shadow-\d{8}t\d{6}z.*|.*\.(zip|gz|tar|tgz|7z)(/.*)?|\.\.?",
    re.IGNORECASE,
)
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62})(?:\.[A-Za-z0-9_-]{1,63})*")
_COLLECTIONS = (
    re.compile(r"Collection-(?P<host>.+?)-\d{4}-\d\d-\d\d.*\.zip", re.IGNORECASE),  # Velociraptor
    re.compile(
        r"uac-(?P<host>.+?)-(?:linux|macos|esxi|freebsd|openbsd|netbsd|solaris|aix|android)-\d{8,14}(?:\..*)?",
        re.IGNORECASE,
    ),
    re.compile(r"\d{4}-\d\d-\d\dT\d{6}_(?P<host>[A-Za-z0-9.-]+?)(?:_.*)?\.(?:zip|vhdx?|7z)", re.IGNORECASE),  # KAPE
)
_BOX = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9.-]{0,62}?)\.(?:zip|7z|tar|tar\.gz|tgz)", re.IGNORECASE)
"""An archive named after the host, as CyLR makes it: only where a drive or `[root]` stands right below."""


def host_of(path: str) -> str | None:
    """Return the host that a path names; None where it names none.

    >>> host_of("case/EXCH01/C/inetpub/logs/LogFiles/W3SVC1/u_ex210302.log")
    'EXCH01'
    >>> host_of("Collection-web1_corp_local-2021-03-03T10_00_00Z.zip/uploads/auto/C%3A/Windows/x.evtx")
    'web1_corp_local'
    >>> host_of("EXCH01.zip/C/Windows/System32/winevt/Logs/System.evtx")
    'EXCH01'
    >>> host_of("uac-web1-linux-20210303101010.tar.gz/x.tar/[root]/var/log/auth.log")
    'web1'
    >>> host_of("logs/u_ex210302.log") is host_of("disk.raw/sysvol/Windows/x.evtx") is None
    True
    """
    parts = path.replace("\\", "/").split("/")
    for part in parts:
        for pattern in _COLLECTIONS:
            collection = pattern.fullmatch(part)
            if collection:
                return collection["host"]
    folders = parts[:-1]
    for position, part in enumerate(folders):
        if _LANDMARK.fullmatch(part):
            before = folders[position - 1] if position else ""
            if _is_name(before):
                return before
            box = _BOX.fullmatch(before)
            drive = len(part) == 1 or part.endswith((":", "%3A")) or part == "[root]"
            return box["name"] if box and drive and _is_name(box["name"]) and _odd(box["name"]) else None
    return None


def _is_name(name: str) -> bool:
    return bool(_HOST.fullmatch(name)) and not _GENERIC.fullmatch(name) and not name.isdigit()


def _odd(name: str) -> bool:
    """Say whether a name is no word of a language: hosts have digits or hyphens."""
    return any(letter.isdigit() or letter == "-" for letter in name)
