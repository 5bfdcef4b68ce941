"""The summary of a hunt: its figures add up, what was lost is named, and nothing in it depends on the clock."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tocsin.hunting import Hits
from tocsin.hunting.groups import by_rule
from tocsin.hunting.hits import SCHEMA
from tocsin.model.evidence import Coverage, EvidenceFile, Loss, NotRead
from tocsin.model.logs import LogSource
from tocsin.model.rules import UnusableIndicator
from tocsin.showing.columns import width
from tocsin.showing.hunt_panel import Indicators, panel, size
from tocsin.showing.terminal import Style

from tests.showing.test_hunt_text import hits_of

NASTY = "a\x1b[31m.evtx"
FILE = EvidenceFile(
    path=NASTY,
    format="evtx",
    why="",
    size=1_500_000,
    events=7,
    rejected=2,
    losses=(Loss(offset=512, reason="the record is cut", records=2),),
)
COVERED = Coverage(
    host="B",
    log="Security",
    log_id=None,
    logsource=LogSource(),
    path=NASTY,
    begin="2021-03-02T07:00:00Z",
    end="2021-03-02T09:30:00Z",
    events=7,
    rejected=2,
)


def shown(hits: Hits, columns: int = 80, **more: Any) -> str:
    style = Style(columns, False, more.pop("verbose", False))
    lines = list(panel(hits, by_rule(hits), style, **more))
    assert max(map(width, lines)) <= columns
    return " ".join(" ".join(lines).split())


def test_the_books_and_the_figures_of_hits_are_there(tmp_path: Path) -> None:
    text = shown(
        hits_of(
            tmp_path, files=lambda: (FILE,), coverage=lambda: (COVERED,), not_read=(NotRead(path="b", reason="why"),)
        )
    )

    assert "1 file, 1.5 MB, 1 file not read" in text
    assert "records 9 = 7 events + 2 rejected" in text
    assert "1 log of 1 host, 2021-03-02 07:00 to 2021-03-02 09:30; 0 gaps, 0 signs of tampering" in text
    assert "rules 5 used: 5 test; 0 not usable" in text
    assert "hits 10 of 5 rules on 2 hosts, 2021-03-02 07:00:00 to 2021-03-02 07:00:01" in text
    assert "■ critical 1 2" in text
    assert "top hosts B 5, EXCH01" in text
    assert "ATT&CK defense-evasion 10, execution 10" in text
    assert "2 of 9 records could not be read, from byte 512 on: the record is cut" in text
    assert "\x1b" not in text


def test_indicators_that_cannot_be_used_are_counted_and_the_first_is_named(tmp_path: Path) -> None:
    bad = (UnusableIndicator(path="list.txt", why="not recognised: '?'", line=3),) * 2
    text = shown(hits_of(tmp_path), indicators=Indicators(1000, bad, 4))

    assert "indicators 1,000 looked for, 0 found; 2 not usable, 4 left out as their list says" in text
    assert "list.txt:3: not recognised" in text
    assert "and 1 more entry" in text


def test_no_hit_is_said(tmp_path: Path) -> None:
    assert "hits none" in shown(Hits(SCHEMA.empty_table(), hits_of(tmp_path).rules))


@pytest.mark.parametrize("columns", [40, 120])
def test_it_fits_other_widths(tmp_path: Path, columns: int) -> None:
    shown(hits_of(tmp_path, files=lambda: (FILE,), coverage=lambda: (COVERED,)), columns)


def test_sizes_are_for_people() -> None:
    assert [size(count) for count in (0, 1, 999, 1000, 2_500_000_000_000)] == [
        "0 bytes",
        "1 byte",
        "999 bytes",
        "1.0 kB",
        "2,500.0 GB",
    ]
