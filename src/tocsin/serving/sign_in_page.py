"""Signing in with the token, and out again."""

from __future__ import annotations

import re
import time

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tocsin.serving.forms import form_answer, form_cookie, form_field, sent_form, set_cookie
from tocsin.serving.guard import SESSION, SIGN_IN
from tocsin.serving.service import Service, service_of
from tocsin.serving.sessions import SESSION_S
from tocsin.serving.site import SIGN_OUT, plain_page
from tocsin.showing.escape import html as safe

_OWN = re.compile(r"/(?!/)[!-\[\]-~]*")  # neither a host nor a backslash, which browsers take for a slash


def show(request: Request) -> Response:
    """Answer with the form."""
    return _form(request, service_of(request), request.query_params.get("next", "/"))


async def take(request: Request) -> Response:
    """Give the browser a cookie, if the token is right, and lead to where it wanted to go."""
    service = service_of(request)
    async with sent_form(request, service) as form:
        token, wanted = str(form.get("token", "")), str(form.get("next", "/"))
    if not service.keeper.knows(token.strip()):
        return _form(request, service, wanted, "This is not the token.", 403)
    response = RedirectResponse(own_path(wanted), 303)
    set_cookie(request, response, SESSION, service.keeper.session(time.time()), SESSION_S)
    return response


def leave(request: Request) -> Response:
    """Answer with the question whether to sign out."""
    service, cookie = service_of(request), form_cookie(request)
    body = (
        f'<form class="ask" action="{SIGN_OUT.path}" method="post">{form_field(service, cookie)}'
        "<button>Sign out</button></form>\n"
    )
    return form_answer(request, plain_page(service, "Sign out", body, here=SIGN_OUT.path), cookie)


async def left(request: Request) -> Response:
    """Take the cookie back."""
    async with sent_form(request, service_of(request)):
        response = RedirectResponse(SIGN_IN, 303)
    response.delete_cookie(SESSION, path="/", httponly=True, samesite="strict")
    return response


def own_path(wanted: str) -> str:
    r"""Return a path of this site, or the first page for anything that could lead elsewhere.

    >>> own_path("/reports/1?x=2"), own_path("//evil.example"), own_path("/\\evil.example"), own_path("http://x")
    ('/reports/1?x=2', '/', '/', '/')
    """
    return wanted if _OWN.fullmatch(wanted) else "/"


def _form(request: Request, service: Service, wanted: str, wrong: str = "", status: int = 200) -> Response:
    cookie = form_cookie(request)
    told = f'<p class="told wrong" role="alert">{safe(wrong, 200)}</p>\n' if wrong else ""
    body = (
        f'{told}<form class="ask" action="{SIGN_IN}" method="post">{form_field(service, cookie)}'
        f'<input type="hidden" name="next" value="{safe(own_path(wanted), 2000)}">'
        '<input name="user" autocomplete="username" value="tocsin" hidden>'
        '<label class="wide" for="token">Token<input id="token" name="token" type="password" '
        'autocomplete="current-password" required></label><button>Sign in</button></form>\n'
        "<p>The token is in the file that the server was started with (<code>--token-file</code>).</p>\n"
    )
    return form_answer(request, plain_page(service, "Sign in", body, status=status), cookie)
