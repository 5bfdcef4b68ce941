"""Which host a log comes from, told from where it lay: `EXCH01/C/inetpub/logs/LogFiles/W3SVC1/u_ex210302.log`.

The folder above the first one that every Windows host has (a drive, `inetpub`, `Logging`, …) is the host's, if it has a
name that a host can have and not one that collections give to folders.
"""

from __future__ import annotations

import re

_LANDMARK = re.compile(
    r"[A-Za-z](:|%3A)?|inetpub|iis|logfiles|w3svc\d+|logging|httpproxy|ecp|oabgeneratorlog|exchange( server)?"
    r"|microsoft"
    r"|windows|winevt|system32|program files.*|programdata|users|uploads|auto|ntfs|results|var|evtx|winevtlogs?"
    r"|event ?logs?",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"logs?|evidence|data|collections?|collected|export(s|ed)?|hosts?|servers?|files?|archive|backup|case\d*|temp|tmp|uploads?"
    r"|output|triage|server logs|v1[45]|.*\.(zip|gz|tar|tgz|7z)(/.*)?|\.\.?",
    re.IGNORECASE,
)
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62})(?:\.[A-Za-z0-9_-]{1,63})*")
_COLLECTION = re.compile(r"Collection-(?P<host>.+?)-\d{4}-\d\d-\d\d.*\.zip", re.IGNORECASE)


def host_of(path: str) -> str | None:
    """Return the host that a path names; None where it names none.

    >>> host_of("case/EXCH01/C/inetpub/logs/LogFiles/W3SVC1/u_ex210302.log")
    'EXCH01'
    >>> host_of("Collection-web1_corp_local-2021-03-03T10_00_00Z.zip/uploads/auto/C%3A/Windows/x.evtx")
    'web1_corp_local'
    >>> host_of("logs/u_ex210302.log") is None
    True
    """
    parts = path.replace("\\", "/").split("/")
    for part in parts:
        collection = _COLLECTION.fullmatch(part)
        if collection:
            return collection["host"]
    folders = parts[:-1]
    for position, part in enumerate(folders):
        if _LANDMARK.fullmatch(part):
            before = folders[position - 1] if position else ""
            named = _HOST.fullmatch(before) and not _GENERIC.fullmatch(before) and not before.isdigit()
            return before if named else None
    return None
