"""A report sent by a program: the document as the body, its name in the query; the answer when it is read."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from tocsin.model.errors import TocsinError
from tocsin.model.json_form import to_json
from tocsin.serving.api import BASE, JSON, AddedReport
from tocsin.serving.guard import problem
from tocsin.serving.parameters import Parameter, Refused, values
from tocsin.serving.reader import BusyError
from tocsin.serving.service import service_of
from tocsin.serving.upload_page import add_while_others_go_on, allowed

PATH = f"{BASE}/reports"
BODY = "application/octet-stream"
"""The one kind of body that is taken: a page of another site cannot send it without asking first."""

PARAMETERS = (
    Parameter("name", "the document's file name; its end helps to tell its kind", least=1, most=200, needed=True),
)


async def take(request: Request) -> Response:
    """Read a document, add it, and answer with its number."""
    service = service_of(request)
    allowed(service)
    name = str(values(request.query_params, PARAMETERS)["name"])
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != BODY:
        raise Refused(415, f"the document is sent as {BODY}")
    data = await request.body()
    try:
        added = await add_while_others_go_on(service, data, name)
    except BusyError as error:
        return problem(503, str(error), {"retry-after": "30"})
    except TocsinError as error:
        raise Refused(422, str(error)) from error
    body = to_json(AddedReport(id=added.id, new=added.new, earlier=added.earlier), indent=0)
    status = 201 if added.new else 200
    return Response(body, status, {"location": f"{PATH}/{added.id}"}, JSON)
