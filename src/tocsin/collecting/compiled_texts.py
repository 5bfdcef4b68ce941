"""Numbers and times as text, as parts of compiled loops: each writes from a place on, and returns where it ended."""

from __future__ import annotations

from typing import Any

import numpy as np

from tocsin.collecting.compiled import part

_TEN = np.uint64(10)


@part
def put_decimal(number: Any, text: Any, at: Any) -> Any:
    """Write a number without sign in decimal."""
    digits = 1
    rest = number // _TEN
    while rest != 0:
        digits += 1
        rest //= _TEN
    for place in range(digits):
        text[at + digits - 1 - place] = 0x30 + np.int64(number % _TEN)
        number //= _TEN
    return at + digits


@part
def put_signed(number: Any, text: Any, at: Any) -> Any:
    """Write a number in decimal."""
    if number >= 0:
        return put_decimal(np.uint64(number), text, at)
    text[at] = 0x2D
    return put_decimal(np.uint64(-(number + 1)) + np.uint64(1), text, at + 1)


@part
def put_padded(number: Any, digits: Any, text: Any, at: Any) -> Any:
    """Write a number with so many digits."""
    for place in range(digits):
        text[at + digits - 1 - place] = 0x30 + number % 10
        number //= 10
    return at + digits


@part
def put_seconds(second: Any, text: Any, at: Any) -> Any:
    """Write a moment between the years 1 and 9999, in seconds since 1970, as `2021-03-02T07:00:00`."""
    # civil calendar of a day (Hinnant, "chrono-Compatible Low-Level Date Algorithms")
    day = second // 86_400
    shifted = day + 719_468
    era = shifted // 146_097
    of_era = shifted - era * 146_097
    year_of_era = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    march = (5 * of_year + 2) // 153
    month = march + 3 if march < 10 else march - 9
    year = year_of_era + era * 400 + (1 if month <= 2 else 0)
    within = second - day * 86_400
    at = put_padded(year, 4, text, at)
    text[at] = 0x2D
    at = put_padded(month, 2, text, at + 1)
    text[at] = 0x2D
    at = put_padded(of_year - (153 * march + 2) // 5 + 1, 2, text, at + 1)
    text[at] = 0x54
    at = put_padded(within // 3600, 2, text, at + 1)
    text[at] = 0x3A
    at = put_padded(within % 3600 // 60, 2, text, at + 1)
    text[at] = 0x3A
    return put_padded(within % 60, 2, text, at + 1)
