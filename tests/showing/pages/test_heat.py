"""The heat map: cells as full as their hours, gaps and signs with shapes of their own, clocks that stood wrong."""

from __future__ import annotations

from tocsin.model.evidence import Gap, HourCount, Inventory, Tampering
from tocsin.model.noun import Window
from tocsin.showing.pages.heat import COLUMNS, heat_map, lanes_of, scale_of

from tests.showing.test_coverage_text import covered

DAY = 448_488  # 2021-03-01, in hours since 1970


def drawn(*coverage: object, window: Window | None = None) -> str:
    return heat_map(Inventory(coverage=coverage, files=(), not_read=(), window=window))  # type: ignore[arg-type]


def hours(*numbers: int) -> tuple[HourCount, ...]:
    return tuple(HourCount(number, 2) for number in numbers)


def test_a_cell_says_what_it_holds() -> None:
    drawing = drawn(covered(hours=hours(*range(DAY, DAY + 24 * 30))))
    assert "<title>2021-03-01 00:00: 12 of 12 h recorded, 24 events</title>" in drawing
    assert drawing.count("<title>2021") == 60
    assert "EXCH01: Microsoft-Windows-Sysmon/Operational" in drawing


def test_gaps_and_signs_are_drawn_where_they_are() -> None:
    gap = Gap(begin="2021-03-01T05:00:00Z", end="2021-03-01T15:00:00Z", why="x")
    sign = Tampering(time="2021-03-01T04:10:00Z", kind="cleared", detail="x")
    recorded = [*range(DAY, DAY + 5), *range(DAY + 15, DAY + 24)]
    drawing = drawn(covered(hours=hours(*recorded), gaps=(gap,), tampering=(sign,)))

    assert drawing.count('class="gap" x=') == 1
    assert "gap from 2021-03-01 05:00 to 2021-03-01 15:00, 10 hours" in drawing
    assert drawing.count('class="recorded" x=') == 14
    assert drawing.count('class="attempted"') == 1
    assert "2021-03-01 04:00: 1 of 1 h recorded, 2 events, 1 sign of tampering or loss" in drawing


def test_the_period_asked_for_is_framed_and_drawn_whole() -> None:
    drawing = drawn(covered(hours=hours(DAY)), window=Window(begin="2021-02-01T00:00:00Z", end="2021-03-05T00:00:00Z"))
    assert '<rect class="window" x="312.0"' in drawing
    assert "<h3>2021-02-01 00:00 to 2021-03-05 00:00</h3>" in drawing


def test_a_clock_that_stood_far_off_does_not_stretch_the_drawing() -> None:
    lanes = lanes_of([covered(hours=hours(*range(DAY, DAY + 1000), 200_000, 2_000_000, 10**9, -5))])
    scale = scale_of(lanes)
    assert scale is not None
    assert scale.begin >= DAY - 24
    assert scale.end <= DAY + 1024
    assert "4 hours with records lie outside" in drawn(covered(hours=hours(*range(DAY, DAY + 1000), 1, 9, 10**9, -5)))


def test_the_drawing_has_a_bounded_size() -> None:
    for span in (1, 50, 5000, 60_000):
        scale = scale_of(lanes_of([covered(hours=hours(DAY, DAY + span))]))
        assert scale is not None
        assert len(list(scale.cells())) <= COLUMNS + 2
    many = [covered(log=f"log {number}", hours=hours(DAY)) for number in range(200)]
    assert "50 more logs not drawn" in drawn(*many)


def test_without_any_time_nothing_is_drawn() -> None:
    assert drawn(covered(hours=(), begin=None, end=None)) == ""
