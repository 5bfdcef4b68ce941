r"""Zeek's logs in its own form: values parted by tabs under `#fields` and `#types`, one log a file.

In: a stream. Out: batches under Zeek's own names (`id.orig_h`, `query`, `uri`); `_log` is `#path` (`conn`, `dns`, ...).
All values are text; sets and vectors are lists, `T`/`F` of type bool are `true`/`false`, the unset field is null, the
empty one empty. Headers may come again inside a file (files put together) and change the names. Times are UTC.
Source: docs.zeek.org ("Zeek Log Formats and Inspection"; ASCII writer).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, pc, string_lists
from tocsin.collecting.delimited import Dialect, Parsed, parse
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.headed import NO_HEADER, lost, too_long, unique
from tocsin.collecting.lines import LineBlock, TooLong, line_blocks
from tocsin.collecting.patterned import mapped
from tocsin.collecting.times import MOMENT
from tocsin.model.evidence import Rejected

FAMILY = "zeek"
_ESCAPE = re.compile(r"\\x([0-9a-fA-F]{2})")
_NAME = re.compile(r"(?:json_streaming_)?([a-z0-9_]{2,32}?)(?:[._-]\d.*|\.log.*)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """What the header lines said so far."""

    separator: str = "\t"
    between: str = ","  # members of sets and vectors
    empty: str = "(empty)"
    unset: str = "-"
    path: str = ""
    names: tuple[str, ...] = ()
    types: tuple[str, ...] = ()

    def take(self, line: str) -> Header:
        """Return the header as it stands after a line that begins with `#`."""
        word, _, rest = line[1:].partition(" " if line.startswith("#separator ") else self.separator)
        if word == "separator":
            sign = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), rest.strip("\n"))
            return replace(self, separator=sign[:1] or "\t")
        if word == "fields":
            return replace(self, names=unique(rest.split(self.separator)), types=())
        if word == "types":
            return replace(self, types=tuple(rest.split(self.separator)))
        if word in ("set_separator", "empty_field", "unset_field", "path"):
            name = {"set_separator": "between", "empty_field": "empty", "unset_field": "unset"}.get(word, word)
            if word == "set_separator" and not rest:  # cut off: nothing parts nothing
                return self
            return replace(self, **{name: rest})
        return self

    def type_of(self, name: str) -> str:
        """Return the type of a field, empty where none is told."""
        place = self.names.index(name)
        return self.types[place] if place < len(self.types) else ""


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: `#separator` and `#fields` as Zeek (and Bro before it) write them."""
    text = head.removeprefix(b"\xef\xbb\xbf")
    if text.startswith(b"#separator \\x") or re.search(rb"^#path\t[a-z0-9_]+\r?$", text, re.MULTILINE):
        return Certainty.SURE
    return Certainty.SURE if re.search(rb"^#fields\tts\t", text, re.MULTILINE) else Certainty.NO


def log_of(path: str) -> str:
    """Return the log that a file is by its name.

    >>> log_of("2021-03-02/conn.07:00:00-08:00:00.log"), log_of("json_streaming_dns.1.log"), log_of("x/-")
    ('conn', 'dns', '')
    """
    found = _NAME.match(path.rpartition("/")[2])
    return found[1].lower() if found else ""


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the lines under each header as one batch, then those that do not fit it."""
    header = Header()
    for block in line_blocks(stream):
        if isinstance(block, TooLong):
            yield too_long(block, source)
            continue
        first = np.frombuffer(block.data, np.uint8)[block.begins]
        begin = 0
        for place in np.flatnonzero(first == ord("#")).tolist():
            if place > begin:
                yield from _under(header, block.select(slice(begin, place)), source, wanted)
            header, begin = header.take(block.line(place).decode("utf-8", "replace")), place + 1
        if begin < len(block):
            yield from _under(header, block.select(slice(begin, None)), source, wanted)


def _under(header: Header, block: LineBlock, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    if not header.names:
        yield from lost(block, [NO_HEADER] * len(block), source)
        return
    dialect = Dialect(header.separator, quoted=False, empty=header.unset)
    parsed = parse(block, header.names, dialect, lambda name: name == "ts" or wanted.wants(name))
    if len(parsed.rows):
        yield EventBatch(source.path, FAMILY, _batch(header, parsed, source, wanted))
    yield from lost(parsed.bad, parsed.reasons, source)


def _batch(header: Header, parsed: Parsed, source: Source, wanted: Wanted) -> pa.RecordBatch:
    count = len(parsed.rows)
    columns: dict[str, pa.Array] = {
        "_record": pa.array(parsed.rows.numbers),
        "_offset": pa.array(parsed.rows.offsets),
        "_time": epochs(parsed.values["ts"]) if "ts" in parsed.values else pa.nulls(count, MOMENT),
        "_host": constant(source.host, count),
        "_log": constant(header.path or log_of(source.path) or "zeek", count),
    }
    for name, column in parsed.values.items():
        if wanted.wants(name):
            columns[name] = _typed(header, header.type_of(name), column)
    return pa.RecordBatch.from_pydict(columns)


def _typed(header: Header, kind: str, column: pa.Array) -> pa.Array:
    if kind.startswith(("set[", "vector[")):
        distinct = column.dictionary_encode()
        lists = [
            None if value is None else [] if value == header.empty else value.split(header.between)
            for value in distinct.dictionary.to_pylist()
        ]
        return string_lists(lists).take(distinct.indices)
    if kind == "bool":
        return mapped(column, lambda value: {"T": "true", "F": "false"}.get(value, value))
    return pc.if_else(pc.equal(column, header.empty), "", column)


_EPOCH = r"^(?P<seconds>\d{1,11})(?:\.(?P<fraction>\d{1,9}))?$"


def epochs(texts: pa.Array) -> pa.Array:
    """Return the moments of seconds since 1970 as they are written; null for anything else.

    >>> epochs(pa.array(["1614668400.123456", "-", None])).cast(pa.string()).to_pylist()
    ['2021-03-02 07:00:00.123456Z', None, None]
    """
    parts = pc.extract_regex(texts, _EPOCH)
    seconds, fraction = pc.struct_field(parts, "seconds"), pc.struct_field(parts, "fraction")
    digits = pc.utf8_slice_codeunits(pc.utf8_rpad(fraction, 6, "0"), 0, 6)
    micros = pc.add(pc.multiply(pc.cast(seconds, pa.int64()), 1_000_000), pc.cast(digits, pa.int64()))
    return micros.cast(MOMENT)


FORMAT = Format("zeek", FAMILY, "the header of a Zeek log", recognise, read)
