"""Refreshes the user's own ATT&CK tables from a STIX bundle; the packaged tables are never touched.

In: a bundle file and a folder. Out: what changed. The tables `actors` and `software` refer to ATT&CK ids that do not
change, so they stay as packaged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tocsin.knowledge import tables
from tocsin.knowledge.building.attack import build_attack
from tocsin.knowledge.building.sources import read_json
from tocsin.knowledge.entries import Entry, Group, Software, Technique
from tocsin.model.errors import UsageError


class Change(Entry, frozen=True, kw_only=True):
    """One difference between the tables in use and those of the bundle."""

    what: str  # added, removed, renamed, revoked, deprecated, changed
    id: str
    name: str
    before: str | None = None


class Update(Entry, frozen=True, kw_only=True):
    """What a bundle holds and what it changes."""

    version: str
    before: str
    sha256: str
    changes: tuple[Change, ...]


def compare(bundle: Path, folder: Path | None) -> tuple[Update, tables.AttackTable, tables.TextsTable]:
    """Read a bundle and say what it would change; raises `UsageError` for what is no ATT&CK bundle."""
    found, digest = read_json(bundle)
    attack, texts = build_attack(found, version=_version(found, bundle, digest), sha256=digest)
    before = tables.read("attack", tables.AttackTable, folder)
    changes = (
        *_changes(before.techniques, attack.techniques),
        *_changes(before.groups, attack.groups),
        *_changes(before.software, attack.software),
    )
    update = Update(
        version=attack.head.sources[0].version, before=before.head.sources[0].version, sha256=digest, changes=changes
    )
    return update, attack, texts


def save(attack: tables.AttackTable, texts: tables.TextsTable, folder: Path) -> tuple[Path, ...]:
    """Write the tables into the user's folder."""
    if folder.resolve() == tables.PACKAGED.resolve():
        raise UsageError("the packaged tables are not overwritten", where=str(folder), hint="choose another folder")
    try:
        return tables.write(attack, folder), tables.write(texts, folder)
    except OSError as error:
        raise UsageError(
            f"cannot be written: {error.strerror}",
            where=str(folder),
            hint="look whether there is room, and whether you may write there, or name another place",
        ) from error


def _version(bundle: dict[str, Any], path: Path, digest: str) -> str:
    """Return the release that the bundle itself or its file's name says, else the start of its checksum."""
    for thing in bundle.get("objects", ()):
        if isinstance(thing, dict) and thing.get("type") == "x-mitre-collection":
            return str(thing.get("x_mitre_version", digest[:12]))
    named = re.search(r"(\d+\.\d+)", path.name)
    return named.group(1) if named else digest[:12]


def _changes(
    before: Iterable[Technique] | Iterable[Group] | Iterable[Software],
    after: Iterable[Technique] | Iterable[Group] | Iterable[Software],
) -> tuple[Change, ...]:
    old, new = {one.id: one for one in before}, {one.id: one for one in after}
    found: list[Change] = []
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        if was is None and now is not None:
            found.append(Change(what="added", id=key, name=now.name))
        elif now is None and was is not None:
            found.append(Change(what="removed", id=key, name=was.name))
        elif was is not None and now is not None and was != now:
            found.append(_change(was, now))
    return tuple(found)


def _change(was: Technique | Group | Software, now: Technique | Group | Software) -> Change:
    if was.status != now.status:
        return Change(what=now.status, id=now.id, name=now.name, before=was.status)
    if was.name != now.name:
        return Change(what="renamed", id=now.id, name=now.name, before=was.name)
    return Change(what="changed", id=now.id, name=now.name)
