"""What the demo says at the end: right when it came out right, and every difference when it did not."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tocsin.demo.case import DemoCase, HostTruth
from tocsin.demo.explain import differences, explain
from tocsin.model.packs import Stage
from tocsin.model.report import Document, Report
from tocsin.model.verdict import Books, HostVerdict, Outcome, RulesUsed, Verdict, Versions

CASE = DemoCase(
    Path("d/report.md"),
    Path("d/evidence"),
    Path("d/truth.json"),
    1,
    "session",
    (
        HostTruth("EX01", "attacked", ("seen",), "exploited", ("scanned", "session")),
        HostTruth("EX03", "not known", ("blind",), None, ()),
    ),
)


def host(name: str, outcome: Outcome, stage: Stage | None, *steps: str) -> HostVerdict:
    return HostVerdict(name=name, outcome=outcome, stage=stage, steps=steps, first=None, last=None)


def verdict(*hosts: HostVerdict) -> Verdict:
    document = Document(
        title=None, published=None, publisher=None, language=None, version=None, sha256="", characters=0, text=""
    )
    return Verdict(
        outcome=Outcome.SEEN,
        stage=None,
        statement="",
        report=Report(document=document),
        hosts=hosts,
        findings=(),
        coverage=(),
        files=(),
        not_read=(),
        books=Books(files=0, records=0, events=0, rejected=0, not_read=0),
        rules=RulesUsed(loaded=0, used=0, unusable=()),
        versions=Versions(tocsin="", knowledge="", packs={}, rules=""),
    )


RIGHT = (
    host("ex01.corp.example", Outcome.SEEN, Stage.EXPLOITED, "exchange-2021/scanned", "exchange-2021/session"),
    host("EX03", Outcome.BLIND, None),
)


def test_nothing_differs_when_it_came_out_right() -> None:
    assert differences(CASE, verdict(*RIGHT)) == ()


def test_steps_of_other_packs_are_no_difference() -> None:
    steps = ("exchange-2021/scanned", "exchange-2021/session", "windows-techniques/web-server")
    more = host("EX01", Outcome.SEEN, Stage.EXPLOITED, *steps)

    assert differences(CASE, verdict(more, RIGHT[1])) == ()


def test_each_difference_is_told() -> None:
    wrong = differences(
        CASE,
        verdict(
            msgspec.structs.replace(RIGHT[0], outcome=Outcome.ATTEMPTED, stage=None, steps=("exchange-2021/wrote",))
        ),
    )

    assert len(wrong) == 4
    assert "EX01: attempted, should be seen" in wrong
    assert "EX01: stage none, should be exploited" in wrong
    assert any("'session'" in one and "'wrote'" in one for one in wrong)
    assert "EX03: not in the verdict" in wrong


def test_the_explanation_names_each_server_and_the_page_within_eighty_columns() -> None:
    text = explain(CASE, verdict(*RIGHT), Path("d/result/verdict.html"))

    assert "EX01  attacked" in text
    assert "not an all-clear" in text
    assert "d/result/verdict.html" in text
    assert max(map(len, text.splitlines())) <= 80
