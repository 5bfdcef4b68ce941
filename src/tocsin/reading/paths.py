r"""Paths of files and registry keys, as reports print them in running text.

Where a path ends is the difficulty: names may hold blanks, and prose goes on behind them. A folder's name may hold
blanks (`Program Files\`), since a backslash follows; the last name takes blanks only up to an ending of a file.
A placeholder (`<install path>`) is not literal: the value is what stands after one, or before.
"""

from __future__ import annotations

import re

_WINDOWS = re.compile(r"(?:[A-Za-z]:|%[A-Za-z0-9_()]+%|\$env:[A-Za-z]+|\\?)\\")
_ENDING = re.compile(r"\.(?![A-Z][a-z])[A-Za-z][A-Za-z0-9]{1,4}(?![A-Za-z0-9])")
_PLACEHOLDER = re.compile(r"<[^<>\n]*>")
_PROSE = frozenset((
    "a", "an", "and", "as", "at", "by", "file", "folder", "for", "from", "in", "into", "is", "it", "of", "on",
    "or", "that", "the", "then", "this", "to", "was", "were", "with",
))  # fmt: skip
_CLOSING = ".,;:!?'\")]}’”"
_ROOTS = frozenset(
    [
        "bin",
        "boot",
        "data",
        "dev",
        "etc",
        "home",
        "lib",
        "lib64",
        "Library",
        "media",
        "mnt",
        "opt",
        "private",
        "proc",
        "root",
        "run",
        "sbin",
        "srv",
        "sys",
        "System",
        "tmp",
        "usr",
        "Users",
        "Applications",
        "var",
        "Volumes",
        "owa",
        "ecp",
        "ews",
        "oab",
        "mapi",
        "autodiscover",
        "powershell",
        "aspnet_client",
        "api",
        "rpc",
        "_layouts",
    ]
)
_NOTHING = (None, 1)


def is_windows(raw: str) -> bool:
    r"""Say whether a candidate begins like a Windows path: drive, variable, share, or a folder below some root."""
    return _WINDOWS.match(raw) is not None and "\\" in raw


def registry_key(raw: str) -> tuple[str | None, int]:
    r"""Return the key and its length.

    >>> registry_key("HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Run was set to")
    ('HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Run', 53)
    """
    head, slash, last = raw.rpartition("\\")
    key = head + slash + last.split(" ", 1)[0]
    while key and key[-1] in _CLOSING + "\\" and not (key[-1] == "}" and key.count("{") == key.count("}")):
        key = key[:-1]
    literal = _literal(_single(key).replace(":\\", "\\").replace("]\\", "\\")).rstrip("\\")
    # a hive and one name are no trace of anybody
    return (literal, len(key)) if literal.startswith("HK") and literal.count("\\") > 1 else (None, len(raw))


def windows(raw: str, text: str, start: int) -> tuple[str | None, int]:
    r"""Return the path without placeholders and the length of what is printed; None for what is no path."""
    before = text[start - 1 : start] if start else ""
    length = _length(raw)
    printed = raw[:length]
    if (before.isalnum() or before in ("_", "\\")) and before:
        return None, length
    literal = _literal(_single(printed))
    names = [name for name in literal.split("\\") if name]
    if len(names) < 2 or not any(character.isalpha() for character in names[-1]):
        return None, length
    if len(names) < 3 and not _ENDING.search(names[-1]):
        return None, length
    # escapes of code (\n\t, \x90\x90, \d+\.) are no folders
    rooted = literal[1:2] == ":" or literal[0] in "%$" or (literal.startswith("\\\\") and len(names[0]) > 1)
    if not rooted and (min(map(len, names)) < 2 or _is_code(literal)):
        return None, length
    return literal, length


def _is_code(path: str) -> bool:
    return re.search(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})|[+*?^{}=]|\$(?!\\)", path) is not None


def _single(path: str) -> str:
    """Halve doubled backslashes of quoted source code; the two of a share stay."""
    share = path.startswith("\\\\")
    halved = re.sub(r"\\+", lambda _: "\\", path)
    return "\\" + halved if share else halved


def _length(raw: str) -> int:
    """Return where a path ends in a candidate."""
    cut = raw.rfind("\\") + 1
    last = raw[cut:]
    ending = _ENDING.search(last)
    spaced = " " in last
    if ending and not (spaced and _goes_on(last, ending.end())):
        last = last[: ending.end()]
    elif spaced:
        last = last.split(" ", 1)[0]
    printed = raw[:cut] + last
    stripped = printed.rstrip(_CLOSING)
    # a bracket opened inside the name closes there: `Report (1).doc`, `Program Files (x86)`
    return (
        len(stripped + ")")
        if stripped.count("(") > stripped.count(")") and printed[len(stripped) :][:1] == ")"
        else len(stripped)
    )


def _goes_on(last: str, end: int) -> bool:
    """Say whether an ending was found beyond the first word though that word is complete: then prose goes on."""
    first, *more = last[:end].split(" ")
    if not _PROSE.isdisjoint(more):
        return True
    return bool(re.search(r"[.,;:)]$", first)) or last[:end].count(" ") > 3


def _literal(path: str) -> str:
    holes = list(_PLACEHOLDER.finditer(path))
    if not holes:
        return path
    # what stands before the first hole counts if it is a path of its own, else what stands after it
    pieces = _PLACEHOLDER.split(path)
    best = max(pieces, key=lambda piece: (piece.count("\\"), len(piece)))
    return best if best.endswith("\\") or "\\" not in best or best is pieces[-1] else best.rpartition("\\")[0] + "\\"


def unix(raw: str, text: str, start: int) -> tuple[str | None, int]:
    """Return the path and its length; None for dates, fractions, mark-up and single names without an ending."""
    before = text[start - 1 : start] if start else ""
    printed = raw.rstrip(_CLOSING)
    if before and (before.isalnum() or before in "_<>.:/\\)]%&=-*+"):
        return None, len(raw)
    if _PLACEHOLDER.search(printed) or "<" in printed:
        return None, len(raw)
    names = [name for name in printed.split("/") if name and name != "~"]
    if not names or not any(character.isalpha() for character in names[-1]):
        return None, len(raw)
    if len(names) < 2 and not printed.startswith("~"):
        return None, len(raw)
    known = names[0] in _ROOTS or printed.startswith("~")
    return (printed, len(printed)) if known or _ENDING.search(names[-1]) else (None, len(raw))
