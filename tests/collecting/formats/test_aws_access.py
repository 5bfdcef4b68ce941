"""Requests to load balancers and buckets under the names of web servers."""

from __future__ import annotations

from tocsin.collecting.formats.aws_access import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_appliances import AWS_ACCESS


def test_requests_of_each_log() -> None:
    events, rejected = events_and_rejections(FORMAT, AWS_ACCESS)
    assert rejected == []
    balanced, classic, bucket = events
    assert (balanced["_log"], balanced["cs-uri-stem"], balanced["cs-uri-query"]) == ("alb", "/cgi/x", "cmd=id")
    assert (balanced["cs-host"], balanced["cs-version"], balanced["_host"]) == (
        "www.example.org",
        "HTTP/2.0",
        "app/web/50dc6c495c0c9188",
    )
    assert (classic["cs-host"], classic["sc-status"], classic.get("cs-user-agent")) == ("www.example.org", "404", None)
    assert (bucket["operation"], bucket["key"], bucket["_host"]) == ("REST.GET.OBJECT", "secret.zip", "example-bucket")
    assert str(bucket["_time"]) == "2021-03-02 07:00:02+00:00"


def test_a_line_that_is_none_is_rejected_with_its_place() -> None:
    events, rejected = events_and_rejections(FORMAT, AWS_ACCESS + b"\xff half a li\n" + AWS_ACCESS)
    whole, _ = events_and_rejections(FORMAT, AWS_ACCESS)
    assert len(events) == 2 * len(whole)
    assert [one.offset for one in rejected] == [len(AWS_ACCESS)]
