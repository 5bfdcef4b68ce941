"""Times as logs write them, column by column, to UTC microseconds.

Understood: `2021-03-14T01:39:32.609Z`, a blank for the T, a comma for the point, up to nine digits of fraction, an
offset (`+01:00`, `-0500`), `UTC`; without a zone the format's convention holds (UTC, or the time zone given).
What cannot be understood is null.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.collecting.columns import pc

MOMENT = pa.timestamp("us", tz="UTC")
_NAIVE = pa.timestamp("us")
_PARTS = (
    r"^\s*(?P<date>\d{4}-\d\d-\d\d)[T ](?P<clock>\d\d:\d\d:\d\d)(?:[.,](?P<fraction>\d{1,9}))?"
    r"\s*(?P<zone>Z|z|UTC|GMT|[+-]\d\d:?\d\d)?\s*$"
)
_PATTERN = np.frombuffer(b"0000-00-00 00:00:00.000", np.uint8)
_DIGIT: NDArray[np.bool_] = np.equal(_PATTERN, ord("0"))
_MARK: NDArray[np.bool_] = np.not_equal(_PATTERN, ord("0"))
_CLOCK = "01:39:32"
_CLOCK_DIGIT = np.array([sign != ":" for sign in _CLOCK])
_SECONDS = len("2021-03-14 01:39:32")
_HOUR_US = 3_600_000_000
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)")


def moments(texts: pa.Array, timezone: str | None = None) -> pa.Array:
    """Return the times that a column of strings says, as `timestamp('us', 'UTC')`; null where it says none.

    >>> moments(pa.array(["2021-03-14 01:00:00,5+01:00", "soon"])).cast(pa.string()).to_pylist()
    ['2021-03-14 00:00:00.500000Z', None]
    """
    if len(texts) == texts.null_count:
        return pa.nulls(len(texts), MOMENT)
    if timezone is None and pa.types.is_string(texts.type):
        lengths = pc.binary_length(texts)
        if not texts.null_count and pc.all(pc.equal(lengths, _SECONDS)).as_py():
            whole = _quick(texts, _SECONDS)
            return _of_any_form(texts, None) if whole is None else whole
        usual = np.asarray(pc.equal(lengths, len(_PATTERN)).fill_null(False))
        quick = _quick(texts if usual.all() else texts.filter(usual)) if usual.any() else None
        if quick is not None and usual.all():
            return quick
        if quick is not None:
            rest = _of_any_form(texts.filter(~usual), None)
            place = np.where(usual, np.cumsum(usual) - 1, len(quick) + np.cumsum(~usual) - 1)
            return pa.concat_arrays([quick, rest]).take(pa.array(place))
    return _of_any_form(texts, timezone)


def _of_any_form(texts: pa.Array, timezone: str | None) -> pa.Array:
    """Return what `moments` does, however the times are written."""
    if len(texts) == texts.null_count:
        return pa.nulls(len(texts), MOMENT)
    for kind in (MOMENT, _NAIVE):  # the common cases, in one pass: every value has a zone, or none has
        if kind is MOMENT or timezone is None:
            try:
                return pc.cast(pc.cast(pc.cast(texts, kind), pa.int64()), MOMENT)
            except pa.ArrowInvalid:
                continue
    return _by_parts(texts, timezone)


def _quick(texts: pa.Array, width: int = len(_PATTERN)) -> pa.Array | None:
    """Return the times of texts of one length, if they are all written `2021-03-14 01:39:32.609`; None for others.

    `width`: how many letters of that they have.
    """
    _, offsets, data = texts.buffers()
    ends = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    letters = np.frombuffer(data, np.uint8)[ends[0] : ends[-1]].reshape(len(texts), width)
    digits = letters - np.uint8(ord("0"))
    mark, digit = _MARK[:width], _DIGIT[:width]
    if (letters[:, mark] != _PATTERN[:width][mark]).any() or (digits[:, digit] > 9).any():
        return None
    year, month, day, hour, minute, second, milli = (
        sum((digits[:, at].astype(np.int64) * 10 ** (end - at - 1) for at in range(begin, end)), np.int64(0))
        for begin, end in ((0, 4), (5, 7), (8, 10), (11, 13), (14, 16), (17, 19), (20, max(20, width)))
    )
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1)
    fits = (month >= 1) & (month <= 12) & (hour < 24) & (minute < 60) & (second < 60)
    if not (fits & (days.astype("datetime64[M]") == months)).all():
        return None
    micros = ((days.astype(np.int64) * 24 + hour) * 60 + minute) * 60_000_000 + second * 1_000_000 + milli * 1000
    return pa.array(micros).cast(MOMENT)


def day_times(dates: pa.Array, clocks: pa.Array) -> pa.Array | None:
    """Return the times, UTC, of a column of `2021-03-14` and one of `01:39:32`; None where some are written otherwise.

    >>> day_times(pa.array(["2021-03-14"]), pa.array(["01:39:32"])).cast(pa.string()).to_pylist()
    ['2021-03-14 01:39:32.000000Z']
    """
    days, letters = _letters(dates, len("2021-03-14")), _letters(clocks, len(_CLOCK))
    if days is None or letters is None or (letters[:, ~_CLOCK_DIGIT] != ord(":")).any():
        return None
    digits = (letters - np.uint8(ord("0"))).astype(np.int32)
    hour, minute, second = (digits[:, at] * 10 + digits[:, at + 1] for at in (0, 3, 6))
    if (digits[:, _CLOCK_DIGIT] > 9).any() or (hour > 23).any() or (minute > 59).any() or (second > 59).any():
        return None
    turns = np.flatnonzero(np.concatenate([[True], (days[1:] != days[:-1]).any(axis=1)]))
    begins = _of_any_form(pc.binary_join_element_wise(dates.take(pa.array(turns)), "00:00:00", " "), None)
    if begins.null_count:
        return None
    midnights = np.repeat(np.asarray(begins.cast(pa.int64())), np.diff(np.append(turns, len(days))))
    return pa.array(midnights + ((hour * 60 + minute) * 60 + second).astype(np.int64) * 1_000_000).cast(MOMENT)


def _letters(texts: pa.Array, width: int) -> NDArray[np.uint8] | None:
    """Return the bytes of texts that all have the same length, a row each; None where one has another, or is null."""
    if texts.null_count or not len(texts) or not pa.types.is_string(texts.type):
        return None
    _, offsets, data = texts.buffers()
    ends = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    if (np.diff(ends) != width).any():
        return None
    return np.frombuffer(data, np.uint8)[ends[0] : ends[-1]].reshape(len(texts), width)


def _by_parts(texts: pa.Array, timezone: str | None) -> pa.Array:
    parts = pc.extract_regex(texts, _PARTS)
    date, clock, fraction, zone = (pc.struct_field(parts, name) for name in ("date", "clock", "fraction", "zone"))
    seconds = pc.strptime(
        pc.binary_join_element_wise(date, clock, " "), format="%Y-%m-%d %H:%M:%S", unit="us", error_is_null=True
    )
    digits = pc.utf8_slice_codeunits(pc.utf8_rpad(fraction, 6, "0"), 0, 6)
    naive = pc.add(pc.cast(seconds, pa.int64()), pc.cast(digits, pa.int64()))
    zones = pc.dictionary_encode(zone)
    shifts = pa.array([_minutes(text) for text in zones.dictionary.to_pylist()], pa.int64())
    shift = pc.take(shifts, zones.indices)  # null: no such time
    moment = pc.cast(pc.subtract(naive, pc.multiply(shift, 60_000_000)), _NAIVE)
    if timezone is not None:
        local = pc.cast(pc.cast(local_times(naive, timezone), pa.int64()), _NAIVE)
        moment = pc.if_else(pc.equal(zone, ""), local, moment)
    return pc.cast(pc.cast(moment, pa.int64()), MOMENT)


def local_times(naive: pa.Array, zone: str | None) -> pa.Array:
    """Return local microseconds as UTC; of an hour that occurs twice the second, once the column's times went back.

    A column in which nothing goes back keeps the first of both.
    """
    if zone is None:
        return pc.cast(naive, MOMENT)
    stamps = pc.cast(naive, _NAIVE)
    first = pc.cast(pc.assume_timezone(stamps, zone, ambiguous="earliest", nonexistent="latest"), pa.int64())
    last = pc.cast(pc.assume_timezone(stamps, zone, ambiguous="latest", nonexistent="latest"), pa.int64())
    doubled: NDArray[np.bool_] = np.asarray(pc.fill_null(pc.not_equal(first, last), False))
    if not doubled.any():
        return pc.cast(first, MOMENT)
    second = _second_pass(np.asarray(pc.fill_null(naive, 0)), doubled)
    return pc.cast(pc.if_else(pa.array(second), last, first), MOMENT)


def _second_pass(naive: NDArray[np.int64], doubled: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Mark those local times of a doubled hour that stand behind a step back of more than half an hour."""
    back = np.concatenate([[False], np.diff(naive) < -_HOUR_US // 2]) & doubled
    runs = np.cumsum(np.concatenate([[True], doubled[1:] != doubled[:-1]]))
    marks = np.zeros(len(naive), np.bool_)
    for run in np.unique(runs[back]).tolist():
        inside = np.flatnonzero(runs == run)
        marks[inside] = np.cumsum(back[inside]) > 0
    return marks


def _minutes(zone: str | None) -> int | None:
    """Return how far a written zone is ahead of UTC; an empty one counts as UTC."""
    if zone is None:
        return None
    found = _OFFSET.fullmatch(zone)
    if found is None:
        return 0
    return (1 if found[1] == "+" else -1) * (int(found[2]) * 60 + int(found[3]))


def iso(microseconds: int | None) -> str | None:
    """Return microseconds since 1970 as RFC 3339 UTC, the fraction only where there is one.

    >>> iso(1615685972609000)
    '2021-03-14T01:39:32.609000Z'
    """
    if microseconds is None:
        return None
    seconds, micro = divmod(microseconds, 1_000_000)
    try:
        base = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    except (OverflowError, OSError, ValueError):
        return None
    return f"{base}.{micro:06d}Z" if micro else f"{base}Z"


def known_zone(name: str) -> bool:
    """Say whether a name is one of the IANA time zones."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
