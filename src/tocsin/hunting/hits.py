"""Hits: rule and event, kept as Arrow columns and handed out as `Hit` nouns, always in one total order.

Order: time (those without one last), host, log, record, rule, path, offset. It does not depend on the order of files
or on how the work was divided.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import orjson
import pyarrow as pa

from tocsin.collecting.batches import EventBatch
from tocsin.collecting.columns import constant, pc, row_numbers
from tocsin.hunting.event_texts import event_texts
from tocsin.hunting.explain import indicator_matched, matched, split
from tocsin.hunting.hit_lines import json_lines, time_texts
from tocsin.hunting.hit_tables import Away, HitTables
from tocsin.hunting.rules import Rule, RuleSet
from tocsin.hunting.shared_texts import BACK, SAME, TEXT, same_places, shared_texts
from tocsin.hunting.table import Rows, as_text
from tocsin.hunting.texts import with_texts
from tocsin.knowledge.logs import find
from tocsin.model.evidence import Coverage, EvidenceFile, NotRead
from tocsin.model.hits import Correlated, Hit, Matched, Place
from tocsin.model.logs import LogSource
from tocsin.model.rules import RuleInfo
from tocsin.model.tuning import Tuned

if TYPE_CHECKING:
    import duckdb
    import polars

    from tocsin.hunting.kept_progress import KeptProgress

SCHEMA = pa.schema(
    [
        ("time", pa.timestamp("us", tz="UTC")),
        ("host", pa.string()),
        ("log", pa.string()),
        ("record", pa.int64()),
        ("rule", pa.string()),
        ("path", pa.string()),
        ("offset", pa.int64()),
        ("provider", pa.string()),
        ("family", pa.string()),
        ("indicator", pa.string()),
        (TEXT, pa.string()),
    ]
)
_SHARING = SCHEMA.append(pa.field(BACK, pa.int32())).append(pa.field(SAME, pa.int32()))

EXPLAINED = 100_000
"""Of how many hits it is kept what made their rules true: some 200 bytes each."""

ORDER = [(name, "ascending") for name in ("time", "host", "log", "record", "rule", "path", "offset")]


def hit_table(
    batch: EventBatch,
    rows: Rows,
    names: Sequence[str],
    indicators: Sequence[str | None],
    counts: Sequence[int] | None = None,
) -> pa.Table:
    """Return the hits of a batch: for each of `rows` the rule's id, and the indicator where one was found.

    With `counts`, each rule and indicator is that of so many rows. Hits come in the events' order, and events that have
    several share a text (`shared_texts`).
    """
    order = np.argsort(rows, kind="stable")
    rows = rows[order]
    first = np.diff(rows, prepend=-1) > 0  # several rules are true of one event
    distinct, again = rows[first], np.cumsum(first) - 1
    shown = ("_time", "_record", "_offset", "_host", "_log", "Provider_Name")
    if batch.written is None:
        details = batch.details(distinct)
        texts = event_texts(details)
        events = _some(details, shown).take(row_numbers(again))
    else:
        texts = _written(batch, distinct)
        events = _some(batch.events, shown).take(row_numbers(rows))
    event, back = shared_texts(texts, again)
    count = len(rows)
    numbers = np.arange(len(names), dtype=np.int32)
    rule = (numbers if counts is None else np.repeat(numbers, counts))[order]
    columns = {name: events.column(f"_{name}") for name in ("time", "record", "offset")}
    columns |= {
        "rule": pa.DictionaryArray.from_arrays(rule, pa.array(names, pa.string())),  # each has but one indicator
        "host": events.column("_host"),
        "log": events.column("_log"),
        "provider": events.column("Provider_Name") if "Provider_Name" in events.schema.names else constant(None, count),
        "path": batch.path_of(rows),
    }
    same = same_places([columns[name] for name in ("rule", "host", "log", "provider", "path")], count)
    columns |= {name: as_text(columns[name]) for name in ("rule", "host", "log", "provider", "path")}
    columns |= {
        "family": pa.repeat(pa.scalar(batch.family, pa.string()), count),
        "indicator": pa.array(indicators, pa.string()).take(row_numbers(rule.astype(np.int64))),
        TEXT: event,
        BACK: back,
        SAME: same,
    }
    return pa.table([columns[name] for name in _SHARING.names], schema=_SHARING)


def _some(events: pa.RecordBatch, names: Sequence[str]) -> pa.RecordBatch:
    return events.select([name for name in names if name in events.schema.names])


def _written(batch: EventBatch, rows: Rows) -> pa.Array:
    """Return events as JSON, those that the reader does not write from their columns."""
    if batch.written is None:
        return event_texts(batch.details(rows))
    texts, left = batch.written(rows)
    if not left.any():
        return texts
    return with_texts(texts, np.flatnonzero(left), event_texts(batch.details(rows[left])))


class Hits:
    """All hits of a hunt, with what was hunted and with which rules."""

    def __init__(
        self,
        tables: pa.Table | list[pa.Table | Away],
        rules: RuleSet,
        *,
        coverage: Callable[[], tuple[Coverage, ...]] = tuple,
        files: Callable[[], tuple[EvidenceFile, ...]] = tuple,
        not_read: tuple[NotRead, ...] = (),
        tuned: tuple[Tuned, ...] = (),
        kept: KeptProgress | None = None,
    ) -> None:
        """Put the hits in order; coverage and files are worked out when somebody asks for them."""
        parts: list[pa.Table | Away] = tables if isinstance(tables, list) else [tables]
        correlated = any(not isinstance(part, Away) and "events" in part.schema.names for part in parts)
        self._tables = HitTables(parts, SCHEMA, [*ORDER, ("events", "ascending")] if correlated else ORDER)
        self.rules = rules
        self._coverage, self._files = coverage, files
        self.not_read, self.tuned = not_read, tuned
        self._kept = kept
        self._explained: dict[int, bytes] = {}

    @cached_property
    def coverage(self) -> tuple[Coverage, ...]:
        """When each log of each host recorded, in each file, and what is wrong with it."""
        return self._coverage()

    @cached_property
    def files(self) -> tuple[EvidenceFile, ...]:
        """The files that were read, with their books."""
        return self._files()

    def __len__(self) -> int:
        return len(self._tables)

    def release(self) -> str | None:
        """Forget the progress that was kept, as the result is where it shall be; say why none could be kept."""
        if self._kept is None:
            return None
        self._kept.forget()
        return self._kept.problem

    def __iter__(self) -> Iterator[Hit]:
        first = 0
        for part in self._tables.batches(4096):
            yield from self._hits_of(part, numbers=range(first, first + part.num_rows))
            first += part.num_rows

    def bare(self, rules: Collection[str] | None = None) -> Iterator[Hit]:
        """Yield the hits, or those of some rules, in the same order and without `matched`.

        What made a rule true is worked out hit by hit, which takes nine tenths of the time.
        """
        wanted = None if rules is None else pa.array(sorted(rules), pa.string())
        for part in self._tables.batches(4096):
            chosen = part
            if wanted is not None:
                chosen = part.filter(pc.is_in(part.column("rule").cast(pa.string()), value_set=wanted))
            if chosen.num_rows:
                yield from self._hits_of(chosen, explained=False)

    def take(self, rows: Sequence[int]) -> Iterator[Hit]:
        """Yield the hits that stand at these places."""
        yield from self._hits_of(self._tables.at(rows))

    def _hits_of(self, part: pa.RecordBatch, *, explained: bool = True, numbers: Sequence[int] = ()) -> Iterator[Hit]:
        times = time_texts(part.column("time"))
        for time, row, number in zip_longest(times.to_pylist(), part.to_pylist(), numbers):
            yield self._hit(time, row, explained, number)

    def info(self, rule: str, indicator: str | None = None) -> RuleInfo:
        """Return the identity of a rule, a correlation or an indicator, as it stands in a hit."""
        card = self.rules.card(rule)
        return card.info if card is not None else _indicator_rule(indicator or rule.removeprefix("indicator:"))

    def _hit(self, time: str | None, row: dict[str, Any], explained: bool, number: int | None) -> Hit:
        if row.get("events") is not None:
            return self._correlation(time, row)
        event = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in orjson.loads(row["event"]).items()
        }
        rule = self.rules.rule(row["rule"])
        entry = find(row["family"], row["log"], row["provider"])
        return Hit(
            time=time,
            host=row["host"],
            rule=_indicator_rule(row["indicator"]) if rule is None else rule.card.info,
            source=Place(path=row["path"], record=row["record"], offset=row["offset"]),
            logsource=_logsource(rule, entry.logsource if entry is not None else None),
            event=event,
            matched=self._matched(rule, row, event, number) if explained else (),
            log_id=None if entry is None else entry.id,
            indicator=row["indicator"],
        )

    def _correlation(self, time: str | None, row: dict[str, Any]) -> Hit:
        events = msgspec.json.decode(row["events"], type=tuple[Correlated, ...])
        return Hit(
            time=time,
            host=row["host"],
            rule=self.info(row["rule"], None),
            source=None,
            logsource=LogSource(),
            event=None,
            matched=tuple(
                Matched(field=name, modifier="group-by", value=value)
                for name, value in orjson.loads(row["event"]).items()
            ),
            events=tuple(event.source for event in events),
            correlated=events,
        )

    def _matched(
        self, rule: Rule | None, row: dict[str, Any], event: dict[str, Any], number: int | None
    ) -> tuple[Matched, ...]:
        """Return what made the rule true; of the first hits it is kept, since several forms show it."""
        known = None if number is None else self._explained.get(number)
        if known is not None:
            return msgspec.msgpack.decode(known, type=tuple[Matched, ...])
        if rule is not None:
            found = matched(rule, row["family"], event)
        else:
            found = indicator_matched(str(row["indicator"]), event)
        if number is not None and number < EXPLAINED:
            self._explained[number] = msgspec.msgpack.encode(found)
        return found

    def json_lines(self) -> Iterator[memoryview]:
        """Yield the hits as JSON Lines, many at a time; as from the nouns, but for `matched`."""

        def sources(rule: str, family: str, log: str | None, provider: str | None) -> tuple[LogSource, str | None]:
            entry = find(family, log, provider)
            source = _logsource(self.rules.rule(rule), entry.logsource if entry is not None else None)
            return source, None if entry is None else entry.id

        return json_lines(self._tables, self.info, sources)

    def arrow(self) -> pa.Table:
        """Return the hits as an Arrow table; `event` is the event as JSON."""
        return self._tables.whole()

    def titled(self, part: pa.Table | None = None) -> pa.Table:
        """Return the hits, or some of them, as an Arrow table with each rule's title, level and tags."""
        table = self.arrow() if part is None else part
        names = table.column("rule").combine_chunks().dictionary_encode()
        infos = [self.info(rule) for rule in names.dictionary.to_pylist()]
        for name in ("title", "level"):
            said = [getattr(info, name) for info in infos]
            table = table.append_column(name, pa.array(said, pa.string()).take(names.indices))
        tags = [list(info.tags) for info in infos]
        return table.append_column("tags", pa.array(tags, pa.list_(pa.string())).take(names.indices))

    def batches(self, size: int) -> Iterator[pa.RecordBatch]:
        """Yield the hits as Arrow batches of up to `size` rows, so that they need not all be in memory at once."""
        return self._tables.batches(size)

    def columns(self, *names: str) -> pa.Table:
        """Return some columns of the hits as an Arrow table."""
        return self._tables.columns(names)

    def polars(self) -> polars.DataFrame:
        """Return the hits as a Polars data frame (needs the package `polars`)."""
        import polars as pl

        return pl.from_arrow(self.arrow())  # type: ignore[return-value]

    def duckdb(self) -> duckdb.DuckDBPyRelation:
        """Return the hits as a DuckDB relation (needs the package `duckdb`)."""
        import duckdb

        return duckdb.from_arrow(self.arrow())


def bare(hits: Iterable[Hit]) -> Iterable[Hit]:
    """Return hits of which nobody asks what made the rules true, without it where that saves time."""
    return hits.bare() if isinstance(hits, Hits) else hits


def _indicator_rule(indicator: str) -> RuleInfo:
    """Return the identity under which an indicator stands in a hit.

    >>> _indicator_rule("ipv4-addr:192.0.2.1").title
    'Indicator 192.0.2.1'
    """
    return RuleInfo(id=f"indicator:{indicator}", title=f"Indicator {split(indicator)[1]}", level="high")


def _logsource(rule: Rule | None, log: LogSource | None) -> LogSource:
    """Return what the rule asks for, with what it leaves open filled in from the log the event stands in."""
    asked = rule.card.logsource if rule is not None else LogSource()
    has = log or LogSource()
    return LogSource(
        product=asked.product or has.product,
        category=asked.category or has.category,
        service=asked.service or has.service,
    )
