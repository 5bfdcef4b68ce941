r"""Packages that Linux installed, upgraded and removed: dpkg, apt, dnf, pacman, zypper (yum's log is a syslog file).

In: a stream. Out: one event a line of `dpkg.log`, `dnf.rpm.log`, `pacman.log`, `zypp/history`, and one a run of
`apt/history.log`, with `Action`, `Package`, `Version`, `message`; of apt `CommandLine`, `User`, `Install`, `Upgrade`,
`Remove`, … (lists), `End`. `_log` is `dpkg`, `apt`, `dnf`, `pacman` or `zypp`. Times without a zone are local
(`--timezone`, else UTC; a note says so). Sources: dpkg(1), apt's history log, dnf's logs, pacman(8), zypper(8).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.formats.line_kinds import Kind, read_kinds, share, shown
from tocsin.collecting.headed import too_long
from tocsin.collecting.lines import TooLong, line_blocks
from tocsin.collecting.recoded import Joined
from tocsin.collecting.rows import Row, Rows
from tocsin.model.evidence import Rejected

FAMILY = "package-log"
LOCAL = "times are local to the host where they carry no zone"
_LOCAL_TIME = r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)"
DPKG = (
    rf"^{_LOCAL_TIME} (?P<message>(?P<Action>status|install|upgrade|configure|trigproc|remove|purge|disappear|startup"
    r"|conffile)(?: (?:(?P<state>[a-z-]+) )?(?P<Package>[a-z0-9][a-z0-9.+-]*:[a-z0-9-]+)"
    r"(?: (?P<Before><none>|\S+))?(?: (?P<Version><none>|\S+))?)?.*)$"
)
DNF = (
    r"^(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:?\d\d)) (?P<level>[A-Z]+) "
    r"(?P<message>(?:(?P<Action>[A-Z][a-z]+(?: [a-z]+)?): (?P<Package>\S+))?.*)$"
)
PACMAN = (
    r"^\[(?P<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:[+-]\d{4})?)\] \[(?P<part>[A-Z-]+)\] "
    r"(?P<message>(?:(?P<Action>installed|upgraded|downgraded|reinstalled|removed|Running|transaction) (?P<Package>\S+)"
    r"(?: \((?P<Version>[^)]*)\))?)?.*)$"
)
ZYPP = (
    rf"^{_LOCAL_TIME}\|(?P<message>(?P<Action>install|remove *|command|radd|rremove|patch *|rrefresh)"
    r"\|(?P<Package>[^|]*)(?:\|(?P<Version>[^|]*))?.*)$"
)
_KINDS = (
    Kind(DPKG, FAMILY, "dpkg", local=True),
    Kind(DNF, FAMILY, "dnf"),
    Kind(PACMAN, FAMILY, "pacman", local=True),
    Kind(ZYPP, FAMILY, "zypp", local=True),
    Kind(r"^# (?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (?P<message>.*)$", FAMILY, "zypp", local=True),
    Kind(r"^# ?(?P<message>.*)$", FAMILY, "zypp"),
)
_MARKS = (
    re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?:status|install|upgrade|configure|trigproc|remove|purge|startup) "),
    re.compile(r"^\[\d{4}-\d\d-\d\d[T ][\d:+-]+\] \[(?:ALPM|PACMAN|ALPM-SCRIPTLET)\] "),
    re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\|(?:install|remove|command|radd|rremove|patch)"),
    re.compile(r"^# \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S+\.rpm (?:installed|removed|upgraded) ok"),
    re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S+ (?:SUBDEBUG|INFO|DEBUG|DDEBUG|WARNING) (?:--- logging initialized|"
               r"(?:Installed|Upgrade|Upgraded|Erase|Removed|Reinstalled|Installing|Command): )"),
)  # fmt: skip
_RUN = b"Start-Date: "
_PAIR = re.compile(r"([A-Z][A-Za-z-]{2,20}): ?(.*)$")
_RUN_FIELDS = {"Commandline": "CommandLine", "Requested-By": "User", "End-Date": "End"}
_BETWEEN = re.compile(r"\), ")


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: what a package manager did, or a run of apt."""
    if head.lstrip(b"\r\n\xef\xbb\xbf").startswith(_RUN):
        return Certainty.SURE
    return Certainty.SURE if share(shown(head, syslog=False), *_MARKS) > 0.5 else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield lines or runs in batches."""
    head = stream.read(16)
    whole = Joined(head, stream)
    if head.lstrip(b"\r\n\xef\xbb\xbf").startswith(_RUN):
        yield from _runs(whole, source, wanted)
    else:
        yield from read_kinds(whole, source, wanted, _KINDS, "nothing that a package manager did")  # type: ignore[arg-type]


@dataclass(slots=True)
class _Run:
    """A run of apt whose lines are being read."""

    line: int
    offset: int
    fields: dict[str, str | list[str] | None] = field(default_factory=dict[str, "str | list[str] | None"])
    time: str | None = None
    lines: int = 0


def _runs(stream: Joined, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    rows = Rows(source, FAMILY, wanted, notes=() if source.timezone else (LOCAL,))
    opened: _Run | None = None
    for block in line_blocks(stream):  # type: ignore[arg-type]
        if isinstance(block, TooLong):
            yield too_long(block, source)
            continue
        for line, offset, number in zip(block.lines, block.offsets.tolist(), block.numbers.tolist(), strict=True):
            found = _PAIR.match(line.decode("utf-8", "replace"))
            if found is None or (opened is None and found[1] != "Start-Date"):
                yield rejected(source, offset, f"line {number}: no part of a run of apt", line)
                continue
            if found[1] == "Start-Date" or opened is None:
                _close(opened, rows)
                opened = _Run(number, offset)
            _take(opened, found[1], found[2])
        if rows.full:
            yield from rows.flush()
    _close(opened, rows)
    yield from rows.flush()


def _take(run: _Run, name: str, value: str) -> None:
    run.lines += 1
    if name == "Start-Date":
        run.time = " ".join(value.split())
    elif name in _RUN_FIELDS or name == "Error":
        run.fields[_RUN_FIELDS.get(name, name)] = value
    else:
        run.fields["Action"] = [*_listed(run.fields.get("Action")), name]
        run.fields[name] = [part if part.endswith(")") else f"{part})" for part in _BETWEEN.split(value)]


def _listed(value: str | list[str] | None) -> list[str]:
    return value if isinstance(value, list) else []


def _close(run: _Run | None, rows: Rows) -> None:
    if run is not None:
        rows.add(Row(run.line, run.offset, run.time, None, "apt", run.fields, lines=run.lines))


FORMAT = Format("package-log", FAMILY, "what a package manager installed and removed", recognise, read)
