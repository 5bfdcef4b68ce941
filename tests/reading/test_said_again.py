"""Claims said again: what is one claim with two spans, and that nothing is missed by comparing likely ones only."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.model.noun import Span
from tocsin.model.report import Act, Certainty, Level, MentionKind
from tocsin.reading.draft import Draft
from tocsin.reading.parties import Party
from tocsin.reading.said_again import Gathered, Made, is_same
from tocsin.reading.sentences import Sentence

UK, CN = (Party(name, code, code, MentionKind.COUNTRY) for name, code in (("Britain", "GB"), ("China", "CN")))
NCSC = Party("NCSC", "GB", "GB", MentionKind.GOVERNMENT_BODY, entity="GB-NCSC")
MICROSOFT = Party("Microsoft", None, None, MentionKind.ORGANISATION)
SENTENCES = tuple(Sentence(at, at + 5, "words", heading, 0) for at, heading in ((0, True), (9, False), (20, False)))
SURE = Certainty(words=None, scale="none", level=Level.ASSERTED)


def made(
    number: int,
    act: Act = Act.ACCUSE,
    speakers: tuple[Party, ...] = (UK,),
    accused: tuple[Party, ...] = (CN,),
    *,
    at: int = 2,
    date: str | None = None,
    incident: str | None = None,
    negation: str | None = None,
) -> Made:
    draft = Draft(speakers, act, accused, at, at, at + 1, negation)
    return Made(draft, SENTENCES[number], SURE, date, incident, None, None)


def test_a_deed_done_to_others_is_owned_up_to_by_itself() -> None:
    group = Party("Handala", None, None, MentionKind.INTRUSION_SET)
    first, second = (made(number, Act.ADMIT, (group,), (group,)) for number in (1, 2))
    second.deed = "took credit for the attack on Elbit"

    assert not is_same(first, second)
    second.deed = "took credit for the attack"
    assert is_same(first, second)


def gathered(*claims: Made) -> list[Made]:
    whole = Gathered()
    for one in claims:
        whole.add(one)
    return whole.made


def test_what_a_headline_says_shortly_gives_way_to_the_sentence() -> None:
    headline, full = made(0), made(1, Act.ATTRIBUTE, (NCSC,))

    assert gathered(headline, full, made(2, Act.ATTRIBUTE, (NCSC,))) == [full]
    assert full.also == [Span(0, 5), Span(20, 25)]


@pytest.mark.parametrize(
    "second",
    [
        made(2, Act.DENY),
        made(2, speakers=(MICROSOFT,)),
        made(2, accused=(NCSC,)),
        made(2, date="2021-07-19"),
        made(2, negation="not"),
        made(1, at=5, accused=()),
    ],
)
def test_two_claims_stay_two(second: Made) -> None:
    assert len(gathered(made(1), second)) == 2


def test_claims_of_two_incidents_stay_two() -> None:
    assert len(gathered(made(1, incident="incident:x"), made(2, incident="incident:y"))) == 2


@st.composite
def claims(draw: st.DrawFn) -> list[Made]:
    """Draw claims of so few sentences, parties and dates that many are the same."""
    parties = st.lists(st.sampled_from([UK, CN, NCSC, MICROSOFT]), max_size=2).map(tuple)
    acts = st.sampled_from([Act.ACCUSE, Act.CONDEMN, Act.ATTRIBUTE, Act.CHARGE, Act.ADVISE, Act.WARN, Act.DENY])
    found: list[Made] = []
    for _ in range(draw(st.integers(0, 12))):
        one = made(draw(st.integers(0, len(SENTENCES) - 1)), draw(acts), draw(parties), draw(parties))
        one.draft = replace(one.draft, at=draw(st.integers(1, 2)), negation=draw(st.sampled_from([None, None, "not"])))
        one.date = draw(st.sampled_from([None, "2021", "2022"]))
        one.incident = draw(st.sampled_from([None, "incident:x", "incident:y"]))
        found.append(one)
    return found


def plainly_gathered(claims: list[Made]) -> list[tuple[Made, list[Span]]]:
    """Gather claims by comparing each with each."""
    found: list[tuple[Made, list[Span]]] = []
    for one in claims:
        span = Span(one.sentence.start, one.sentence.end)
        at = next((at for at, (other, _) in enumerate(found) if is_same(other, one)), None)
        if at is None:
            found.append((one, []))
            continue
        other, also = found[at]
        if other.sentence.heading and not one.sentence.heading:
            found[at] = (one, [*also, Span(other.sentence.start, other.sentence.end)])
        else:
            also.append(span)
    return found


@given(claims())
@settings(max_examples=60, deadline=None)
def test_claims_are_gathered_as_by_comparing_each_with_each(claims: list[Made]) -> None:
    plain = plainly_gathered(claims)

    found = gathered(*claims)
    assert [id(one) for one in found] == [id(one) for one, _ in plain]
    assert [one.also for one in found] == [also for _, also in plain]
