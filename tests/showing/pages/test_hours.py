"""The time line: hours recorded, hours not recorded, hits; odd clocks never stretch it."""

from __future__ import annotations

import re

import msgspec
import pytest

from tocsin.showing.pages.hours import BAR, LANE, TOP, time_line

from tests.showing.html_tree import Page
from tests.showing.verdicts import EMPTY, VERDICT, hostile, large, odd_times


def drawn(verdict) -> Page:
    return Page(time_line(verdict, lambda finding: "f"))


def test_there_is_a_lane_for_each_log_and_for_a_host_without_any() -> None:
    page = drawn(VERDICT)
    unrecorded = [attributes for attributes in page.all("rect") if attributes.get("class") == "unrecorded"]

    assert len(unrecorded) == 6 + 4  # all lanes, then those of the hosts with hits, close up
    assert "FS01" in page.text
    assert "no log" in page.text


def test_hits_lead_to_their_finding_and_say_what_they_are() -> None:
    words = [link["aria-label"] for link in drawn(VERDICT).all("a")]

    assert any(label.startswith("2021-03-02 23:01, attempted, 2 hits") for label in words)
    assert any(", seen, " in label for label in words)


def test_nothing_lies_outside_the_drawing() -> None:
    for verdict in (VERDICT, odd_times()):
        for attributes in drawn(verdict).all("rect"):
            x, width = float(attributes.get("x", 0)), float(attributes["width"])
            assert x >= 0
            assert x + width <= 1000


def test_the_window_is_the_span_and_odd_clocks_are_counted_below() -> None:
    shown = drawn(VERDICT).text

    assert "The whole time in question 2021-01-01 00:00 to 2021-04-15 00:00" in shown
    assert "hits with a time outside this drawing" in drawn(odd_times()).text


def test_recorded_hours_are_as_many_bars_as_runs() -> None:
    only = msgspec.structs.replace(
        VERDICT, coverage=VERDICT.coverage[-1:], hosts=VERDICT.hosts[-1:], findings=VERDICT.findings[-3:]
    )
    bars = [attributes for attributes in drawn(only).all("rect") if attributes.get("class") == "recorded"]

    assert len(bars) == 2


@pytest.mark.parametrize("verdict", [EMPTY, hostile()[0]])
def test_without_a_time_there_is_no_drawing(verdict) -> None:
    assert not re.search("<svg", time_line(verdict, lambda finding: "f"))


def test_a_fleet_says_what_is_not_drawn() -> None:
    assert "more logs not drawn" in drawn(large(80, 2, 10)).text


def test_a_short_and_a_full_name_are_one_host_and_marks_stand_in_the_log_of_their_file() -> None:
    ecp, owa = (
        msgspec.structs.replace(
            VERDICT.coverage[0], host="MXS01", log=f"HttpProxy/{name}", log_id="httpproxy", path=f"{name}.LOG"
        )
        for name in ("Ecp", "Owa")
    )
    first = VERDICT.findings[0]
    (hit,) = first.hits
    hit = msgspec.structs.replace(
        hit, host="MXS01", log_id="httpproxy", source=msgspec.structs.replace(hit.source, path="Owa.LOG")
    )
    verdict = msgspec.structs.replace(
        VERDICT,
        coverage=(ecp, owa, VERDICT.coverage[1]),
        hosts=VERDICT.hosts[:1],
        findings=(msgspec.structs.replace(first, hits=(hit,)),),
    )
    page = drawn(verdict)
    (mark, *_) = [attributes for attributes in page.all("rect") if attributes.get("class") == "seen"]

    assert "no log" not in page.text
    assert "MXS01: " not in page.text
    assert page.text.count("MXS01.azsentinel.local: ") == 6, "three logs, drawn twice"
    assert float(mark["y"]) == TOP + LANE + BAR / 2 - 7, "the second lane, not the first of the same kind"
