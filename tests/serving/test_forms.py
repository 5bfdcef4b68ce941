"""Forms carry a mark that goes with the browser's cookie."""

from __future__ import annotations

from starlette.requests import Request

from tocsin.serving.forms import FIELD, form_cookie, form_field

from tests.serving.site import Site


def request(cookie: str) -> Request:
    return Request({"type": "http", "headers": [(b"cookie", cookie.encode())]})


def test_a_browser_keeps_its_cookie_and_a_strange_one_is_not_taken(site: Site) -> None:
    own = form_cookie(request(""))
    assert form_cookie(request(f"tocsin_form={own}")) == own
    for strange in ("x", "<script>", own + "0", "\u00e4" * 32):
        assert form_cookie(request(f"tocsin_form={strange}")) != strange
    field = form_field(site.service, own)
    assert field == f'<input type="hidden" name="{FIELD}" value="{site.service.keeper.form_mark(own)}">'
