"""Nouns refuse nonsense and cannot be changed."""

from __future__ import annotations

import pytest

from tocsin.model.logs import LogSource
from tocsin.model.noun import Span


def test_a_reversed_or_negative_span_is_refused() -> None:
    with pytest.raises(ValueError, match="reversed"):
        Span(3, 2)
    with pytest.raises(ValueError, match="reversed"):
        Span(-1, 2)


def test_nouns_are_frozen_equal_by_value_and_usable_as_keys() -> None:
    source = LogSource(product="windows", service="sysmon")

    with pytest.raises(AttributeError):
        source.product = "linux"  # type: ignore[misc]
    assert {source: 1}[LogSource(product="windows", service="sysmon")] == 1
    assert str(source) == "windows/sysmon"
