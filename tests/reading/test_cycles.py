"""Cycles are looked for seldom while somebody reads, and as before afterwards."""

import gc

import pytest

from tocsin.reading.cycles import seldom_looked_for


def test_the_thresholds_are_back_when_the_last_has_ended() -> None:
    """Two that read at a time."""
    before = gc.get_threshold()
    with seldom_looked_for():
        with seldom_looked_for():
            pass
        assert gc.get_threshold()[0] > before[0]
    assert gc.get_threshold() == before


def test_they_are_back_after_an_error() -> None:
    """A document that cannot be read."""
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="no"), seldom_looked_for():
        raise ValueError("no")
    assert gc.get_threshold() == before
