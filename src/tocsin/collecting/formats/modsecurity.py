"""ModSecurity's audit log, native and serial: a transaction is several sections, with headers and bodies.

In: a stream. Out: one event a transaction under the W3C names (`cs-method`, `cs-uri-stem`, `cs-uri-query`, `c-ip`,
`cs-host`, `cs-user-agent`, `cs-referer`, `cs-cookie`, `x-forwarded-for`, `sc-status`), `request`, `request_headers`,
`request_body`, `response_headers`, `response_body`, `messages` (one an alert), `rule_id`, `unique_id`; `lines` says how
many the transaction has. A transaction that is cut off is an event as far as it goes (`cut_off`).
Source: github.com/owasp-modsecurity/ModSecurity, "ModSecurity 2 Data Formats" and libmodsecurity's serial format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.formats.webserver import FAMILY, written
from tocsin.collecting.headed import too_long
from tocsin.collecting.lines import TooLong, line_blocks
from tocsin.collecting.rows import Fields, Row, Rows
from tocsin.model.evidence import Rejected

LOG = "modsecurity"
MOST_LINES, MOST_BYTES = 20_000, 16 << 20
_BOUNDARY = re.compile(rb"-{2,3}([0-9A-Za-z]{4,64})-{1,3}([A-Z])--")
_HEAD = re.compile(r"\[([^\]]{10,40})\] (\S+) (\S+) (\d+) (\S+) (\d+)")
_LINE = re.compile(r"([A-Za-z_-]{1,32}) ([^ ?]*)(?:\?([^ ]*))?(?: (HTTP/[0-9.]+))?")
_STATUS = re.compile(r"HTTP/[0-9.]+ (\d{3})")
_RULE = re.compile(r'\[id "([^"]*)"\]')
_HEADERS = {
    "host": "cs-host",
    "user-agent": "cs-user-agent",
    "referer": "cs-referer",
    "cookie": "cs-cookie",
    "x-forwarded-for": "x-forwarded-for",
    "content-type": "cs-content-type",
}


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: the boundary of section A, and its line behind it."""
    lines = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n").splitlines()[:2]
    found = _BOUNDARY.fullmatch(lines[0].rstrip()) if lines else None
    if found is None:
        return Certainty.NO
    begun = found[2] == b"A" and len(lines) > 1 and _HEAD.match(lines[1].decode("utf-8", "replace"))
    return Certainty.SURE if begun else Certainty.LIKELY


@dataclass(slots=True)
class _Open:
    """A transaction whose end was not read yet."""

    identifier: bytes
    number: int
    offset: int
    section: str = "A"
    sections: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    lines: int = 1
    size: int = 0

    def take(self, line: bytes) -> bool:
        """Take a line of the section in that is open."""
        if self.lines >= MOST_LINES or self.size + len(line) > MOST_BYTES:
            return False
        self.sections.setdefault(self.section, []).append(line.decode("utf-8", "replace"))
        self.lines += 1
        self.size += len(line)
        return True


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield transactions in batches, and lines that belong to none."""
    rows = Rows(source, FAMILY, wanted)
    open_: _Open | None = None
    for block in line_blocks(stream):
        if isinstance(block, TooLong):
            yield too_long(block, source)
            continue
        for line, offset, number in zip(block.lines, block.offsets.tolist(), block.numbers.tolist(), strict=True):
            found = _BOUNDARY.fullmatch(line)
            if found is not None and found[2] == b"A":
                if open_ is not None:
                    rows.add(_row(open_, cut_off=True))
                open_ = _Open(found[1], number, offset)
            elif found is not None and open_ is not None and found[1] == open_.identifier:
                open_.section, open_.lines = found[2].decode(), open_.lines + 1
                if open_.section == "Z":
                    rows.add(_row(open_, cut_off=False))
                    open_ = None
            elif open_ is None or not open_.take(line):
                yield rejected(source, offset, f"line {number}: no part of a transaction", line)
        if rows.full:
            yield from rows.flush()
    if open_ is not None:
        rows.add(_row(open_, cut_off=True))
    yield from rows.flush()


def _row(done: _Open, *, cut_off: bool) -> Row:
    sections = done.sections
    fields: Fields = {}
    head = _HEAD.match(sections.get("A", [""])[0])
    time: str | None = None
    if head is not None:
        time = written(head[1].partition(".")[0] if "." in head[1] else head[1])
        fields |= {"unique_id": head[2], "c-ip": head[3], "c-port": head[4], "s-ip": head[5], "s-port": head[6]}
    _request(fields, sections.get("B", []))
    _response(fields, sections.get("F", []))
    for section, name in (("C", "request_body"), ("I", "request_body"), ("E", "response_body")):
        if section in sections:
            fields[name] = "\n".join(sections[section])
    trailer = sections.get("H", [])
    messages = [line.partition(": ")[2] for line in trailer if line.startswith(("Message: ", "Apache-Error: "))]
    messages += [line for line in trailer if line.startswith("ModSecurity: ")]
    if messages:
        fields["messages"] = messages
        rules = list(dict.fromkeys(rule for message in messages for rule in _RULE.findall(message)))
        if rules:
            fields["rule_id"] = rules
    if cut_off:
        fields["cut_off"] = "true"
    return Row(done.number, done.offset, time, None, LOG, fields, lines=done.lines)


def _request(fields: Fields, lines: list[str]) -> None:
    if not lines:
        return
    fields["request"] = lines[0]
    found = _LINE.fullmatch(lines[0])
    if found is not None:
        names = ("cs-method", "cs-uri-stem", "cs-uri-query", "cs-version")
        fields |= {name: value for name, value in zip(names, found.groups(), strict=True) if value}
    if len(lines) > 1:
        fields["request_headers"] = lines[1:]
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        plain = _HEADERS.get(name.strip().lower())
        if colon and plain is not None:
            fields[plain] = value.strip()


def _response(fields: Fields, lines: list[str]) -> None:
    found = _STATUS.match(lines[0]) if lines else None
    if found is not None:
        fields["sc-status"] = found[1]
    if len(lines) > 1:
        fields["response_headers"] = lines[1:]


FORMAT = Format("modsecurity", FAMILY, "sections of ModSecurity's audit log", recognise, read)
