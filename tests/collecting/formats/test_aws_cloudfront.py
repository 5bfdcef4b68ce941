"""CloudFront's requests: names that rules for web servers have, decoded values, damage."""

from __future__ import annotations

from tocsin.collecting.formats import recognise
from tocsin.collecting.formats.aws_cloudfront import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_appliances import CLOUDFRONT


def test_requests_have_the_names_of_web_servers() -> None:
    known = recognise(CLOUDFRONT, "E1.2021-03-02-07.abc")
    assert known is not None
    assert known[0] is FORMAT
    (event,), rejected = events_and_rejections(FORMAT, CLOUDFRONT)
    assert rejected == []
    assert (event["_log"], event["_host"], event["cs-host"]) == ("cloudfront", "d111.cloudfront.net", "www.example.org")
    assert (event["cs-user-agent"], event["cs(User-Agent)"]) == ("curl/7 x", "curl/7%20x")
    assert (event["cs-uri-stem"], event["cs-uri-query"], "cs(Referer)" in event) == ("/wp-login.php", "cmd=id", False)
    assert str(event["_time"]) == "2021-03-02 07:00:00+00:00"


def test_a_line_that_is_cut_off_and_one_before_the_header_are_rejected() -> None:
    line = CLOUDFRONT.splitlines(keepends=True)[-1]
    events, rejected = events_and_rejections(FORMAT, line + CLOUDFRONT + line[:30])
    assert len(events) == 1
    assert [one.offset for one in rejected] == [0, len(line) + len(CLOUDFRONT)]
