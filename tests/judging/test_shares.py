"""Shares of a period: what was recorded, and why the rest was not."""

from __future__ import annotations

import msgspec
import pytest

from tocsin.judging.shares import hours_of, shares, with_window
from tocsin.model.errors import UsageError
from tocsin.model.evidence import Gap, HourCount, Inventory

from tests.judging.court import coverage_line

LINE = coverage_line("A iis 2021-03-02 2021-03-05")  # four whole days


def test_a_period_in_and_around_what_was_recorded() -> None:
    ((inside,), (around,)) = (shares([LINE], hours) for hours in (window("03-03", "03-03"), window("03-01", "03-08")))

    assert (inside.share, inside.recorded, inside.hours, inside.missing) == (1.0, 24, 24, ())
    assert (around.share, around.recorded, around.hours) == (0.5, 96, 192)
    assert [(gap.begin[:10], gap.end[:10], gap.why) for gap in around.missing] == [
        ("2021-03-01", "2021-03-02", "it begins later"),
        ("2021-03-06", "2021-03-09", "it ends earlier"),
    ]


def window(begin: str, end: str) -> tuple[int, int]:
    hours = hours_of(f"2021-{begin}", f"2021-{end}")
    assert hours is not None
    return hours


def test_gaps_damage_and_the_reason_why_it_begins() -> None:
    gap = Gap(begin="2021-03-03T00:00:00Z", end="2021-03-03T06:00:00Z", why="six hours without a record")
    damaged = (HourCount(window("03-04", "03-04")[0], 3), HourCount(0, 1))
    one = msgspec.structs.replace(LINE, gaps=(gap,), damaged=damaged, start="its first record is number 700")
    (share,) = shares([one], window("03-01", "03-04"))

    assert (share.recorded, share.damaged) == (65, 1)
    assert [one.why for one in share.missing] == [
        "it begins later: its first record is number 700",
        "six hours without a record",
        "too many of its records could not be read",
    ]


def test_names_of_one_host_are_one_and_files_of_one_log_are_one() -> None:
    other = msgspec.structs.replace(coverage_line("A iis 2021-03-06 2021-03-07"), host="A.corp.example", path="y")
    (share,) = shares([LINE, other], window("03-02", "03-07"))
    assert (share.host, share.share) == ("A.corp.example", 1.0)


def test_what_is_no_period_is_told_in_one_line() -> None:
    inventory = Inventory(coverage=(LINE,), files=(), not_read=())
    for text in ("2021-03-01", "..", "2021-03-05..2021-03-01", "soon..later", "2021-03-01..9999-12-31", ""):
        with pytest.raises(UsageError, match="no period"):
            with_window(inventory, text)
    told = with_window(inventory, "2021-03-01T00:00Z .. 2021-03-02T12:00Z")
    assert told.window is not None
    assert told.shares[0].recorded == 12
