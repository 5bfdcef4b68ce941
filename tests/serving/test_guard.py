"""What no request gets past: a name that is not ours, no token, another site's page, more than may be sent."""

from __future__ import annotations

import dataclasses
import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest

from tocsin.serving import api, taxii
from tocsin.serving.application import _routes
from tocsin.serving.guard import SIGN_IN, SMALL

from tests.serving.site import TOKEN, Site, make, opened, running

PATHS = sorted(
    {
        route.path.replace("{number}", "1")
        .replace("{collection}", "all")
        .replace("{object}", "x")
        .replace("{status}", "x")
        .replace("{id}", "incident:exchange-2021")
        for route in _routes()
    }
)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that can be reached from elsewhere."""
    settings = dataclasses.replace(
        make(tmp_path_factory.mktemp("guarded")),
        host="0.0.0.0",  # noqa: S104 - nothing listens here
        token=TOKEN,
        allow_upload=True,
    )
    with opened(settings) as site:
        yield site


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_nothing_is_answered_without_the_token(guarded: Site, method: str) -> None:
    assert {api.BASE + "/reports", taxii.DISCOVERY, "/", "/upload"} <= set(PATHS)
    for path in [*PATHS, "/nowhere", "/../etc/passwd"]:
        if path == SIGN_IN:
            continue
        for authorization in ("", "Bearer wrong-wrong-wrong-wrong", "Basic Og=="):
            told = guarded.ask(
                path, method, accept="application/json", host="198.51.100.7", authorization=authorization
            )
            assert told.status == 401, path
            assert b"Report" not in told.body


def test_a_browser_is_led_to_where_it_can_sign_in(guarded: Site) -> None:
    told = guarded.ask("/reports/1?x=1")
    assert (told.status, told.headers["location"]) == (303, "/sign-in?next=%2Freports%2F1%3Fx%3D1")
    assert guarded.ask(SIGN_IN).status == 200


def test_the_token_opens(guarded: Site) -> None:
    assert guarded.ask("/api/v1/reports", authorization=f"Bearer {TOKEN}").status == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8765", 200),
        ("localhost", 200),
        ("[::1]:8765", 200),
        ("LOCALHOST.:80", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("localhost:80@evil.example", 421),
        ("", 421),
    ],
)
def test_a_name_that_is_not_ours_is_refused(site: Site, host: str, status: int) -> None:
    assert site.ask("/", host=host).status == status


def test_names_that_were_allowed_are_the_only_ones(tmp_path: Path) -> None:
    with opened(dataclasses.replace(make(tmp_path), names=("tocsin.example",))) as site:
        assert site.ask("/", host="tocsin.example").status == 200
        assert site.ask("/", host="other.example").status == 421


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": "same-site"}, 403),
        ({"origin": "http://127.0.0.1", "sec_fetch_site": "same-origin"}, 405),
        ({}, 405),
    ],
)
def test_pages_of_other_sites_send_nothing(site: Site, headers: dict[str, str], status: int) -> None:
    assert site.ask("/", "POST", **headers).status == status


def test_more_than_may_be_sent_is_not_taken(guarded: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    assert guarded.ask("/sign-in", "POST", content_length=str(SMALL + 1)).status == 413
    assert guarded.ask("/sign-in", "POST", content_length="-1").status == 413
    path = "/api/v1/reports"
    monkeypatch.setitem(guarded.app.uploads, path, 1000)
    monkeypatch.setattr(guarded.service.reader, "read", lambda data, name: pytest.fail("it was read"))
    headers = {"authorization": f"Bearer {TOKEN}", "content_type": "application/octet-stream"}
    told = guarded.ask(f"{path}?name=a.txt", "POST", b"x" * 1001, chunk=100, **headers)  # says no length
    assert told.status == 413


@pytest.mark.parametrize("path", ["/", "/nowhere", "/api/v1/reports", "/api/v1/reports/99", "/taxii2/", "/reports/x"])
def test_every_answer_has_its_headers(site: Site, path: str) -> None:
    told = site.ask(path)
    assert told.headers["x-content-type-options"] == "nosniff"
    assert told.headers["referrer-policy"] == "same-origin"
    assert "default-src 'none'" in told.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in told.headers["content-security-policy"]
    assert "unsafe" not in told.headers["content-security-policy"]
    assert "access-control-allow-origin" not in told.headers


def test_over_a_real_connection_odd_requests_are_refused_and_the_server_lives(tmp_path: Path) -> None:
    with running(make(tmp_path)) as address:
        host = address.removeprefix("http://")
        for path in ("/%2e%2e/%2e%2e/etc/passwd", "/reports/..%2f..%2fetc%2fpasswd", "/verdicts/%00", "//etc/passwd"):
            connection = http.client.HTTPConnection(host, timeout=60)
            connection.request("GET", path)
            told = connection.getresponse()
            assert told.status == 404
            assert b"root:" not in told.read()
            connection.close()
        connection = http.client.HTTPConnection(host, timeout=60)
        connection.request("GET", "/")
        assert connection.getresponse().status == 200
        connection.close()
