"""How times became UTC is told for every format that has a convention, and doubled hours are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.collecting.conventions import depends_on_zone, doubled_hours, how_utc
from tocsin.collecting.formats import FORMATS


def test_most_formats_say_how() -> None:
    told = [form.name for form in FORMATS if how_utc(form.name, None)]
    assert len(told) >= 0.8 * len(FORMATS)
    assert how_utc("evtx", "Europe/Berlin") == how_utc("evtx", None)
    assert not depends_on_zone("evtx")
    assert how_utc("nothing", None) is None


@pytest.mark.parametrize("form", ["syslog", "windows-dhcp", "json"])
def test_formats_with_local_times_say_what_holds(form: str) -> None:
    assert "Europe/Berlin (--timezone)" in str(how_utc(form, "Europe/Berlin"))
    assert "taken as UTC" in str(how_utc(form, None))


def test_hours_that_occur_twice() -> None:
    back = 454_344  # 2021-10-31T00 UTC: 02:00 in summer time, and an hour later 02:00 again
    assert doubled_hours(range(back - 24, back + 24), "Europe/Berlin") == [back, back + 1]
    assert doubled_hours(range(back - 24, back + 24), "UTC") == []
    assert doubled_hours([10**12, -(10**12)], "Europe/Berlin") == []


def test_doubled_hours_are_told_and_resolved_by_order(tmp_path: Path) -> None:
    clocks = ("01:50", "02:10", "02:50", "02:05", "03:01")
    lines = "".join(f'{{"time": "2021-10-31 {clock}:00", "host": "a"}}\n' for clock in clocks)
    (tmp_path / "x.json").write_text(lines)
    evidence = collect([tmp_path], timezone="Europe/Berlin")
    (one,) = evidence.coverage()

    times = [str(row["_time"])[11:16] for batch in evidence.scan() for row in batch.events.to_pylist()]  # type: ignore[union-attr]
    assert times == ["23:50", "00:10", "00:50", "01:05", "02:01"]
    assert any("clocks went back in Europe/Berlin" in note and "2021-10-31T00:00:00Z" in note for note in one.notes)
    assert evidence.files()[0].times == "a zone where a time has one, else Europe/Berlin (--timezone)"
    assert not [note for one in collect([tmp_path]).coverage() for note in one.notes if "clocks" in note]
