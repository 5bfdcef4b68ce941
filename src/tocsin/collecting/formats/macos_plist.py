"""Property lists of macOS and iOS that say when something was done or what is started (`*.plist`), binary and XML.

In: a stream. Out: of a job of launchd (`Label` with a program) one event with `Label`, `Program`, `Arguments`,
`RunAtLoad` and the like, `_log` is `launchd`, `_time` when the file was last written to. Of any other list, one event
for each date in it, with `Key` (the way to the date) and what stands beside it under its own names; `_log` is the name
of the list (`InstallHistory`, `com.apple.airport.preferences`). A list without dates is one event without a time.
Archives of Apple's NSKeyedArchiver are shown as they lie. Times are UTC. Sources: plist(5), launchd.plist(5).
"""

from __future__ import annotations

import plistlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO, cast
from xml.parsers.expat import ExpatError

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.rows import Fields, Row
from tocsin.collecting.small_files import DamagedError, read_small
from tocsin.model.evidence import Rejected

FAMILY = "macos-plist"
_BINARY = b"bplist0"
_XML = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!DOCTYPE plist\b[^>]*>\s*)?<plist\b", re.DOTALL
)
_MOST_VALUES = 200_000
_MOST_FIELDS = 64
_LONGEST = 8192
_DEEPEST = 64
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the signature of a binary list, or the element that an XML list begins with."""
    return Certainty.SURE if head.startswith(_BINARY) or _XML.match(head) else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield what a list says."""
    return read_small(stream, source, wanted, FAMILY, _events, "property list")


def _events(data: bytes, source: Source) -> Iterator[Row | Rejected]:
    try:
        value: Any = plistlib.loads(data)
    except (plistlib.InvalidFileException, ExpatError, RecursionError, ValueError, TypeError, AttributeError,
            LookupError, OverflowError, MemoryError) as error:  # fmt: skip
        raise DamagedError(" ".join(str(error).split()) or "it cannot be taken apart") from None
    if isinstance(value, dict) and "Label" in value and ("Program" in value or "ProgramArguments" in value):
        yield _job(cast("dict[str, Any]", value), source)
        return
    log = source.path.replace("\\", "/").rpartition("/")[2].removesuffix(".plist") or "plist"
    walk = _Walk()
    dated = list(walk.dates("", value, None))
    for key, moment, beside in dated:
        yield Row(None, 0, moment, None, log, {"Key": key, **beside})
    if not dated:
        yield Row(None, 0, None, None, log, _beside(value) or {"Kind": type(value).__name__})
    if walk.beyond:
        yield rejected(source, 0, f"more than {_MOST_VALUES} values, or nested too deep: only the first are read")


def _job(value: dict[str, Any], source: Source) -> Row:
    written = None if source.modified is None else source.modified()
    given: Any = value.get("ProgramArguments")
    listed = cast("list[Any]", given) if isinstance(given, list) else [given]
    arguments = [_text(one) or "" for one in listed if isinstance(one, (str, int))]
    program = _text(value.get("Program")) or (arguments[0] if arguments else None)
    fields: Fields = {"Label": _text(value["Label"]), "Program": program, "Arguments": arguments or None}
    if arguments:
        fields["CommandLine"] = " ".join(arguments)
    fields |= {name: said for name, said in _beside(value).items() if name not in fields and name != "ProgramArguments"}
    return Row(None, 0, None if written is None else int(written * 1_000_000), None, "launchd", fields)


class _Walk:
    """A way through a list that ends: parts that are the same object many times are many values."""

    def __init__(self) -> None:
        self.seen = 0
        self.beyond = False

    def dates(self, key: str, value: Any, above: Any, depth: int = 0) -> Iterator[tuple[str, int, Fields]]:
        """Yield each date with the way to it and what stands beside it."""
        self.seen += 1
        if self.seen > _MOST_VALUES or depth > _DEEPEST:
            self.beyond = True
            return
        if isinstance(value, datetime):
            moment = _moment(value)
            if moment is not None:
                yield key, moment, _beside(above)
        elif isinstance(value, dict):
            for name, part in cast("dict[Any, Any]", value).items():
                yield from self.dates(f"{key}/{name}" if key else str(name), part, cast(Any, value), depth + 1)
        elif isinstance(value, list):
            for number, part in enumerate(cast("list[Any]", value)):
                beside = above if isinstance(part, datetime) else None
                yield from self.dates(f"{key}/{number}" if key else str(number), part, beside, depth + 1)


def _moment(value: datetime) -> int | None:
    """Return a date in microseconds since 1970; None: Apple's zero, or before it."""
    moment = value.replace(tzinfo=UTC)
    return None if moment <= _EPOCH else int(moment.timestamp()) * 1_000_000 + value.microsecond


def _beside(value: Any) -> Fields:
    """Return the plain values of a dictionary as text."""
    found: Fields = {}
    if not isinstance(value, dict):
        said = _text(value)
        return {} if said is None else {"Value": said}
    for name, part in cast("dict[Any, Any]", value).items():
        if len(found) >= _MOST_FIELDS:
            break
        if isinstance(part, list):
            texts = [said for one in cast("list[Any]", part)[:_MOST_FIELDS] if (said := _text(one)) is not None]
            if texts:
                found[str(name)] = texts
        elif (said := _text(part)) is not None:
            found[str(name)] = said
    return found


def _text(value: Any) -> str | None:
    """Return a plain value as text; None: it is none, or empty."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return f"{value.isoformat()}Z"
    if isinstance(value, bytes):
        return value[: _LONGEST // 2].hex() or None
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, int):
        return str(value) if value.bit_length() <= 128 else None
    return value[:_LONGEST] or None if isinstance(value, str) else None


FORMAT = Format("macos-plist", FAMILY, "a property list", recognise, read)
