"""Problems: what a careful reader would object to."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.model.report import Claim, Document, IncidentMention, Mention, Problem, Victims


def find_problems(
    document: Document,
    mentions: Sequence[Mention],
    claims: Sequence[Claim],
    incidents: Sequence[IncidentMention],
    victims: Victims,
) -> tuple[Problem, ...]:
    """Return the objections to the text, in order."""
    return ()
