r"""Records of Linux's audit system: one line `type=... msg=audit(time:serial): name=value ...` to its names and values.

In: a line. Out: a `Record`. Values lose their quotes; what the kernel writes in hexadecimal because it is not its own
(`name`, `exe`, `comm`, `proctitle`, arguments of `EXECVE`, ...) is decoded, NULs in command lines as blanks; `(null)`
and `?` are no value. What stands inside `msg='...'` and behind the separator 0x1d (names of users and calls, added by
`log_format = ENRICHED`) are further names of the record. Interpreted records (`ausearch -i`) are understood as well.
Sources: github.com/linux-audit/audit-documentation (specs: fields, messages, "audit event parsing"), auditd.conf(5).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LINE = re.compile(
    r"(?:node=(?P<node>\S+) )?type=(?P<type>\w+|UNKNOWN\[\d+\])"
    r" msg=audit\((?P<time>[^()]{1,40}):(?P<serial>\d{1,20})\) ?:"
    r" ?(?P<body>.*)",
    re.DOTALL,
)
_PAIR = re.compile(r"""(?:^|[\s(])([A-Za-z][\w.\-\[\]]*)=("[^"]*"|\{[^{}]{0,4096}\}|\S*)""")  # every match ends: linear
_NONE = frozenset({"", "(null)", "?", "(none)"})
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_ENCODED = {
    *(
        "name",
        "exe",
        "comm",
        "cmd",
        "cwd",
        "proctitle",
        "acct",
        "data",
        "path",
        "dir",
        "key",
        "watch",
        "vm",
        "ocomm",
        "grp",
    ),
    *("new-chardev", "old-chardev", "new-disk", "old-disk", "file", "profile", "cmdline", "new_group"),
}
_ARGUMENT = re.compile(r"a(\d+)(?:\[(\d+)\])?")
_EPOCH = re.compile(r"(\d{1,12})\.(\d{1,6})")
_DATED = re.compile(r"(\d\d)([/.])(\d\d)\2(\d{4}|\d\d) (\d\d:\d\d:\d\d)[.,](\d{3})")
Pairs = dict[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Record:
    """One line."""

    node: str | None
    type: str
    time: int | str | None  # microseconds since 1970; interpreted records: as written, local
    serial: str
    pairs: Pairs


def record(line: str) -> Record | None:
    """Return what a line says; None: it is no record.

    >>> record('type=CWD msg=audit(1614668400.123:45): cwd="/root"').pairs
    {'cwd': '/root'}
    """
    found = LINE.fullmatch(line)
    if found is None:
        return None
    kind = found["type"]
    body, _, added = found["body"].partition("\x1d")
    pairs: Pairs = {}
    begin = body.find("msg='")
    if begin >= 0:
        end = body.rfind("'")
        inner = body[begin + 5 : end if end > begin + 4 else len(body)]
        body = f"{body[:begin]} {body[end + 1 :] if end > begin + 4 else ''}"
        _take(pairs, kind, inner)
    if kind in ("AVC", "USER_AVC"):
        _denial(pairs, found["body"])
    if kind == "PROCTITLE" and body.startswith("proctitle="):
        title = decoded(kind, "proctitle", body[10:].strip())
        pairs |= {"proctitle": title} if title is not None else {}
    else:
        _take(pairs, kind, body)
    if added:
        _take(pairs, kind, added)
    if kind == "EXECVE":
        _join_parts(pairs)
    return Record(found["node"], kind, _time(found["time"]), found["serial"], pairs)


def _take(pairs: Pairs, kind: str, text: str) -> None:
    encoded = kind == "EXECVE"
    for name, value in _PAIR.findall(text):
        first = value[:1]
        if first == '"':
            plain: str | None = value[1:-1]
        elif first == "{" and value.count("{") == 1:
            _take(pairs, kind, value[1:-1])
            continue
        elif encoded or name in _ENCODED:
            plain = decoded(kind, name, value)
        else:
            plain = None if value in _NONE else value.rstrip(",)") if value[-1] in ",)" else value
        if plain is None:
            continue
        known = pairs.get(name)
        if known is None:
            pairs[name] = plain
        elif isinstance(known, list):
            pairs[name] = known if plain in known else [*known, plain]
        elif known != plain:
            pairs[name] = [known, plain]


def decoded(kind: str, name: str, value: str) -> str | None:
    """Return a value as it was meant; None: it stands for none.

    >>> decoded("EXECVE", "a1", "2F746D702F612062"), decoded("SYSCALL", "a1", "55d0"), decoded("PATH", "name", "(null)")
    ('/tmp/a b', '55d0', None)
    """
    if value[:1] == '"':
        return value[1:-1]
    value = value.rstrip(",)") if value not in _NONE else ""
    if not value:
        return None
    argument = kind == "EXECVE" and _ARGUMENT.fullmatch(name) is not None
    if (argument or name in _ENCODED) and len(value) % 2 == 0 and _HEX.fullmatch(value):
        if name == "key":
            return bytes.fromhex(value).replace(b"\x01", b",").decode("utf-8", "replace")
        return bytes.fromhex(value).rstrip(b"\0").replace(b"\0", b" ").decode("utf-8", "replace")
    return value


def _join_parts(pairs: Pairs) -> None:
    """Put arguments together that were too long for one record: `a2[0]=...`, `a2[1]=...`."""
    parts: dict[int, dict[int, str]] = {}
    for name in [name for name in pairs if "[" in name]:
        found = _ARGUMENT.fullmatch(name)
        value = pairs.pop(name)
        if found is not None:
            parts.setdefault(int(found[1]), {})[int(found[2])] = value if isinstance(value, str) else "".join(value)
    for number, pieces in parts.items():
        pairs[f"a{number}"] = "".join(pieces[place] for place in sorted(pieces))


_DENIED = re.compile(r"avc:\s+(granted|denied)\s+\{ ([^}]*) \}")


def _denial(pairs: Pairs, body: str) -> None:
    found = _DENIED.search(body)
    if found is not None:
        pairs["seresult"], pairs["seperms"] = found[1], found[2].strip()


def arguments(pairs: Pairs) -> list[str]:
    """Return the arguments of an EXECVE record in their order."""
    found = [
        (int(number), value) for name, value in pairs.items() if name[:1] == "a" and (number := name[1:]).isdigit()
    ]
    return [value if isinstance(value, str) else value[-1] for _, value in sorted(found)]


def _time(written: str) -> int | str | None:
    epoch = _EPOCH.fullmatch(written)
    if epoch is not None:
        return int(epoch[1]) * 1_000_000 + int(epoch[2].ljust(6, "0"))
    dated = _DATED.fullmatch(written)
    if dated is None:
        return None
    first, sign, second, year, clock, fraction = dated.groups()
    month, day = (first, second) if sign == "/" and int(first) <= 12 else (second, first)
    return f"{year if len(year) == 4 else '20' + year}-{month}-{day} {clock}.{fraction}"
