"""What evidence covers, as text for a terminal: warnings first, then a line for each log of each host, then the books.

*Coverage* means hours that were recorded, not attack techniques for which there are rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from tocsin.model.evidence import Coverage, EvidenceFile, Inventory
from tocsin.showing.columns import clip, pad, wrap
from tocsin.showing.escape import terminal
from tocsin.showing.times import minute

MOST_WARNINGS = 40
MOST_NOT_READ = 10


def coverage_text(inventory: Inventory, width: int = 80) -> str:
    """Return the inventory of evidence in lines of at most `width` columns."""
    lines = [*_warnings(inventory, width), *_table(inventory.coverage, width), "", *_books(inventory, width)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _warnings(inventory: Inventory, width: int) -> Iterator[str]:
    said: Counter[str] = Counter()
    for one in inventory.coverage:
        where = f"{one.host or 'host not known'}, {one.log or one.path}"
        for sign in one.tampering:
            when = f"{minute(sign.time)} " if sign.time else ""
            said[f"{where}: {when}{sign.detail}"] += 1
        for gap in one.gaps:
            said[f"{where}: nothing from {minute(gap.begin)} to {minute(gap.end)}: {gap.why}"] += 1
        for note in one.notes:
            said[f"{one.path}: {note}"] += 1
    rejected = [file for file in inventory.files if file.rejected]
    for file in rejected:
        said[loss_line(file)] += 1
    for warning in list(said)[:MOST_WARNINGS]:
        yield from wrap(terminal(warning), width, first="! ", rest="  ")
    if len(said) > MOST_WARNINGS:
        yield f"! and {len(said) - MOST_WARNINGS} more warnings: see --format json"
    if said:
        yield ""


def _table(coverage: Iterable[Coverage], width: int) -> Iterator[str]:
    """Yield the name of each host, and a line for each of its logs, all files of a log together."""
    hosts: dict[str, dict[str, list[Coverage]]] = {}
    for one in coverage:
        hosts.setdefault(one.host or "", {}).setdefault(one.log or "(none)", []).append(one)
    log_wide = max(width - 2 - 17 - 17 - 11 - 9 - 5, 12)
    heads = f"{'FROM (UTC)':<16} {'TO (UTC)':<16} {'EVENTS':>10} {'REJECTED':>8} {'GAPS':>4}"
    yield f"{pad('HOST and its logs', log_wide + 2)} {heads}"
    for host, logs in sorted(hosts.items()):
        yield clip(terminal(host) if host else "(host not known)", width)
        for log, parts in sorted(logs.items()):
            yield f"  {pad(_tail(terminal(log), log_wide), log_wide)} {_figures(parts)}"


def _figures(parts: list[Coverage]) -> str:
    begins = sorted(part.begin for part in parts if part.begin)
    ends = sorted(part.end for part in parts if part.end)
    begin, end = (minute(begins[0]), minute(ends[-1])) if begins else ("no time", "")
    events, rejected = sum(part.events for part in parts), sum(part.rejected for part in parts)
    return f"{begin:<16} {end:<16} {events:>10} {rejected:>8} {sum(len(part.gaps) for part in parts):>4}"


def _tail(text: str, columns: int) -> str:
    """Return the end of a name that is too long: channels differ there."""
    return text if len(text) <= columns else f"…{text[len(text) - columns + 1 :]}"


def _books(inventory: Inventory, width: int) -> Iterator[str]:
    events = sum(file.events for file in inventory.files)
    rejected = sum(file.rejected for file in inventory.files)
    yield f"{len(inventory.files)} files read: {events + rejected} records = {events} events + {rejected} rejected"
    if inventory.not_read:
        yield f"{len(inventory.not_read)} files not read:"
        for one in inventory.not_read[:MOST_NOT_READ]:
            yield from wrap(terminal(f"{one.path}: {one.reason}"), width, first="  ", rest="    ")
        if len(inventory.not_read) > MOST_NOT_READ:
            yield f"  and {len(inventory.not_read) - MOST_NOT_READ} more: see --format json"


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
