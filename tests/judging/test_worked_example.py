"""The worked example, from generated logs: a window of months, a server collected in the middle of it.

The attack is said to have gone on from 1 January to 14 April 2021; the server was collected on 10 March. HttpProxy was
kept for thirty days, IIS for longer than the window, Sysmon never ran, and no role of Unified Messaging wrote anything.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tocsin.judging.check import check
from tocsin.model.verdict import Finding, Outcome, Verdict

COLLECTED = datetime(2021, 3, 10, 23, 30, tzinfo=UTC)
IIS = """#Software: Microsoft Internet Information Services 10.0
#Version: 1.0
#Date: 2020-12-01 00:00:00
#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) \
sc-status sc-substatus sc-win32-status time-taken
"""
HTTPPROXY = """#Software: Microsoft Exchange Server
#Version: 15.01.2176.009
#Log-type: HttpProxy Logs
#Date: 2021-02-09T00:00:00.000Z
#Fields: DateTime,RequestId,Protocol,UrlHost,UrlStem,AnchorMailbox,UserAgent,ClientIpAddress,ServerHostName,HttpStatus,\
Method,RoutingHint,BackEndCookie
"""


def hours_from(begin: datetime) -> list[datetime]:
    return [begin + timedelta(hours=hour) for hour in range(int((COLLECTED - begin) / timedelta(hours=1)) + 1)]


@pytest.fixture(scope="module")
def verdict(tmp_path_factory: pytest.TempPathFactory) -> Verdict:
    case = tmp_path_factory.mktemp("case")
    report = case / "article.txt"
    report.write_text("Allies accused the government over the Microsoft Exchange hack of early 2021.", encoding="utf-8")
    iis = case / "evidence" / "EX01" / "inetpub" / "logs" / "LogFiles" / "W3SVC1" / "u_ex.log"
    proxy = case / "evidence" / "EX01" / "Logging" / "HttpProxy" / "Ecp" / "HttpProxy_2021020900-1.LOG"
    for path in (iis, proxy):
        path.parent.mkdir(parents=True)
    rows = [
        f"{time:%Y-%m-%d %H:%M:%S} 192.0.2.10 GET /owa/healthcheck.htm - 443 - 192.0.2.20 probe - 200 0 0 5"
        for time in hours_from(datetime(2020, 12, 1, 0, 5, tzinfo=UTC))
    ]
    iis.write_text(IIS + "\n".join(rows) + "\n", encoding="utf-8")
    rows = [
        f"{time:%Y-%m-%dT%H:%M:%S}.000Z,{number},Ecp,mail.example,/ecp/,Sid~S-1-5-21,probe,192.0.2.20,EX01,200,GET,WindowsIdentity,"
        for number, time in enumerate(hours_from(datetime(2021, 2, 9, 0, 5, tzinfo=UTC)))
    ]
    proxy.write_text(HTTPPROXY + "\n".join(rows) + "\n", encoding="utf-8")
    return check(report, [case / "evidence"], workers=1).verdict


def finding(verdict: Verdict, step: str) -> Finding:
    (found,) = [one for one in verdict.findings if one.behaviour.id == f"step:exchange-2021/{step}"]
    return found


def test_every_record_became_an_event_of_one_host(verdict: Verdict) -> None:
    assert verdict.books.rejected == 0
    assert verdict.books.events == 24 * (100 + 30)
    assert [host.name for host in verdict.hosts] == ["EX01"]


def test_what_only_httpproxy_shows_was_visible_on_thirty_of_sixty_nine_days(verdict: Verdict) -> None:
    found = finding(verdict, "enumerated")

    assert found.outcome is Outcome.PARTLY_BLIND
    assert found.share == round(30 / 69, 4)
    assert "43 % (30 of 69 days)" in found.explanation
    assert any("begins only on 9 February 2021" in blind.why for blind in found.blind)


def test_what_iis_shows_was_visible_throughout(verdict: Verdict) -> None:
    found = finding(verdict, "attempted")

    assert (found.outcome, found.share) == (Outcome.NOT_SEEN, 1.0)


@pytest.mark.parametrize("step", ["executed", "credentials-dumped", "file-dropped"])
def test_what_sysmon_or_the_security_log_would_show_is_blind_with_a_remedy(verdict: Verdict, step: str) -> None:
    found = finding(verdict, step)

    assert (found.outcome, found.share) == (Outcome.BLIND, 0.0)
    assert any("Sysmon" in (blind.remedy or "") for blind in found.blind)


def test_unified_messaging_that_wrote_nothing_is_not_clean(verdict: Verdict) -> None:
    assert finding(verdict, "um-deserialised").outcome is Outcome.BLIND


def test_the_whole_is_no_all_clear_and_says_first_where_the_log_begins(verdict: Verdict) -> None:
    assert verdict.outcome is Outcome.PARTLY_BLIND
    assert verdict.paragraph.startswith("Exchange HttpProxy log begins only on 9 February 2021")
    assert "no all-clear" in verdict.statement
