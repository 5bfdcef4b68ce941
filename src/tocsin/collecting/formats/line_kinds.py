"""Logs whose lines are of a few kinds, each a pattern: with or without a syslog header before it.

In: a stream and kinds. Out: a batch for each kind of each block, then the lines that are of none, as rejections.
Where a syslog header may stand before the line, host and time come from it unless the line says its own; what follows
a header and is of no kind is an event of the `rest` kind, so that nothing that a device wrote to its log is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, pc, strings
from tocsin.collecting.format import Source
from tocsin.collecting.headed import lost, too_long
from tocsin.collecting.lines import LineBlock, TooLong, line_blocks
from tocsin.collecting.messages import Pattern, Speaker, fields_of
from tocsin.collecting.patterned import filled, mapped, numbered, texts, without
from tocsin.collecting.syslog_header import named, stripped
from tocsin.collecting.times import MOMENT, moments
from tocsin.collecting.years import Calendar, calendar
from tocsin.model.evidence import Rejected

Columns = dict[str, pa.Array]

STAMP = r"(?P<time>[A-Z][a-z]{2} +\d{1,2}(?: \d{4})? \d\d:\d\d:\d\d(?:\.\d{1,9})?)"
"""A time as network devices write it before their messages, with or without the year."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Lines of one kind. Groups of the pattern are fields; `time`, `host` and `log` are the line's own."""

    pattern: str
    family: str
    log: str
    names: dict[str, str] = field(default_factory=dict[str, str])  # group -> field, where it cannot bear that name
    empty: tuple[str, ...] = ("",)  # what is written for "no value"
    written: Callable[[str], str | None] | None = None  # a time as the line has it, to one that `moments` reads
    local: bool = False  # times without a zone are local
    messages: tuple[Pattern, ...] = ()  # patterns of what stands in the field `message`
    more: Callable[[Columns], Columns] | None = None  # further columns made of these
    stamp: str | None = None  # pattern of a time in the field `before`, which counts only where no header has one
    whole: bool = False  # the pattern is of the whole line, which only looks as if it had a syslog header


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of a block with what their headers say."""

    block: LineBlock
    whole: pa.Array
    rest: pa.Array
    times: pa.Array | None
    hosts: pa.Array | None
    severity: pa.Array | None
    headed: npt.NDArray[np.bool_]

    def select(self, keep: npt.NDArray[np.bool_]) -> Lines:
        """Return some of the lines."""
        mask = pa.array(keep)

        def some(column: pa.Array | None) -> pa.Array | None:
            return None if column is None else column.filter(mask)

        return Lines(
            self.block.select(keep),
            self.whole.filter(mask),
            self.rest.filter(mask),
            some(self.times),
            some(self.hosts),
            some(self.severity),
            self.headed[keep],
        )


def lines_of(block: LineBlock, years: Calendar | None) -> Lines:
    """Return the lines of a block; with a calendar, their syslog headers are taken off."""
    whole = texts(block)
    if years is None:
        return Lines(block, whole, whole, None, None, None, np.zeros(len(block), np.bool_))
    header = stripped(_plain(whole))
    rest = filled(header.rest, "")
    program = header.program  # RFC 5424 has it, and structured data, in the header: as text they are the message's
    if program.null_count < len(program):
        parts = pc.binary_join_element_wise(program, header.msgid, header.structured, rest, " ", null_handling="skip")
        rest = pc.if_else(pc.is_valid(program), parts, rest)
    _, severity = named(header.priority)
    return Lines(block, whole, rest, years.moments(header.time), header.host, severity, header.headed)


_KIWI = r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\t\w+\.\w+\t(\S+)\t"


def _plain(lines: pa.Array) -> pa.Array:
    """Return lines as Kiwi's syslog server files them, parted by tabs, with a header as others write it."""
    return pc.replace_substring_regex(lines, _KIWI, r"\1 \2 ")


