"""The benchmark of the page: its hits are as many as asked for, and differ."""

from __future__ import annotations

from tocsin.model.hits import Hit

from benchmarks.page import hits


def test_hits_are_as_many_as_asked_for_and_no_two_records_are_the_same() -> None:
    made = [one for one in hits(200) if isinstance(one, Hit)]

    assert len(made) == 200
    assert len({str(one.event) for one in made}) == 200
    assert [one.time for one in made] == [one.time for one in hits(200) if isinstance(one, Hit)]
