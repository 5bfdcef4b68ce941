"""Adding a report in the browser: the document is read while one waits, and its page is the answer."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from anyio import to_thread
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tocsin.library.store import Added
from tocsin.model.errors import TocsinError
from tocsin.serving.forms import form_answer, form_cookie, form_field, sent_form
from tocsin.serving.parameters import Refused
from tocsin.serving.reader import BusyError
from tocsin.serving.service import Service, service_of
from tocsin.serving.settings import LARGEST
from tocsin.serving.site import plain_page
from tocsin.showing.escape import html as safe
from tocsin.showing.escape import terminal

PATH = "/upload"
NAME = 200


def allowed(service: Service) -> None:
    """Raise `Refused` unless reports may be added here."""
    if not service.settings.allow_upload:
        raise Refused(403, "nothing can be added here; --allow-upload allows it")


def show(request: Request) -> Response:
    """Answer with the form."""
    service = service_of(request)
    allowed(service)
    return _form(request, service)


async def take(request: Request) -> Response:
    """Read what was sent, add it, and lead to its page."""
    service = service_of(request)
    allowed(service)
    async with sent_form(request, service, files=1) as form:
        document = form.get("document")
        if not isinstance(document, UploadFile) or not document.filename:
            return _form(request, service, "Choose a document first.", 422)
        data, name = await document.read(), document.filename
    try:
        added = await add_while_others_go_on(service, data, name)
    except BusyError as error:
        return _form(request, service, str(error), 503)
    except TocsinError as error:
        return _form(request, service, str(error), 422)
    return RedirectResponse(f"/reports/{added.id}", 303)


async def add_while_others_go_on(service: Service, data: bytes, name: str) -> Added:
    """Read a document and add its report; raises `TocsinError` for one that cannot be read.

    It has threads of its own, so that those who only read do not wait for it.
    """
    return await to_thread.run_sync(add, service, data, name, limiter=service.uploading)


def add(service: Service, data: bytes, name: str) -> Added:
    """Read a document and add its report, unless it is there; raises `TocsinError` for one that cannot be read."""
    with service.shelves.library() as library:
        known = library.knows(hashlib.sha256(data).hexdigest())
    if known is not None:
        return Added(known, new=False)
    plain = terminal(name.replace("\\", "/").rpartition("/")[2], NAME) or "upload"
    report = service.reader.read(data, plain)
    with service.shelves.writing() as library:
        return library.add(report, plain, now=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))


def _form(request: Request, service: Service, wrong: str = "", status: int = 200) -> Response:
    cookie = form_cookie(request)
    told = f'<p class="told wrong" role="alert">{safe(wrong, 500)}</p>\n' if wrong else ""
    body = (
        f"{told}<p>Text, Markdown, HTML, PDF, DOCX, e-mail, STIX, MISP, CSAF; at most {LARGEST >> 20} MB. It is read "
        "by a process that can reach no network and write nowhere, and nothing that it refers to is fetched. "
        "That takes some seconds; then its page is shown, and it is in the library.</p>\n"
        f'<form class="ask" action="{PATH}" method="post" enctype="multipart/form-data">'
        f"{form_field(service, cookie)}"
        '<label class="wide" for="document">Document<input id="document" name="document" type="file" required></label>'
        "<button>Read and add</button></form>\n"
    )
    page = plain_page(service, "Add a report", body, here=PATH, status=status)
    return form_answer(request, page, cookie)
