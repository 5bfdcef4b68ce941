"""D3FEND ids: only those that plainly stand for another are objected to."""

from __future__ import annotations

from tocsin.reading.d3fend_ids import find_unknown


def test_letters_in_another_order() -> None:
    (problem,) = find_unknown("Process Spawn Analysis [D3-SPA] and [D3-PSA], [D3-SPA]")
    assert problem.suggestion == "D3-PSA"
    assert problem.start == "Process Spawn Analysis [".__len__()


def test_known_ids_groups_and_newer_ones_are_left_alone() -> None:
    assert find_unknown("D3-PSA D3-FA D3-UBA D3-ZZZZZZZZ D3 D3-") == ()
