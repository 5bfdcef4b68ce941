"""Times in the form that a user says: patterns with a zone, seconds, milliseconds or microseconds since 1970, FILETIME.

In: a column of text. Out: UTC microseconds, null where the text is no such time. A local time that occurs twice (the
hour in which clocks go back) is the first until the column's own times go back, then the second.
"""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.collecting.columns import pc
from tocsin.collecting.times import MOMENT, moments

_NAIVE = pa.timestamp("us")
_FRACTION = re.compile(r"[.,]%f")
_UNITS = {"epoch": 1_000_000, "epoch_ms": 1_000, "epoch_us": 1}
_FILETIME_EPOCH_US = 11_644_473_600_000_000
_HOUR_US = 3_600_000_000


def times_of(texts: pa.Array, form: str, zone: str | None) -> pa.Array:
    """Return the times that a column says in the form given.

    >>> times_of(pa.array(["02.03.2021 07:00:00,5", "soon"]), "%d.%m.%Y %H:%M:%S,%f", "Europe/Berlin").to_pylist()[1]
    >>> times_of(pa.array(["1614668400"]), "epoch", None).cast(pa.string()).to_pylist()
    ['2021-03-02 07:00:00.000000Z']
    """
    if len(texts) == texts.null_count:
        return pa.nulls(len(texts), MOMENT)
    if form == "iso":
        return moments(texts, zone)
    if form in _UNITS:
        return _numbers(texts, _UNITS[form])
    if form == "filetime":
        return _filetimes(texts)
    return _patterned(texts, form, zone)


def _numbers(texts: pa.Array, unit: int) -> pa.Array:
    plain = pc.utf8_trim_whitespace(texts)
    sound = pc.match_substring_regex(plain, r"^-?\d{1,16}(\.\d{1,12})?$")
    values = pc.cast(pc.if_else(sound, plain, pa.scalar(None, pa.string())), pa.float64())
    whole = pc.floor(values)
    rest = pc.round(pc.multiply(pc.subtract(values, whole), float(unit)))
    micros = pc.add(pc.multiply(whole, float(unit)), rest)
    fits = pc.less(pc.abs(micros), 2.5e17)
    return pc.cast(pc.cast(pc.if_else(fits, micros, pa.scalar(None, pa.float64())), pa.int64()), MOMENT)


def _filetimes(texts: pa.Array) -> pa.Array:
    plain = pc.utf8_trim_whitespace(texts)
    sound = pc.match_substring_regex(plain, r"^\d{1,18}$")
    values = pc.cast(pc.if_else(sound, plain, pa.scalar(None, pa.string())), pa.int64())
    return pc.cast(pc.subtract(pc.divide(values, 10), _FILETIME_EPOCH_US), MOMENT)


def _patterned(texts: pa.Array, form: str, zone: str | None) -> pa.Array:
    texts = pc.utf8_trim_whitespace(texts)
    fraction: pa.Array | None = None
    offset: pa.Array | None = None
    if form.endswith("%z"):
        parts = pc.extract_regex(texts, r"^(?P<rest>.*?)\s*(?P<zone>Z|[+-]\d\d:?\d\d)$")
        texts, offset = pc.struct_field(parts, "rest"), pc.struct_field(parts, "zone")
        form = form.removesuffix("%z").rstrip()
    if _FRACTION.search(form):
        parts = pc.extract_regex(texts, r"^(?P<before>.*\d)[.,](?P<digits>\d{1,9})(?P<after>\D*)$")
        digits = pc.struct_field(parts, "digits")
        texts = pc.binary_join_element_wise(pc.struct_field(parts, "before"), pc.struct_field(parts, "after"), "")
        fraction = pc.cast(pc.utf8_slice_codeunits(pc.utf8_rpad(digits, 6, "0"), 0, 6), pa.int64())
        form = _FRACTION.sub("", form)
    naive = pc.cast(pc.strptime(texts, format=form, unit="us", error_is_null=True), pa.int64())
    if fraction is not None:
        naive = pc.add(naive, fraction)
    if offset is not None:
        known = offset.dictionary_encode()
        shifts = pa.array([_minutes(text) for text in known.dictionary.to_pylist()], pa.int64())
        return pc.cast(pc.subtract(naive, pc.multiply(pc.take(shifts, known.indices), 60_000_000)), MOMENT)
    return local_times(naive, zone)


def _minutes(text: str | None) -> int | None:
    if text is None or text == "Z":
        return None if text is None else 0
    return (1 if text[0] == "+" else -1) * (int(text[1:3]) * 60 + int(text[-2:]))


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
