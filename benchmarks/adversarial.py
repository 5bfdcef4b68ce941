"""Evidence and rules made to be slow: each a named case of a folder of evidence and a folder of rules.

The sizes are those of the full set; `scale` makes them smaller for tests. Source of the list: the project's own
requirements (one huge event, a million unique values, 10,000 `contains` on one field, a log of only rejected lines).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid5

_NAMESPACE = UUID("b7e2a9d0-6d3c-5b0f-8a44-1f7c0d9e5b33")
_BLOCK = 4096


@dataclass(frozen=True, slots=True)
class Case:
    """A case: what it is, how large, and who makes it."""

    name: str
    says: str
    make: Callable[[Path, Path, float], int]  # evidence, rules, scale → events or lines


def _event(number: int, **data: str) -> str:
    return json.dumps(
        {
            "Event": {
                "System": {
                    "Provider": {"#attributes": {"Name": "Microsoft-Windows-Sysmon"}},
                    "EventID": 1,
                    "TimeCreated": {
                        "#attributes": {"SystemTime": f"2021-03-02T07:{number // 60 % 60:02}:{number % 60:02}Z"}
                    },
                    "EventRecordID": number,
                    "Channel": "Microsoft-Windows-Sysmon/Operational",
                    "Computer": "ws01.corp.example",
                },
                "EventData": {"Image": "C:\\Windows\\System32\\cmd.exe", **data},
            }
        },
        separators=(",", ":"),
    )


def _rule(number: int, selection: str) -> str:
    return (
        f"title: Slow rule {number}\nid: {uuid5(_NAMESPACE, str(number))}\nstatus: test\nlevel: low\n"
        f"logsource:\n  product: windows\n  category: process_creation\ndetection:\n  selection:\n{selection}"
        "  condition: selection\n"
    )


def _few_rules(folder: Path) -> None:
    selections = (
        "    CommandLine|contains: 'needle'\n",
        "    CommandLine|re: '(a|aa)+needle$'\n",
        "    CommandLine|contains|all:\n      - 'alpha'\n      - 'omega'\n",
        "    CommandLine|endswith: '.tail'\n",
        "    Image|endswith: '\\cmd.exe'\n    CommandLine|startswith: 'nothing'\n",
    )
    for number, selection in enumerate(selections):
        (folder / f"{number}.yml").write_text(_rule(number, selection), encoding="utf-8")


def _written(path: Path, lines: Iterator[str]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def _huge_event(evidence: Path, rules: Path, scale: float) -> int:
    _few_rules(rules)
    size = int(50e6 * scale)
    _written(evidence / "huge.json", (_event(1, CommandLine=text) for text in ("a" * size + " alpha needle .tail",)))
    return 1


def _unique_values(evidence: Path, rules: Path, scale: float) -> int:
    _few_rules(rules)
    count = int(1e6 * scale)
    values = (
        f"tool-{number:x} /id:{number * 2654435761 % 2**32:08x} {'needle' if number % 1000 == 0 else ''}"
        for number in range(count)
    )
    _written(evidence / "unique.json", (_event(number, CommandLine=value) for number, value in enumerate(values)))
    return count


def _many_contains(evidence: Path, rules: Path, scale: float) -> int:
    words = int(10_000 * scale)
    for number in range(max(1, words // 100)):
        values = "".join(f"      - 'w{(number * 100 + word) * 2654435761 % 2**32:08x}'\n" for word in range(100))
        (rules / f"{number:04}.yml").write_text(_rule(number, f"    CommandLine|contains:\n{values}"), encoding="utf-8")
    count = int(100_000 * scale)
    texts = (
        f"run {number} w{number % words * 2654435761 % 2**32:08x}" if number % 50 == 0 else f"run {number}"
        for number in range(count)
    )
    _written(evidence / "contains.json", (_event(number, CommandLine=text) for number, text in enumerate(texts)))
    return count


def _rejected_lines(evidence: Path, rules: Path, scale: float) -> int:
    _few_rules(rules)
    count = int(500_000 * scale)
    # a first line that says what the file is, then nothing but lines that are cut inside
    lines = (_event(0, CommandLine="first") if number == 0 else _event(number)[:-9] for number in range(count))
    _written(evidence / "rejected.json", lines)
    return count


CASES = (
    Case("one huge event", "one event with a text of 50 MB", _huge_event),
    Case("unique values", "a million events, no two command lines alike", _unique_values),
    Case("10,000 contains", "100 rules with 10,000 words for one field, 100,000 events", _many_contains),
    Case("rejected lines", "a log of 500,000 lines, each but the first cut off", _rejected_lines),
)


def make(case: Case, folder: Path, scale: float = 1.0) -> tuple[Path, Path, int]:
    """Make a case; returns its evidence, its rules, and how many events or lines it has."""
    evidence, rules = folder / "evidence", folder / "rules"
    evidence.mkdir(parents=True, exist_ok=True)
    rules.mkdir(exist_ok=True)
    return evidence, rules, case.make(evidence, rules, scale)
