"""Numbers and times come as text as Python writes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.compiled_texts import put_decimal, put_padded, put_seconds, put_signed

FIRST, LAST = -62_135_596_800, 253_402_300_799


def text_of(put: Callable[..., Any], *arguments: Any) -> str:
    text = np.zeros(40, np.uint8)
    return text[3 : int(put(*arguments, text, 3))].tobytes().decode()


@settings(derandomize=True, max_examples=200)
@given(st.integers(0, (1 << 64) - 1))
def test_numbers_without_sign(number: int) -> None:
    assert text_of(put_decimal, np.uint64(number)) == str(number)


@settings(derandomize=True, max_examples=200)
@given(st.integers(-(1 << 63), (1 << 63) - 1))
def test_numbers(number: int) -> None:
    assert text_of(put_signed, np.int64(number)) == str(number)


@pytest.mark.parametrize(("number", "text"), [(0, "000"), (12, "012"), (345, "345")])
def test_numbers_of_so_many_digits(number: int, text: str) -> None:
    assert text_of(put_padded, number, 3) == text


@settings(derandomize=True, max_examples=300)
@given(st.integers(FIRST, LAST) | st.sampled_from([FIRST, LAST, 0, -1, 951_782_399, 951_782_400, 4_107_542_400]))
def test_moments(second: int) -> None:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)

    assert text_of(put_seconds, np.int64(second)) == moment.replace(tzinfo=None).isoformat()
