"""The columns of HttpProxy's log: as many as the product writes, in the reader's own names."""

from __future__ import annotations

from tocsin.collecting.formats.exchange_httpproxy import NAMES
from tocsin.demo.columns import HTTPPROXY


def test_the_columns_are_those_that_the_reader_knows() -> None:
    assert HTTPPROXY == NAMES
    assert len(HTTPPROXY) == 74