def read_kinds(
    stream: BinaryIO,
    source: Source,
    wanted: Wanted,
    kinds: Sequence[Kind],
    reason: str,
    *,
    syslog: bool = False,
    rest: Kind | None = None,
) -> Iterator[EventBatch | Rejected]:
    """Yield each block's lines as batches of their kinds, then its lines that are of none, with the reason why."""
    years = calendar(source) if syslog else None
    for block in line_blocks(stream):
        if isinstance(block, TooLong):
            yield too_long(block, source)
            continue
        left = lines_of(block, years)
        for kind in kinds:
            if not len(left.block):
                break
            found = pc.extract_regex(left.whole if kind.whole else left.rest, kind.pattern)
            fits = np.asarray(pc.is_valid(found).to_numpy(zero_copy_only=False), np.bool_)
            if fits.any():
                yield _batch(kind, left.select(fits), found.filter(pa.array(fits)), source, years, wanted)
                left = left.select(~fits)
        if rest is not None and left.headed.any():
            found = pc.extract_regex(left.rest, rest.pattern)
            fits = np.asarray(pc.is_valid(found).to_numpy(zero_copy_only=False), np.bool_) & left.headed
            if fits.any():
                yield _batch(rest, left.select(fits), found.filter(pa.array(fits)), source, years, wanted)
                left = left.select(~fits)
        if len(left.block):
            yield from lost(left.block, [reason] * len(left.block), source)


def _batch(
    kind: Kind, lines: Lines, found: pa.Array, source: Source, years: Calendar | None, wanted: Wanted
) -> EventBatch:
    values: Columns = {
        kind.names.get(str(column.name), str(column.name)): without(part, *kind.empty)
        for column, part in zip(found.type, found.flatten(), strict=True)
    }
    count = len(lines.block)
    if kind.whole:
        lines = replace(lines, times=None, hosts=None, severity=None)
    time, host, log = (values.pop(name, None) for name in ("time", "host", "log"))
    if kind.stamp is not None:
        time = without(pc.struct_field(pc.extract_regex(values["before"], kind.stamp), "time"), "")
    if kind.messages and "message" in values:
        speaker = Speaker("", frozenset({""}), kind.messages)
        said = fields_of([speaker], pa.repeat(pa.scalar(""), count), filled(values["message"], ""))
        values |= {name: column for name, column in said.items() if name not in values}
    if lines.severity is not None and "severity" not in values:
        values["severity"] = lines.severity
    if kind.more is not None:
        values |= kind.more(values)
    hosts = host if lines.hosts is None else lines.hosts if host is None else pc.coalesce(host, lines.hosts)
    columns: Columns = numbered(lines.block) | {
        "_time": _times(kind, time, lines, source.timezone, years),
        "_host": constant(source.host, count) if hosts is None else filled(hosts, source.host),
        "_log": constant(kind.log, count) if log is None else filled(log, kind.log).dictionary_encode(),
    }
    columns |= {
        name: column for name, column in values.items() if column.null_count < count and not name.startswith("_")
    }
    notes = () if years is None else years.notes
    return EventBatch(source.path, kind.family, pa.RecordBatch.from_pydict(columns), notes=notes)


def _times(kind: Kind, time: pa.Array | None, lines: Lines, timezone: str | None, years: Calendar | None) -> pa.Array:
    own = None
    if kind.stamp is not None and time is not None and lines.times is not None and years is not None:
        if not lines.times.null_count:
            return lines.times
        bare = pc.if_else(pc.is_null(lines.times), time, pa.scalar(None, pa.string()))
        return pc.coalesce(lines.times, years.moments(bare))
    if time is not None:
        said = time if kind.written is None else mapped(time, kind.written)
        own = moments(said, timezone if kind.local else None)
    times = [column for column in (own, lines.times) if column is not None]
    return pc.coalesce(*times) if times else pa.nulls(len(lines.block), MOMENT)


@lru_cache(maxsize=2)  # a dozen formats ask the same of one file
def shown(head: bytes, *, syslog: bool) -> Sequence[str]:
    """Return the first lines of a file for `recognise`, without their headers; not the last, which may be cut off.

    A file of JSON objects has none: looking for a dozen products in long objects would cost more than reading many.
    """
    if head.startswith((b"{", b"\xef\xbb\xbf{")):
        return []
    found = [line for line in head.removeprefix(b"\xef\xbb\xbf").splitlines() if line.strip()]
    found = (found[:-1] if len(found) > 1 else found)[:40]
    lines = strings([line[:4096].decode("utf-8", "replace") for line in found])
    if not syslog or not len(lines):
        return lines.to_pylist()
    header = stripped(_plain(lines))
    program = filled(header.program, "")
    parts = [program, header.msgid, header.structured, header.rest]
    parts = pc.binary_join_element_wise(*parts, " ", null_handling="skip")
    return [
        part.strip() for part in pc.if_else(pc.is_valid(header.program), parts, filled(header.rest, "")).to_pylist()
    ]


def share(lines: Sequence[str], *patterns: re.Pattern[str]) -> float:
    """Return which part of lines one of the patterns is found in."""
    return sum(any(pattern.search(line) for pattern in patterns) for line in lines) / len(lines) if lines else 0.0
