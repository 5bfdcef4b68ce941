"""Windows events as XML: Event Viewer's "Save as XML", `wevtutil qe /f:xml`, `evtx_dump -o xml`, NXLog's `to_xml`.

In: a stream of `<Event>` elements, one after the other or inside one root, on a line each or spread over lines.
Out: batches with the plain names of `tocsin.collecting.windows`; a rendered message is `Message`.
The file is never parsed as a whole: events are cut out by their first and last tag, so that damage costs one event and
no DOCTYPE is ever seen. Invariant: text that is neither an event nor the frame around events is a rejection.
Sources: Microsoft Learn, "wevtutil", "Event schema"; omerbenamram/evtx, williballenthin/python-evtx (output).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.formats.windows_event_xml import NoEventError, Taken, event_of, events_of, flat_of
from tocsin.collecting.formats.windows_flat import Flat
from tocsin.collecting.formats.windows_json import shape
from tocsin.collecting.windows import FAMILY, Event, Groups, Row, number
from tocsin.model.evidence import Rejected

BATCH_ROWS = 32_768
TOGETHER = 64
"""Events that are parsed in one go; they are parsed one by one where one of them is damaged."""

LONGEST_EVENT = 8 << 20
_READ = 1 << 20
_MARK_BYTES = 8200  # the longest mark
_FIRST = rb"System[\s>]|(?:EventReceivedTime|EventTime|Hostname|Keywords|SourceModuleName|EventType|Severity)>"
_OPEN = rb"<Event(?:\s[^<>]{0,4000})?>\s{0,4000}<(?:" + _FIRST + rb")"
_NESTED = re.compile(rb"<Event(?:\s[^<>]{0,4000})?>\s{0,4000}<System[\s>]")
_MARK = re.compile(_OPEN + rb"|</Event\s{0,100}>")
_BEGIN = re.compile(_OPEN)
_FRAME = re.compile(
    rb"\s+|\xef\xbb\xbf|<\?xml[^<>]{0,400}>|<!--[^<>]{0,4000}-->|</?(?:Events|root|Root|EventLog|Log|Results)(?:\s[^<>]{0,400})?>"
    rb"|Record \d{1,20}",
    re.DOTALL,
)


def recognise(head: bytes, name: str) -> Certainty:
    """Judge by the first event: an element `Event` that begins with `System` (NXLog: with a field of its own)."""
    found = _BEGIN.search(head)
    if found is None:
        return Certainty.NO
    return Certainty.SURE if not _beside(head[: found.start()]) else Certainty.NO


def _beside(text: bytes) -> bytes:
    """Return what of a text is no frame around events."""
    return _FRAME.sub(b"", text)


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield events in batches of one kind each, and rejections between them."""
    groups = Groups(source, wanted)
    waiting: list[tuple[int, bytes]] = []
    for part in _fragments(stream, source):
        if isinstance(part, Rejected):
            yield part
            continue
        waiting.append(part)
        if len(waiting) == TOGETHER:
            yield from _taken(waiting, source, groups)
            waiting = []
            if groups.count >= BATCH_ROWS:
                yield from groups.flush()
    yield from _taken(waiting, source, groups)
    yield from groups.flush()


def _taken(waiting: list[tuple[int, bytes]], source: Source, groups: Groups) -> Iterator[Rejected]:
    """Take events in; what is none is yielded."""
    nested = all(_NESTED.match(xml) for _, xml in waiting)
    together = events_of([xml for _, xml in waiting]) if nested else None
    if together is not None:
        for (offset, _), (record, time, fields) in zip(waiting, together, strict=True):
            groups.add(Row(number(record), offset, time, fields))
        return
    flat = Flat({})
    for offset, xml in waiting:
        try:
            record, time, fields = event_of(xml) if _NESTED.match(xml) else _flat(xml, flat)
        except NoEventError as error:
            yield rejected(source, offset, str(error), xml)
            continue
        groups.add(Row(number(record), offset, time, fields))


def _flat(xml: bytes, flat: Flat) -> Taken:
    """Take an event of NXLog, whose elements are its fields."""
    value: Event = dict(flat_of(xml))
    if shape(value, flat) is not flat:
        raise NoEventError("an event without its id or its source")
    return flat(value)


def _fragments(stream: BinaryIO, source: Source) -> Iterator[tuple[int, bytes] | Rejected]:
    """Yield the offset and bytes of each event, and what stands between them."""
    data, base = b"", 0
    while True:
        more = stream.read(max(_READ, len(data)))
        data += more
        begin: int | None = None  # of the event that is open
        done = 0  # everything before was handed on
        for mark in _MARK.finditer(data):
            if data.startswith(b"</", mark.start()):
                if begin is not None:
                    yield base + begin, data[begin : mark.end()]
                    begin, done = None, mark.end()
                continue
            if begin is not None:
                yield rejected(source, base + begin, "the event is cut off", data[begin : mark.start()])
            else:
                yield from _between(data[done : mark.start()], base + done, source)
            begin = done = mark.start()
        if not more:
            if begin is not None:
                yield rejected(source, base + begin, "the event is cut off", data[begin:])
            else:
                yield from _between(data[done:], base + done, source)
            return
        if len(data) - done > LONGEST_EVENT:
            kept = max(done, len(data) - _MARK_BYTES)
            reason = "text that is no event" if begin is None else f"an event of more than {LONGEST_EVENT} bytes"
            yield rejected(source, base + done, reason, data[done:kept])
            done = kept
        data, base = data[done:], base + done


def _between(text: bytes, offset: int, source: Source) -> Iterator[Rejected]:
    """Yield the rejection of what stands between events, unless it is only the frame around them."""
    if _beside(text):
        yield rejected(source, offset, "text that is no event", text)


FORMAT = Format("windows-xml", FAMILY, "Windows events as XML", recognise, read)
