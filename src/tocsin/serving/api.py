"""The library as JSON: the same answers as the pages, for programs; described at `/api/v1/openapi.json`.

`OPERATIONS` is the registry: an operation is its path, its parameters, its answer's noun and a function from a request
to that noun. The OpenAPI document is made of it (`openapi`), and requests are checked by it, so that neither can lie.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tocsin.library.answers import Picture
from tocsin.library.attribution import Position, origins, positions
from tocsin.library.changes import Changes, changes
from tocsin.library.incident import Counted, IncidentAnswer, incidents
from tocsin.library.store import Shelved
from tocsin.model.evidence import Inventory
from tocsin.model.json_form import to_json
from tocsin.model.noun import Noun
from tocsin.model.report import Report
from tocsin.model.verdict import Verdict
from tocsin.serving import judged, picture_page
from tocsin.serving.incident_pages import asked_for
from tocsin.serving.kept_pages import Kept
from tocsin.serving.parameters import NUMBER, Parameter, Refused, values
from tocsin.serving.report_pages import SINCE, known, number_of
from tocsin.serving.result_pages import estate
from tocsin.serving.results import Result
from tocsin.serving.service import Service, service_of
from tocsin.serving.site import kept_answer
from tocsin.showing.report_stix import render

BASE = "/api/v1"
JSON = "application/json"
STIX = "application/stix+json;version=2.1"


class ReportList(Noun, frozen=True, kw_only=True):
    """Reports without their text; `before` is what to ask with for those that were added earlier, null: none."""

    reports: tuple[Shelved, ...]
    before: int | None


class IncidentList(Noun, frozen=True, kw_only=True):
    """Incidents, those of most reports first."""

    incidents: tuple[Counted, ...]


class PositionList(Noun, frozen=True, kw_only=True):
    """Who says what of whom; `origins`: how many speakers that are."""

    positions: tuple[Position, ...]
    origins: int


class ResultList(Noun, frozen=True, kw_only=True):
    """Verdicts: of the folders of results, and those that the library keeps."""

    results: tuple[Result, ...]


class AddedReport(Noun, frozen=True, kw_only=True):
    """What became of a report that was sent: its number, whether it is new, the earlier version of it."""

    id: int
    new: bool
    earlier: int | None


Asked = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked for."""

    name: str
    path: str  # below BASE
    says: str
    answer: type[Noun] | None  # None: a STIX bundle
    make: Callable[[Service, Request, Asked], Noun | bytes]
    parameters: Sequence[Parameter] = ()
    path_parameters: Sequence[Parameter] = ()


def _reports(service: Service, request: Request, asked: Asked) -> ReportList:
    del request
    limit, words = asked.get("limit", 50), str(asked.get("q", "")).strip()
    with service.shelves.library() as library:
        if words:
            return ReportList(reports=tuple(library.search(words, limit)), before=None)
        found = library.recent(limit + 1, before=asked.get("before"))
    shown = tuple(found[:limit])
    return ReportList(reports=shown, before=shown[-1].id if len(found) > limit else None)


def _report(service: Service, request: Request, asked: Asked) -> Report:
    del asked
    with service.shelves.library() as library:
        return known(library, number_of(request))


def _stix(service: Service, request: Request, asked: Asked) -> bytes:
    return render(_report(service, request, asked)).encode()


def _changes(service: Service, request: Request, asked: Asked) -> Changes:
    number, since = number_of(request), asked["since"]
    with service.shelves.library() as library:
        return changes(known(library, since), known(library, number), names=(str(since), str(number)))


def _picture(service: Service, request: Request, asked: Asked) -> Picture:
    del asked
    return picture_page.asked_for(service, number_of(request))


def _incidents(service: Service, request: Request, asked: Asked) -> IncidentList:
    del request, asked
    with service.shelves.library() as library:
        return IncidentList(incidents=tuple(incidents(library)))


def _incident(service: Service, request: Request, asked: Asked) -> IncidentAnswer:
    del asked
    return asked_for(service, request.path_params["id"])


def _positions(service: Service, request: Request, asked: Asked) -> PositionList:
    del request
    with service.shelves.library() as library:
        found = positions(library, **asked)
    return PositionList(positions=tuple(found), origins=origins(found))


def _verdicts(service: Service, request: Request, asked: Asked) -> ResultList:
    del request, asked
    return ResultList(results=tuple(judged.listed(service)))


def _verdict(service: Service, request: Request, asked: Asked) -> Verdict:
    del asked
    found = judged.verdict_by(service, request.path_params["id"])
    if found is None:
        raise Refused(404, "there is no such verdict")
    return found


def _coverage(service: Service, request: Request, asked: Asked) -> Inventory:
    del request, asked
    return estate(inventory for _, inventory in judged.inventories(service))


_NUMBER = (Parameter("number", "the report's number", "integer", least=0, most=NUMBER),)
_ID = (Parameter("id", "its id", least=1, most=200),)
_LIMIT = Parameter("limit", "how many, at most", "integer", least=1, most=1000)

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "listReports",
        "/reports",
        "Reports: those with all words of `q`, the best first; else all, the last added first.",
        ReportList,
        _reports,
        (
            Parameter("q", "words that all stand in a report", most=500),
            Parameter("before", "only reports added before the one of this number", "integer", most=NUMBER),
            _LIMIT,
        ),
    ),
    Operation("getReport", "/reports/{number}", "A report, as `tocsin read` gives it.", Report, _report, (), _NUMBER),
    Operation("getStix", "/reports/{number}/stix", "A report as a STIX 2.1 bundle.", None, _stix, (), _NUMBER),
    Operation(
        "getChanges", "/reports/{number}/changes", "What a version changed.", Changes, _changes, (SINCE,), _NUMBER
    ),
    Operation(
        "getPicture", "/reports/{number}/picture", "What members answered about it.", Picture, _picture, (), _NUMBER
    ),
    Operation("listIncidents", "/incidents", "Incidents that reports are about.", IncidentList, _incidents),
    Operation(
        "getIncident", "/incidents/{id}", "What all reports say of an incident.", IncidentAnswer, _incident, (), _ID
    ),
    Operation(
        "listPositions",
        "/positions",
        "Who says what of whom, across all reports; what is passed on is no further origin.",
        PositionList,
        _positions,
        (
            Parameter("incident", "only about this incident: `incident:exchange-2021`"),
            Parameter("accused", "only of this accused: a name, or an id"),
            Parameter("speaker", "only by this speaker: a name, or an id"),
            Parameter("act", "only this act: `attribute`, `deny`, `condemn` ...", most=40),
            _LIMIT,
        ),
    ),
    Operation(
        "listVerdicts", "/verdicts", "Verdicts in the folders of results and in the library.", ResultList, _verdicts
    ),
    Operation("getVerdict", "/verdicts/{id}", "A verdict, as `tocsin check` writes it.", Verdict, _verdict, (), _ID),
    Operation("getCoverage", "/coverage", "Which logs recorded when, over all results.", Inventory, _coverage),
)


def answering(operation: Operation) -> Callable[[Request], Response]:
    """Return what answers requests for an operation."""

    def answer(request: Request) -> Response:
        service = service_of(request)
        asked = dict(values(request.query_params, operation.parameters))

        def make() -> Kept:
            told = operation.make(service, request, asked)
            body = told if isinstance(told, bytes) else to_json(told, indent=0)
            kind = STIX if operation.answer is None else JSON
            return Kept(body, (("content-type", kind),))

        return kept_answer(request, service, make, *sorted(asked.items()))

    return answer
