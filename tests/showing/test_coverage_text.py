"""Coverage as text: warnings first, lines that fit, nothing that steers a terminal."""

from __future__ import annotations

from msgspec import structs

from tocsin.model.evidence import (
    Coverage,
    EvidenceFile,
    Gap,
    HourCount,
    Inventory,
    NotRead,
    Setting,
    Share,
    Tampering,
)
from tocsin.model.logs import LogSource
from tocsin.model.noun import Window
from tocsin.showing.coverage_text import coverage_text


def covered(**more: object) -> Coverage:
    """Coverage of a log."""
    given = {
        "host": "EXCH01",
        "log": "Microsoft-Windows-Sysmon/Operational",
        "log_id": None,
        "logsource": LogSource(),
        "path": "x.evtx",
        "begin": "2021-03-02T07:00:00Z",
        "end": "2021-03-04T09:30:00.5Z",
        "events": 1200,
        "rejected": 3,
        "hours": (HourCount(447_000, 1200),),
    }
    return Coverage(**(given | more))  # type: ignore[arg-type]


FILE = EvidenceFile(path="x.evtx", format="evtx", why="", size=1, events=1200, rejected=3)
GAP = Gap(begin="2021-03-03T00:00:00Z", end="2021-03-03T10:00:00Z", why="10 h without a record")
SIGN = Tampering(time="2021-03-02T08:00:00Z", kind="cleared", detail="event 1102: the audit log was cleared")


def test_warnings_come_first_and_everything_fits() -> None:
    inventory = Inventory(
        coverage=(covered(gaps=(GAP,), tampering=(SIGN,), notes=("TimeCreated is 5 h behind UtcTime",)),),
        files=(FILE,),
        not_read=(NotRead(path="y" * 200, reason="the file is empty"),),
    )
    text = coverage_text(inventory)
    lines = text.splitlines()

    assert all(len(line) <= 80 for line in lines)
    assert lines[0].startswith("! EXCH01, Microsoft-Windows-Sysmon/Operational: 2021-03-02 08:00 event 1102")
    assert text.index("5 h behind") < text.index("HOST")
    assert "2021-03-02 07:00 2021-03-04 09:30       1200        3    1" in text
    assert "1 files read: 1203 records = 1200 events + 3 rejected" in text
    assert "1 files not read:" in text


def test_hostile_names_are_inert() -> None:
    hostile = "a\x1b[31m\nb\u202ec"
    one = covered(host=hostile, log=hostile, path=hostile, notes=(hostile,))
    text = coverage_text(Inventory(coverage=(one,), files=(), not_read=(NotRead(path=hostile, reason=hostile),)))
    assert not {"\x1b", "\u202e"} & set(text)


def test_a_log_in_many_files_is_one_line() -> None:
    parts = tuple(covered(path=f"{number}.evtx", events=1, rejected=0) for number in range(50))
    text = coverage_text(Inventory(coverage=parts, files=(), not_read=()))
    assert sum("Sysmon" in line for line in text.splitlines()) == 1


def test_thousands_of_warnings_are_counted() -> None:
    parts = tuple(covered(path=f"{number}.evtx", notes=(f"odd {number}",)) for number in range(100))
    assert "! and 60 more warnings" in coverage_text(Inventory(coverage=parts, files=(), not_read=()))


def test_what_was_switched_on_and_the_share_of_a_period() -> None:
    settings = (
        Setting(name="Logon", state="recorded", events=9),
        Setting(name="Process Creation", state="not seen", events=0),
    )
    share = Share(
        host="EXCH01", log="Security", log_id=None, share=0.455, recorded=142, hours=312, missing=(GAP,), damaged=2
    )
    inventory = Inventory(
        coverage=(covered(log="Security", settings=settings),),
        files=(FILE,),
        not_read=(NotRead(path="a", reason="x"), NotRead(path="b", reason="y", log_id="iis")),
        window=Window(begin="2021-02-26T00:00:00Z", end="2021-03-11T00:00:00Z"),
        shares=(share, structs.replace(share, log="System")),
    )
    text = coverage_text(inventory)

    assert all(len(line) <= 80 for line in text.splitlines())
    assert "Of 2021-02-26 00:00 to 2021-03-11 00:00 (312 h)" in text
    assert "45.5% Security, System (2 h of it damaged)" in text
    assert "EXCH01, Security: Logon\n    not seen: Process Creation" in text
    assert text.index("  b: y") < text.index("  a: x")
