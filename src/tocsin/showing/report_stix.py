"""A report as STIX 2.1: the document, what it names, and each claim as a note by whoever spoke.

A claim is never made into a relationship: that somebody was accused is a note with its speaker as author, about the
report and those it accuses. `objects` is used for verdicts too. A `whole` bundle carries the text and everything that
was read in it in an extension (`model.interchange`), so that another library takes it in without reading it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from tocsin.model.interchange import EXTENSION, SCHEMA_URL, VERSION, ClaimExtension, ReportExtension, parted
from tocsin.model.json_form import json_bytes, to_builtins
from tocsin.model.report import BehaviourKind, Claim, Indicator, Report
from tocsin.showing.escape import terminal
from tocsin.showing.stix_objects import (
    NAME,
    TEXT,
    UNDATED,
    Object,
    attack_pattern,
    attack_reference,
    bundle,
    domain_object,
    named,
    object_id,
    report_time,
    stamp,
    time_of,
    to_json,
    tocsin_identity,
    vulnerability,
)
from tocsin.showing.stix_patterns import pattern
from tocsin.showing.technique_basis import DESCRIBED, only_described, sentence


def render(report: Report, *, whole: bool = False) -> str:
    """Return the report as a STIX bundle in JSON."""
    return to_json(bundle(objects(report, whole=whole), "read", report.document.sha256)).decode()


def objects(report: Report, *, whole: bool = False) -> list[Object]:
    """Return all objects of a report, the report itself last, each once."""
    author = tocsin_identity()
    made: dict[str, Object] = {author["id"]: author}
    carried, claims = parted(report) if whole else (None, {})
    for part in (*_entities(report, author["id"]), *_claims(report, claims)):
        made.setdefault(part["id"], part)
    refs = [*made]
    return [*made.values(), *([_definition(author["id"])] if whole else []), _report(report, refs, carried)]


def _definition(by: str) -> Object:
    """Return what the extension says of itself, which a bundle that uses it has to carry."""
    made = stamp(UNDATED)
    return {
        "type": "extension-definition",
        "spec_version": "2.1",
        "id": EXTENSION,
        "created_by_ref": by,
        "created": made,
        "modified": made,
        "name": "tocsin report and claims",
        "description": "The text of a document, what was read in it, and each claim as it was read.",
        "schema": SCHEMA_URL,
        "version": VERSION,
        "extension_types": ["property-extension"],
    }


def report_id(report: Report) -> str:
    """Return the id of the report's own object."""
    return object_id("report", report.document.sha256)


def behaviour_objects(report: Report) -> dict[str, Object]:
    """Return the object that each behaviour stands for, by the behaviour's id; some indicators have none."""
    at, by = report_time(report), tocsin_identity()["id"]
    indicators = {f"{given.type}:{given.value}": given for given in report.indicators}
    found: dict[str, Object] = {}
    for behaviour in report.behaviours:
        if behaviour.kind is BehaviourKind.VULNERABILITY:
            found[behaviour.id] = vulnerability(behaviour.ref, at, by)
        elif behaviour.kind is BehaviourKind.TOOL:
            found[behaviour.id] = domain_object(
                "tool", behaviour.ref, at=at, by=by, name=terminal(behaviour.name, NAME) or "unnamed",
                external_references=attack_reference(behaviour.ref),
            )  # fmt: skip
        elif behaviour.kind is BehaviourKind.INDICATOR:
            given = indicators.get(behaviour.ref)
            made = indicator(report, given) if given else None
            if made:
                found[behaviour.id] = made
        else:
            found[behaviour.id] = attack_pattern(behaviour.ref, behaviour.name, at, by)
    return found


def indicator(report: Report, given: Indicator) -> Object | None:
    """Return an indicator with its pattern, window and guard; None for a type STIX has no observable for."""
    text = pattern(given.type, given.value)
    if text is None:
        return None
    begin = (time_of(given.window.begin) if given.window else None) or report_time(report)
    end = time_of(given.window.end) if given.window else None
    return domain_object(
        "indicator",
        given.type,
        given.value,
        at=report_time(report),
        by=tocsin_identity()["id"],
        name=terminal(given.value, NAME) or "unnamed",
        description=terminal(given.guard, TEXT) if given.guard else None,
        indicator_types=["malicious-activity"] if given.guard is None else ["unknown"],
        pattern=text,
        pattern_type="stix",
        pattern_version="2.1",
        valid_from=stamp(begin),
        valid_until=stamp(end) if end and end > begin else None,
    )


