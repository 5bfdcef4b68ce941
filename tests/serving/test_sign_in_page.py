"""Signing in with the token gives a cookie that opens; a wrong one does not; no other site can do it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

import pytest

from tests.serving.site import TOKEN, Answer, Site, make, multipart, opened


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that wants a token."""
    with opened(dataclasses.replace(make(tmp_path_factory.mktemp("closed")), token=TOKEN)) as site:
        yield site


def sign_in(site: Site, token: str, wanted: str = "/reports/1", **other: str) -> Answer:
    page = site.ask("/sign-in?next=/reports/1")
    (mark,) = re.findall(r'name="mark" value="([0-9a-f]{64})"', page.text)
    body, kind = multipart({"mark": mark, "token": token, "next": wanted} | other)
    return site.ask("/sign-in", "POST", body, content_type=kind, cookie=f"tocsin_form={page.cookies['tocsin_form']}")


def test_the_token_opens_a_session_until_it_is_left(closed: Site) -> None:
    told = sign_in(closed, f" {TOKEN}\n")
    assert (told.status, told.headers["location"]) == (303, "/reports/1")
    for part in ("HttpOnly", "SameSite=strict", "Path=/"):
        assert part in told.headers["set-cookie"]
    session = f"tocsin_session={told.cookies['tocsin_session']}"
    assert closed.ask("/reports/1", cookie=session).status == 200

    page = closed.ask("/sign-out", cookie=session)
    (mark,) = re.findall(r'name="mark" value="([0-9a-f]{64})"', page.text)
    body, kind = multipart({"mark": mark})
    cookie = f"{session}; tocsin_form={page.cookies['tocsin_form']}"
    out = closed.ask("/sign-out", "POST", body, content_type=kind, cookie=cookie)
    assert (out.status, out.cookies["tocsin_session"]) == (303, '""')


def test_a_wrong_token_opens_nothing(closed: Site) -> None:
    told = sign_in(closed, "wrong")
    assert (told.status, "tocsin_session" in told.cookies) == (403, False)
    assert "This is not the token" in told.text


def test_a_form_that_is_not_of_this_page_is_refused(closed: Site) -> None:
    assert sign_in(closed, TOKEN, mark="0" * 64).status == 403
    body, kind = multipart({"token": TOKEN})
    assert closed.ask("/sign-in", "POST", body, content_type=kind).status == 403
    assert closed.ask("/sign-in", "POST", b"no form", content_type=kind).status in (400, 403)


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "http://evil.example", "/\\evil.example", "javascript:ran(1)", ""]
)
def test_it_leads_nowhere_else(closed: Site, wanted: str) -> None:
    assert sign_in(closed, TOKEN, wanted).headers["location"] == "/"
