"""Hits for people and for spreadsheets: grouped by rule and host as text, one a line as CSV or JSON Lines."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

import orjson

from tocsin.model.hits import Hit
from tocsin.showing.coverage_warnings import loss_line
from tocsin.showing.escape import csv_cell, terminal
from tocsin.showing.hits import lines
from tocsin.showing.profiles import place_of
from tocsin.showing.tuning import tuning_lines

if TYPE_CHECKING:
    from tocsin.hunting import Hits

WIDTH = 80
LEVELS = ("critical", "high", "medium", "low", "informational")
SHOWN_HOSTS = 8
COLUMNS = ("Timestamp", "RuleTitle", "Level", "Computer", "Channel", "EventID", "RecordID", "RuleID", "Path", "Offset")


@dataclass(slots=True)
class _Group:
    """Hits of one rule on one host."""

    first: Hit
    count: int = 0
    last: str | None = None
    values: dict[str, None] = field(default_factory=dict[str, None])


def write_text(hits: Hits, out: BinaryIO, *, verbose: bool = False) -> None:
    """Write hits grouped by rule and host, the gravest level first, with the values that made the rule true."""
    groups: dict[str, dict[str, _Group]] = {}
    for hit in hits:
        hosts = groups.setdefault(hit.rule.id, {})
        group = hosts.setdefault(hit.host or "(no host named)", _Group(hit))
        group.count += 1
        group.last = hit.time or group.last
        for one in hit.matched[:2]:
            if len(group.values) < (8 if verbose else 2):
                group.values[f"{one.field} {one.modifier}: {one.value}"] = None
    order = sorted(groups, key=lambda rule: (_rank(next(iter(groups[rule].values())).first), rule))
    for rule in order:
        out.write(_rule_text(groups[rule], verbose=verbose).encode())


def _rank(hit: Hit) -> int:
    return LEVELS.index(hit.rule.level) if hit.rule.level in LEVELS else len(LEVELS)


def _rule_text(hosts: dict[str, _Group], *, verbose: bool) -> str:
    rule = next(iter(hosts.values())).first.rule
    head = f"{rule.level.upper()}  {terminal(rule.title)}"
    text = [*textwrap.wrap(head, WIDTH, subsequent_indent="  "), f"  rule {terminal(rule.id)}"]
    shown = list(hosts.items())[: None if verbose else SHOWN_HOSTS]
    for host, group in shown:
        text.append(f"  {terminal(host, WIDTH - 24)}: {group.count} hit{'s' * (group.count != 1)}")
        text.append(f"    first {group.first.time or 'without a time'}  last {group.last or 'without a time'}")
        place = group.first.source
        if place is not None:
            text += textwrap.wrap(
                f"{terminal(place.path)}, record {place.record}, byte {place.offset}",
                WIDTH,
                initial_indent="    ",
                subsequent_indent="      ",
            )
        for value in group.values:
            cut = terminal(value)
            text.append("    " + (cut if len(cut) <= WIDTH - 4 else f"{cut[: WIDTH - 7]}..."))
    if len(hosts) > len(shown):
        text.append(f"  and {len(hosts) - len(shown)} more hosts (--verbose shows all)")
    return "\n".join(text) + "\n\n"


def write_jsonl(hits: Hits, out: BinaryIO, *, verbose: bool = False) -> None:
    """Write one hit a line, as the contract has it; `verbose` adds what made the rule true."""
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
    """Write one hit a line for Timesketch's JSONL import: `message`, `datetime`, `timestamp_desc`, then the fields.

    Its import needs a time of every line, so that a hit without one stands at 1970 and says so.
    """
    for hit in hits:
        place = place_of(hit)
        line: dict[str, object] = {
            "message": f"{hit.rule.title} on {hit.host}" if hit.host else hit.rule.title,
            "datetime": (hit.time or "1970-01-01T00:00:00Z").replace("Z", "+00:00"),
            "timestamp_desc": "Event recorded" if hit.time else "Time not recorded",
            "rule": hit.rule.title,
            "rule_id": hit.rule.id,
            "level": hit.rule.level,
            "tag": list(hit.rule.tags),
            "computer": hit.host,
        }
        if place is not None:
            line |= {"source_file": place.path, "record": place.record, "offset": place.offset}
        own = {name: value for name, value in (hit.event or {}).items() if name not in line}
        out.write(orjson.dumps(line | own) + b"\n")


def write_parquet(hits: Hits, out: BinaryIO, *, verbose: bool = False) -> None:
    """Write the hits' table with each rule's title, level and tags; `event` is the event as JSON."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = hits.arrow()
    names = table.column("rule").combine_chunks().dictionary_encode()
    infos = [hits.rules.card(rule) for rule in names.dictionary.to_pylist()]
    for name in ("title", "level"):
        said = [None if rule is None else getattr(rule.info, name) for rule in infos]
        table = table.append_column(name, pa.array(said, pa.string()).take(names.indices))
    tags = [None if rule is None else list(rule.info.tags) for rule in infos]
    table = table.append_column("tags", pa.array(tags, pa.list_(pa.string())).take(names.indices))
    pq.write_table(table, out, compression="zstd")


FORMS: dict[str, Callable[..., None]] = {
    "text": write_text,
    "jsonl": write_jsonl,
    "csv": write_csv,
    "parquet": write_parquet,
    "timesketch": write_timesketch,
}
BINARY = frozenset({"parquet"})
"""Forms that are not for a terminal."""


def summary(hits: Hits) -> str:
    """Say in a few lines what was hunted with what, and what could not be used."""
    events = sum(file.events for file in hits.files)
    rejected = sum(file.rejected for file in hits.files)
    text = [
        f"{len(hits):,} hits in {events:,} events of {len(hits.files):,} files; {len(hits.rules.cards):,} rules.",
        f"Records: {events + rejected:,} = {events:,} events + {rejected:,} rejected.",
    ]
    text += [f"! {terminal(loss_line(file))}" for file in hits.files if file.rejected][:3]
    text += tuning_lines(hits.tuned)
    if hits.not_read:
        first = hits.not_read[0]
        text.append(
            f"Not read: {len(hits.not_read):,} files, the first: {terminal(first.path)}: {terminal(first.reason)}"
        )
    if hits.rules.unusable:
        bad = hits.rules.unusable[0]
        where = terminal(bad.path if bad.line is None else f"{bad.path}:{bad.line}")
        text.append(f"Not usable: {len(hits.rules.unusable):,} rules, the first: {where}: {terminal(bad.why)}")
    return "\n".join(text)
