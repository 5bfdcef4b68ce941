"""Events of the audit system: which records are together, when an event is whole, what is added to it."""

from __future__ import annotations

import pytest

from tocsin.collecting import audit_events
from tocsin.collecting.audit_events import Joining, event_fields, socket_address
from tocsin.collecting.audit_records import Record
from tocsin.collecting.rows import Row


def joined(*records: tuple[str, int, str]) -> list[Row]:
    """Read records (type, second, serial)."""
    joining = Joining("h")
    rows = [
        row
        for place, (kind, second, serial) in enumerate(records)
        for row in joining.take(Record(None, kind, second * 1_000_000, serial, {}), place + 1, place)
    ]
    return [*rows, *joining.rest()]


def kinds(rows: list[Row]) -> list[tuple[str, int]]:
    return [(row.kind, row.lines) for row in rows]


def test_records_of_several_events_may_stand_between_each_other() -> None:
    rows = joined(("SYSCALL", 1, "1"), ("SYSCALL", 1, "2"), ("PATH", 1, "1"), ("EOE", 1, "2"), ("PROCTITLE", 1, "1"))
    assert kinds(rows) == [("SYSCALL EOE", 2), ("SYSCALL PATH PROCTITLE", 3)]


def test_a_serial_that_comes_again_later_is_another_event() -> None:
    rows = joined(("SYSCALL", 1, "1"), ("SYSCALL", 9, "2"), ("PATH", 1, "1"))
    assert kinds(rows) == [("SYSCALL", 1), ("SYSCALL", 1), ("PATH", 1)]


def test_a_message_of_a_program_is_an_event_of_its_own() -> None:
    assert kinds(joined(("USER_AUTH", 1, "1"), ("USER_AUTH", 1, "1"))) == [("USER_AUTH", 1), ("USER_AUTH", 1)]


def test_open_events_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_events, "MOST_OPEN", 2)
    monkeypatch.setattr(audit_events, "MOST_RECORDS", 3)
    rows = joined(*[("SYSCALL", 1, str(number)) for number in range(4)], *[("PATH", 1, "9")] * 4)
    assert sum(row.lines for row in rows) == 8
    assert max(row.lines for row in rows) == 3


def test_the_call_is_named_and_its_target_told() -> None:
    fields = event_fields(
        [
            ("SYSCALL", {"arch": "c00000b7", "syscall": "203"}),
            ("SOCKADDR", {"saddr": "0A00115C00000000" + "20010DB8" + "00" * 11 + "09" + "00000000"}),
        ]
    )
    assert (fields["SYSCALL"], fields["DestinationIp"], fields["DestinationPort"]) == ("connect", "2001:db8::9", "4444")
    assert event_fields([("SYSCALL", {"syscall": "mknod"})])["SYSCALL"] == "mknod"
    assert "SYSCALL" not in event_fields([("SYSCALL", {"syscall": "1"})])


@pytest.mark.parametrize("raw", ["", "xx", "02", "0200115C", "1000"])
def test_an_address_of_no_network(raw: str) -> None:
    assert socket_address(raw) is None
