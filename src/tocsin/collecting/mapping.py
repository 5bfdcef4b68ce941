"""The user's mapping file: what the columns of files of their own mean (`--map FILE`).

In: YAML, a list of entries; each names files by a glob and says format, time, host, log and new names of columns. Out:
`FileMap` nouns. Whatever cannot be right is told in one line with the place in the file: unknown keys, a log that the
catalogue does not have, a time zone that does not exist, a name that is no column of the file it is for.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
import yaml

from tocsin.collecting.times import known_zone
from tocsin.knowledge.logs import fits, log, logs
from tocsin.knowledge.strict import LOADER, read_yaml
from tocsin.model.errors import UsageError
from tocsin.model.logs import Log, LogSource

CLOCKS = ("iso", "epoch", "epoch_ms", "epoch_us", "filetime")
"""Forms of time that need no pattern."""

_WILD = re.compile(r"[*?\[]")


class TimeMap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the time stands and how it is written; several columns are joined by a blank."""

    column: str | tuple[str, ...]
    format: str = "iso"  # one of `CLOCKS`, or a pattern such as %d.%m.%Y %H:%M:%S (also %f at its end, and %z)
    zone: str | None = None  # IANA name, for times that carry none; None: UTC

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns, one or more."""
        return (self.column,) if isinstance(self.column, str) else self.column


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column, where a constant could stand."""

    column: str


class Triple(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A logsource as a rule names it."""

    product: str | None = None
    category: str | None = None
    service: str | None = None


class FileMap(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One entry: which files, how they are written, and what is in them."""

    files: str  # glob on the path below the evidence (members of archives as archive.zip/inner), or on the name alone
    format: Literal["csv", "jsonl", "parquet"]
    log: str | None = None  # id of a log of the catalogue
    logsource: Triple | None = None  # or what rules call it
    name: str | None = None  # of the log, in coverage and hits; None: the catalogue's, or the file's
    delimiter: str = ","
    quoted: bool = True
    header: tuple[str, ...] = ()  # names, for a csv without a header row
    empty: str | None = None  # what is written for "no value"
    time: TimeMap | None = None
    host: str | Column | None = None
    rename: dict[str, str] = {}
    set: dict[str, str | int] = {}  # fields that hold for every event of the file
    line: int = 0  # where the entry stands in the mapping file
    number: int = 0

    def takes(self, path: str) -> bool:
        """Say whether a file is meant; a pattern without a slash is one for names."""
        lowered, pattern = path.casefold(), self.files.casefold()
        if "/" not in pattern:
            return fnmatchcase(lowered.rpartition("/")[2], pattern)
        return fnmatchcase(lowered, pattern) or fnmatchcase(lowered, f"*/{pattern.lstrip('/')}")

    @property
    def entry(self) -> Log | None:
        """The log of the catalogue that is meant."""
        return _entry_of(self.log, self.logsource)

    @property
    def needed(self) -> tuple[str, ...]:
        """Columns without which the entry makes no sense."""
        time = self.time.columns if self.time else ()
        if self.format == "jsonl":  # an object may leave out what it has not
            return time
        host = (self.host.column,) if isinstance(self.host, Column) else ()
        return (*time, *host, *self.rename)

    def clock(self) -> str | None:
        """Say how times become UTC, for `EvidenceFile.times`."""
        if self.time is None:
            return None
        if self.time.format not in CLOCKS[1:]:
            zone = f"{self.time.zone} (mapping file)" if self.time.zone else "--timezone, or UTC"
            return f"a zone where a time has one, else {zone}"
        return f"{self.time.format}, as the mapping file says"

    def told(self) -> str:
        """Say what the entry does, for `EvidenceFile.why`."""
        parts = [f"entry {self.number} of the mapping file ({self.files})"]
        if self.time is not None:
            zone = f", {self.time.zone}" if self.time.zone else ""
            parts.append(f"time from {' and '.join(self.time.columns)} ({self.time.format}{zone})")
        if self.host is not None:
            parts.append(f"host from {self.host.column}" if isinstance(self.host, Column) else f"host {self.host}")
        entry = self.entry
        if entry is not None:
            parts.append(f"log {entry.id}")
        if self.rename:
            renamed = [f"{old} as {new}" for old, new in list(self.rename.items())[:6]]
            more = f" and {len(self.rename) - 6} more" if len(self.rename) > 6 else ""
            parts.append(f"{', '.join(renamed)}{more}")
        return "; ".join(parts)


@cache
def _entry_of(identifier: str | None, triple: Triple | None) -> Log | None:
    if identifier is not None:
        return log(identifier)
    if triple is None:
        return None
    asked = LogSource(product=triple.product, category=triple.category, service=triple.service)
    named = [entry for entry in logs() if any(fits(name, asked) for name in (entry.logsource, *entry.also))]
    exact = [entry for entry in named if entry.logsource == asked]
    return (exact or named or [None])[0]


def read_mapping(path: Path) -> tuple[FileMap, ...]:
    """Read a mapping file; raises `UsageError` with `file:line` for what cannot be right."""
    entries = read_yaml(path, tuple[FileMap, ...])
    lines = _lines(path)
    checked: list[FileMap] = []
    for number, entry in enumerate(entries):
        line = lines[number] if number < len(lines) else 1
        problem = _problem(entry)
        if problem is not None:
            raise UsageError(problem[0], where=f"{path}:{line}", hint=problem[1])
        checked.append(msgspec.structs.replace(entry, line=line, number=number + 1))
    if not checked:
        raise UsageError("the mapping file has no entry", where=str(path), hint="see docs/mapping.md")
    return tuple(checked)


def _lines(path: Path) -> list[int]:
    """Return the line at which each entry begins."""
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=LOADER)
    return [child.start_mark.line + 1 for child in node.value] if isinstance(node, yaml.SequenceNode) else []


