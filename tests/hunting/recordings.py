"""Small recordings and rules for whole hunts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from benchmarks.evtx_writer import Event, write_evtx
from tests.hunting.rulebook import START, text_of

SYSMON = "Microsoft-Windows-Sysmon/Operational"
CMD = text_of(
    {"s": {"Image|endswith": "\\cmd.exe"}},
    {"product": "windows", "category": "process_creation"},
    id="11111111-1111-4111-8111-111111111111",
    level="high",
)
FOURTH = text_of(
    {"s": {"CommandLine|re": "r[048]$"}},
    {"product": "windows", "service": "sysmon"},
    id="22222222-2222-4222-8222-222222222222",
    level="low",
)
SECURITY = text_of({"s": {"EventID": 1}}, {"product": "windows", "service": "security"})


def recording(host: str, events: int, *, begin: int = 0) -> bytes:
    """Return an EVTX of process creations, each second one of cmd.exe."""
    return write_evtx(
        Event(
            SYSMON,
            "Microsoft-Windows-Sysmon",
            1,
            START + timedelta(seconds=begin + number),
            host,
            (("Image", f"C:\\{'cmd' if number % 2 else 'editor'}.exe"), ("CommandLine", f"é𐍈 number{number}")),
        )
        for number in range(events)
    )


def case(folder: Path) -> tuple[Path, Path]:
    """Write evidence of three files and two hosts, and rules; returns both folders."""
    evidence, rules = folder / "evidence", folder / "rules"
    evidence.mkdir()
    rules.mkdir()
    for name, host, events, begin in (("a", "EXCH01", 10, 0), ("b", "EXCH02", 7, 3), ("c", "EXCH01", 5, 1)):
        (evidence / f"{name}.evtx").write_bytes(recording(host, events, begin=begin))
    for name, text in (("cmd", CMD), ("fourth", FOURTH), ("security", SECURITY)):
        (rules / f"{name}.yml").write_text(text, encoding="utf-8")
    return evidence, rules
