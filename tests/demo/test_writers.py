"""Writing a scene: the readers get back every row, none is rejected, and what is no longer kept is not there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.demo.keeping import FLAWS, Gap, Keeping
from tocsin.demo.scene import HOUR, Back, Command, Event, Request, Scene, at
from tocsin.demo.writers import Writers, write

from tests.demo.small_scenes import EVERYTHING, a_day, written


def test_every_row_comes_back_as_an_event(tmp_path: Path) -> None:
    scene = a_day()
    evidence = collect([written(scene, tmp_path)])
    by_format: dict[str, int] = {}
    for file in evidence.files():
        assert file.rejected == 0, file
        by_format[file.format] = by_format.get(file.format, 0) + file.events

    assert by_format == {
        "iis": len(scene.requests) + sum(request.back is not None for request in scene.requests),
        "exchange-httpproxy": sum(bool(request.protocol) for request in scene.requests),
        "exchange-ecp": len(scene.commands),
        "exchange-oabgenerator": len(scene.lines),
        "windows-json": len(scene.events),
    }


def test_the_catalogue_knows_every_log(tmp_path: Path) -> None:
    found = {source.log_id for source in collect([written(a_day(), tmp_path)]).coverage()}

    assert found == {
        "iis",
        "iis-backend",
        "exchange-httpproxy",
        "exchange-ecp-server",
        "exchange-oabgenerator",
        "exchange-management",
        "windows-application",
        "windows-system",
        "windows-security",
        "windows-sysmon",
        "windows-powershell",
    }


def test_only_what_is_still_kept_is_written(tmp_path: Path) -> None:
    noon = at("2021-03-02T12:00:00Z")
    write(a_day(), tmp_path, Keeping({"httpproxy": noon, "Security": noon + 6 * HOUR}), seed=1)
    begins = {source.log_id: source.begin for source in collect([tmp_path]).coverage()}

    assert set(begins) == {"exchange-httpproxy", "windows-security"}
    assert all(begin is not None and begin >= "2021-03-02T12" for begin in begins.values())


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(a_day(), tmp_path / name, Keeping(dict.fromkeys(EVERYTHING, 0)), seed=8)
    one, two = (
        {p.relative_to(tmp_path / n): p.read_bytes() for p in (tmp_path / n).rglob("*.*") if p.is_file()}
        for n in ("one", "two")
    )

    assert one == two


def test_commas_and_apostrophes_survive(tmp_path: Path) -> None:
    scene = Scene("EX09")
    anchor = "ServerInfo~a,b@ex:444/ecp/x?#"
    scene.requests.append(
        Request(
            0, "Ecp", "POST", "/ecp/y.js", "192.0.2.1", "A (KHTML, like)", 200, anchor=anchor, back=Back("/x", "", "u")
        )
    )
    scene.commands.append(Command(0, "/ecp/x", "Set-X.Url='it''s, \"quoted\"'"))
    scene.events.append(Event(0, "Application", "P", 1, {"Data": ["a", "b"]}))
    scene.sort()
    write(scene, tmp_path, Keeping({"httpproxy": 0, "ecp": 0, "Application": 0}), seed=1)
    rows = [row for part in collect([tmp_path]).scan() if hasattr(part, "events") for row in part.events.to_pylist()]

    assert [row["AnchorMailbox"] for row in rows if "AnchorMailbox" in row] == [anchor]
    assert [row["UserAgent"] for row in rows if "UserAgent" in row] == ["A (KHTML  like)"]
    assert [row["Data"] for row in rows if "Data" in row] == [["a", "b"]]
    assert any('"quoted"' in json.dumps(row["EventData"]).replace("\\", "") for row in rows if "EventData" in row)


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_flaw_costs_no_more_than_the_row_that_it_cuts(flaw: str, tmp_path: Path) -> None:
    keeping = Keeping(dict.fromkeys(("iis", "iis-backend", "httpproxy", "ecp", "oab"), 0), flaws=frozenset([flaw]))
    scene = a_day()
    for request in scene.requests:
        assert not request.stem.startswith("#")
    write(scene, tmp_path / "EX09", keeping, seed=1)
    files = collect([tmp_path]).files()
    rows = len(scene.requests) + sum(r.back is not None for r in scene.requests)
    rows += sum(bool(r.protocol) for r in scene.requests) + len(scene.commands) + len(scene.lines)

    assert sum(file.events + file.rejected for file in files) == rows
    assert sum(file.rejected for file in files) <= (len(files) if flaw == "half-row" else 0)


def test_a_gap_is_empty_and_the_clock_runs_ahead(tmp_path: Path) -> None:
    noon = at("2021-03-02T12:00:00Z")
    gap = Gap("httpproxy", noon, noon + 3 * HOUR)
    keeping = Keeping({"httpproxy": 0, "Security": 0}, gaps=(gap,), skew=2 * HOUR)
    write(a_day(), tmp_path / "EX09", keeping, seed=1)
    hours: dict[str, set[int]] = {}
    for source in collect([tmp_path]).coverage():
        hours.setdefault(source.log, set()).update(count.hour % 24 for count in source.hours if count.events)

    assert set(range(24)) - hours["HttpProxy/Mapi"] == {14, 15, 16}
    assert set(range(24)) - hours["Security"] == set()


def test_a_busy_server_begins_a_file_an_hour(tmp_path: Path) -> None:
    writers = Writers("EX09", tmp_path, Keeping({"httpproxy": 0}), 1, hourly=True)
    writers.add(a_day())
    writers.close()

    assert len(list(tmp_path.rglob("HttpProxy_2021030213-1.LOG"))) == 10
    assert writers.rows == sum(bool(request.protocol) for request in a_day().requests)
