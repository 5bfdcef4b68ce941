"""What is odd about evidence, most telling first: one line for each oddity, however many files show it.

In: an inventory. Out: plain sentences; nothing is escaped here.
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.knowledge.logs import log as entry_of
from tocsin.model.evidence import Coverage, EvidenceFile, Inventory, NotRead, Tampering
from tocsin.showing.times import minute

TOGETHER = 3
"""From more than this on, signs or gaps of one kind are told in one line."""

_GRAVEST = ("cleared", "stopped", "protection-off", "records-lost", "clock-changed", "record-jump", "time-reversal")


def warnings(inventory: Inventory) -> list[str]:
    """Return what is odd, each once: tampering, logs that were not read, losses, gaps, settings, notes."""
    parts = [
        *_signs(inventory),
        *_missing_logs(inventory.not_read),
        *(loss_line(file) for file in inventory.files if file.rejected),
        *_damage(inventory),
        *_gaps(inventory),
        *_settings(inventory),
        *_notes(inventory),
    ]
    return list(dict.fromkeys(parts))


def _where(one: Coverage) -> str:
    return f"{one.host or 'host not known'}, {one.log or one.path}"


def _signs(inventory: Inventory) -> Iterator[str]:
    found: dict[tuple[str, str, str], list[Tampering]] = {}
    for one in inventory.coverage:
        for sign in one.tampering:
            found.setdefault((_where(one), sign.kind, sign.detail.split(" (record")[0]), []).append(sign)

    def gravity(item: tuple[tuple[str, str, str], list[Tampering]]) -> tuple[int, str, str]:
        (where, kind, _), signs = item
        rank = _GRAVEST.index(kind) if kind in _GRAVEST else len(_GRAVEST)
        return rank, where, min(sign.time or "" for sign in signs)

    for (where, _, what), signs in sorted(found.items(), key=gravity):
        if len(signs) <= TOGETHER:
            yield from (f"{where}: {_when(sign)}{sign.detail}" for sign in signs)
        else:
            times = sorted(sign.time for sign in signs if sign.time)
            period = f", the first {minute(times[0])}, the last {minute(times[-1])}" if times else ""
            yield f"{where}: {len(signs)} times {what}{period}"


def _when(sign: Tampering) -> str:
    return f"{minute(sign.time)} " if sign.time else ""


def _missing_logs(not_read: tuple[NotRead, ...]) -> Iterator[str]:
    """Yield the logs of the catalogue that are there by name, and were not read all the same."""
    for one in not_read:
        entry = entry_of(one.log_id) if one.log_id else None
        if entry is not None:
            yield f"{one.host or 'host not known'}, {entry.title} log not read: {one.path}: {one.reason}"


def _damage(inventory: Inventory) -> Iterator[str]:
    for one in inventory.coverage:
        if one.damaged:
            first, last = one.damaged[0].hour, one.damaged[-1].hour
            hours = f"{len(one.damaged)} h" if len(one.damaged) > 1 else "an hour"
            yield f"{_where(one)}: records may be missing from {hours} between {_hour(first)} and {_hour(last + 1)}"


def _hour(number: int) -> str:
    from tocsin.showing.times import of_hour

    time = of_hour(number)
    return f"{time:%Y-%m-%d %H:%M}" if time else "?"


def _gaps(inventory: Inventory) -> Iterator[str]:
    together: dict[str, list[tuple[str, str, str]]] = {}
    for one in inventory.coverage:
        for gap in one.gaps:
            together.setdefault(_where(one), []).append((gap.begin, gap.end, gap.why))
    for where, gaps in together.items():
        ordered = sorted(gaps)
        for begin, end, why in ordered[:TOGETHER]:
            yield f"{where}: nothing from {minute(begin)} to {minute(end)}: {why}"
        if len(ordered) > TOGETHER:
            yield f"{where}: {len(ordered) - TOGETHER} more gaps, the last from {minute(ordered[-1][0])}"


def _settings(inventory: Inventory) -> Iterator[str]:
    for one in inventory.coverage:
        for setting in one.settings:
            if setting.state in ("incomplete", "switched off"):
                yield f"{_where(one)}: {setting.name}: {setting.detail or setting.state}"


def _notes(inventory: Inventory) -> Iterator[str]:
    files: dict[str, list[str]] = {}
    for one in inventory.coverage:
        for note in one.notes:
            files.setdefault(note, []).append(one.path)
        if one.start:
            files.setdefault(f"{one.log or one.path} begins {minute(one.begin)}: {one.start}", []).append(one.path)
    for note, paths in files.items():
        different = sorted(set(paths))
        more = f" and {len(different) - 1} more files" if len(different) > 1 else ""
        yield f"{different[0]}{more}: {note}"


def loss_line(file: EvidenceFile) -> str:
    """Say how many records of a file could not be read, where the first of them begins, and why.

    >>> from tocsin.model.evidence import Loss
    >>> lost = Loss(offset=7, reason="the line is cut", records=1)
    >>> loss_line(EvidenceFile(path="x", format="iis", why="", size=9, events=2, rejected=1, losses=(lost,)))
    'x: 1 of 3 records could not be read, from byte 7 on: the line is cut'
    """
    text = f"{file.path}: {file.rejected:,} of {file.events + file.rejected:,} records could not be read"
    if not file.losses:
        return text
    first = file.losses[0]
    where = "from" if file.rejected == first.records else "the first from"
    return f"{text}, {where} byte {first.offset:,} on: {first.reason}"
