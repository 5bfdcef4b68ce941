"""The whole server as an ASGI application: which function answers which path, and what becomes of errors."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from anyio import to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from tocsin.serving import (
    api,
    api_upload,
    incident_pages,
    openapi,
    picture_page,
    report_pages,
    result_pages,
    search_page,
    sign_in_page,
    taxii,
    upload_page,
)
from tocsin.serving.guard import SIGN_IN, Guard, TooLargeError, problem
from tocsin.serving.parameters import Refused
from tocsin.serving.service import Service, service_of
from tocsin.serving.settings import LARGEST
from tocsin.serving.site import SIGN_OUT, plain_page, sent
from tocsin.showing.escape import html as safe

THREADS = 24
"""Answers that are made at once; more threads would take memory and get in each other's way."""

FRAME = 16 << 10
"""Bytes of a form around the document in it."""

UPLOADS = {upload_page.PATH: LARGEST + FRAME, api_upload.PATH: LARGEST}


def application(service: Service) -> ASGIApp:
    """Return the application; it closes the service when it ends."""

    @asynccontextmanager
    async def living(_: Starlette) -> AsyncGenerator[None]:
        to_thread.current_default_thread_limiter().total_tokens = THREADS
        try:
            yield
        finally:
            service.close()

    app = Starlette(
        routes=_routes(),
        lifespan=living,
        exception_handlers={
            Refused: _refused,
            HTTPException: _no_route,
            TooLargeError: _too_large,
            Exception: _failed,
        },
    )
    app.state.service = service
    return Guard(app, service.settings, service.keeper, UPLOADS)


def _routes() -> list[Route]:
    pages = (
        ("/", search_page.search),
        ("/reports/{number}", report_pages.report),
        ("/reports/{number}/changes", report_pages.changed),
        ("/reports/{number}/picture", picture_page.show),
        ("/incidents", incident_pages.listed),
        ("/incidents/{id}", incident_pages.one),
        ("/verdicts", result_pages.verdicts),
        ("/verdicts/{id}", result_pages.verdict),
        ("/coverage", result_pages.coverage),
        (upload_page.PATH, upload_page.show),
        (SIGN_IN, sign_in_page.show),
        (SIGN_OUT.path, sign_in_page.leave),
    )
    return [
        *(Route(path, page) for path, page in pages),
        Route(upload_page.PATH, upload_page.take, methods=["POST"]),
        Route(SIGN_IN, sign_in_page.take, methods=["POST"]),
        Route(SIGN_OUT.path, sign_in_page.left, methods=["POST"]),
        Route(openapi.PATH, _openapi),
        *(Route(api.BASE + one.path, api.answering(one)) for one in api.OPERATIONS),
        Route(api_upload.PATH, api_upload.take, methods=["POST"]),
        *taxii.ROUTES,
    ]


def _openapi(request: Request) -> Response:
    settings = service_of(request).settings
    return JSONResponse(openapi.document(uploads=settings.allow_upload, token=settings.token is not None))


def _told(request: Request, status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """Answer a program with a problem, and a person with a page."""
    path = request.url.path
    if path.startswith((api.BASE, taxii.DISCOVERY)) or "text/html" not in request.headers.get("accept", "*/*"):
        return problem(status, detail, headers)
    page = plain_page(service_of(request), "This cannot be shown", f"<p>{safe(detail, 500)}</p>\n", status=status)
    return sent(page, headers)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)  # noqa: S101 - a broken promise inside, not input
    return _told(request, error.status, error.detail)


async def _no_route(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - a broken promise inside, not input
    details = {404: "there is nothing here", 405: "this cannot be done here"}
    return _told(request, error.status_code, details.get(error.status_code, error.detail), dict(error.headers or {}))


async def _too_large(request: Request, error: Exception) -> Response:
    del error
    return _told(request, 413, "more was sent than may be")


async def _failed(request: Request, error: Exception) -> Response:
    del error  # it is in the server's log; its words may be of others
    return _told(request, 500, "an error of tocsin's own; the server's log has it")
