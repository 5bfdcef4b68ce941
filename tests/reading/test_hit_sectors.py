"""Sectors by nouns for who was hit, and by what sort of organisation is named."""

from __future__ import annotations

import pytest

from tocsin.knowledge import base
from tocsin.model.report import Mention, MentionKind
from tocsin.reading.hit_sectors import sector_of, sectors_by_noun
from tocsin.reading.lexicons import victim_words
from tocsin.reading.sentences import split


def test_nouns_tell_sectors_in_the_ranges_of_who_was_hit() -> None:
    (sentence,) = split("The bank said that the attack had hit a hospital and two airports.")
    found = sectors_by_noun(sentence, [(7, 13)], ())

    assert [(one.id, one.text) for one in found] == [("healthcare", "hospital"), ("transportation", "airports")]


def test_who_speaks_or_is_accused_tells_no_sector() -> None:
    (sentence,) = split("They hit the ministry.")

    assert not list(sectors_by_noun(sentence, [(0, 4)], {3}))


@pytest.mark.parametrize(
    ("kind", "entity", "name", "sector"),
    [
        (MentionKind.GOVERNMENT_BODY, "body:US-TREASURY", "Treasury", None),
        (MentionKind.ORGANISATION, "org:eset", "ESET", "technology"),
        (MentionKind.ORGANISATION, "org:nissan", "Nissan", "automotive"),
    ],
)
def test_an_organisation_on_record_has_the_sector_of_its_sort(
    kind: MentionKind, entity: str, name: str, sector: str | None
) -> None:
    one = sector_of(Mention(start=0, end=len(name), text=name, kind=kind, id=entity, name=name))

    assert (one.id if one is not None else None) == sector


def test_every_sector_that_is_told_is_of_the_vocabulary() -> None:
    known = {sector.id for sector in base().sectors()}
    told = {one.sector for one in base().organisations()} - {None}

    assert told | set(victim_words().institutions) <= known
