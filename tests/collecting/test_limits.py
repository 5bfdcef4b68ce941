"""Limits: plain compression passes, bombs do not."""

from __future__ import annotations

from tocsin.collecting.limits import DEFAULT, Limits


def test_logs_that_pack_well_pass() -> None:
    assert DEFAULT.blown(5 << 30, 100 << 20) is None
    assert DEFAULT.blown(10 << 20, 10) is None


def test_a_bomb_is_told_with_its_sizes() -> None:
    said = Limits(ratio=10, ratio_from=100).blown(2000, 100)
    assert said is not None
    assert "2000 bytes out of 100" in said
