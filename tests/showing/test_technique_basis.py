"""What a report's techniques rest on: what is named is never shown as described."""

from __future__ import annotations

from msgspec.structs import replace

from tocsin.model.report import TechniqueMention
from tocsin.showing.report_page import render
from tocsin.showing.report_text import text
from tocsin.showing.technique_basis import only_described, sentence

from tests.showing.verdicts import EMPTY, REPORT


def mention(id_: str, basis: str, score: float | None, start: int = 0, end: int = 20) -> TechniqueMention:
    return TechniqueMention(
        id=id_, name="A name", basis=basis, score=score, status="current", start=start, end=end
    )  # fmt: skip


FOUND = (
    mention("T1113", "described", 0.5),
    mention("T1113", "described", 0.9, 5, 30),
    mention("T1105", "described", 0.8),
    mention("T1105", "identifier", None, 40, 45),
)


def test_the_best_sentence_of_what_is_never_named() -> None:
    found = only_described(replace(REPORT, techniques=FOUND))

    assert {id_: one.score for id_, one in found.items()} == {"T1113": 0.9}
    assert only_described(EMPTY.report) == {}


def test_the_evidence_is_one_line_of_the_document() -> None:
    document = replace(REPORT.document, text="It took\n screenshots of the desktop.")

    assert sentence(replace(REPORT, document=document), mention("T1113", "described", 0.5)) == "It took screenshots"


def test_text_and_page_say_that_it_is_described() -> None:
    from tocsin.model.report import Behaviour, BehaviourKind

    behaviours = tuple(
        Behaviour(id=f"technique:{id_}", kind=BehaviourKind.TECHNIQUE, ref=id_, name="A name", spans=())
        for id_ in ("T1113", "T1105")
    )
    report = replace(REPORT, techniques=FOUND, behaviours=behaviours)
    lines = text(report, 100).splitlines()

    assert any("T1113" in line and "described, not named (score 0.9)" in line for line in lines)
    assert not any("T1105" in line and "described" in line for line in lines)
    page = render(report)
    assert "Techniques described, not named" in page
    assert "0.90" in page
