"""Grades of certainty, and rejections."""

from __future__ import annotations

from tocsin.collecting.format import EXCERPT_BYTES, Certainty, Source, rejected


def test_certainty_has_an_order() -> None:
    assert Certainty.NO < Certainty.MAYBE < Certainty.LIKELY < Certainty.SURE


def test_an_excerpt_is_short_and_the_size_is_whole() -> None:
    one = rejected(Source("p"), 7, "why", b"x" * 1000)
    assert (one.path, one.offset, one.size, len(one.excerpt), one.records) == ("p", 7, 1000, EXCERPT_BYTES, 1)
