"""Forms that only a page of this site can have sent: a cookie, and its signature in the form."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from tocsin.serving.guard import FORM, cookies
from tocsin.serving.kept_pages import Kept
from tocsin.serving.parameters import Refused
from tocsin.serving.service import Service
from tocsin.serving.sessions import fresh_cookie
from tocsin.serving.site import sent

FIELD = "mark"


def form_cookie(request: Request) -> str:
    """Return the cookie of a browser, or a fresh one for a browser that has none."""
    given = cookies(request.headers).get(FORM, "")
    return given if len(given) == 32 and given.isalnum() and given.isascii() else fresh_cookie()


def form_field(service: Service, cookie: str) -> str:
    """Return the hidden field of a form for a browser with this cookie."""
    return f'<input type="hidden" name="{FIELD}" value="{service.keeper.form_mark(cookie)}">'


def form_answer(request: Request, page: Kept, cookie: str) -> Response:
    """Return a page with a form, and give the browser its cookie."""
    response = sent(page, {"cache-control": "no-store"})
    set_cookie(request, response, FORM, cookie)
    return response


@asynccontextmanager
async def sent_form(request: Request, service: Service, *, files: int = 0) -> AsyncGenerator[FormData]:
    """Hand out the form that was sent; raises `Refused` for what is none, or was not made here for this browser."""
    try:
        async with request.form(max_files=files, max_fields=4, max_part_size=4096) as form:
            _refuse_strangers(request, service, form)
            yield form
    except HTTPException as error:
        raise Refused(400, "this is no form that was sent from here") from error


def _refuse_strangers(request: Request, service: Service, form: Mapping[str, object]) -> None:
    mark = form.get(FIELD)
    if not isinstance(mark, str) or not service.keeper.knows_form(cookies(request.headers).get(FORM, ""), mark):
        raise Refused(403, "the form is not of this page, or too old: open it again")


def set_cookie(request: Request, response: Response, name: str, value: str, seconds: int | None = None) -> None:
    """Give the browser a cookie that no script and no other site can use."""
    response.set_cookie(
        name, value, max_age=seconds, path="/", httponly=True, samesite="strict", secure=request.url.scheme == "https"
    )
