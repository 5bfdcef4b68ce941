"""The coverage page: everything is there, nothing that a log says is markup, and it asks nothing of anybody."""

from __future__ import annotations

from pathlib import Path

from tocsin.collecting import collect
from tocsin.judging.shares import with_window
from tocsin.model.evidence import HourCount, Inventory, NotRead, Setting, Tampering
from tocsin.showing.coverage_page import coverage_page

from tests.collecting.samples import EVTX, IIS
from tests.showing.html_tree import Page
from tests.showing.test_coverage_text import FILE, GAP, SIGN, covered


def test_every_part_is_there(tmp_path: Path) -> None:
    (tmp_path / "EXCH01" / "W3SVC1").mkdir(parents=True)
    (tmp_path / "EXCH01" / "W3SVC1" / "u.log").write_bytes(IIS + b"2021-03-02 07:0\r\n")
    (tmp_path / "x.evtx").write_bytes(EVTX)
    (tmp_path / "empty.log").write_bytes(b"")
    inventory = with_window(collect([tmp_path]).inventory(), "2021-03-01..2021-03-02")
    page = coverage_page(inventory).decode()

    for id_ in ("warnings", "window", "map", "logs", "settings", "unread", "files"):
        assert f'<section id="{id_}"' in page
    assert "604 records = 603 events + 1 rejected" in page
    assert "the file is empty" in page
    assert page.count('class="window"') == 1
    assert '<td data-head="Not recorded">' in page  # a narrow screen shows each row as a list
    assert Page(page).wrong == []


def test_hostile_names_are_text(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script>\x1b\u202e\"'&"
    one = covered(
        host=hostile,
        log=hostile,
        path=hostile,
        notes=(hostile,),
        gaps=(GAP,),
        start=hostile,
        tampering=(SIGN, Tampering(time=hostile, kind=hostile, detail=hostile)),
        settings=(Setting(name=hostile, state="recorded", events=1, detail=hostile),),
        damaged=(HourCount(447_001, 1), HourCount(10**12, 1)),
        hours=(HourCount(447_000, 5), HourCount(10**12, 1), HourCount(-(10**12), 1)),
    )
    page = coverage_page(
        with_window(
            Inventory(coverage=(one,), files=(FILE,), not_read=(NotRead(path=hostile, reason=hostile, log_id="x"),)),
            "2021-03-01..2021-03-02",
        )
    ).decode()

    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert page.count("<script>") == 1
    assert Page(page).wrong == []


def test_nothing_at_all() -> None:
    page = coverage_page(Inventory(coverage=(), files=(), not_read=())).decode()
    assert "No gap, loss or sign of tampering" in page
    assert '<section id="map"' not in page


def test_the_same_inventory_gives_the_same_page() -> None:
    inventory = Inventory(coverage=(covered(), covered(log="Security", gaps=(GAP,))), files=(FILE,), not_read=())
    assert coverage_page(inventory) == coverage_page(inventory)
