"""A verdict as a STIX 2.1 bundle: the report, what was sighted of it with its records, and notes on what was not.

A finding that is `seen` or `attempted` is a sighting with observed data; everything else is a note by tocsin, since
STIX has no object for "looked for and not found" or "could not have been seen". Nobody is named as the doer.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tocsin.model.verdict import Finding, Outcome, Verdict
from tocsin.showing.arrange import host_name, newest_time, rows
from tocsin.showing.escape import terminal
from tocsin.showing.outcomes import NO_ACTOR
from tocsin.showing.report_stix import behaviour_objects, objects, report_id
from tocsin.showing.stix_objects import (
    NAME,
    TEXT,
    UNDATED,
    Object,
    domain_object,
    stamp,
    time_of,
    to_json,
    tocsin_identity,
)
from tocsin.showing.stix_objects import bundle as make_bundle
from tocsin.showing.stix_observed import observed

__all__ = ["bundle", "to_json"]

HITS = 100
"""Hits of one finding that become observed data; all of them are counted in its sighting."""

MOST = 999_999_999
"""The largest count a sighting may have (STIX 2.1, section 5.2)."""


def bundle(verdict: Verdict) -> Object:
    """Return the bundle; its id follows from the report, the rules and the statement."""
    known = behaviour_objects(verdict.report)
    at = newest_time(verdict) or UNDATED
    made = [
        *objects(verdict.report),
        *(_host(host) for host in dict.fromkeys(finding.host for finding in verdict.findings)),
        *_sightings(verdict, known, at),
        *_notes(verdict, known, at),
    ]
    about = (verdict.report.document.sha256, verdict.versions.rules, verdict.statement)
    return make_bundle(made, "verdict", *about)


def _host(name: str | None) -> Object:
    return domain_object(
        "identity", "host", name, at=UNDATED, by=tocsin_identity()["id"],
        name=terminal(host_name(name), NAME) or "unnamed", identity_class="system",
    )  # fmt: skip


def _sightings(verdict: Verdict, known: dict[str, Object], at: datetime) -> Iterator[Object]:
    for finding in verdict.findings:
        if finding.outcome not in (Outcome.SEEN, Outcome.ATTEMPTED) or finding.behaviour.id not in known:
            continue
        records: list[str] = []
        for hit in finding.hits[:HITS]:
            parts = observed(hit)
            yield from parts
            records += [parts[-1]["id"]] if parts else []
        yield _sighting(finding, known[finding.behaviour.id]["id"], records, at)


def _sighting(finding: Finding, of: str, records: list[str], at: datetime) -> Object:
    first, last = time_of(finding.first), time_of(finding.last)
    return domain_object(
        "sighting",
        finding.id,
        of,
        finding.host,
        at=at,
        by=tocsin_identity()["id"],
        description=terminal(finding.explanation, TEXT),
        labels=[
            finding.outcome.value,
            *([f"stage:{finding.stage.value}"] if finding.stage else []),
            *([f"strength:{finding.strength.value}"] if finding.strength else []),
        ],
        first_seen=stamp(first) if first else None,
        last_seen=stamp(last) if last and (not first or last >= first) else None,
        count=min(max(finding.hit_count, 1), MOST),
        sighting_of_ref=of,
        observed_data_refs=list(dict.fromkeys(records)),
        where_sighted_refs=[_host(finding.host)["id"]],
    )


def _notes(verdict: Verdict, known: dict[str, Object], at: datetime) -> Iterator[Object]:
    by = tocsin_identity()["id"]
    report = report_id(verdict.report)
    yield domain_object(
        "note", verdict.statement, at=at, by=by, abstract=f"Verdict: {verdict.outcome.value}",
        content=terminal(verdict.statement, TEXT) or "(no words)", labels=["verdict", verdict.outcome.value],
        object_refs=[report],
    )  # fmt: skip
    for row in rows(verdict):
        left = [found for found in row.by_host.values() if found.outcome not in (Outcome.SEEN, Outcome.ATTEMPTED)]
        if not left:
            continue
        words = (f"{host_name(found.host)}: {found.outcome.value}. {found.explanation}" for found in left)
        about = known.get(row.behaviour.id)
        yield domain_object(
            "note", "left", row.behaviour.id, verdict.statement, at=at, by=by,
            abstract=terminal(f"Without a hit: {row.behaviour.name}", NAME),
            content=terminal(" ".join(words), TEXT), labels=sorted({found.outcome.value for found in left}),
            object_refs=[about["id"] if about else report],
        )  # fmt: skip
    for use in verdict.said_to_be_used_by:
        yield domain_object(
            "note", "said", use.actor, use.said_by, use.source, at=time_of(use.date) or at, by=by,
            abstract=terminal(f"{use.said_by} says that {use.actor} used this", NAME),
            content=terminal(f"{use.actor}, according to {use.said_by} ({use.source}). {NO_ACTOR}", TEXT),
            authors=[terminal(use.said_by, NAME) or "unnamed"], object_refs=[report],
        )  # fmt: skip
