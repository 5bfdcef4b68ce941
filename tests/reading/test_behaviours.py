"""Behaviours: each thing once, with all its places, the most telling kinds first."""

from __future__ import annotations

from tocsin.model.noun import Span
from tocsin.model.packs import Pack, Stage, Step
from tocsin.model.report import (
    IncidentMention,
    Indicator,
    Mention,
    MentionKind,
    TechniqueMention,
    Vulnerability,
)
from tocsin.reading.behaviours import find_behaviours

STEP = Step(id="wrote-file", name="A file was written", stage=Stage.FOOTHOLD, description="x")
PACK = Pack(
    id="exchange-2021",
    version="1",
    name="Exchange",
    incident="incident:exchange-2021",
    vulnerabilities=("CVE-2021-26855",),
    steps=(STEP,),
)
INCIDENT = IncidentMention(id="incident:exchange-2021", name="Exchange", basis="name", vulnerabilities=(), window=None)
NAMED = Mention(start=5, end=9, text="hack", kind=MentionKind.INCIDENT, id="incident:exchange-2021", name="Exchange")


def technique(identifier: str, status: str = "current", start: int = 0) -> TechniqueMention:
    return TechniqueMention(
        id=identifier, name=None, basis="identifier", score=None, status=status, start=start, end=start + 5
    )


def ids(*, techniques=(), vulnerabilities=(), indicators=(), mentions=(), incidents=(), packs=()) -> list[str]:  # type: ignore[no-untyped-def]
    found = find_behaviours(techniques, vulnerabilities, indicators, mentions, incidents, packs)
    return [behaviour.id for behaviour in found]


def test_an_incident_brings_the_steps_of_its_pack_at_its_mention() -> None:
    (step,) = find_behaviours((), (), (), (NAMED,), (INCIDENT,), (PACK,))
    assert (step.id, step.ref, step.spans) == (
        "step:exchange-2021/wrote-file",
        "exchange-2021/wrote-file",
        (Span(5, 9),),
    )


def test_a_packs_vulnerability_brings_its_steps_too_and_another_does_not() -> None:
    exchange, other = (
        Vulnerability(id=cve, known_exploited=True, start=1, end=2) for cve in ("CVE-2021-26855", "CVE-2020-1472")
    )
    assert ids(vulnerabilities=(exchange,), packs=(PACK,)) == [
        "step:exchange-2021/wrote-file",
        "vulnerability:CVE-2021-26855",
    ]
    assert ids(vulnerabilities=(other,), packs=(PACK,)) == ["vulnerability:CVE-2020-1472"]


def test_each_thing_is_once_with_all_its_places() -> None:
    (found,) = find_behaviours(
        (technique("T1190", start=9), technique("T1190"), technique("T1190")), (), (), (), (), ()
    )
    assert found.spans == (Span(0, 5), Span(9, 14))
    assert found.name == "Exploit Public-Facing Application"


def test_wrong_ids_are_no_behaviours_and_a_revoked_one_means_its_successor() -> None:
    mentions = (technique("TA1505.003", "malformed"), technique("T1532", "other-domain"), technique("T1002", "revoked"))
    assert ids(techniques=mentions) == ["technique:T1560"]


def test_indicators_and_tools() -> None:
    indicator = Indicator(type="ipv4-addr", value="192.0.2.1", start=0, end=3, defanged=True)
    tool = Mention(start=0, end=3, text="cs", kind=MentionKind.MALWARE, id="S0154", name="Cobalt Strike")
    unclear = Mention(start=0, end=3, text="x", kind=MentionKind.TOOL, id="S0002", name="x", also=("S0003",))
    group = Mention(start=0, end=3, text="x", kind=MentionKind.INTRUSION_SET, id="G0065", name="x")
    assert ids(indicators=(indicator,), mentions=(tool, unclear, group)) == [
        "indicator:ipv4-addr:192.0.2.1",
        "tool:S0154",
    ]


def test_nothing_gives_nothing() -> None:
    assert ids() == []
