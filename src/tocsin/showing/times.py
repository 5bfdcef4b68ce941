"""Times as they stand in the model (RFC 3339 text, or hours since 1970) turned into what people and tools read.

Clocks are hostile too: what is no time, or lies outside the years 1 to 9999, is None here and never an error.
"""

from __future__ import annotations

import contextlib
import re
from datetime import UTC, datetime, timedelta, tzinfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SHAPE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?)?", re.ASCII)


def moment(text: str | None) -> datetime | None:
    """Return the time in UTC; a date is its first moment; None for what is no time.

    >>> moment("2021-03-02")
    datetime.datetime(2021, 3, 2, 0, 0, tzinfo=datetime.timezone.utc)
    >>> moment("yesterday") is None
    True
    """
    if text is None or not _SHAPE.fullmatch(text):
        return None
    try:
        given = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text))
        return given.replace(tzinfo=UTC) if given.tzinfo is None else given.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def rfc3339(time: datetime, *, digits: int | None = None) -> str:
    """Return the time as RFC 3339 with `Z`; microseconds only if there are any, or so many `digits` of a second.

    >>> rfc3339(datetime(2021, 3, 2, 7, tzinfo=UTC)), rfc3339(datetime(2021, 3, 2, 7, tzinfo=UTC), digits=3)
    ('2021-03-02T07:00:00Z', '2021-03-02T07:00:00.000Z')
    """
    whole = f"{time.year:04d}-{time:%m-%dT%H:%M:%S}"
    if digits is None:
        return f"{whole}.{time.microsecond:06d}Z" if time.microsecond else f"{whole}Z"
    return f"{whole}.{f'{time.microsecond:06d}'[:digits]}Z"


def short(text: str | None, zone: tzinfo | None = None) -> str:
    """Return a time for people, to the second, in UTC or a zone; what is no time stays as it is, `` for None.

    >>> short("2021-03-03T04:12:33.5Z"), short("2021-03-03"), short("soon"), short(None)
    ('2021-03-03 04:12:33', '2021-03-03', 'soon', '')
    """
    time = moment(text)
    if text is None or time is None:
        return text or ""
    if zone is not None and len(text) > len("2021-03-03"):
        with contextlib.suppress(OverflowError):  # at the ends of the calendar it stays in UTC
            time = time.astimezone(zone)
    return text if len(text) == len("2021-03-03") else f"{time.year:04d}-{time:%m-%d %H:%M:%S}"


def minute(text: str | None, zone: tzinfo | None = None) -> str:
    """Return a time for people, to the minute.

    >>> minute("2021-03-03T04:12:33.5Z")
    '2021-03-03 04:12'
    """
    return short(text, zone) if moment(text) is None else short(text, zone)[:16]


def day(text: str | None) -> str:
    """Return the date of a time; what is no time stays as it is.

    >>> day("2021-03-03T04:12:33Z")
    '2021-03-03'
    """
    time = moment(text)
    return (text or "") if time is None else f"{time.year:04d}-{time:%m-%d}"


def of_hour(hour: int) -> datetime | None:
    """Return the begin of an hour counted from 1970-01-01T00 UTC; None outside the years 1 to 9999.

    >>> of_hour(448_536)
    datetime.datetime(2021, 3, 3, 0, 0, tzinfo=datetime.timezone.utc)
    """
    try:
        return _EPOCH + timedelta(hours=hour)
    except OverflowError:
        return None


def hour_of(time: datetime) -> int:
    """Return the hour, counted from 1970-01-01T00 UTC, that a time falls into."""
    return (time - _EPOCH) // timedelta(hours=1)
