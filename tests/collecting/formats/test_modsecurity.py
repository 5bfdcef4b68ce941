"""ModSecurity: sections joined to transactions, requests under W3C names, what is cut off or belongs to none."""

from __future__ import annotations

import pytest

from tocsin.collecting.format import Certainty
from tocsin.collecting.formats import modsecurity
from tocsin.collecting.formats.modsecurity import FORMAT, recognise

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_text import ACCESS, MODSECURITY


def test_a_transaction_is_one_request() -> None:
    (post, get), rejected = events_and_rejections(FORMAT, MODSECURITY)

    assert rejected == []
    assert (post["cs-method"], post["cs-uri-stem"], post["cs-uri-query"]) == ("POST", "/up.php", "dir=a")
    assert (post["c-ip"], post["sc-status"], post["cs-user-agent"]) == ("203.0.113.9", "403", "sqlmap/1.5")
    assert (post["request_body"], post["rule_id"], post["x-forwarded-for"]) == (
        "file=%3C%3Fphp",
        ["949110"],
        "198.51.100.7",
    )
    assert post["messages"][0].startswith("Access denied with code 403")
    assert post["_time"].isoformat() == "2021-03-02T07:00:00+00:00"
    assert (get["cs-host"], get["sc-status"], get["unique_id"]) == ("b.example.org", "200", "150122724251.842785")
    assert post["lines"] + get["lines"] == sum(1 for line in MODSECURITY.split(b"\n") if line)


def test_a_transaction_that_is_cut_off_is_told_so() -> None:
    begin = MODSECURITY[: MODSECURITY.index(b"--b1820656-F--")]
    (cut, post, get), rejected = events_and_rejections(FORMAT, begin + MODSECURITY)
    assert (cut["cut_off"], cut["cs-method"], "cut_off" in post, rejected) == ("true", "POST", False, [])
    (last,), _ = events_and_rejections(FORMAT, begin)
    assert last["cut_off"] == "true"
    assert get["cs-method"] == "GET"


def test_lines_of_no_transaction_are_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    events, rejected = events_and_rejections(FORMAT, b"x\n--zz-B--\n" + MODSECURITY + b"y\n")
    assert (len(events), [one.offset for one in rejected]) == (2, [0, 2, 11 + len(MODSECURITY)])
    monkeypatch.setattr(modsecurity, "MOST_LINES", 5)
    events, rejected = events_and_rejections(FORMAT, MODSECURITY)
    lines = sum(1 for line in MODSECURITY.split(b"\n") if line)
    assert sum(event["lines"] for event in events) + len(rejected) == lines


def test_it_is_known_by_its_boundary() -> None:
    assert recognise(MODSECURITY, "x") is Certainty.SURE
    assert recognise(b"--b1820656-F--\nx\n", "x") is Certainty.LIKELY
    assert recognise(ACCESS, "modsec_audit.log") is Certainty.NO
    assert recognise(b"", "x") is Certainty.NO
