"""Victims: whom the document says was hit."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.model.report import Claim, Document, IncidentMention, Mention, Victims


def find_victims(
    document: Document, mentions: Sequence[Mention], claims: Sequence[Claim], incidents: Sequence[IncidentMention]
) -> Victims:
    """Return the sectors, countries and organisations that the text says were hit."""
    return Victims()
