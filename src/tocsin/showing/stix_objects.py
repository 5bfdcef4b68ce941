"""What the STIX 2.1 outputs share: ids, times, and the objects that a document's words stand for.

Ids are UUIDv5 of what an object is about, and times come from the data: the same input gives the same bundle. Objects
are plain dictionaries, since the `stix2` library would take most of the time of a run; the tests read them with it.
Source: OASIS STIX Version 2.1, sections 2.9 (identifiers) and 3.1 (common properties).
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec

from tocsin.model.json_form import json_bytes
from tocsin.model.report import Mention, MentionKind, Report
from tocsin.showing.escape import terminal
from tocsin.showing.times import moment, rfc3339

Object = dict[str, Any]

_OWN = uuid.UUID("5c2a3f2e-6a1d-5d0e-9a2b-8d5b6a1c7e10")
_OBSERVABLES = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")  # the specification's namespace for observables

NAME, TEXT = 250, 5_000
UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for "not known" where STIX demands a time."""

_ATTACK_ID = re.compile(r"(?:T\d{4}(?:\.\d{3})?|[SG]\d{4})")
_CVE_ID = re.compile(r"CVE-\d{4}-\d{4,}")


def object_id(type_: str, *about: object) -> str:
    """Return the id of a domain object: the same for the same thing.

    >>> object_id("identity", "US") == object_id("identity", "US") != object_id("identity", "GB")
    True
    """
    key = "\x1f".join(map(str, (type_, *about))).encode("utf-8", "replace").decode()
    return f"{type_}--{uuid.uuid5(_OWN, key)}"


def observable(type_: str, properties: Object, *, by: tuple[str, ...]) -> Object:
    """Return a cyber-observable, its id made of the properties that the specification names for its type."""
    key = {name: properties[name] for name in sorted(by) if name in properties}
    made = uuid.uuid5(_OBSERVABLES, json_bytes(key or properties).decode())
    if not key:
        # no property identifies such an object (a process): the specification wants the form of a random id then
        made = uuid.UUID(bytes=made.bytes, version=4)
    return {"type": type_, "spec_version": "2.1", "id": f"{type_}--{made}", **properties}


def time_of(text: str | None) -> datetime | None:
    """Return a time that STIX tools can read: none before the year 1601, where Windows' clocks begin."""
    time = moment(text)
    return time if time is not None and time.year >= 1601 else None


def stamp(time: datetime) -> str:
    """Return a STIX timestamp, to the millisecond or, where there is more, the microsecond."""
    return rfc3339(time) if time.microsecond % 1000 else rfc3339(time, digits=3)


def domain_object(type_: str, *about: object, at: datetime, by: str | None = None, **properties: Any) -> Object:
    """Return a domain or relationship object; properties that are None or empty are left out."""
    made = stamp(at)
    whole: Object = {
        "type": type_,
        "spec_version": "2.1",
        "id": object_id(type_, *about),
        "created_by_ref": by,
        "created": made,
        "modified": made,
        **properties,
    }
    return {name: value for name, value in whole.items() if value not in (None, "", [], {})}


def tocsin_identity() -> Object:
    """Return the identity that speaks where nobody else does."""
    return domain_object(
        "identity", "tocsin", at=UNDATED, name="tocsin", identity_class="system",
        description="Program that reads reports and says from logs what was seen of them.",
    )  # fmt: skip


def report_time(report: Report) -> datetime:
    """Return when the document was published, or `UNDATED`."""
    return time_of(report.document.published) or UNDATED


def named(report: Report, name: str, id_: str | None) -> Object:
    """Return the object of somebody or something that a claim names: an actor, or an identity."""
    kind = _kind(report, name, id_)
    at = report_time(report)
    shown = terminal(name, NAME) or "unnamed"
    if kind is MentionKind.INTRUSION_SET:
        return domain_object("intrusion-set", id_ or name, at=at, name=shown, external_references=attack_reference(id_))
    if kind is MentionKind.THREAT_ACTOR:
        return domain_object("threat-actor", id_ or name, at=at, name=shown, threat_actor_types=["unknown"])
    person = kind is MentionKind.PERSON
    return domain_object(
        "identity", id_ or name, at=at, name=shown, identity_class="individual" if person else "organization"
    )


def attack_pattern(ref: str, name: str | None, at: datetime, by: str) -> Object:
    """Return a technique, or a step of an incident, which is one in all but the number."""
    return domain_object(
        "attack-pattern", ref, at=at, by=by, name=terminal(name or ref, NAME) or "unnamed",
        external_references=attack_reference(ref),
    )  # fmt: skip


def vulnerability(ref: str, at: datetime, by: str) -> Object:
    """Return a vulnerability."""
    reference = [{"source_name": "cve", "external_id": ref}] if _CVE_ID.fullmatch(ref) else None
    return domain_object(
        "vulnerability", ref, at=at, by=by, name=terminal(ref, NAME) or "unnamed", external_references=reference
    )


def attack_reference(id_: str | None) -> list[Object] | None:
    """Return the reference to ATT&CK, for an id that is one of its."""
    if id_ is None or not _ATTACK_ID.fullmatch(id_):
        return None
    return [{"source_name": "mitre-attack", "external_id": id_}]


def bundle(objects: Iterable[Object], *about: object) -> Object:
    """Return a bundle; an object that comes twice is kept once, at its first place."""
    unique: dict[str, Object] = {}
    for made in objects:
        unique.setdefault(made["id"], made)
    return {"type": "bundle", "id": object_id("bundle", *about), "objects": list(unique.values())}


def to_json(bundle: Object) -> bytes:
    """Return a bundle as JSON."""
    return msgspec.json.format(json_bytes(bundle), indent=1) + b"\n"


def _kind(report: Report, name: str, id_: str | None) -> MentionKind | None:
    def fits(mention: Mention) -> bool:
        return mention.id == id_ if id_ is not None else name in (mention.name, mention.text)

    return next((mention.kind for mention in report.mentions if fits(mention)), None)
