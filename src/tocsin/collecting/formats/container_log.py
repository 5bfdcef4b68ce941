"""What containers write to their standard output: Docker's `json-file` logs, and CRI logs of containerd and CRI-O.

In: a stream. Out: events with `message`, `stream` (`stdout`, `stderr`), `container`, `pod`, `namespace` (of the file's
path), `level`; `_log` is what the output shows itself to be (see `dated_text`), else `text`. Requests as Apache and
nginx log them come out as requests of `webserver`. Times are those at which a line was written, UTC.
A line that was written in pieces (CRI: `P`) is several events.
Sources: docs.docker.com "JSON File logging driver", kubernetes.io "Logging architecture" (CRI logging format).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import constant, pc, strings
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.formats import webserver
from tocsin.collecting.formats.dated_text import FAMILY, level_of, shown_in
from tocsin.collecting.formats.json_objects import first_object, objects
from tocsin.collecting.headed import too_long
from tocsin.collecting.lines import TooLong, line_blocks
from tocsin.collecting.times import moments
from tocsin.model.evidence import Rejected

BATCH_ROWS = 32_768
_CRI = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) (stdout|stderr) ([FP])(?::\S*)? (.*)", re.DOTALL
)
_POD = re.compile(r"(?:^|/)pods/(?P<namespace>[^/_]+)_(?P<pod>[^/_]+)_[^/]*/(?P<container>[^/]+)/[^/]*$")
_NAMED = re.compile(
    r"(?:^|/)(?P<pod>[a-z0-9.-]+)_(?P<namespace>[a-z0-9-]+)_(?P<container>[a-z0-9.-]+)-[0-9a-f]{64}\.log"
)
_DOCKER = re.compile(r"(?:^|/)(?P<container>[0-9a-f]{64})-json\.log")


@dataclass(frozen=True, slots=True)
class Written:
    """A line that a container wrote."""

    record: int
    offset: int
    time: str
    stream: str
    message: str


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: an object with `log`, `stream` and `time`, or a time, a stream and a mark."""
    first = first_object(head)
    if first is not None:
        return Certainty.SURE if _of_docker(first, 0, 0) is not None else Certainty.NO
    lines = [line[:200].decode("utf-8", "replace") for line in head.splitlines()[:20] if line.strip()]
    fits = sum(_CRI.match(line) is not None for line in lines)
    return Certainty.SURE if fits and fits * 2 >= len(lines) - 1 else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield lines in batches, and rejections between them."""
    head = _Peeked(stream)
    waiting: list[Written] = []
    shown = ""
    first = head.beginning.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    for part in _docker(head, source) if first in (b"{", b"[") else _cri(head, source):
        if isinstance(part, Rejected):
            yield part
            continue
        waiting.append(part)
        if len(waiting) >= BATCH_ROWS:
            shown = shown or _shown(waiting)
            yield from _batches(waiting, shown, source, wanted)
            waiting = []
    if waiting:
        yield from _batches(waiting, shown or _shown(waiting), source, wanted)


class _Peeked:
    """A stream whose beginning was looked at."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.beginning = self._left = stream.read(512)

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes."""
        if self._left:
            part, self._left = (self._left, b"") if size < 0 else (self._left[:size], self._left[size:])
            return part
        return self._stream.read(size)


def _docker(stream: Any, source: Source) -> Iterator[Written | Rejected]:
    for part in objects(stream, source):
        if isinstance(part, Rejected):
            yield part
            continue
        for found in part:
            one = _of_docker(found.value, found.line, found.offset)
            yield one or rejected(source, found.offset, f"line {found.line}: no line of a container", size=found.size)


def _of_docker(value: dict[str, Any], line: int, offset: int) -> Written | None:
    log, stream, time = value.get("log"), value.get("stream"), value.get("time")
    if not isinstance(log, str) or not isinstance(time, str) or stream not in ("stdout", "stderr"):
        return None
    return Written(line, offset, time, str(stream), log.rstrip("\r\n"))


def _cri(stream: Any, source: Source) -> Iterator[Written | Rejected]:
    for block in line_blocks(stream):
        if isinstance(block, TooLong):
            yield too_long(block, source)
            continue
        for line, offset, number in zip(block.lines, block.offsets.tolist(), block.numbers.tolist(), strict=True):
            found = _CRI.fullmatch(line.decode("utf-8", "replace"))
            if found is None:
                yield rejected(source, offset, f"line {number}: no line of a container", line)
            else:
                yield Written(number, offset, found[1], found[2], found[4])


def _shown(lines: Sequence[Written]) -> str:
    return shown_in("\n".join(one.message for one in lines[:2000]).encode("utf-8", "replace"))


def _batches(lines: list[Written], shown: str, source: Source, wanted: Wanted) -> Iterator[EventBatch]:
    messages = strings([one.message for one in lines])
    found = pc.extract_regex(messages, webserver.ACCESS)
    requests = np.asarray(pc.is_valid(found).to_numpy(zero_copy_only=False), np.bool_)
    for chosen, family in ((requests, webserver.FAMILY), (~requests, FAMILY)):
        if not chosen.any():
            continue
        mine = [one for one, taken in zip(lines, chosen.tolist(), strict=True) if taken]
        fields = _fields(mine, source)
        if family == webserver.FAMILY:
            kept = found.filter(pa.array(chosen))
            names = [column.name for column in kept.type]
            fields |= webserver.request_fields(dict(zip(names, kept.flatten(), strict=True)))
        columns: dict[str, pa.Array] = {
            "_record": pa.array([one.record for one in mine], pa.int64()),
            "_offset": pa.array([one.offset for one in mine], pa.int64()),
            "_time": moments(strings([one.time for one in mine])),
            "_host": constant(source.host, len(mine)),
            "_log": constant("access" if family == webserver.FAMILY else shown, len(mine)),
        }
        columns |= {name: one for name, one in fields.items() if wanted.wants(name) and one.null_count < len(mine)}
        yield EventBatch(source.path, family, pa.RecordBatch.from_pydict(columns))


def _fields(lines: list[Written], source: Source) -> dict[str, pa.Array]:
    fields = {
        "message": strings([one.message for one in lines]),
        "stream": strings([one.stream for one in lines]).dictionary_encode(),
        "level": strings([level_of(one.message) for one in lines]).dictionary_encode(),
    }
    path = source.path.replace("\\", "/")
    named = next((found for pattern in (_POD, _NAMED, _DOCKER) if (found := pattern.search(path))), None)
    said = named.groupdict() if named is not None else {}
    return fields | {name: constant(value, len(lines)) for name, value in said.items()}


FORMAT = Format("container-log", FAMILY, "lines of a container as Docker or Kubernetes keep them", recognise, read)
