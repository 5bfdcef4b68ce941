"""Databases of Windows as evidence: families of their own, in an archive too; other databases are told."""

from __future__ import annotations

from pathlib import Path

from tocsin.collecting import collect
from tocsin.collecting.ese_files import DIRTY
from tocsin.collecting.formats.windows_ese import FORMAT

from tests.collecting.boxes import zipped
from tests.collecting.ese_writer import LONG, ese
from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_artefacts import SRUM, SRUM_TABLES, UAL


def test_in_a_folder_and_in_an_archive(tmp_path: Path) -> None:
    (tmp_path / "SRV1.zip").write_bytes(zipped({"C/Windows/System32/LogFiles/Sum/Current.mdb": UAL}))
    folder = tmp_path / "WS1" / "C" / "Windows" / "System32" / "sru"
    folder.mkdir(parents=True)
    (folder / "SRUDB.dat").write_bytes(SRUM)
    covered = {(one.host, one.log, one.log_id, one.events) for one in collect([tmp_path]).coverage()}

    assert covered == {
        ("WS1", "SRUM", "windows-srum", 2),
        ("SRV1", "UAL/CLIENTS", "windows-ual", 2),
        ("SRV1", "UAL/ROLES", "windows-ual", 1),
    }


def test_one_that_was_in_use_is_read_and_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "SRUDB.dat").write_bytes(ese(SRUM_TABLES, dirty=True))
    (one,) = collect([tmp_path]).coverage()
    assert (one.events, DIRTY in one.notes) == (2, True)


def test_other_databases_are_told() -> None:
    events, (lost,) = events_and_rejections(FORMAT, ese({"datatable": ({"a": LONG}, [{"a": 1}])}))
    assert (events, "another kind" in lost.reason) == ([], True)
