"""What is on record of somebody: sorts of organisations, the ministry above a bureau."""

from __future__ import annotations

import pytest

from tocsin.model.report import MentionKind
from tocsin.reading.on_record import above, is_ministry, last_firm, looks_into, sort_of
from tocsin.reading.parties import Party


def organisation(name: str, entity: str | None) -> Party:
    return Party(name, None, None, MentionKind.ORGANISATION, entity=entity)


@pytest.mark.parametrize(
    ("entity", "sort", "looks"),
    [("org:volkswagen", "company", False), ("org:spiegel", "media", False), ("org:eset", "security-company", True),
     (None, None, True)],
)  # fmt: skip
def test_carmakers_and_papers_do_not_look_into_attacks(entity: str | None, sort: str | None, looks: bool) -> None:
    party = organisation("X", entity)

    assert (sort_of(party), looks_into(party)) == (sort, looks)


def test_a_ministry_is_known_by_its_name_in_full() -> None:
    assert is_ministry(Party("MSS", "CN", "CN", MentionKind.GOVERNMENT_BODY, entity="body:CN-MSS"))
    assert not is_ministry(Party("GRU", "RU", "RU", MentionKind.GOVERNMENT_BODY, entity="body:RU-GRU"))


def test_the_ministry_above_a_bureau_is_meant() -> None:
    bureau = Party("HSSD", "CN", "CN", MentionKind.GOVERNMENT_BODY, entity="body:CN-MSS-HUBEI")

    assert above(bureau, "ministry").entity == "body:CN-MSS"


def test_a_company_is_no_newspaper() -> None:
    firm, paper = organisation("Volkswagen", "org:volkswagen"), organisation("Spiegel", "org:spiegel")

    assert last_firm([(firm, "volkswagen"), (paper, "spiegel")]) == firm
    assert last_firm([(paper, "spiegel")]) is None
