"""What evidence covers, as text for a terminal: warnings first, then a line for each log of each host, then the books.

*Coverage* means hours that were recorded, not attack techniques for which there are rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tocsin.model.evidence import Coverage, Gap, Inventory
from tocsin.showing.columns import clip, pad, wrap
from tocsin.showing.coverage_warnings import warnings
from tocsin.showing.escape import terminal
from tocsin.showing.times import minute

MOST_WARNINGS = 40
MOST_NOT_READ = 10
MOST_SETTINGS = 12
MOST_MISSING = 4


def coverage_text(inventory: Inventory, width: int = 80) -> str:
    """Return the inventory of evidence in lines of at most `width` columns."""
    lines = [
        *_warnings(inventory, width),
        *_shares(inventory, width),
        *_table(inventory.coverage, width),
        *_settings(inventory, width),
        "",
        *_books(inventory, width),
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _warnings(inventory: Inventory, width: int) -> Iterator[str]:
    said = warnings(inventory)
    for warning in said[:MOST_WARNINGS]:
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
    begin, end = (terminal(minute(begins[0])), terminal(minute(ends[-1]))) if begins else ("no time", "")
    events, rejected = sum(part.events for part in parts), sum(part.rejected for part in parts)
    return f"{begin:<16} {end:<16} {events:>10} {rejected:>8} {sum(len(part.gaps) for part in parts):>4}"


def _tail(text: str, columns: int) -> str:
    """Return the end of a name that is too long: channels differ there."""
    return text if len(text) <= columns else f"…{text[len(text) - columns + 1 :]}"


def _books(inventory: Inventory, width: int) -> Iterator[str]:
    events = sum(file.events for file in inventory.files)
    rejected = sum(file.rejected for file in inventory.files)
    yield f"{len(inventory.files)} files read: {events + rejected} records = {events} events + {rejected} rejected"
    for file in inventory.files:
        if file.format == "mapped":
            yield from wrap(terminal(f"{file.path}: {file.why}"), width, first="  ", rest="    ")
    if inventory.not_read:
        yield f"{len(inventory.not_read)} files not read:"
        first = sorted(inventory.not_read, key=lambda one: one.log_id is None)  # logs before what is none
        for one in first[:MOST_NOT_READ]:
            yield from wrap(terminal(f"{one.path}: {one.reason}"), width, first="  ", rest="    ")
        if len(inventory.not_read) > MOST_NOT_READ:
            yield f"  and {len(inventory.not_read) - MOST_NOT_READ} more: see --format json"


def _settings(inventory: Inventory, width: int) -> Iterator[str]:
    """Yield, for each log that records what is switched on, what it recorded and what it was not seen to record."""
    told: dict[str, tuple[set[str], set[str]]] = {}
    for one in inventory.coverage:
        if one.settings:
            seen, unseen = told.setdefault(f"{one.host or '(host not known)'}, {one.log}", (set(), set()))
            seen.update(setting.name for setting in one.settings if setting.events)
            unseen.update(setting.name for setting in one.settings if not setting.events)
    if told:
        yield ""
        yield "What was switched on, as the events show (the rest: off, or nothing happened)"
    for where, (seen, unseen) in list(told.items())[:MOST_SETTINGS]:
        words = ", ".join(sorted(seen, key=str.casefold)) or "nothing"
        yield from wrap(terminal(f"{where}: {words}"), width, first="  ", rest="    ")
        left = sorted(unseen - seen, key=str.casefold)
        if left:
            yield from wrap(terminal(f"not seen: {', '.join(left)}"), width, first="    ", rest="      ")
    if len(told) > MOST_SETTINGS:
        yield f"  and {len(told) - MOST_SETTINGS} more logs: see --format json"


def _shares(inventory: Inventory, width: int) -> Iterator[str]:
    """Yield what share of the period that was asked for each log recorded, and what is missing of it."""
    if inventory.window is None:
        return
    begin, end = inventory.window.begin, inventory.window.end
    hours = inventory.shares[0].hours if inventory.shares else 0
    yield f"Of {minute(begin)} to {minute(end)} ({hours:,} h) these logs could have shown:"
    alike: dict[tuple[str, float, int, tuple[Gap, ...]], list[str]] = {}
    for one in sorted(inventory.shares, key=lambda one: (one.host or "", one.log)):
        alike.setdefault((one.host or "(host not known)", one.share, one.damaged, one.missing), []).append(one.log)
    host = ""
    for (name, share, damaged, missing), names in alike.items():
        if name != host:
            host = name
            yield clip(f"  {terminal(host)}", width)
        lost = f" ({damaged} h of it damaged)" if damaged else ""
        yield from wrap(terminal(f"{', '.join(names)}{lost}"), width, first=f"  {share:>7.1%} ", rest=" " * 10)
        for gap in missing[:MOST_MISSING]:
            line = f"not {minute(gap.begin)} to {minute(gap.end)}: {terminal(gap.why)}"
            yield from wrap(line, width, first=" " * 12, rest=" " * 14)
        if len(missing) > MOST_MISSING:
            yield f"{' ' * 12}and {len(missing) - MOST_MISSING} more silences: see --format json"
    yield ""
