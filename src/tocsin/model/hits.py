"""A hit: a rule (or an indicator) and the event it is true of."""

from __future__ import annotations

import msgspec

from tocsin.model.logs import LogSource
from tocsin.model.noun import Noun
from tocsin.model.rules import RuleInfo

Value = str | int | float | bool | None | tuple[str, ...]
"""A field's value in a hit; a tuple for a field that stood several times in the event."""


class Place(Noun, frozen=True, kw_only=True):
    """Where an event stands: file, the log's own record number (or the line, from 1), byte in the unpacked file."""

    path: str
    record: int | None
    offset: int


class Matched(Noun, frozen=True, kw_only=True):
    """An atom that held: the field, the test and the value that met it."""

    field: str
    modifier: str
    value: str


class Correlated(Noun, frozen=True, kw_only=True):
    """One of the events of a correlation's hit: when and where, the rule it met, the fields that were compared."""

    time: str
    host: str | None
    rule: str
    source: Place
    fields: dict[str, str] = msgspec.field(default_factory=dict[str, str])


class Hit(Noun, frozen=True, kw_only=True):
    """Rule × event; of a correlation, rule × events (then `source` and `event` are None)."""

    time: str | None  # RFC 3339 UTC; None: the event carries no time
    host: str | None
    rule: RuleInfo
    source: Place | None
    logsource: LogSource
    event: dict[str, Value] | None
    matched: tuple[Matched, ...] = ()
    events: tuple[Place, ...] = ()  # of a correlation: where its events stand, in order of time
    correlated: tuple[Correlated, ...] = ()  # the same events, with what is known of each
    log_id: str | None = None
    indicator: str | None = None  # "type:value" when an indicator, not a rule of a set, was found
