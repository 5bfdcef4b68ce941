"""Lines of several kinds, with and without a syslog header; what is of none."""

from __future__ import annotations

import io
import re

from tocsin.collecting.batches import ALL_FIELDS, EventBatch
from tocsin.collecting.format import Source
from tocsin.collecting.formats.line_kinds import Kind, read_kinds, share, shown
from tocsin.collecting.messages import Pattern
from tocsin.model.evidence import Rejected

LOGIN = Kind(
    r"^(?:(?P<time>\d\d:\d\d) )?login (?P<user>\S+)(?: \((?P<message>.*)\))?$",
    "family",
    "logins",
    {"user": "who"},
    empty=("", "-"),
    written=lambda time: f"2021-03-02 {time}:00",
    local=True,
    messages=(Pattern(r"from (?P<src_ip>\S+)", {"seen": "true"}),),
)
OWN = Kind(r"^2021-03-02 07:00:00 own (?P<x>\d)$", "family", "own", whole=True)
REST = Kind(r"^(?P<message>.*)$", "family", "rest")


def run(log: bytes, *, syslog: bool = True) -> tuple[list[dict[str, object]], list[Rejected]]:
    """Events and rejections."""
    source = Source("x", host="given", timezone="Europe/Paris")
    parts = list(read_kinds(io.BytesIO(log), source, ALL_FIELDS, (OWN, LOGIN), "none", syslog=syslog, rest=REST))
    rows = [row for part in parts if isinstance(part, EventBatch) for row in part.events.to_pylist()]
    rows = [{name: value for name, value in row.items() if value is not None} for row in rows]
    return sorted(rows, key=lambda row: row["_offset"]), [part for part in parts if isinstance(part, Rejected)]


def test_header_and_line_say_host_and_time_and_the_line_goes_first() -> None:
    log = (
        b"<13>2021-03-02T07:00:00Z h1 login anna (from 203.0.113.9)\n"
        b"2021-03-02T07:00:00Z h1 09:30 login -\n"
        b"2021-03-02T07:00:00Z h1 something else\n"
        b"something else\n"
        b"login eve\n"
    )
    rows, rejected = run(log)
    assert [(row["_log"], row["_host"], str(row.get("_time"))[11:19]) for row in rows] == [
        ("logins", "h1", "07:00:00"),
        ("logins", "h1", "08:30:00"),
        ("rest", "h1", "07:00:00"),
        ("logins", "given", ""),
    ]
    assert (rows[0]["who"], rows[0]["src_ip"], rows[0]["seen"], rows[0]["severity"]) == (
        "anna",
        "203.0.113.9",
        "true",
        "notice",
    )
    assert "who" not in rows[1]
    assert [one.reason for one in rejected] == ["line 4: none"]


def test_a_line_that_only_looks_as_if_it_had_a_header_is_taken_whole() -> None:
    rows, rejected = run(b"2021-03-02 07:00:00 own 5\n")
    assert (rows[0]["_log"], rows[0]["x"], rows[0]["_host"], rejected) == ("own", "5", "given", [])


def test_without_headers_nothing_is_kept_as_the_rest() -> None:
    rows, rejected = run(b"2021-03-02T07:00:00Z h1 x\nlogin a\n", syslog=False)
    assert (len(rows), len(rejected)) == (1, 1)


def test_what_is_shown_to_recognise_a_file() -> None:
    head = (
        b'\xef\xbb\xbf<13>2021-03-02T07:00:00Z h a=1\n\n<13>1 2021-03-02T07:00:00Z h p 1 ID [x@1 y="z"] m\nplain\ncut'
    )
    assert shown(head, syslog=True) == ["a=1", 'p ID [x@1 y="z"] m', "plain"]
    assert share(["a", "b"], re.compile("a")) == 0.5
    assert share([], re.compile("a")) == 0.0
