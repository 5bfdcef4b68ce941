"""Relations between claims: each kind where it holds, and not where it does not."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tocsin.model.report import Act, Certainty, Claim, Level
from tocsin.reading.claim_relations import relations
from tocsin.reading.claims import find_claims
from tocsin.reading.documents import document_of
from tocsin.reading.entities import find_entities

UK = Claim(
    id="uk", speakers=("United Kingdom",), speaker_ids=("GB",), act=Act.ATTRIBUTE, accused=("China",),
    accused_ids=("CN",), deed="the hack", incident="incident:x", date="2021-07-19", window=None,
    certainty=Certainty(words=None, scale="none", level=Level.ASSERTED), basis=None, origin="own", via=(),
    negated=False, negation=None, start=0, end=10, quote="",
)  # fmt: skip
US = replace(UK, id="us", speakers=("United States",), speaker_ids=("US",), start=20)
CHINA = replace(UK, id="cn", speakers=("China",), speaker_ids=("CN",), act=Act.DENY, start=30)


@pytest.mark.parametrize(
    ("second", "kind"),
    [
        (US, "supports"),
        (replace(US, act=Act.SUPPORT), "supports"),
        (CHINA, "conflicts"),
        (replace(US, act=Act.ASSESS, negated=True, negation="no-evidence"), "conflicts"),
        (replace(UK, id="2", start=20, accused=("Ministry of State Security",)), "narrows"),
        (replace(UK, id="2", start=20, origin="relay", via=("Reuters",)), "repeats"),
        (replace(UK, id="2", start=20, date="2025-07-08", accused=("Russia",), accused_ids=("RU",)), "supersedes"),
    ],
)
def test_a_claim_stands_to_another(second: Claim, kind: str) -> None:
    assert [(one.source, one.target, one.kind) for one in relations((UK, second))] == [(second.id, "uk", kind)]


@pytest.mark.parametrize(
    "second",
    [
        replace(US, incident="incident:y"),  # agreement on another incident
        replace(US, incident=None),
        replace(US, speaker_ids=("GB",), speakers=("NCSC",)),  # an office of the same state is no second origin
        replace(CHINA, incident="incident:y"),
        replace(US, act=Act.ATTRIBUTE, negated=True, negation="declined"),
        replace(UK, id="2", start=20, accused=("Chinese government",)),  # no finer than the state
        replace(UK, id="2", start=20, date="2021-07-20"),  # the same word again
        replace(UK, id="2", start=20, date=None, accused=("Russia",), accused_ids=("RU",)),
    ],
)
def test_a_claim_stands_in_no_relation(second: Claim) -> None:
    assert list(relations((UK, second))) == []


def test_who_names_nobody_and_later_somebody_takes_it_back() -> None:
    nobody = replace(UK, id="1", date="2021-03-02", negated=True, negation="declined", accused=(), accused_ids=())

    found = list(relations((nobody, replace(UK, start=20))))

    assert [(one.source, one.target, one.kind) for one in found] == [("uk", "1", "supersedes")]


def test_relations_are_read_from_a_text() -> None:
    text = (
        "London, 12 May 2022. Britain attributed the hack of the ministry to Russia on Monday. "
        "Britain later blamed the GRU for the hack. Russia denied the accusation."
    )
    document = document_of(text.encode(), "text.txt")

    claims, found = find_claims(document, find_entities(document), ())

    by_id = {claim.id: (claim.act.value, claim.accused) for claim in claims}
    assert {(by_id[one.source][0], one.kind, by_id[one.target][1]) for one in found} == {
        ("accuse", "narrows", ("Russia",)),
        ("deny", "conflicts", ("Russia",)),
        ("deny", "conflicts", ("GRU",)),
    }
