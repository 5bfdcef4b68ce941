r"""The header that syslog puts before a message, taken off: priority, time and host, in any of the forms in use.

In: lines as a string column. Out: a column for each part of the header and the rest behind it. Understood are RFC 3164
as it is written in files and sent (`<34>Mar  2 07:00:00 web1 ...`), the same with a year, a fraction or an ISO time
(rsyslog's `RSYSLOG_FileFormat`), a bare priority (`<189>date=...`), and RFC 5424, octet counts before it included.
A line without a header has all of itself in `rest`. The engine is RE2: linear in the line, whatever it holds.
Sources: RFC 3164 section 4, RFC 5424 section 6, RFC 6587 section 3.4.1, rsyslog.com "templates" (the built-in ones).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.columns import pc, strings
from tocsin.collecting.patterned import without

PRIORITY = r"(?:\d{1,6} )?<(?P<priority>\d{1,3})>"
STRUCTURED = r'-|(?:\[(?:[^\]"\\]|\\.|"(?:[^"\\]|\\.)*")*\])+'
RFC5424 = (
    rf"(?s)^{PRIORITY}[1-9]\d{{0,2}} (?P<time>\S+) (?P<host>\S+) (?P<program>\S+) (?P<pid>\S+) (?P<msgid>\S+)"
    rf" (?P<structured>{STRUCTURED})(?: \x{{FEFF}}?(?P<rest>.*))?$"
)
BSD_TIME = r"[A-Z][a-z]{2} [ 0-9]?\d(?: \d{4})? \d\d:\d\d:\d\d(?:\.\d{1,9})?(?: \d{4}\b)?"
ISO_TIME = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?"
HOST = r"[A-Za-z0-9_.:-]*[A-Za-z0-9_.-]|\[[0-9a-fA-F.:]+\]"
RFC3164 = rf"(?s)^(?:{PRIORITY})?(?P<time>{BSD_TIME}|{ISO_TIME}):?(?: +(?P<host>{HOST})(?: :)?)?(?: (?P<rest>.*))?$"
BARE = rf"(?s)^{PRIORITY}(?P<rest>.*)$"
TAG = (
    r"(?s)^(?:(?P<facility>[a-z0-9]{3,10})\.(?P<severity>[a-z]{3,7}) )?(?P<program>[^\s:\[\]{}\"=,|%]{1,128})"
    r"(?:\[(?P<pid>[^\]\s]{0,64})\])?(?: <[A-Za-z]{3,10}>)?:(?: (?P<message>.*)|(?P<short>))$"
)
PLAIN_TAG = r"(?s)^(?P<program>[^\s:\[\]{}\"=,|%]+)(?:\[(?P<pid>[^\]\s]*)\])?:(?: (?P<message>.*))?$"
"""The usual tag, of which RE2 needs to follow one way only: several times quicker than `TAG`."""
_BEGINS = re.compile(rb"(?:\d{1,6} )?<\d{1,3}>|[A-Z][a-z]{2} [ 0-9]?\d |\d{4}-\d\d-\d\d[T ]\d\d:")

FACILITIES = (
    *("kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "ntp"),
    *("audit", "alert", "clock", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"),
)
SEVERITIES = ("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug")
_LEVELS = pa.array(["trivia", "verbose", "info", "notice", "warning", "error", "panic", "debug"])
_PARTS = ("priority", "time", "host", "program", "pid", "msgid", "structured", "rest")


@dataclass(frozen=True, slots=True)
class Stripped:
    """Parts of lines; null is "the line has no such part". `program` to `structured` are those of RFC 5424 headers."""

    priority: pa.Array
    time: pa.Array  # as written; see `tocsin.collecting.years`
    host: pa.Array
    program: pa.Array
    pid: pa.Array
    msgid: pa.Array
    structured: pa.Array
    rest: pa.Array  # what follows the header, the tag of RFC 3164 (`sshd[812]: `) included

    @property
    def headed(self) -> npt.NDArray[np.bool_]:
        """Say for each line whether it has a header with a time."""
        return np.asarray(pc.is_valid(self.time).to_numpy(zero_copy_only=False), np.bool_)


def stripped(lines: pa.Array) -> Stripped:
    """Take the header off each line.

    >>> found = stripped(pa.array(["<34>Mar  2 07:00:00 fw1 %ASA-6-1: Built", "<189>date=2021-03-02 a=b", "plain"]))
    >>> found.host.to_pylist(), found.rest.to_pylist()
    (['fw1', None, None], ['%ASA-6-1: Built', 'date=2021-03-02 a=b', 'plain'])
    >>> stripped(pa.array(["2021-03-02T07:00:00.123Z info hostd[2099]: x"])).host.to_pylist()
    [None]
    """
    columns: dict[str, pa.Array] = {name: pa.nulls(len(lines), pa.string()) for name in _PARTS}
    columns["rest"] = lines
    open_ = np.ones(len(lines), np.bool_)
    for pattern in (RFC5424, RFC3164, BARE):
        if not open_.any():
            break
        found = pc.extract_regex(lines, pattern) if open_.all() else _only(lines, open_, pattern)
        fits = np.asarray(pc.is_valid(found).to_numpy(zero_copy_only=False), np.bool_) & open_
        if not fits.any():
            continue
        mask = pa.array(fits)
        for field in found.type:
            part = pc.struct_field(found, field.name)
            if field.name != "rest":
                part = without(part, "", "-")
            columns[field.name] = pc.if_else(mask, part, columns[field.name])
        open_ &= ~fits
    columns["host"] = _no_levels(columns["host"], columns["time"])
    return Stripped(**columns)


def _no_levels(host: pa.Array, time: pa.Array) -> pa.Array:
    """Return hosts without the levels that ESXi writes in their place, behind a time in UTC."""
    levels = pc.is_in(host, value_set=_LEVELS)
    if not pc.any(levels).as_py():
        return host
    levels = pc.and_(levels, pc.fill_null(pc.ends_with(time, "Z"), False))
    return pc.if_else(levels, pa.scalar(None, pa.string()), host)


def _only(lines: pa.Array, chosen: npt.NDArray[np.bool_], pattern: str) -> pa.Array:
    """Return what a pattern finds in some of the lines, null for the others."""
    return pc.extract_regex(pc.if_else(pa.array(chosen), lines, pa.scalar(None, pa.string())), pattern)


def tagged(rest: pa.Array) -> dict[str, pa.Array]:
    """Return `facility`, `severity`, `program`, `pid` and `message` of what follows an RFC 3164 header.

    >>> found = tagged(pa.array(["sshd[812]: Accepted", "no tag"]))
    >>> found["program"].to_pylist(), found["message"].to_pylist()
    (['sshd', None], ['Accepted', 'no tag'])
    """
    usual = pc.extract_regex(rest, PLAIN_TAG)
    fits = pc.is_valid(usual)
    columns = {name: without(pc.struct_field(usual, name), "") for name in ("program", "pid")}
    columns["message"] = pc.if_else(fits, pc.struct_field(usual, "message"), rest)
    columns |= {name: pa.nulls(len(rest), pa.string()) for name in ("facility", "severity")}
    others = np.flatnonzero(~np.asarray(fits.to_numpy(zero_copy_only=False), np.bool_))
    if not len(others):
        return columns
    odd = pc.extract_regex(rest.take(pa.array(others)), TAG)
    places = np.full(len(rest), -1, np.int64)
    places[others] = np.arange(len(others))
    odd = odd.take(pa.array(places, mask=places < 0))
    for name in ("facility", "severity", "program", "pid"):
        columns[name] = pc.coalesce(columns[name], without(pc.struct_field(odd, name), ""))
    columns["message"] = pc.if_else(pc.is_valid(odd), pc.struct_field(odd, "message"), columns["message"])
    return columns


def named(priority: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Return the names of facility and severity that a priority is.

    >>> [part.to_pylist() for part in named(pa.array(["34", "999", None]))]
    [['auth', None, None], ['crit', None, None]]
    """
    distinct = priority.dictionary_encode()
    numbers = [int(value) if value is not None else -1 for value in distinct.dictionary.to_pylist()]
    known = [0 <= number < 8 * len(FACILITIES) for number in numbers]
    facility = strings([FACILITIES[n // 8] if ok else None for n, ok in zip(numbers, known, strict=True)])
    severity = strings([SEVERITIES[n % 8] if ok else None for n, ok in zip(numbers, known, strict=True)])
    return facility.take(distinct.indices), severity.take(distinct.indices)


def may_have_header(line: bytes) -> bool:
    """Say whether a line begins as those with a header do: quickly, for whoever looks at many files."""
    return _BEGINS.match(line) is not None


def without_header(line: bytes) -> bytes:
    """Return one line without its header: for `recognise`, which looks at few.

    >>> without_header(b"<13>Mar  2 07:00:00 h CEF:0|a|b")
    b'CEF:0|a|b'
    """
    if not may_have_header(line):
        return line.decode("utf-8", "replace").encode()
    rest = stripped(pa.array([line.decode("utf-8", "replace")])).rest.to_pylist()[0]
    return (rest or "").encode()
