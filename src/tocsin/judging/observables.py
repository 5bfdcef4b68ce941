"""Which logs can hold the value of an indicator: `observables.yaml`, read strictly and met with the catalogue of logs.

In: an indicator's type and the catalogue. Out: the aspects to watch, and the stage that a hit in a log proves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from tocsin.judging.subjects import is_cloud
from tocsin.judging.watching import SWEEP, Aspect, Need, Way
from tocsin.knowledge.logs import meant_by
from tocsin.model.logs import Log, LogSource
from tocsin.model.packs import Stage


class _LogName(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    product: str | None = None
    category: str | None = None
    service: str | None = None
    id: str | None = None
    kinds: tuple[str, ...] = ()


class _Holder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    stage: Stage
    logs: tuple[_LogName, ...]
    name: str = ""


class _Set(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    aspects: tuple[_Holder, ...]
    also: tuple[_Holder, ...] = ()


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: int
    sets: dict[str, _Set]
    types: dict[str, str]
    accounts: tuple[str, ...]
    not_checkable: dict[str, str]
    unix_folders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Holders:
    """Where a type of indicator can be found: aspects to watch, and for each log the stage that a hit there proves."""

    aspects: tuple[Aspect, ...]
    stages: tuple[tuple[Need, Stage], ...]
    on_accounts: tuple[Aspect, ...] = ()  # in logs that a cloud service keeps for an account
    why_not: str | None = None  # why nothing at the user's side can hold it; None: something can


@cache
def _table() -> _Table:
    import yaml

    text = files("tocsin.judging").joinpath("observables.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), _Table)


def holders(kind: str, logs: Mapping[str, Log], value: str = "") -> Holders:
    """Return where values of this type can be found; of an unknown type nothing is known to hold them.

    A path that begins with a slash is one of a web server's addresses, unless its first folder is one that Unix has.
    """
    table = _table()
    if kind == "file:path" and value.startswith("/") and value.split("/")[1].lower() not in table.unix_folders:
        kind = "url-path"
    if kind in table.not_checkable:
        return Holders((), (), why_not=table.not_checkable[kind])
    chosen = table.sets[table.types[kind]] if kind in table.types else _Set(())
    aspects = tuple(
        Aspect(holder.name, tuple(Way((need,), (SWEEP,)) for need in _needs(holder.logs, logs)))
        for holder in chosen.aspects
    )
    stages = tuple(
        (need, holder.stage) for holder in (*chosen.aspects, *chosen.also) for need in _needs(holder.logs, logs)
    )
    cloud = tuple(Way((Need(log.id),), (SWEEP,)) for log in logs.values() if is_cloud(log))
    on_accounts = (Aspect("", cloud),) if kind in table.accounts and cloud else ()
    return Holders(aspects, stages, on_accounts)


def _needs(names: Iterable[_LogName], logs: Mapping[str, Log]) -> tuple[Need, ...]:
    found: list[Need] = []
    for name in names:
        if name.id is not None:
            found += [Need(name.id, name.kinds)] if name.id in logs else []
        else:
            found += needs_of(LogSource(product=name.product, category=name.category, service=name.service), logs)
    return tuple(dict.fromkeys(found))


def needs_of(logsource: LogSource, logs: Mapping[str, Log]) -> tuple[Need, ...]:
    """Return the logs, or kinds of their events, that a Sigma logsource means; each alone will do."""
    return tuple(need for log in logs.values() if (need := _need_in(logsource, log)) is not None)


def _need_in(wanted: LogSource, log: Log) -> Need | None:
    kinds = meant_by(log, wanted)
    if kinds is None:
        return None
    events = {str(event) for records in kinds for event in records.event_ids}
    if not events or any(not records.event_ids for records in kinds):
        return Need(log.id)
    return Need(log.id, tuple(sorted(events, key=int)))
