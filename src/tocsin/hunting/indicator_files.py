"""Lists of indicators: one a line, CSV, STIX 2.1 bundles, MISP events, and what `tocsin read` writes.

In: paths. Out: an `IndicatorSet`: what can be looked for, each once; what cannot, with file, line and reason; and how
many entries their own list does not mean to be looked for (revoked, not for detection). What was read of a long list is
kept on disk by its content.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import msgspec
from msgspec import Struct

from tocsin.hunting.indicator_csv import head_of, rows
from tocsin.hunting.indicator_objects import Entry, LeftOut, entries
from tocsin.hunting.indicator_values import indicator_of, line_indicator
from tocsin.knowledge import kept
from tocsin.model.errors import RuleError, UsageError
from tocsin.model.report import Indicator
from tocsin.model.rules import UnusableIndicator

MAX_BYTES = 256 << 20
KEPT_FROM = 64 << 10
"""From how many bytes on what was read of a file is kept on disk."""


class IndicatorSet(Struct, frozen=True):
    """Indicators in the order of their lists, each once."""

    indicators: tuple[Indicator, ...] = ()
    unusable: tuple[UnusableIndicator, ...] = ()
    left_out: int = 0  # entries that their list itself does not mean to be looked for

    def __len__(self) -> int:
        return len(self.indicators)


def load_indicators(paths: Sequence[str | Path]) -> IndicatorSet:
    """Read lists of indicators. Raises `UsageError` for one that cannot be read, `RuleError` for one that has none."""
    parts = [_file(Path(path)) for path in paths]
    if len(parts) == 1:
        return parts[0]
    once = {(one.type, one.value): one for part in parts for one in part.indicators}
    unusable = tuple(chain.from_iterable(part.unusable for part in parts))
    return IndicatorSet(tuple(once.values()), unusable, sum(part.left_out for part in parts))


def _file(path: Path) -> IndicatorSet:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", where=str(path), hint="check --indicators") from error
    if len(content) > MAX_BYTES:
        raise UsageError(f"larger than {MAX_BYTES >> 20} MiB", where=str(path), hint="divide the list")
    key = hashlib.sha256(f"{path.name}\0".encode("utf-8", "surrogateescape") + content).hexdigest()
    found = _kept(key) if len(content) >= KEPT_FROM else None
    if found is None:
        found = read_indicators(path.name, content)
        if len(content) >= KEPT_FROM:
            kept.store("list", key, msgspec.msgpack.encode(found))
    if not found.indicators:
        why = f": {found.unusable[0].why}" if found.unusable else ""
        raise RuleError(
            f"no indicator in it that can be looked for{why}",
            where=str(path),
            hint="of a report, 'tocsin read REPORT --format json' gives the indicators",
        )
    return found


def _kept(key: str) -> IndicatorSet | None:
    stored = kept.load("list", key)
    if stored is None:
        return None
    try:
        return msgspec.msgpack.decode(stored, type=IndicatorSet)
    except msgspec.DecodeError:
        kept.forget("list", key)
        return None


def read_indicators(name: str, content: bytes) -> IndicatorSet:
    """Read a list, whatever its form; `name` is what is said of values that cannot be used."""
    text = _decoded(content)
    try:
        found = list(_entries(name, text))
    except msgspec.DecodeError as error:
        return IndicatorSet((), (UnusableIndicator(path=name, why=f"not JSON: {error}"),))
    except RecursionError:
        return IndicatorSet((), (UnusableIndicator(path=name, why="nested too deeply"),))
    once: dict[tuple[str, str], Indicator] = {}
    unusable: list[UnusableIndicator] = []
    left_out = 0
    for entry in found:
        if isinstance(entry, LeftOut):
            left_out += 1
            continue
        try:
            if entry.why is not None:
                raise RuleError(entry.why)
            one = line_indicator(entry.value) if entry.called is None else indicator_of(entry.value, entry.called)
        except RuleError as error:
            unusable.append(UnusableIndicator(path=name, why=error.message, line=entry.line))
        else:
            once.setdefault((one.type, one.value.casefold()), one)
    return IndicatorSet(tuple(once.values()), tuple(unusable), left_out)


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    return content.decode("utf-8-sig", "replace")


def _entries(name: str, text: str) -> Iterable[Entry | LeftOut]:
    begin = text.lstrip()[:1]
    if begin == "{" or (begin == "[" and text.lstrip()[1:].lstrip()[:1] in ('"', "{", "]")):
        return entries(msgspec.json.decode(text.encode("utf-8", "replace")))
    lines = text.splitlines()
    head = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    separator = max(",;\t", key=head.count)
    if separator in head and (name.lower().endswith((".csv", ".tsv")) or head_of(head.split(separator)) is not None):
        return rows(lines, separator)
    return _lines(lines)


def _lines(lines: Iterable[str]) -> Iterator[Entry]:
    for number, line in enumerate(lines, 1):
        value = line.partition(" #")[0].partition("\t#")[0].strip()
        if value and not value.startswith(("#", "//", ";")):
            yield Entry(value, line=number)