def _entities(report: Report, by: str) -> Iterator[Object]:
    at = report_time(report)
    for incident in report.incidents:
        yield domain_object(
            "incident", incident.id, at=at, by=by, name=terminal(incident.name, NAME) or "unnamed",
            description=terminal(f"Tied to the report by {incident.basis}.", TEXT),
        )  # fmt: skip
    yield from behaviour_objects(report).values()
    for technique in report.techniques:
        if technique.status == "current":
            yield attack_pattern(technique.id, technique.name, at, by)
    for evidence in only_described(report).values():
        pattern_id = attack_pattern(evidence.id, evidence.name, at, by)["id"]
        yield domain_object(
            "note", report.document.sha256, DESCRIBED, evidence.id, at=at, by=by,
            abstract=terminal(f"{evidence.id} is described, not named; score {evidence.score}", NAME),
            content=terminal(sentence(report, evidence), TEXT) or "(no words)",
            labels=["technique", DESCRIBED], object_refs=[pattern_id],
        )  # fmt: skip
    for given in report.vulnerabilities:
        yield vulnerability(given.id, at, by)
    for given in report.indicators:
        made = indicator(report, given)
        if made:
            yield made


def _claims(report: Report, carried: Mapping[str, ClaimExtension]) -> Iterator[Object]:
    incidents = {incident.id: object_id("incident", incident.id) for incident in report.incidents}
    for claim in report.claims:
        accused = [named(report, *pair) for pair in zip(claim.accused, claim.accused_ids, strict=False)]
        speakers = [named(report, *pair) for pair in zip(claim.speakers, claim.speaker_ids, strict=False)]
        yield from accused
        yield from speakers
        about = [report_id(report), *(made["id"] for made in accused)]
        about += [incidents[claim.incident]] if claim.incident in incidents else []
        for speaker in speakers or [None]:
            yield _note(report, claim, speaker, list(dict.fromkeys(about)), carried.get(claim.id))


def _note(
    report: Report, claim: Claim, speaker: Object | None, about: list[str], carried: ClaimExtension | None
) -> Object:
    by = speaker["id"] if speaker and speaker["type"] == "identity" else None
    authors = [terminal(name, NAME) for name in claim.speakers if name] or None
    return domain_object(
        "note",
        report.document.sha256,
        claim.id,
        claim.start,
        speaker["id"] if speaker else "",
        at=time_of(claim.date) or report_time(report),
        by=by,
        abstract=terminal(headline(claim), NAME),
        content=terminal(claim.quote, TEXT) or "(no words)",
        authors=authors,
        labels=["claim", f"act:{claim.act.value}", f"certainty:{claim.certainty.level.value}"]
        + (["negated"] if claim.negated else [])
        + (["relay"] if claim.origin == "relay" else []),
        object_refs=about,
        extensions=_extensions(carried),
    )


def _extensions(carried: ClaimExtension | ReportExtension | None) -> Object | None:
    # by way of JSON, as the rest of an object is: lists, no tuples
    return None if carried is None else {EXTENSION: msgspec.json.decode(json_bytes(to_builtins(carried)))}


def headline(claim: Claim) -> str:
    """Return a claim in one line: who, act, whom, deed, how sure.

    The words are the document's; the caller escapes them for its medium.
    """
    who = ", ".join(claim.speakers) or "(nobody named)"
    whom = f" {', '.join(claim.accused)}" if claim.accused else ""
    refusal = "not " if claim.negated else ""
    sure = f" [{claim.certainty.words or claim.certainty.level.value}]"
    return f"{who}: {refusal}{claim.act.value}{whom}{f': {claim.deed}' if claim.deed else ''}{sure}"


def _report(report: Report, refs: list[str], carried: ReportExtension | None) -> Object:
    document = report.document
    return domain_object(
        "report",
        document.sha256,
        at=report_time(report),
        by=tocsin_identity()["id"],
        name=terminal(document.title or "Report without a title", NAME) or "unnamed",
        description=terminal("; ".join(problem.message for problem in report.problems), TEXT),
        report_types=["threat-report"],
        published=stamp(report_time(report)),
        object_refs=refs,
        external_references=[
            {"source_name": terminal(document.publisher or "document", NAME) or "document",
             "description": terminal(f"SHA-256 of the document: {document.sha256}", TEXT)}
        ],
        extensions=_extensions(carried),
    )  # fmt: skip
