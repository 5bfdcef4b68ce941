"""Requests as JSON: nginx, Caddy and Traefik under the W3C names."""

from __future__ import annotations

import pytest

from tocsin.collecting.format import Certainty
from tocsin.collecting.formats.webserver_json import FORMAT, recognise, time_of

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_text import ACCESS_JSON


def test_requests_have_the_names_that_rules_use() -> None:
    (nginx, caddy, traefik), rejected = events_and_rejections(FORMAT, ACCESS_JSON)

    assert rejected == []
    assert (nginx["cs-uri-stem"], nginx["cs-uri-query"], nginx["cs-method"]) == ("/x.php", "cmd=id", "GET")
    assert (nginx["sc-status"], nginx["cs-user-agent"], nginx["_host"]) == ("200", "curl/7.74.0", "www.example.org")
    assert nginx["_time"].isoformat() == "2021-03-02T07:00:00+00:00"
    assert (caddy["cs-uri-stem"], caddy["cs-uri-query"], caddy["cs-method"]) == ("/login", "a=b", "POST")
    assert (caddy["cs-user-agent"], caddy["c-ip"]) == ("Go-http-client/2.0", "203.0.113.9")
    assert (traefik["cs-uri-stem"], traefik["sc-status"], traefik["c-ip"]) == ("/a", "404", "203.0.113.10")


@pytest.mark.parametrize(
    "other",
    [
        b'{"client": "a", "status": "ok", "path": "/x", "method": "m"}',
        b'{"status": 200, "request": "GET / HTTP/1.1"}',
        b"{}",
    ],
)
def test_other_objects_are_not_taken(other: bytes) -> None:
    assert recognise(other, "access.json") is Certainty.NO
    events, rejected = events_and_rejections(FORMAT, ACCESS_JSON + other + b"\n{\n")
    assert (len(events), len(rejected)) == (4, 1)


def test_a_client_may_have_its_port() -> None:
    line = b'{"time":"x","client":"203.0.113.9:5000","status":200,"request":"GET / HTTP/1.1"}\n'
    (event,), _ = events_and_rejections(FORMAT, line)
    assert (event["c-ip"], event["c-port"], "_time" in event) == ("203.0.113.9", "5000", False)
    assert (time_of("1614668400000"), time_of(None)) == (1_614_668_400_000_000, None)
