"""Which fields a reader hands out."""

from __future__ import annotations

from tocsin.collecting.batches import ALL_FIELDS, ALWAYS, Wanted


def test_everything_is_wanted_unless_fields_are_named() -> None:
    assert ALL_FIELDS.wants("anything")
    assert ALL_FIELDS.names() is None


def test_fields_that_coverage_rests_on_are_always_handed_out() -> None:
    wanted = Wanted(frozenset({"Image"}))
    assert wanted.wants("Image")
    assert not wanted.wants("ParentImage")
    assert all(wanted.wants(name) for name in ALWAYS)
    assert wanted.names() == ALWAYS | {"Image"}
