"""The verdict over all findings: fleets, names of hosts, notes, improvements; what taking evidence away may not do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.judging.hosts import UNKNOWN_HOST
from tocsin.judging.verdict import overall, verdict_of
from tocsin.model.evidence import NotRead
from tocsin.model.verdict import Outcome, Verdict

from tests.judging.court import CARDS, PACK, card, coverage_line, material_for, report_for, verdict_for

WINDOW = ["2021-03-01", "2021-03-10"]
STEPS = [f"step:case/{step.id}" for step in PACK.steps]
BEHAVIOURS = [
    *STEPS,
    "vulnerability:CVE-2021-26855",
    "technique:T1059.001",
    "technique:T1059",
    "indicator:ipv4-addr:192.0.2.1",
    "indicator:file:path:C-x",
    "technique:T1583.003",
    "tool:S0154",
]
RANK = {Outcome.BLIND: 0, Outcome.PARTLY_BLIND: 1, Outcome.NOT_SEEN: 2, Outcome.ATTEMPTED: 3, Outcome.SEEN: 4}


def outcomes(verdict: Verdict) -> dict[tuple[str, str | None], Outcome]:
    return {(finding.behaviour.id, finding.host): finding.outcome for finding in verdict.findings}


@pytest.mark.parametrize(
    ("found", "answer"),
    [
        ([Outcome.NOT_SEEN, Outcome.SEEN, Outcome.BLIND, Outcome.ATTEMPTED], Outcome.SEEN),
        ([Outcome.NOT_SEEN, Outcome.ATTEMPTED, Outcome.BLIND], Outcome.ATTEMPTED),
        ([Outcome.NOT_SEEN, Outcome.BLIND], Outcome.PARTLY_BLIND),
        ([Outcome.PARTLY_BLIND], Outcome.PARTLY_BLIND),
        ([Outcome.BLIND, Outcome.NOT_CHECKABLE], Outcome.BLIND),
        ([Outcome.NOT_SEEN, Outcome.NOT_CHECKABLE], Outcome.NOT_SEEN),
        ([Outcome.NOT_CHECKABLE], Outcome.BLIND),
        ([], Outcome.BLIND),
    ],
)
def test_the_first_outcome_that_holds_is_the_answer(found: list[Outcome], answer: Outcome) -> None:
    assert overall(found) is answer


def test_one_blind_host_among_forty_is_said_so() -> None:
    fleet = [f"EX{number:02} iis 2021-02-01 2021-03-31" for number in range(39)]
    verdict = verdict_for(
        {
            "behaviour": "step:case/posted",
            "window": WINDOW,
            "coverage": [*fleet, "EX99 exchange-um 2021-02-01 2021-03-31"],
        }
    )

    assert verdict.outcome is Outcome.PARTLY_BLIND
    assert [host.name for host in verdict.hosts if host.outcome is Outcome.BLIND] == ["EX99"]
    assert "EX99: blind" in verdict.paragraph
    assert verdict.improvements[0].host == "EX99"
    assert verdict.improvements[0].log_id == "iis"
    assert verdict.improvements[0].findings == 1


def test_two_of_three_hosts_hit_are_named_and_the_third_as_well() -> None:
    verdict = verdict_for(
        {
            "behaviours": ["step:case/ssrf", "step:case/dropped", "step:case/asked"],
            "window": WINDOW,
            "coverage": [f"EX0{number} exchange-httpproxy 2021-02-01 2021-03-31" for number in (1, 2, 3)],
            "hits": [
                "2021-03-03T05:01:00Z EX01 ssrf",
                "2021-03-03T06:00:00Z EX01 drop",
                "2021-03-02T05:00:00Z EX02 ask",
            ],
        }
    )

    assert verdict.outcome is Outcome.SEEN
    assert verdict.stage == "foothold"
    hosts = {host.name: host for host in verdict.hosts}
    assert hosts["EX01"].steps == ("case/ssrf", "case/dropped")
    assert (hosts["EX01"].first, hosts["EX01"].last) == ("2021-03-03T05:01:00Z", "2021-03-03T06:00:00Z")
    assert hosts["EX02"].outcome is Outcome.ATTEMPTED
    assert hosts["EX03"].outcome is Outcome.PARTLY_BLIND
    assert "1 of 3 hosts (EX01)" in verdict.statement
    assert "EX02: attempted; EX03: partly blind" in verdict.paragraph


def test_a_short_name_and_the_full_one_are_one_host_and_that_is_noted() -> None:
    verdict = verdict_for(
        {
            "behaviour": "step:case/joined",
            "window": WINDOW,
            "coverage": [
                "EX01 exchange-httpproxy 2021-02-01 2021-03-31",
                "ex01.corp.example iis 2021-02-01 2021-03-31",
            ],
        }
    )

    assert [host.name for host in verdict.hosts] == ["ex01.corp.example"]
    assert verdict.outcome is Outcome.NOT_SEEN
    assert any("one host" in note for note in verdict.notes)


def test_logs_that_name_no_host_belong_to_the_unknown_one() -> None:
    verdict = verdict_for(
        {
            "behaviour": "step:case/posted",
            "window": WINDOW,
            "coverage": ["- iis 2021-02-01 2021-03-31"],
            "hits": ["- - post"],
        }
    )

    assert [host.name for host in verdict.hosts] == [UNKNOWN_HOST]
    assert verdict.outcome is Outcome.SEEN


def test_without_a_single_event_everything_is_blind() -> None:
    verdict = verdict_for({"behaviours": ["step:case/posted", "technique:T1583.003"], "window": WINDOW})

    assert verdict.outcome is Outcome.BLIND
    assert [finding.outcome for finding in verdict.findings] == [Outcome.BLIND, Outcome.NOT_CHECKABLE]


def test_without_a_single_behaviour_nothing_is_claimed() -> None:
    verdict = verdict_for({"window": WINDOW, "coverage": ["EX01 iis 2021-02-01 2021-03-31"]}, behaviours=[])

    assert verdict.outcome is Outcome.BLIND
    assert verdict.findings == ()
    assert "leaves a trace" in verdict.statement


def test_only_one_host_is_judged_when_only_one_is_asked_for() -> None:
    verdict = verdict_for(
        {
            "behaviour": "step:case/posted",
            "window": WINDOW,
            "host": "ex01",
            "coverage": ["EX01 iis 2021-02-01 2021-03-31", "EX02 iis 2021-02-01 2021-03-31"],
            "hits": ["2021-03-03T05:01:00Z EX02 post"],
        }
    )

    assert [host.name for host in verdict.hosts] == ["EX01"]
    assert verdict.outcome is Outcome.NOT_SEEN


def test_the_late_beginning_of_a_log_is_the_first_thing_said() -> None:
    verdict = verdict_for(
        {
            "behaviour": "step:case/ssrf",
            "window": ["2021-01-01", "2021-04-14"],
            "coverage": ["EX01 exchange-httpproxy 2021-02-09 2021-03-10", "EX01 iis 2019-01-01 2021-03-10"],
        }
    )

    assert verdict.paragraph.startswith("Exchange HttpProxy log begins only on 9 February 2021, though")
    assert "The evidence ends on 10 March 2021" in verdict.paragraph
    assert any("10 March 2021" in note for note in verdict.notes)


def test_improvements_are_ranked_by_what_each_alone_would_settle() -> None:
    verdict = verdict_for(
        {
            "behaviours": [
                "step:case/child",
                "step:case/dropped",
                "step:case/joined",
                "step:case/posted",
                "step:case/ssrf",
            ],
            "window": WINDOW,
            "coverage": ["EX01 windows-sysmon 2021-02-01 2021-03-31 kinds=3", "EX01 iis 2021-03-06 2021-03-31"],
        }
    )

    found = {improvement.what: improvement.findings for improvement in verdict.improvements}
    assert found["Exchange HttpProxy log"] == 1, "the joined step needs older IIS logs as well: not promised"
    assert found["Sysmon log, event 11; or instead Security log, event 5145"] == 1
    assert found["Sysmon log, event 1"] == 1
    assert found["IIS request log, from 1 March to 5 March 2021"] == 1
    assert all(improvement.remedy for improvement in verdict.improvements)


def test_who_is_said_to_have_used_it_is_listed_and_followed_by_nothing() -> None:
    verdict = verdict_for(
        {"behaviour": "step:case/ssrf", "window": WINDOW, "coverage": ["EX01 iis 2021-02-01 2021-03-31"]}
    )

    assert [use.actor for use in verdict.said_to_be_used_by] == ["HAFNIUM"]
    assert "HAFNIUM" in verdict.paragraph
    assert "HAFNIUM" not in verdict.statement
    assert verdict.paragraph.endswith("the same means are used by many groups.")


def test_the_books_balance_and_rules_are_counted() -> None:
    material = material_for({"coverage": ["EX01 iis 2021-02-01 2021-03-31 rejected=3"]})
    verdict = verdict_of(
        report_for({"window": WINDOW}, ["step:case/posted"]),
        replace(material, not_read=(NotRead(path="x", reason="locked"),)),
    )

    assert (verdict.books.records, verdict.books.events, verdict.books.rejected, verdict.books.not_read) == (
        103,
        100,
        3,
        1,
    )
    assert verdict.rules.loaded == len(CARDS)
    assert verdict.rules.used == 1, "only the rule on web requests can watch this log by its logsource"


# what taking evidence away may not do

LOGS = ("iis", "exchange-httpproxy", "exchange-management", "windows-sysmon", "windows-security", "exchange-um")
_day = st.integers(1, 28)


@st.composite
def _coverage(draw: st.DrawFn) -> str:
    log = draw(st.sampled_from(LOGS))
    begin, length = draw(st.integers(0, 40)), draw(st.integers(0, 30))
    kinds = {"windows-sysmon": " kinds=1,3,11", "windows-security": " kinds=4688,5145"}.get(log, "")
    if draw(st.booleans()):
        kinds = kinds.split(",")[0]
    first, last = _date(begin), _date(min(begin + length, 45))
    gap = f" gap={_date(begin + 1)}..{_date(begin + 2)}" if length > 4 and draw(st.booleans()) else ""
    return f"{draw(st.sampled_from(['EX01', 'EX02']))} {log}:{log}-{draw(st.integers(1, 2))} {first} {last}{kinds}{gap}"


def _date(offset: int) -> str:
    month, day = divmod(offset, 28)
    return f"2021-{2 + month:02}-{day + 1:02}"


_hits = st.lists(
    st.builds(
        lambda day, host, rule, record: f"2021-03-{day:02}T05:00:00Z {host} {rule} record={record}",
        _day,
        st.sampled_from(["EX01", "EX02"]),
        st.sampled_from(["ssrf", "ask", "scan", "drop", "shell", "quiet", "beacon", "indicator:ipv4-addr:192.0.2.1"]),
        st.integers(1, 3),
    ),
    max_size=5,
)


@settings(derandomize=True, max_examples=50, deadline=None)
@given(st.lists(_coverage(), max_size=8, unique_by=lambda line: tuple(line.split()[:2])), _hits, st.data())
def test_taking_sources_away_never_makes_a_finding_more_certain(
    coverage: list[str], hits: list[str], data: st.DataObject
) -> None:
    anchor = "EX01 exchange-um:anchor 2021-04-01 2021-04-14"  # keeps the end of the evidence where it is
    case: dict[str, Any] = {"window": WINDOW, "coverage": [*coverage, anchor], "hits": hits}
    case["sensitivity"] = {"T1059.001": [3, 4]}
    fewer = [line for line in coverage if data.draw(st.booleans(), label=line)]
    kept = [line for line in hits if data.draw(st.booleans(), label=line)]
    full = outcomes(verdict_for(case, BEHAVIOURS))
    less = outcomes(verdict_for({**case, "coverage": [*fewer, anchor], "hits": kept}, BEHAVIOURS))

    for key, outcome in less.items():
        if key in full and outcome is not Outcome.NOT_CHECKABLE:
            assert RANK[outcome] <= RANK[full[key]], key


@settings(derandomize=True, max_examples=50, deadline=None)
@given(st.lists(_coverage(), max_size=6), _hits, st.data())
def test_wherever_the_evidence_ends_blind_never_becomes_not_seen_and_seen_stays(
    coverage: list[str], hits: list[str], data: st.DataObject
) -> None:
    case: dict[str, Any] = {"window": ["2021-02-10", "2021-12-31"], "coverage": coverage, "hits": hits}
    fewer = [line for line in coverage if data.draw(st.booleans(), label=line)]
    full = outcomes(verdict_for(case, BEHAVIOURS))
    less = outcomes(verdict_for({**case, "coverage": fewer}, BEHAVIOURS))

    for key in set(less) & set(full):
        if full[key] is Outcome.BLIND:
            assert less[key] is Outcome.BLIND
        if less[key] in (Outcome.SEEN, Outcome.ATTEMPTED):
            assert full[key] is less[key]


def test_hundreds_of_behaviours_on_a_hundred_hosts_are_all_judged() -> None:
    ids = [f"indicator:ipv4-addr:192.0.2.{number}" for number in range(250)]
    ids += [f"indicator:file:sha256:{number:064x}" for number in range(150)] + STEPS
    ids += [f"technique:T{1000 + number}" for number in range(190)]
    coverage = [
        line
        for host in range(100)
        for line in (
            f"H{host:03} windows-sysmon 2021-02-{1 + host % 28:02} 2021-03-31 kinds=1,3,7,11",
            f"H{host:03} windows-security 2021-02-{1 + host % 27:02} 2021-03-31 kinds=4688",
        )
    ]
    cards = {f"rule-{number}": card(f"rule-{number}", tags=(f"attack.t{1000 + number}",)) for number in range(190)}
    case: dict[str, Any] = {"window": WINDOW, "coverage": coverage[:2]}
    material = replace(material_for(case), cards={**CARDS, **cards}, coverage=tuple(map(coverage_line, coverage)))

    verdict = verdict_of(report_for(case, ids), material)

    assert len(verdict.findings) == 100 * len(ids)


def test_what_the_pack_and_the_record_both_say_of_who_used_it_is_told_once() -> None:
    from msgspec.structs import replace

    from tocsin.judging.verdict import _said  # pyright: ignore[reportPrivateUsage]
    from tocsin.model.packs import SaidUse

    use = SaidUse(actor="HAFNIUM", actor_id="G0125", said_by="Microsoft", date="2021-03-02", source="the pack")
    pack = replace(PACK, said_to_be_used_by=(use, replace(use, source="the record"), replace(use, said_by="ESET")))

    class Empty:
        """Nothing on record."""

        @staticmethod
        def said(_: str) -> tuple[SaidUse, ...]:
            return ()

    report = report_for({}, ["step:case/ssrf"])

    assert [one.source for one in _said([pack], report, Empty()) if one.said_by == "Microsoft"] == ["the pack"]  # type: ignore[arg-type]
