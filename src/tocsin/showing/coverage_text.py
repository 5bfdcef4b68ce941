"""What evidence covers, as text for a terminal: warnings first, then a line for each log of each host, then the books.

*Coverage* means hours that were recorded, not attack techniques for which there are rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from tocsin.model.evidence import Coverage, Inventory
from tocsin.showing.columns import pad, wrap
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
        said[f"{file.path}: {file.rejected} of {file.events + file.rejected} records could not be read"] += 1
    for warning in list(said)[:MOST_WARNINGS]:
        yield from wrap(terminal(warning), width, first="! ", rest="  ")
    if len(said) > MOST_WARNINGS:
        yield f"! and {len(said) - MOST_WARNINGS} more warnings: see --format json"
    if said:
        yield ""


def _table(coverage: Iterable[Coverage], width: int) -> Iterator[str]:
    """Yield a line for each host and log, all files of it together."""
    logs: dict[tuple[str, str], list[Coverage]] = {}
    for one in coverage:
        logs.setdefault((one.host or "(not known)", one.log or "(none)"), []).append(one)
    spare = max(width - 2 - 16 - 16 - 10 - 8 - 5 - 5, 20)
    host_wide = min(max([len("HOST"), *(len(terminal(host)) for host, _ in logs)]), spare // 2)
    log_wide = spare - host_wide
    yield _line("HOST", "LOG", "FROM (UTC)", "TO (UTC)", "EVENTS", "REJECTED", "GAPS", host_wide, log_wide)
    for (host, log), parts in sorted(logs.items()):
        begins = sorted(part.begin for part in parts if part.begin)
        ends = sorted(part.end for part in parts if part.end)
        yield _line(
            terminal(host),
            _tail(terminal(log), log_wide),
            minute(begins[0]) if begins else "no time",
            minute(ends[-1]) if ends else "",
            str(sum(part.events for part in parts)),
            str(sum(part.rejected for part in parts)),
            str(sum(len(part.gaps) for part in parts)),
            host_wide,
            log_wide,
        )


def _line(
    host: str, log: str, begin: str, end: str, events: str, rejected: str, gaps: str, host_wide: int, log_wide: int
) -> str:
    head = f"{pad(host, host_wide)} {pad(log, log_wide)} {begin:<16} {end:<16}"
    return f"{head} {events:>10} {rejected:>8} {gaps:>4}"


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
