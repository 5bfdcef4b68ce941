"""Times in the form that a user says: patterns with a zone, seconds, milliseconds or microseconds since 1970, FILETIME.

In: a column of text. Out: UTC microseconds, null where the text is no such time. A local time that occurs twice (the
hour in which clocks go back) is the first until the column's own times go back, then the second.
"""

from __future__ import annotations

import re

import pyarrow as pa

from tocsin.collecting.columns import pc
from tocsin.collecting.times import MOMENT, local_times, moments

_FRACTION = re.compile(r"[.,]%f")
_UNITS = {"epoch": 1_000_000, "epoch_ms": 1_000, "epoch_us": 1}
_FILETIME_EPOCH_US = 11_644_473_600_000_000


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
