"""Made-up reports for tests of the library."""

from __future__ import annotations

import hashlib

from tocsin.model.report import Act, Behaviour, BehaviourKind, Certainty, Claim, Document, Indicator, Level, Report

TEXT = "On 2 March the ministry said that it was Group X. "


def claim(number: int, speaker: str | None, act: str, accused: str | None, **more: object) -> Claim:
    """Return a claim; ids are the names in capitals."""
    told: dict[str, object] = {
        "deed": None,
        "incident": "incident:exchange-2021",
        "date": None,
        "window": None,
        "certainty": Certainty(words=None, scale="none", level=Level.ASSERTED),
        "basis": None,
        "origin": "own",
        "via": (),
        "negated": False,
        "negation": None,
        "start": 0,
        "end": 9,
        "quote": TEXT.strip(),
    } | more
    return Claim(
        id=f"c{number}",
        speakers=() if speaker is None else (speaker,),
        speaker_ids=() if speaker is None else (speaker.upper(),),
        act=Act(act),
        accused=() if accused is None else (accused,),
        accused_ids=() if accused is None else (accused.upper(),),
        **told,  # type: ignore[arg-type]
    )


def report(title: str, *claims: Claim, text: str = TEXT, addresses: tuple[str, ...] = ()) -> Report:
    """Return a report; its checksum is that of title and text."""
    document = Document(
        title=title,
        published="2021-07-19",
        publisher="Paper",
        language="en",
        version=None,
        sha256=hashlib.sha256((title + text + repr(addresses)).encode()).hexdigest(),
        characters=len(text),
        text=text,
    )
    return Report(
        document=document,
        claims=claims,
        indicators=tuple(Indicator(type="ipv4-addr", value=one, start=0, end=1, defanged=False) for one in addresses),
        behaviours=tuple(
            Behaviour(id=f"indicator:ipv4-addr:{one}", kind=BehaviourKind.INDICATOR, ref=one, name=one, spans=())
            for one in addresses
        ),
    )
