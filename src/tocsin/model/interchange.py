"""What a STIX bundle carries beside STIX, so that a report comes back out of it without loss: claims, spans, the text.

A property extension (STIX 2.1, section 7.3) on the object of the report and on the note of each claim. Its JSON Schema
is made from these nouns (`docs/schema/stix-extension.schema.json`). A tool that does not know it sees the notes as
before.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec.structs import replace

from tocsin.model.noun import Noun
from tocsin.model.report import Claim, Report

EXTENSION = "extension-definition--6a1f0d52-3f0b-5d5c-9d0e-2f6d2b1f7c11"
SCHEMA_URL = "https://tocsin.readthedocs.io/schema/stix-extension.schema.json"
VERSION = "1.0.0"


class ClaimExtension(Noun, frozen=True, kw_only=True):
    """On a note: the claim as it was read, and the checksum of the document that it stands in."""

    document: str
    claim: Claim
    extension_type: Literal["property-extension"] = "property-extension"


class ReportExtension(Noun, frozen=True, kw_only=True, omit_defaults=True):
    """On a report: all that was read in the document but its claims, and the ids of those, in order."""

    report: Report
    extension_type: Literal["property-extension"]
    claims: tuple[str, ...] = ()  # STIX knows no empty lists


def parted(report: Report) -> tuple[ReportExtension, dict[str, ClaimExtension]]:
    """Return what the object of a report carries, and what the note of each claim does, by the claim's id."""
    claims = {one.id: ClaimExtension(document=report.document.sha256, claim=one) for one in report.claims}
    return ReportExtension(
        report=replace(report, claims=()),
        extension_type="property-extension",
        claims=tuple(one.id for one in report.claims),
    ), claims


def joined(carried: ReportExtension, claims: Iterable[ClaimExtension]) -> Report:
    """Return the report again; raises `ValueError` if a claim is missing, or a span does not lie in the text."""
    known = {one.claim.id: one.claim for one in claims if one.document == carried.report.document.sha256}
    missing = [one for one in carried.claims if one not in known]
    if missing:
        raise ValueError(f"{len(missing)} of its claims are not in the bundle")
    report = replace(carried.report, claims=tuple(known[one] for one in carried.claims))
    _check(report)
    return report


def _check(report: Report) -> None:
    text = report.document.text
    if report.document.characters != len(text):
        raise ValueError("its text is not whole")
    victims = report.victims
    for one in (
        *report.mentions,
        *report.claims,
        *report.problems,
        *report.techniques,
        *report.vulnerabilities,
        *report.indicators,
        *victims.sectors,
        *victims.countries,
        *victims.organisations,
    ):
        if not 0 <= one.start <= one.end <= len(text):
            raise ValueError("a span of it does not lie in its text")
    if any(one.quote != text[one.start : one.end] for one in report.claims):
        raise ValueError("a claim of it quotes what its text does not say")
