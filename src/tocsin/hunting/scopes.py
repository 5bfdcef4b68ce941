"""Scopes: which events a rule's logsource means, and under which names those events have the rule's fields.

In: Sigma's triple. Out: one `Scope` for each log of the catalogue that it can mean. A category of Windows is a kind of
event in a channel (`process_creation` is Sysmon 1 or Security 4688): an event id alone means nothing, so a scope always
names the channel with it.
"""

from __future__ import annotations

from functools import cache

from msgspec import Struct, field

from tocsin.hunting.atoms import fold
from tocsin.knowledge.logs import logs, meant_by
from tocsin.model.logs import Log, LogRecords, LogSource

WINDOWS = "windows"

EVERYTHING = LogSource(product="*")
"""Every event of every log, as no rule of others can ask for it: what a search means."""

_WITHOUT_ENTRY = frozenset({"json"})
"""Families of which the catalogue has no log: objects of which nobody knows whose they are."""


def folded_kind(
    log: str | None, provider: str | None, event_id: str | int | None
) -> tuple[str | None, str | None, str | None]:
    """Return what events are known by to scopes, folded: log, provider and event id; None where they have none."""
    return (
        None if log is None else fold(log),
        None if provider is None else fold(provider),
        None if event_id is None else fold(str(event_id)),
    )


class Scope(Struct, frozen=True):
    """Events of a family: those of these channels, with one of these ids, and with these values."""

    family: str
    log_id: str | None
    channels: tuple[str, ...] = ()  # casefolded; empty: any
    providers: tuple[str, ...] = ()  # empty: any
    event_ids: tuple[int, ...] = ()  # empty: any
    conditions: tuple[tuple[str, tuple[str, ...]], ...] = ()  # field = one of these, without regard to case
    aliases: dict[str, str] = field(default_factory=dict)  # the rule's field -> the log's own
    joined: dict[str, tuple[str, ...]] = field(default_factory=dict)  # field -> those that stand glued in it

    @property
    def is_everything(self) -> bool:
        """Whether every event of the family is in it."""
        return not (self.channels or self.providers or self.event_ids or self.conditions)


def scopes(source: LogSource) -> tuple[Scope, ...]:
    """Return the scopes of a rule's logsource; () when the catalogue has no log that it can mean."""
    return _scopes(source.product, source.category, source.service)


@cache
def _scopes(product: str | None, category: str | None, service: str | None) -> tuple[Scope, ...]:
    asked = LogSource(product=product, category=category, service=service)
    if asked == EVERYTHING:
        return tuple(Scope(family, None) for family in sorted({log.family for log in logs()} | _WITHOUT_ENTRY))
    if product == WINDOWS and category is None and service is None:
        return (Scope(WINDOWS, None),)  # every channel, also those the catalogue does not know
    found: list[Scope] = []
    for entry in logs():
        kinds = meant_by(entry, asked)
        if kinds is not None:
            found += [_scope(entry, kind) for kind in kinds] or [_scope(entry, None)]
    return tuple(found)


def _scope(entry: Log, kind: LogRecords | None) -> Scope:
    return Scope(
        family=entry.family,
        log_id=entry.id,
        channels=tuple(channel.casefold() for channel in entry.channels),
        providers=entry.providers,
        event_ids=() if kind is None else kind.event_ids,
        conditions=() if kind is None else tuple(sorted(kind.conditions.items())),
        aliases=_all_aliases(entry) if kind is None else kind.aliases,
        joined=entry.joined,
    )


def _all_aliases(entry: Log) -> dict[str, str]:
    """Return the aliases that hold for a whole log: those that every kind of it agrees on."""
    names: dict[str, str] = {}
    for kind in entry.records:
        if not kind.event_ids:
            names |= kind.aliases
    return names
