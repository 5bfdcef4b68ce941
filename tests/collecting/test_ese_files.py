"""Tables of SRUM, User Access Logging and WebCache, and what of a database cannot be read."""

from __future__ import annotations

import io

from tocsin.collecting.ese_files import Lost, entries, is_dirty
from tocsin.collecting.rows import Row

from tests.collecting.artefact_files import START
from tests.collecting.ese_writer import LONG, PAGE, ese
from tests.collecting.samples_artefacts import SRUM, UAL, WEBCACHE

MICROS = int(START.timestamp()) * 1_000_000


def rows(data: bytes) -> list[tuple[str, Row]]:
    found = list(entries(io.BytesIO(data)))
    assert not [part for part in found if isinstance(part, Lost)]
    return [part for part in found if not isinstance(part, Lost)]


def lost(data: bytes) -> list[str]:
    return [part.reason for part in entries(io.BytesIO(data)) if isinstance(part, Lost)]


def test_srum_says_which_program_sent_how_much() -> None:
    (family, first), (_, second) = rows(SRUM)
    assert (family, first.time, first.log) == ("windows-srum", MICROS, "SRUM")
    assert first.fields["Image"] == "\\Device\\HarddiskVolume2\\Users\\Public\\x.exe"
    assert (first.fields["User"], first.fields["BytesSent"], first.fields["Provider"]) == (
        "S-1-5-18",
        "734003200",
        "network",
    )
    assert (second.fields["Image"], second.time, "BytesRecvd" in second.fields) == ("9", MICROS + 3_600_000_000, False)


def test_ual_says_who_came_from_where_on_which_day() -> None:
    found = [row for family, row in rows(UAL) if family == "windows-ual"]
    last, day, role = found
    assert (last.fields["User"], last.fields["src_ip"], last.fields["Role"]) == (
        "corp\\alice",
        "203.0.113.9",
        "File Server",
    )
    assert (last.fields["Kind"], last.time) == ("last access", MICROS)
    assert (day.fields["AccessesOnDay"], day.time) == ("9", MICROS - 7 * 3_600_000_000)
    assert role.fields["ProductName"] == "Windows Server 2019 Standard"


def test_webcache_says_what_was_asked_for() -> None:
    ((family, visit),) = rows(WEBCACHE)
    assert (family, visit.fields["url"], visit.fields["User"]) == ("browser-history", "http://198.51.100.7/", "alice")
    assert (visit.fields["Container"], visit.record, visit.time) == ("History", 3, MICROS)


def test_what_cannot_be_read_is_told() -> None:
    assert "another kind" in lost(ese({"Mailbox": ({"a": LONG}, [{"a": 1}])}))[0]
    assert "cannot be opened" in lost(SRUM[: 3 * PAGE])[0]
    assert "cannot be read further" in lost(SRUM[: -PAGE // 2])[0]
    hurt = bytearray(SRUM)
    hurt[-PAGE + 34 : -PAGE + 36] = b"\xff\x0f"  # a page that says that it has 4095 records
    assert lost(bytes(hurt))


def test_a_database_that_was_in_use_is_known() -> None:
    assert is_dirty(ese({}, dirty=True))
    assert not is_dirty(SRUM)
