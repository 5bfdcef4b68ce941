"""Relations between claims: each kind where it holds, and not where it does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tocsin import knowledge
from tocsin.model.report import Act, Certainty, Claim, Level
from tocsin.reading.claim_relations import BLAMING, FAMILIES, relations
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


NAMING = FAMILIES[0] | FAMILIES[1] | {Act.CONFIRM}
STATES = {"China": "CN", "Chinese government": "CN", "Russia": "RU"}


def plainly_related(claims: Sequence[Claim]) -> Iterator[tuple[str, str, str]]:
    """Yield source, target and kind as the module's docstring has them, by comparing each claim with each."""
    blaming = [one for one in claims if one.act in BLAMING and one.accused and not one.negated]
    for one in claims:
        before = [other for other in blaming if other.start <= one.start and other is not one]
        contrary = one.negation in ("not", "no-evidence") and one.act in NAMING
        if one.act is Act.DENY or contrary:
            for other in blaming:
                if one.speakers != other.speakers and ids(one) & ids(other) and of_one_incident(one, other):
                    yield one.id, other.id, "conflicts"
        if one.act in (Act.SUPPORT, Act.ACKNOWLEDGE) and before:
            yield one.id, before[-1].id, "supports"
        if not any(one is other for other in blaming):
            continue
        for other in before:
            alike = (other.speakers, other.accused_ids, other.act) == (one.speakers, one.accused_ids, one.act)
            if one.origin == "relay" and alike:
                yield one.id, other.id, "repeats"
        for kind, found in (("narrows", is_wider), ("supports", agrees)):
            last = next((other for other in reversed(before) if found(other, one)), None)
            if last is not None:
                yield one.id, last.id, kind
        yield from ((one.id, other.id, "supersedes") for other in claims if takes_back(one, other))


def takes_back(one: Claim, other: Claim) -> bool:
    same = one.incident is not None and other.incident == one.incident and other.speakers == one.speakers
    earlier = other.date and one.date and other.date[: len(one.date)] < one.date[: len(other.date)]
    elsewhere = one.act in NAMING and other.accused and not countries(one) & countries(other)
    return bool(one.speakers and same and earlier and other.act in NAMING and (other.negated or elsewhere))


def ids(claim: Claim) -> set[str]:
    return {one for one in claim.accused_ids if one}


def countries(claim: Claim) -> set[str]:
    return {code for one in claim.accused_ids if (code := knowledge.base().country_of(one))}


def of_one_incident(one: Claim, other: Claim) -> bool:
    return None in (one.incident, other.incident) or one.incident == other.incident


def is_wider(other: Claim, one: Claim) -> bool:
    states = {ident for name, ident in zip(other.accused, other.accused_ids, strict=True) if name in STATES}
    within = any(name not in STATES for name in one.accused)
    naming = other.act in NAMING and one.act in NAMING
    same = bool(one.speakers) and other.speakers == one.speakers and of_one_incident(one, other)
    return naming and same and within and bool(states & countries(one))


def agrees(other: Claim, one: Claim) -> bool:
    apart = not set(one.speakers) & set(other.speakers)
    foreign = not {each for each in one.speaker_ids if each} & {each for each in other.speaker_ids if each}
    return bool(one.incident and one.incident == other.incident and apart and foreign and ids(one) & ids(other))


PARTIES = [("China", "CN"), ("Chinese government", "CN"), ("Russia", "RU"), ("GRU", "RU"), ("APT40", "G0065"),
           ("somebody", None)]  # fmt: skip
SPEAKERS = [("United Kingdom", "GB"), ("NCSC", "GB"), ("France", "FR"), ("Microsoft", None)]


@st.composite
def claims_of_a_text(draw: st.DrawFn) -> list[Claim]:
    """Draw claims in the order of a text, of so few parties, dates and incidents that many are related."""
    made: list[Claim] = []
    for start in sorted(draw(st.lists(st.integers(0, 8), max_size=12))):
        accused = draw(st.lists(st.sampled_from(PARTIES), max_size=2))
        speakers = draw(st.lists(st.sampled_from(SPEAKERS), max_size=2))
        negation = draw(st.sampled_from([None, None, "not", "declined"]))
        made.append(
            replace(
                UK,
                id=str(len(made)),
                start=start,
                end=9,
                negation=negation,
                negated=negation is not None,
                act=draw(st.sampled_from([Act.ATTRIBUTE, Act.ACCUSE, Act.SUPPORT, Act.DENY, Act.CHARGE])),
                speakers=tuple(name for name, _ in speakers),
                speaker_ids=tuple(ident for _, ident in speakers),
                accused=tuple(name for name, _ in accused),
                accused_ids=tuple(ident for _, ident in accused),
                incident=draw(st.sampled_from([None, "incident:x", "incident:y"])),
                date=draw(st.sampled_from([None, "2021", "2021-07-19", "2022-01-02"])),
                origin=draw(st.sampled_from(["own", "relay"])),
            )
        )
    return made


@given(claims_of_a_text())
@settings(max_examples=60, deadline=None)
def test_relations_are_those_of_comparing_each_claim_with_each(claims: list[Claim]) -> None:
    assert [(one.source, one.target, one.kind) for one in relations(claims)] == list(plainly_related(claims))
