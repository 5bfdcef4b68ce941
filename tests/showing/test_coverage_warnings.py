"""Warnings: each oddity once, the most telling first."""

from __future__ import annotations

from tocsin.model.evidence import Gap, HourCount, Inventory, NotRead, Setting, Tampering
from tocsin.showing.coverage_warnings import warnings

from tests.showing.test_coverage_text import covered


def told(*coverage: object, not_read: tuple[NotRead, ...] = ()) -> list[str]:
    return warnings(Inventory(coverage=coverage, files=(), not_read=not_read))  # type: ignore[arg-type]


def sign(kind: str, hour: int, detail: str) -> Tampering:
    return Tampering(time=f"2021-03-02T{hour:02}:00:00Z", kind=kind, detail=detail)


def test_what_is_gravest_comes_first() -> None:
    gap = Gap(begin="2021-03-03T00:00:00Z", end="2021-03-03T10:00:00Z", why="10 h without a record")
    off = Setting(name="Process Creation", state="incomplete", events=9, detail="none of 9 events 4688 has one")
    one = covered(
        gaps=(gap,),
        settings=(off,),
        notes=("odd",),
        damaged=(HourCount(448_488, 2), HourCount(448_490, 2)),
        tampering=(sign("time-reversal", 1, "time goes back"), sign("cleared", 2, "it was cleared (record 7)")),
    )
    lost = NotRead(path="y/Security.evtx", reason="the file is empty", host="EXCH02", log_id="windows-security")
    said = told(one, not_read=(NotRead(path="z", reason="no log"), lost))

    assert [line.split(":")[0] for line in said[:2]] == ["EXCH01, Microsoft-Windows-Sysmon/Operational"] * 2
    assert "it was cleared" in said[0]
    assert said[2] == "EXCH02, Security log not read: y/Security.evtx: the file is empty"
    assert "from 2 h between 2021-03-01 00:00 and 2021-03-01 03:00" in said[3]
    assert "nothing from" in said[4]
    assert "none of 9 events 4688" in said[5]
    assert said[6] == "x.evtx: odd"
    assert len(said) == 7


def test_many_of_one_kind_are_one_line() -> None:
    signs = tuple(sign("stopped", hour, f"event 1100: it shut down (record {hour})") for hour in range(9))
    gaps = tuple(Gap(begin=f"2021-03-0{day}", end=f"2021-03-0{day}", why="x") for day in range(1, 8))
    said = told(covered(tampering=signs, gaps=gaps))

    assert "9 times event 1100: it shut down, the first 2021-03-02 00:00, the last 2021-03-02 08:00" in said[0]
    assert said[-1].endswith("4 more gaps, the last from 2021-03-07")
    assert len(said) == 5


def test_a_note_of_many_files_is_one_line() -> None:
    said = told(*(covered(path=f"{number}.evtx", notes=("odd",)) for number in range(30)))
    assert said == ["0.evtx and 29 more files: odd"]
