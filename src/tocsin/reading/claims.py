"""Claims: who says what of whom."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.model.report import Claim, Document, IncidentMention, Mention, Relation


def find_claims(
    document: Document, mentions: Sequence[Mention], incidents: Sequence[IncidentMention]
) -> tuple[tuple[Claim, ...], tuple[Relation, ...]]:
    """Return the claims that the text makes or passes on, in order, and how they stand to each other."""
    return (), ()
