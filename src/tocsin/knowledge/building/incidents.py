"""The YAML files of incidents and advisories into the table `incidents`."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tocsin.knowledge.building.sources import DataHead, read_own
from tocsin.knowledge.entries import Advisory, Entry, Incident, TableHead, TableSource
from tocsin.knowledge.tables import IncidentsTable
from tocsin.model.errors import UsageError

INCIDENTS = Path(__file__).parents[1] / "incidents"
ADVISORIES = Path(__file__).parents[1] / "data" / "advisories.yaml"


class IncidentFile(Entry, frozen=True, kw_only=True):
    """`incidents/<name>.yaml`."""

    head: DataHead
    incident: Incident


class AdvisoriesFile(Entry, frozen=True, kw_only=True):
    """`data/advisories.yaml`."""

    head: DataHead
    advisories: tuple[Advisory, ...]


def build_incidents(incidents: Path = INCIDENTS, advisories: Path = ADVISORIES) -> IncidentsTable:
    """Build the table; raises `UsageError` for a doubled id or a reference to an incident that is not there."""
    files = sorted(incidents.glob("*.yaml"))
    found: dict[str, Incident] = {}
    digest = hashlib.sha256()
    heads: list[DataHead] = []
    for path in files:
        one = read_own(path, IncidentFile)
        if one.incident.id in found or one.incident.id != f"incident:{path.stem}":
            raise UsageError(f"the id is {one.incident.id}, not that of the file, or is given twice", where=str(path))
        found[one.incident.id] = one.incident
        heads.append(one.head)
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    for incident in found.values():
        for other in incident.related:
            if other not in found:
                raise UsageError(f"{incident.id} names the unknown incident {other}", where=str(incidents))
    known = read_own(advisories, AdvisoriesFile)
    digest.update(advisories.read_bytes().replace(b"\r\n", b"\n"))
    source = TableSource(
        name="tocsin incidents and advisories",
        version=max(head.version for head in heads),
        date=max(head.date for head in heads),
        sha256=digest.hexdigest(),
        licence="Apache-2.0",
    )
    return IncidentsTable(
        head=TableHead(table="incidents", sources=(source,)),
        incidents=tuple(found[key] for key in sorted(found)),
        advisories=tuple(sorted(known.advisories, key=lambda one: one.id)),
    )
