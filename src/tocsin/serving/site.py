"""The frame of every page of the server: where one is, where one can go; and how a page is sent.

In: a title and a body of escaped markup. Out: a page with the policy that goes with it, kept as it is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from tocsin.serving.kept_pages import Kept
from tocsin.showing.escape import html as safe
from tocsin.showing.pages.frame import page, policy

if TYPE_CHECKING:
    from tocsin.serving.service import Service

STYLES = ("page.css", "site.css")


class Place(NamedTuple):
    """A place of the site that can be gone to from everywhere."""

    path: str
    name: str


PLACES = (
    Place("/", "Reports"),
    Place("/incidents", "Incidents"),
    Place("/verdicts", "Verdicts"),
    Place("/coverage", "Coverage"),
)
UPLOAD = Place("/upload", "Add a report")
SIGN_OUT = Place("/sign-out", "Sign out")


def site_page(
    service: Service,
    title: str,
    body: str,
    *,
    here: str = "",
    scripts: tuple[str, ...] = ("page.js",),
    status: int = 200,
) -> Kept:
    """Return a page; `here` is the path of the place that it belongs to; the body has a `main`."""
    places = [*PLACES, *([UPLOAD] if service.settings.allow_upload else [])]
    places += [SIGN_OUT] if service.settings.token else []
    links = "".join(
        f'<li><a href="{place.path}"{" aria-current=page" if place.path == here else ""}>{place.name}</a></li>'
        for place in places
    )
    whole = (
        '<a class="skip" href="#main">Skip to the content</a>\n'
        f'<nav class="site" aria-label="tocsin"><a class="brand" href="/">tocsin</a><ul>{links}</ul></nav>\n{body}'
    )
    rule = f"{policy(scripts, STYLES, forms=True)}; frame-ancestors 'none'"
    headers = (("content-type", "text/html; charset=utf-8"), ("content-security-policy", rule))
    text = page(f"{title} – tocsin", whole, scripts=scripts, styles=STYLES, forms=True)
    return Kept(text.encode("utf-8", "replace"), headers, status)


def plain_page(service: Service, title: str, body: str, *, here: str = "", status: int = 200) -> Kept:
    """Return a page with a heading, for a body that has none; the title is escaped here."""
    whole = f'<main id="main">\n<h1>{safe(title, 300)}</h1>\n{body}</main>\n{FOOTER}'
    return site_page(service, title, whole, here=here, status=status)


FOOTER = (
    '<footer>Claims are what somebody said, never facts. For programs: <a href="/api/v1/openapi.json">JSON</a>, '
    "TAXII 2.1 at <code>/taxii2/</code>.</footer>"
)


def sent(kept: Kept, headers: dict[str, str] | None = None) -> Response:
    """Return a page as an answer."""
    response = Response(kept.body, kept.status)
    response.headers.update(dict(kept.headers) | (headers or {}))
    return response


def kept_answer(request: Request, service: Service, make: Callable[[], Kept], *key: Hashable) -> Response:
    """Return a page, made only if it is not kept in the state that the library and the results are in."""
    kept, tag = service.kept.page((request.url.path, *key), service.mark(), make)
    if tag in (one.strip() for one in request.headers.get("if-none-match", "").split(",")):
        # what a browser has takes the headers of this answer, the policy among them
        return Response(status_code=304, headers=dict(kept.headers) | {"etag": tag})
    return sent(kept, {"etag": tag})
