"""Dates as Windows programs write them in the language of the machine, to the form that `times.moments` reads.

In: a column of texts such as `3/2/2021 7:00:00 AM`, `02.03.2021 07:00:00`, `2021-03-02 07:00:00`, `20210302070000`,
`Mar 2, 2021 7:00:00 AM`.
Out: `2021-03-02 07:00:00`, or null where a text is no such date.
Between slashes the order of day and month is not said: a value above 12 in any text of the column decides it, else the
order in which the texts lie closer together (a log goes on day by day), else the month stands first, as in the United
States. Between full stops the day stands first.
"""

from __future__ import annotations

import pyarrow as pa

from tocsin.collecting.columns import pc
from tocsin.collecting.patterned import MONTHS, mapped
from tocsin.collecting.times import moments

_PARTS = (
    r"^\s*(?P<a>\d{1,4})(?P<sign>[./-])(?P<b>\d{1,2})[./-](?P<c>\d{1,4})[ ,T]+(?P<hour>\d{1,2}):(?P<minute>\d\d)"
    r"(?::(?P<second>\d\d)(?P<fraction>[.,]\d{1,9})?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*$"
)
_WORDS = r"^\s*(?P<word>[A-Z][a-z]{2,8})\.? (?P<day>\d{1,2}),? (?P<year>\d{4}),? (?:@ )?(?P<rest>\d{1,2}:.*)$"
_COMPACT = r"^\s*(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d) ?(?P<hour>\d\d):?(?P<minute>\d\d):?(?P<second>\d\d)\s*$"


def written(texts: pa.Array, day_first: bool | None = None) -> pa.Array:
    """Return dates in one form; `day_first` says the order where somebody knows it.

    >>> written(pa.array(["3/2/2021 7:05:00 PM", "02.03.2021 07:00", "20210302070000", "x"])).to_pylist()
    ['2021-03-02 19:05:00', '2021-03-02 07:00:00', '2021-03-02 07:00:00', None]
    >>> written(pa.array(["2/3/2021 7:00:00", "13/3/2021 7:00:00"])).to_pylist()
    ['2021-03-02 07:00:00', '2021-03-13 07:00:00']
    """
    parts = pc.extract_regex(_in_digits(texts), _PARTS)
    a, sign, b, c, hour, minute, second, fraction, half = (pc.struct_field(parts, place) for place in range(9))
    year_first = pc.equal(pc.utf8_length(a), 4)
    slashed = pc.and_(pc.not_equal(sign, "."), pc.invert(year_first))
    days = pc.equal(sign, ".")
    if day_first is None:
        day_first = bool(order(a, b, c, slashed))
    if day_first:
        days = pc.or_(days, slashed)
    year = pc.if_else(
        year_first, a, pc.if_else(pc.equal(pc.utf8_length(c), 2), pc.binary_join_element_wise("20", c, ""), c)
    )
    month = pc.if_else(year_first, b, pc.if_else(days, b, a))
    day = pc.if_else(year_first, c, pc.if_else(days, a, b))
    clock = pc.cast(pc.utf8_lpad(_hours(hour, half), 2, "0"), pa.string())
    seconds = pc.if_else(pc.equal(second, ""), "00", second)
    date = pc.binary_join_element_wise(year, _two(month), _two(day), "-")
    moment = pc.binary_join_element_wise(date, pc.binary_join_element_wise(clock, minute, seconds, ":"), " ")
    return pc.coalesce(pc.binary_join_element_wise(moment, fraction, ""), _compact(texts))


def order(first: pa.Array, second: pa.Array, year: pa.Array, where: pa.Array) -> bool | None:
    """Say whether the first of two numbers is the day; None: nothing tells it."""
    if _above_12(first, where) or _above_12(second, where):
        return _above_12(first, where) and not _above_12(second, where)
    spans = [_span(day, month, year, where) for day, month in ((first, second), (second, first))]
    return None if spans[0] == spans[1] else spans[0] < spans[1]


def _span(day: pa.Array, month: pa.Array, year: pa.Array, where: pa.Array) -> int:
    """Return how many days lie between the first and the last date, near enough to compare."""
    parts = [pc.cast(pc.if_else(where, part, pa.scalar(None, pa.string())), pa.int64()) for part in (day, month, year)]
    days = pc.add(parts[0], pc.add(pc.multiply(parts[1], 31), pc.multiply(parts[2], 372)))
    ends = pc.min_max(days).as_py()
    return 0 if ends["min"] is None else int(ends["max"] - ends["min"])


def moments_of(texts: pa.Array, timezone: str | None = None) -> pa.Array:
    """Return the times that texts say, in the usual forms or as a machine writes them in its own language."""
    times = moments(texts, timezone)
    if times.null_count == texts.null_count:
        return times
    return pc.coalesce(times, moments(written(texts), timezone))


def _in_digits(texts: pa.Array) -> pa.Array:
    """Return texts with a month that is written in letters put as a number before the day: `2021/03/2 7:00:00 AM`."""
    parts = pc.extract_regex(texts, _WORDS)
    if parts.null_count == len(parts):
        return texts
    word, day, year, rest = (pc.struct_field(parts, place) for place in range(4))
    month = mapped(word, lambda said: MONTHS.get(said[:3].lower()))
    date = pc.binary_join_element_wise(year, month, day, "/")
    return pc.coalesce(pc.binary_join_element_wise(date, rest, " "), texts)


def _two(digits: pa.Array) -> pa.Array:
    return pc.utf8_lpad(digits, 2, "0")


def _above_12(digits: pa.Array, where: pa.Array) -> bool:
    chosen = pc.if_else(where, digits, pa.scalar(None, pa.string()))
    return bool(pc.any(pc.greater(pc.cast(chosen, pa.int64()), 12)).as_py())


def _hours(hour: pa.Array, half: pa.Array) -> pa.Array:
    """Return hours of the day; twelve is the first of each half."""
    number = pc.cast(hour, pa.int64())
    letter = pc.utf8_lower(pc.utf8_slice_codeunits(half, 0, 1))
    twelve = pc.if_else(pc.equal(number, 12), 0, number)
    afternoon = pc.add(twelve, 12)
    counted = pc.if_else(pc.equal(letter, "p"), afternoon, pc.if_else(pc.equal(letter, "a"), twelve, number))
    return pc.cast(counted, pa.string())


def _compact(texts: pa.Array) -> pa.Array:
    parts = pc.extract_regex(texts, _COMPACT)
    year, month, day, hour, minute, second = (pc.struct_field(parts, place) for place in range(6))
    date = pc.binary_join_element_wise(year, month, day, "-")
    return pc.binary_join_element_wise(date, pc.binary_join_element_wise(hour, minute, second, ":"), " ")
