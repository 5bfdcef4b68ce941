"""The catalogue of logs: what each records, which names rules use for it, how to switch it on.

In: `knowledge/logs/*.yaml`, one `Log` a file. Out: `Log` nouns, and the look-ups that
collecting, the gate and the verdict share. A channel that the catalogue does not know has no entry; its events are
hunted all the same by rules that name its channel themselves.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import msgspec

from tocsin.knowledge import kept
from tocsin.knowledge.strict import read_yaml
from tocsin.model.errors import UsageError
from tocsin.model.logs import Log, LogRecords, LogSource

FOLDER = Path(__file__).parent / "logs"
_KIND = "logs"


@cache
def logs() -> tuple[Log, ...]:
    """Return every entry, in the order of their files' names; what was read before is kept, by content."""
    paths = sorted(FOLDER.glob("*.yaml"))
    key = hashlib.sha256(b"".join(path.name.encode() + b"\0" + path.read_bytes() + b"\0" for path in paths)).hexdigest()
    stored = kept.load(_KIND, key)
    if stored is not None:
        with contextlib.suppress(msgspec.MsgspecError):
            return msgspec.msgpack.decode(stored, type=tuple[Log, ...])
    entries = _read(paths)
    kept.store(_KIND, key, msgspec.msgpack.encode(entries))
    return entries


def _read(paths: Sequence[Path]) -> tuple[Log, ...]:
    entries: list[Log] = []
    for path in paths:
        entry = read_yaml(path, Log)
        if entry.id != path.stem:
            raise UsageError(f"the log's id is {entry.id!r}", where=str(path), hint="the id is the file's name")
        entries.append(entry)
    return tuple(entries)


@cache
def _by_id() -> dict[str, Log]:
    return {entry.id: entry for entry in logs()}


def log(identifier: str) -> Log | None:
    """Return the entry of an id; a kind behind `#`, as steps write it, is left aside.

    >>> log("windows-sysmon#11").logsource.service
    'sysmon'
    """
    return _by_id().get(identifier.partition("#")[0])


@cache
def _by_family() -> dict[str, tuple[Log, ...]]:
    families: dict[str, list[Log]] = {}
    for entry in logs():
        families.setdefault(entry.family, []).append(entry)
    return {family: tuple(entries) for family, entries in families.items()}


def of_family(family: str) -> tuple[Log, ...]:
    """Return the entries that events of a family can belong to."""
    return _by_family().get(family, ())


@cache
def find(family: str, name: str | None, provider: str | None = None) -> Log | None:
    """Return the entry that describes a log of this name (a channel, where Windows wrote it).

    An entry that names the provider goes before one that takes the whole channel; a family with one entry that names
    no channel describes all its logs.
    """
    entries = of_family(family)
    lowered = (name or "").casefold()
    named = [entry for entry in entries if lowered in (channel.casefold() for channel in entry.channels)]
    for entry in named:
        if provider is not None and provider in entry.providers:
            return entry
    for entry in named:
        if not entry.providers:
            return entry
    return next((entry for entry in entries if not entry.channels), None)


@cache
def _path_patterns() -> tuple[tuple[re.Pattern[str], int, int, Log], ...]:
    """Return patterns with their place in the entry and their length; those that fit any log at all are left out."""
    found: list[tuple[re.Pattern[str], int, int, Log]] = []
    for entry in logs():
        for place, pattern in enumerate(entry.paths):
            plain = re.sub(r"^[A-Za-z]:", "", pattern.replace("\\", "/")).removeprefix("**").lstrip("/").casefold()
            if not re.search(r"[a-z]{3}", re.sub(r"\*\.[a-z0-9]+$", "", plain)):
                continue
            parts = [re.escape(part).replace(r"\*", "[^/]*") for part in plain.split("**")]
            found.append((re.compile("(?:^|.*/)" + ".*".join(parts)), place, len(plain), entry))
    return tuple(found)


def by_path(path: str) -> Log | None:
    r"""Return the entry of the log that lies at a path on a host, as far as the path alone tells.

    Of several the one named like the file, else the one that gives this path first.

    >>> by_path(r"D:\copy\C\Windows\System32\winevt\Logs\Security.evtx").id
    'windows-security'
    >>> by_path("var/log/syslog.1").id, by_path("a.log")
    ('linux-syslog', None)
    """
    plain = path.replace("\\", "/").casefold()
    name = plain.rpartition("/")[2]
    fitting = [
        ((entry.id.rpartition("-")[2] not in name, place, -length, -len(entry.paths), entry.id), entry)
        for pattern, place, length, entry in _path_patterns()
        if pattern.fullmatch(plain)
    ]
    return min(fitting, key=lambda one: one[0])[1] if fitting else None


def fits(entry: LogSource, asked: LogSource) -> bool:
    """Say whether a rule that asks for one triple means a log of another: what the rule leaves open may be anything.

    >>> fits(LogSource(product="windows", service="sysmon"), LogSource(service="sysmon"))
    True
    """
    pairs = ((entry.product, asked.product), (entry.category, asked.category), (entry.service, asked.service))
    return any(wanted for _, wanted in pairs) and all(wanted is None or wanted == has for has, wanted in pairs)


def meant_by(entry: Log, asked: LogSource) -> tuple[LogRecords, ...] | None:
    """Return the kinds of event in a log that a rule's logsource means; () is all of them, None is none.

    A category is a kind of event inside a log (`process_creation` in Sysmon's) or a name of a whole log (`webserver`).
    """
    if any(fits(name, asked) for name in (entry.logsource, *entry.also)):
        return ()
    if asked.category is None:
        return None
    kinds = tuple(
        kind
        for kind in entry.records
        if kind.category == asked.category
        and asked.product in (None, entry.logsource.product)
        and asked.service in (None, entry.logsource.service)
    )
    return kinds or None
