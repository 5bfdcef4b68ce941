"""What correlations need of the hits of the rules that they refer to, as compact columns.

In: a batch and the rows on which rules are true. Out: a table of time, place and the fields that some correlation asks
for, one row for a rule and an event. An event without a time is in no period and is left out.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
from msgspec import Struct

from tocsin.collecting.batches import EventBatch
from tocsin.collecting.columns import pc
from tocsin.hunting.correlations import needed_fields
from tocsin.hunting.derived import renamed, sources
from tocsin.hunting.rules import RuleSet
from tocsin.hunting.scopes import scopes
from tocsin.hunting.table import Field, Rows, Table

WORD = pa.dictionary(pa.int32(), pa.string())
OWN = (
    pa.field("_time", pa.timestamp("us", tz="UTC")),
    pa.field("_host", WORD),
    pa.field("_log", WORD),
    pa.field("_record", pa.int64()),
    pa.field("_path", WORD),
    pa.field("_offset", pa.int64()),
    pa.field("_family", WORD),
    pa.field("_rule", WORD),
)

Names = tuple[str, ...]


class Observer(Struct, frozen=True):
    """Which fields to keep of which rule's hits: rule -> family -> field -> the names that the log may have for it."""

    asked: dict[str, dict[str, dict[str, Names]]]

    @property
    def schema(self) -> pa.Schema:
        """Columns of what is observed: its own, then the fields, all as text."""
        names = sorted({name for families in self.asked.values() for fields in families.values() for name in fields})
        return pa.schema([*OWN, *(pa.field(name, WORD) for name in names)])

    def wanted(self, family: str) -> frozenset[str]:
        """Return the fields to read of a family's events."""
        return sources(
            name for families in self.asked.values() for names in families.get(family, {}).values() for name in names
        )

    def observe(self, batch: EventBatch, found: Iterable[tuple[str, Rows]]) -> pa.Table:
        """Return what is to be kept of these rules' rows."""
        timed = batch.events.column("_time").is_valid().to_numpy(zero_copy_only=False)
        table = Table(batch.events, {})
        parts = [
            self._rows(batch, table, rule, rows[timed[rows]])
            for rule, rows in found
            if rule in self.asked and timed[rows].any()
        ]
        return pa.concat_tables(parts) if parts else self.schema.empty_table()

    def _rows(self, batch: EventBatch, table: Table, rule: str, rows: Rows) -> pa.Table:
        take, count = pa.array(rows), len(rows)
        fields = self.asked[rule].get(batch.family, {})
        columns: list[pa.Array] = []
        for column in self.schema:
            name = column.name
            if name in ("_time", "_record", "_offset"):
                columns.append(batch.events.column(name).take(take))
            elif name in ("_host", "_log"):
                columns.append(_word(batch.events.column(name).take(take)))
            elif name == "_path":
                columns.append(batch.path_of(rows))
            elif name in _CONSTANT:
                value = {"_family": batch.family, "_rule": rule}[name]
                columns.append(pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int32)), [value]))
            elif name in fields:
                columns.append(_values(table, fields[name], rows))
            else:
                columns.append(pa.nulls(count, WORD))
        return pa.table(columns, schema=self.schema)


_CONSTANT = ("_family", "_rule")


def observer_of(rules: RuleSet) -> Observer | None:
    """Return what correlations of a rule set need; None where there are none."""
    if not rules.correlations:
        return None
    asked: dict[str, dict[str, dict[str, Names]]] = {}
    for identifier, fields in needed_fields(rules.correlations).items():
        rule = rules.rule(identifier)
        if rule is None:  # a correlation of correlations
            continue
        families: dict[str, dict[str, dict[str, None]]] = {}
        for scope in scopes(rule.card.logsource):
            names = families.setdefault(scope.family, {})
            for field in fields:
                names.setdefault(field, {field: None})[renamed(field, scope.aliases)] = None
        asked[identifier] = {
            family: {field: tuple(names) for field, names in known.items()} for family, known in families.items()
        }
    return Observer(asked)


def together(tables: Iterable[pa.Table], observer: Observer) -> pa.Table:
    """Return the observations of all units as one table, each word of a column once."""
    whole = pa.concat_tables([observer.schema.empty_table(), *tables])
    return whole.unify_dictionaries().combine_chunks()


def _word(column: pa.Array) -> pa.Array:
    return column.cast(WORD) if pa.types.is_dictionary(column.type) else column.dictionary_encode()


def _values(table: Table, names: Names, rows: Rows) -> pa.Array:
    """Return a field as text: the first of its names that an event has; several values of one event are one text."""
    found = [field for name in names if (field := table.field(name)) is not None]
    if not found:
        return pa.nulls(len(rows), WORD)
    columns = [_text(field, rows) for field in found]
    if len(columns) == 1:
        return columns[0]
    return pc.coalesce(*(column.cast(pa.string()) for column in columns)).dictionary_encode()


def _text(field: Field, rows: Rows) -> pa.Array:
    if field.offsets is None:
        codes = field.codes[rows]
        used, again = np.unique(codes, return_inverse=True)
        words = pa.array([field.values[code] if code >= 0 else None for code in used.tolist()], pa.string())
        return words.take(pa.array(again)).dictionary_encode()
    texts: list[str | None] = []
    for row in rows.tolist():
        codes = field.codes[field.offsets[row] : field.offsets[row + 1]]
        texts.append("\n".join(field.values[code] for code in codes.tolist()) if len(codes) else None)
    return pa.array(texts, pa.string()).dictionary_encode()