def _problem(entry: FileMap) -> tuple[str, str] | None:
    """Return what is wrong with an entry, and what to do."""
    if not entry.files.strip():
        return "`files` is empty", "a glob such as *.csv or proxy/*.log"
    if len(entry.delimiter) != 1 or entry.delimiter in '"\r\n' or not entry.delimiter.isascii():
        return f"the delimiter {entry.delimiter!r} is not one character", "for example ; or a tab in double quotes"
    if entry.log is not None and log(entry.log) is None:
        near = get_close_matches(entry.log, [one.id for one in logs()], 3)
        return f"the catalogue has no log {entry.log!r}", f"did you mean {' or '.join(near)}?" if near else "its ids"
    if entry.log is not None and entry.logsource is not None:
        return "`log` and `logsource` are both given", "one of them is enough"
    if entry.logsource is not None and entry.entry is None:
        return "no log of the catalogue is called so by rules", "name one by its id: log: webserver-access"
    if entry.header and entry.format != "csv":
        return f"`header` is for csv, not for {entry.format}", "leave it away"
    return _time_problem(entry.time) or _name_problem(entry)


def _time_problem(time: TimeMap | None) -> tuple[str, str] | None:
    if time is None:
        return None
    if time.zone is not None and not known_zone(time.zone):
        return f"there is no time zone {time.zone!r}", "use a name such as Europe/Berlin"
    if time.format not in CLOCKS and "%" not in time.format:
        return (
            f"{time.format!r} is no form of time",
            f"one of {', '.join(CLOCKS)}, or a pattern such as %d.%m.%Y %H:%M:%S",
        )
    if not time.columns:
        return "`time` names no column", "column: timestamp"
    return None


def _name_problem(entry: FileMap) -> tuple[str, str] | None:
    targets = [*entry.rename.values(), *entry.set]
    for name in targets:
        if not name or name.startswith("_"):
            return f"{name!r} cannot be the name of a field", "names do not begin with _"
    twice = next((name for name in targets if targets.count(name) > 1), None)
    if twice is not None:
        return f"two columns would be called {twice!r}", "each field once"
    return None


def check_columns(entry: FileMap, names: tuple[str, ...], path: str, where: str) -> None:
    """Raise `UsageError` if a file lacks a column that its entry names; `names` are those it has."""
    for name in entry.needed:
        if name not in names:
            near = get_close_matches(name, names, 2, 0.5)
            has = ", ".join(repr(one) for one in (near or names[:6]))
            raise UsageError(
                f"{path} has no column {name!r}", where=where, hint=f"it has {has}{' …' if len(names) > 6 else ''}"
            )


def unmatched(entry: FileMap, where: str) -> UsageError:
    """Return the error for an entry that no file of the evidence fits."""
    wild = "" if _WILD.search(entry.files) else "; a glob has * or ?"
    return UsageError(
        f"no file of the evidence fits {entry.files!r}", where=where, hint=f"see the paths in coverage{wild}"
    )
