"""Silences: gaps with the files that are missing from them, ends that come too soon, what was overwritten."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tocsin.collecting import collect
from tocsin.model.evidence import Coverage

from benchmarks.evtx_writer import Event, write_evtx
from tests.collecting.samples import HTTPPROXY_HEADER, IIS_HEADER, httpproxy_row

START = datetime(2021, 3, 1, tzinfo=UTC)


def iis_day(day: int, hours: range = range(24)) -> bytes:
    """A day of an IIS log, one request an hour."""
    line = b"2021-03-%02d %02d:00:00 192.0.2.1 GET /owa/ - 443 - 203.0.113.9 Mozilla/5.0 - 200 0 0 133\r\n"
    return IIS_HEADER + b"".join(line % (day, hour) for hour in hours)


def iis(folder: Path, *days: int) -> None:
    """An IIS folder with a file for each day."""
    folder.mkdir(parents=True)
    for day in days:
        (folder / f"u_ex2103{day:02}.log").write_bytes(iis_day(day))


def all_gaps(coverage: tuple[Coverage, ...]) -> list[tuple[str, str, str]]:
    return [(gap.begin, gap.end, gap.why) for one in coverage for gap in one.gaps]


def test_a_day_without_its_file_is_a_gap_that_names_the_file(tmp_path: Path) -> None:
    iis(tmp_path / "EXCH01" / "inetpub" / "W3SVC1", 1, 2, 3, 5, 6, 7)
    ((begin, end, why),) = all_gaps(collect([tmp_path]).coverage())

    assert (begin, end) == ("2021-03-04T00:00:00Z", "2021-03-05T00:00:00Z")
    assert "24 h without a record" in why
    assert "u_ex210304.log" in why


def test_a_missing_hour_is_a_gap_though_it_is_short(tmp_path: Path) -> None:
    folder = tmp_path / "EXCH01" / "Logging" / "HttpProxy" / "Ecp"
    folder.mkdir(parents=True)
    for hour in range(24):
        row = httpproxy_row(DateTime=f"2021-03-02T{hour:02}:10:00.000Z")
        if hour != 7:
            (folder / f"HttpProxy_20210302{hour:02}-1.LOG").write_bytes(HTTPPROXY_HEADER + row)
    assert all_gaps(collect([tmp_path]).coverage()) == [
        (
            "2021-03-02T07:00:00Z",
            "2021-03-02T08:00:00Z",
            "a file is missing between its neighbours: HttpProxy_2021030207-1.LOG",
        )
    ]


def test_a_missing_part_is_a_note(tmp_path: Path) -> None:
    for part in (1, 2, 4):
        (tmp_path / f"HttpProxy_2021030207-{part}.LOG").write_bytes(HTTPPROXY_HEADER + httpproxy_row())
    notes = [note for one in collect([tmp_path]).coverage() for note in one.notes]
    assert "missing from its sequence behind this file: HttpProxy_2021030207-3.LOG" in notes


def test_a_log_that_ends_while_others_of_its_host_go_on(tmp_path: Path) -> None:
    iis(tmp_path / "EXCH01" / "inetpub" / "W3SVC1", 1, 2)
    iis(tmp_path / "EXCH01" / "inetpub" / "W3SVC2", 1, 2, 3)
    iis(tmp_path / "EXCH02" / "inetpub" / "W3SVC1", 1)
    ((begin, end, why),) = all_gaps(collect([tmp_path]).coverage())

    assert (begin, end) == ("2021-03-03T00:00:00Z", "2021-03-04T00:00:00Z")
    assert "other logs of this host go on" in why


def security(numbers: range, *more: Event) -> bytes:
    plain = [
        Event("Security", "Microsoft-Windows-Security-Auditing", 4624, START + timedelta(hours=number), data=())
        for number in numbers
    ]
    return write_evtx([*more, *plain], first_record=numbers.start)


def test_why_a_log_begins_when_it_does(tmp_path: Path) -> None:
    (tmp_path / "a.evtx").write_bytes(security(range(1, 5)))
    (tmp_path / "b.evtx").write_bytes(security(range(700, 705)))
    cleared = Event("Security", "Microsoft-Windows-Eventlog", 1102, START, data=())
    (tmp_path / "c.evtx").write_bytes(security(range(1, 5), cleared))
    starts = {one.path: one.start for one in collect([tmp_path]).coverage()}

    assert starts["a.evtx"] is None
    assert starts["b.evtx"] == "its first record is number 700: older ones were overwritten or cleared"
    assert starts["c.evtx"] == "it begins where it was cleared"


def test_times_of_files_that_do_not_fit_their_content(tmp_path: Path) -> None:
    iis(tmp_path / "W3SVC1", 1, 2, 3, 4, 5, 6)
    for day in range(1, 7):
        end = (START + timedelta(days=day - 1, hours=23)).timestamp()
        written = {2: end + 9 * 86400, 3: end - 9 * 86400}.get(day, end + 60)
        os.utime(tmp_path / "W3SVC1" / f"u_ex2103{day:02}.log", (written, written))
    notes = {one.path[-8:]: " ".join(one.notes) for one in collect([tmp_path]).coverage()}

    assert "it may have been changed" in notes["0302.log"]
    assert "before its last event" in notes["0303.log"]
    assert "last written" not in notes["0301.log"] + notes["0304.log"]


def test_times_of_copies_say_nothing(tmp_path: Path) -> None:
    iis(tmp_path / "W3SVC1", 1, 2, 3, 4)
    assert not [note for one in collect([tmp_path]).coverage() for note in one.notes if "last written" in note]


def test_what_keeps_only_the_last_uses_has_no_gaps(tmp_path: Path) -> None:
    for name, stamps in (("bash", True), ("none", False)):
        folder = tmp_path / f"web1{name}" / "home" / "alice"
        folder.mkdir(parents=True)
        hours = (START + timedelta(hours=40 * number) for number in range(20))
        lines = (f"#{int(hour.timestamp())}\nid\n" if stamps else "id\n" for hour in hours)
        (folder / ".bash_history").write_text("".join(lines))
    covered = collect([tmp_path]).coverage()
    assert {(one.log_id, one.events) for one in covered} == {("linux-shell-history", 20)}
    assert all_gaps(covered) == []
