"""Windows: who says when, in which order, and where the evidence ends."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tocsin.judging.hours import hour_of
from tocsin.judging.windows import UNKNOWN, Period, Windows, user_hour
from tocsin.model.noun import Window
from tocsin.model.report import IncidentMention

from tests.judging.court import PACK, behaviour, report_for

STEP = "step:case/ssrf"


def period(case: dict[str, Any], id_: str = STEP, **bounds: int | None) -> Period:
    given = {"since": None, "until": None, "last": None, **bounds}
    return Windows(report_for(case, [id_]), (PACK,), given["since"], given["until"], given["last"]).of(behaviour(id_))


def test_a_user_may_give_one_bound_and_leave_the_other_to_the_report() -> None:
    found = period({"window": ["2021-03-01", "2021-03-10"]}, since=hour_of("2021-03-05"))

    assert found.basis == "user"
    assert found.window == Window("2021-03-05T00:00:00Z", "2021-03-11T00:00:00Z")


def test_a_window_is_cut_at_the_end_of_the_evidence_and_remembers_what_was_said() -> None:
    found = period({"window": ["2021-03-01", "2021-03-10"]}, last=hour_of("2021-03-04T07:00:00Z"))

    assert found.end == hour_of("2021-03-04T07:00:00Z")
    assert found.cut_from == hour_of("2021-03-11")


def test_evidence_that_ends_before_the_window_leaves_no_hour_of_it() -> None:
    found = period({"window": ["2021-03-01", "2021-03-10"]}, last=hour_of("2021-01-01"))

    assert found.hours is not None
    assert found.hours[0] == found.hours[1]
    assert found.window == Window("2021-03-01T00:00:00Z", "2021-03-11T00:00:00Z")


def test_a_window_without_an_end_goes_on_to_the_end_of_the_evidence() -> None:
    assert period({"window": ["2021-03-01", None]}).hours is None
    assert period({"window": ["2021-03-01", None]}, last=hour_of("2021-04-01")).end == hour_of("2021-04-01")


def test_an_indicator_without_a_window_of_its_own_takes_the_incidents() -> None:
    id_ = "indicator:ipv4-addr:192.0.2.1"

    assert period({"window": ["2021-03-01", "2021-03-10"]}, id_).basis == "incident"
    assert (
        period({"window": ["2021-03-01", "2021-03-10"], "indicator_window": ["2019", "2020"]}, id_).basis == "indicator"
    )


def test_a_behaviour_of_no_incident_takes_the_span_of_all() -> None:
    report = report_for({"window": ["2021-03-01", "2021-03-10"]}, ["technique:T1059"])
    more = IncidentMention(
        id="incident:b", name="B", basis="name", vulnerabilities=(), window=Window("2020-01-01", "2020-02-01")
    )
    both = type(report)(document=report.document, incidents=(*report.incidents, more), behaviours=report.behaviours)
    found = Windows(both, (PACK,), None, None, None)

    assert found.of(behaviour("technique:T1059")).window == Window("2020-01-01T00:00:00Z", "2021-03-11T00:00:00Z")
    assert found.of(behaviour(STEP)).window == Window("2021-03-01T00:00:00Z", "2021-03-11T00:00:00Z")


def test_without_any_date_nothing_is_assumed() -> None:
    assert period({}) == UNKNOWN
    assert UNKNOWN.window is None
    assert period({"published": "2021-07-19"}).basis == "assumed"


def test_a_users_bound_may_be_a_time_or_a_date() -> None:
    assert user_hour(datetime(1970, 1, 2, tzinfo=UTC)) == 24
    assert user_hour(datetime(1970, 1, 2, 0, 1, tzinfo=UTC), end=True) == 25
    assert user_hour("1970-01-01", end=True) == 24
    assert user_hour(None) is None
