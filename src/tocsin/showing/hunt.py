"""Hits in every form that `tocsin hunt` writes: text for people, JSON Lines, CSV, Parquet, Timesketch's lines.

What only one form needs is loaded when hits are written in it: together that takes as long as a small hunt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, BinaryIO

from tocsin.model.hits import Hit
from tocsin.model.rules import UnusableIndicator
from tocsin.showing.escape import csv_cell, terminal

if TYPE_CHECKING:
    from tocsin.hunting import Hits
    from tocsin.showing.hunt_text import View

COLUMNS = ("Timestamp", "RuleTitle", "Level", "Computer", "Channel", "EventID", "RecordID", "RuleID", "Path", "Offset")


def write_text(hits: Hits, out: BinaryIO, *, verbose: bool = False, view: View | None = None) -> None:
    """Write hits grouped by rule and host, the gravest level first, and a summary."""
    from tocsin.showing.hunt_text import View, hunt_text
    from tocsin.showing.terminal import Style

    view = view or View(Style(80, False, verbose))
    for line in hunt_text(hits, view):
        out.write(f"{line.rstrip()}\n".encode(view.encoding, "backslashreplace"))


def write_jsonl(hits: Hits, out: BinaryIO, *, verbose: bool = False) -> None:
    """Write one hit a line, as the contract has it; `verbose` adds what made the rule true."""
    from tocsin.showing.hits import lines

    out.writelines(lines(hits) if verbose else hits.json_lines())


def write_csv(hits: Iterable[Hit], out: BinaryIO, *, verbose: bool = False) -> None:
    """Write one hit a row; cells cannot become formulas."""
    out.write((",".join(COLUMNS) + "\r\n").encode())
    for hit in hits:
        event = hit.event or {}
        place = hit.source
        cells = (
            hit.time or "",
            hit.rule.title,
            hit.rule.level,
            hit.host or "",
            event.get("Channel") or "",
            event.get("EventID") or "",
            "" if place is None or place.record is None else place.record,
            hit.rule.id,
            "" if place is None else place.path,
            "" if place is None else place.offset,
        )
        out.write((",".join(map(csv_cell, cells)) + "\r\n").encode())


def write_timesketch(hits: Iterable[Hit], out: BinaryIO, *, verbose: bool = False) -> None:
    """Write one hit a line for Timesketch's JSONL import: its columns, then the event's fields."""
    from tocsin.showing import timesketch

    out.writelines(timesketch.lines(hits))


def write_parquet(hits: Hits, out: BinaryIO, *, verbose: bool = False) -> None:
    """Write the hits' table with each rule's title, level and tags; `event` is the event as JSON."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer: pq.ParquetWriter | None = None
    for batch in hits.batches(_PARQUET_ROWS):
        table = hits.titled(pa.Table.from_batches([batch]))
        if writer is None:
            writer = pq.ParquetWriter(out, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is None:
        writer = pq.ParquetWriter(out, hits.titled().schema, compression="zstd")
    writer.close()


_PARQUET_ROWS = 65_536

FORMS: dict[str, Callable[..., None]] = {
    "text": write_text,
    "jsonl": write_jsonl,
    "csv": write_csv,
    "parquet": write_parquet,
    "timesketch": write_timesketch,
}
BINARY = frozenset({"parquet"})
"""Forms that are not for a terminal."""


def summary(hits: Hits, indicators: Sequence[UnusableIndicator] = (), *, verbose: bool = False) -> str:
    """Say in a few lines what was hunted with what, and what could not be used; `verbose` lists each such rule."""
    from tocsin.showing.coverage_warnings import loss_line
    from tocsin.showing.idle_rules import idle_rules
    from tocsin.showing.tuning import tuning_lines

    events = sum(file.events for file in hits.files)
    rejected = sum(file.rejected for file in hits.files)
    text = [
        f"{len(hits):,} hits in {events:,} events of {len(hits.files):,} files; {len(hits.rules.cards):,} rules.",
        f"Records: {events + rejected:,} = {events:,} events + {rejected:,} rejected.",
    ]
    text += [f"Rules from {terminal(', '.join(hits.rules.sets))}."] if hits.rules.sets else []
    text += [f"Rules: {line}." for line in idle_rules(hits)]
    text += [f"! {terminal(loss_line(file))}" for file in hits.files if file.rejected][:3]
    text += tuning_lines(hits.tuned)
    if hits.not_read:
        first = hits.not_read[0]
        text.append(
            f"Not read: {len(hits.not_read):,} files, the first: {terminal(first.path)}: {terminal(first.reason)}"
        )
    if hits.rules.unusable:
        bad = [
            terminal(f"{one.path if one.line is None else f'{one.path}:{one.line}'}: {one.why}")
            for one in hits.rules.unusable
        ]
        text.append(f"Not usable: {len(bad):,} rules" + (":" if verbose else f", the first: {bad[0]}"))
        text += [f"  {one}" for one in bad] if verbose else []
    if indicators:
        worst = indicators[0]
        where = terminal(worst.path if worst.line is None else f"{worst.path}:{worst.line}")
        text.append(f"Not usable: {len(indicators):,} indicators, the first: {where}: {terminal(worst.why)}")
    return "\n".join(text)
