"""Say which locked packages have known vulnerabilities, by a copy of the OSV database for PyPI (`all.zip`).

    python tools/audit.py OSV.zip [requirements-dev.lock]

Nothing is fetched: the database is what somebody brought. Exit 1 if a package is affected. Versions are compared as
they are listed; a range without a list of versions is compared by its `introduced` and `fixed` events.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def locked(text: str) -> dict[str, str]:
    """Return the packages of a lock and their versions."""
    return {_plain(name): version for name, version in _PINNED.findall(text)}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def affected(entry: dict[str, Any], packages: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the locked packages, with their versions, that an entry of OSV is about."""
    for one in entry.get("affected", ()):
        name = _plain(one.get("package", {}).get("name", ""))
        if one.get("package", {}).get("ecosystem") != "PyPI" or name not in packages or entry.get("withdrawn"):
            continue
        version = packages[name]
        ranges = [
            events for part in one.get("ranges", ()) if part.get("type") == "ECOSYSTEM" for events in [part["events"]]
        ]
        if version in one.get("versions", ()) or any(_within(version, events) for events in ranges):
            yield name, version


def _within(version: str, events: list[dict[str, str]]) -> bool:
    try:
        now, inside = Version(version), False
        for event in events:
            if "introduced" in event:
                inside = inside or event["introduced"] == "0" or now >= Version(event["introduced"])
            ended = "fixed" in event and now >= Version(event["fixed"])
            if ended or ("last_affected" in event and now > Version(event["last_affected"])):
                inside = False
    except InvalidVersion:
        return False
    return inside


def main(database: str, lock: str = "requirements-dev.lock") -> int:
    """Return the exit code."""
    packages = locked(Path(lock).read_text(encoding="utf-8"))
    found: set[tuple[str, str, str]] = set()
    with zipfile.ZipFile(database) as entries:
        for name in entries.namelist():
            entry = json.loads(entries.read(name))
            found |= {(*one, entry["id"]) for one in affected(entry, packages)}
    for package, version, identifier in sorted(found):
        print(f"{package} {version}: {identifier}")
    print(f"{len(packages)} packages, {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
