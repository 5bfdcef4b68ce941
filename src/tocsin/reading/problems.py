"""Problems: what a careful reader would object to in a document, each with its span and the reason.

In: a Document and everything read in it. Out: `Problem`s in order. A problem says that something does not fit, the text
itself or the record; it never says what is true. Each check is a function of `reading/checks`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tocsin.model.report import Claim, Document, IncidentMention, Mention, Problem, Victims
from tocsin.reading.checks import records, speakers, wording
from tocsin.reading.checks.findings import Reading

CHECKS: tuple[Callable[[Reading], Iterator[Problem]], ...] = (
    speakers.organisation_of_another_speaker,
    speakers.speakers_overgeneralised,
    speakers.too_many_speakers,
    records.incidents_fused,
    records.victims_of_another_incident,
    records.window_missing,
    records.content_overstated,
    wording.name_variants,
    wording.impossible_dates,
    wording.contradictions,
    wording.ambiguous_aliases,
)


def find_problems(
    document: Document,
    mentions: Sequence[Mention],
    claims: Sequence[Claim],
    incidents: Sequence[IncidentMention],
    victims: Victims,
) -> tuple[Problem, ...]:
    """Return the objections to the text, in order."""
    reading = Reading(document, tuple(mentions), tuple(claims), tuple(incidents), victims)
    found = [problem for check in CHECKS for problem in check(reading)]
    return tuple(sorted(dict.fromkeys(found), key=lambda problem: (problem.start, problem.end, problem.kind)))
