"""A TAXII 2.1 server over the library, to be read: MISP, OpenCTI and others pull reports and claims from it as STIX.

One collection has all reports, and each report one of its own (which is the bundle that `tocsin read --format stix`
writes). Nothing can be added or deleted here. Source: OASIS TAXII Version 2.1.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tocsin.library.store import Shelved
from tocsin.serving.parameters import Refused, whole
from tocsin.serving.service import service_of
from tocsin.serving.taxii_objects import Asked, Row
from tocsin.showing.escape import terminal
from tocsin.showing.stix_objects import stamp
from tocsin.showing.times import moment, rfc3339

MEDIA = "application/taxii+json;version=2.1"
STIX = "application/stix+json;version=2.1"
DISCOVERY, ROOT = "/taxii2/", "/taxii2/library/"
ALL = "8a1c6f8e-3a0f-5f3d-9d57-9a6f0f5f8a11"
"""The collection of all reports."""

LISTED = 500
"""Collections of single reports that are listed, the last added first; the others can be asked for, too."""

PAGE, MOST = 100, 1_000
"""Objects of a page unless told otherwise, and at most."""

_OWN = uuid.UUID("0f0c1f0e-5a67-5b4e-8d0c-3a1f1c9d7b52")
_ACCEPTED = ("*/*", "application/*", "application/taxii+json", "application/taxii+json;version=2.1")

Answer = tuple[dict[str, Any] | bytes, dict[str, str]]


def collection_of(sha256: str) -> str:
    """Return the id of the collection that a report has for itself; `sha256` is that of its document."""
    return str(uuid.uuid5(_OWN, sha256))


def _discovery(request: Request) -> Answer:
    url = str(request.base_url).rstrip("/") + ROOT
    told = "Reports that were read, and who claims what of whom in them. Claims are what somebody said, never facts."
    return {"title": "tocsin", "description": told, "default": url, "api_roots": [url]}, {}


def _root(request: Request) -> Answer:
    del request
    return {"title": "The library", "versions": [MEDIA], "max_content_length": 1}, {}


def _collections(request: Request) -> Answer:
    with service_of(request).shelves.library() as library:
        single = [_collection(one) for one in library.recent(LISTED)]
    return {"collections": [_collection(None), *single]}, {}


def _one_collection(request: Request) -> Answer:
    report = _report(request)
    if report is None:
        return _collection(None), {}
    with service_of(request).shelves.library() as library:
        found = next(one for one in library.recent(1, before=report + 1))
    return _collection(found), {}


def _collection(report: Shelved | None) -> dict[str, Any]:
    if report is None:
        told = {"id": ALL, "title": "All reports", "alias": "all", "description": "Every report, each object once."}
    else:
        title = terminal(report.title or report.name, 250) or "untitled"
        told = {"id": collection_of(report.sha256), "title": title, "description": f"Report {report.id} by itself."}
    return told | {"can_read": True, "can_write": False, "media_types": [STIX]}


def _objects(request: Request) -> Answer:
    rows, more = _page(request)
    body = b'"objects":[' + b",".join(row.json for row in rows) + b"]"
    if more:
        body = b'"more":true,"next":"%d",' % rows[-1].place + body
    return b"{" + (body if rows else b"") + b"}", _dates(rows)


def _manifest(request: Request) -> Answer:
    rows, more = _page(request)
    told: dict[str, Any] = {"more": True, "next": str(rows[-1].place)} if more else {}
    if rows:
        told["objects"] = [
            {"id": row.id, "date_added": row.added, "version": row.version, "media_type": STIX} for row in rows
        ]
    return told, _dates(rows)


def _versions(request: Request) -> Answer:
    rows, more = _page(request, versions=("all",))
    told: dict[str, Any] = {"more": True, "next": str(rows[-1].place)} if more else {}
    return told | {"versions": [row.version for row in rows]}, _dates(rows)


def _no_status(request: Request) -> Answer:
    del request
    raise Refused(404, "nothing was ever added here, so there is no status of it")


def _no_writing(request: Request) -> Answer:
    _report(request)
    raise Refused(403, "this collection can only be read")


def _page(request: Request, versions: Sequence[str] | None = None) -> tuple[list[Row], bool]:
    report = _report(request)
    asked = _asked(request)
    wanted = request.path_params.get("object")
    if wanted is not None:
        asked = replace(asked, ids=(wanted,))
    if versions is not None:
        asked = replace(asked, versions=versions)
    rows, more = service_of(request).taxii.page(report, asked)
    if wanted is not None and not rows and not asked.place and asked.after is None:
        raise Refused(404, "there is no such object in the collection")
    return rows, more


def _asked(request: Request) -> Asked:
    query = request.query_params
    for name in query:
        if len(query.getlist(name)) > 1:
            raise Refused(400, f"{terminal(name, 40)} is given twice")
    limit = _number(query.get("limit", str(PAGE)), "limit")
    if limit < 1:
        raise Refused(400, "limit is not positive")
    specs = _listed(query.get("match[spec_version]"))
    return Asked(
        after=_time(query["added_after"]) if "added_after" in query else None,
        place=_number(query.get("next", "0"), "next"),
        limit=min(limit, MOST),
        ids=_listed(query.get("match[id]")),
        # every object is of STIX 2.1
        types=_listed(query.get("match[type]")) if not specs or "2.1" in specs else ("none",),
        versions=tuple(map(_version, _listed(query.get("match[version]")))) or ("last",),
    )


def _number(text: str, name: str) -> int:
    number = whole(text)
    if number is None:
        raise Refused(400, f"{name} is not what this server gave, or no number")
    return number


def _time(text: str) -> str:
    time = moment(text) if "T" in text else None
    if time is None:
        raise Refused(400, "added_after is no time such as 2021-07-19T12:00:00Z")
    return rfc3339(time, digits=6)


def _version(text: str) -> str:
    if text in ("first", "last", "all"):
        return text
    time = moment(text) if "T" in text else None
    if time is None:
        raise Refused(400, "match[version] is neither first, last, all nor a time")
    return stamp(time)


def _listed(text: str | None) -> tuple[str, ...]:
    if text is None:
        return ()
    found = tuple(part.strip() for part in text.split(",") if part.strip())
    if len(found) > 100:
        raise Refused(400, "more than 100 values are matched for")
    return found


def _report(request: Request) -> int | None:
    """Return the report whose collection is asked for; None: the collection of all; raises `Refused`."""
    asked = request.path_params["collection"].lower()
    if asked in (ALL, "all"):
        return None
    found = service_of(request).taxii.report_of(asked, collection_of)
    if found is None:
        raise Refused(404, "there is no such collection")
    return found


def _dates(rows: Sequence[Row]) -> dict[str, str]:
    if not rows:
        return {}
    return {"x-taxii-date-added-first": rows[0].added, "x-taxii-date-added-last": rows[-1].added}


def _answered(make: Callable[[Request], Answer]) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        accepted = [
            part.partition(";q=")[0].replace(" ", "") for part in request.headers.get("accept", "*/*").split(",")
        ]
        try:
            if not any(part in _ACCEPTED for part in accepted):
                raise Refused(406, f"answers here are {MEDIA}")
            told, headers = make(request)
        except Refused as refused:
            told = {"title": refused.detail, "http_status": str(refused.status)}
            return Response(msgspec.json.encode(told), refused.status, media_type=MEDIA)
        body = told if isinstance(told, bytes) else msgspec.json.encode(told)
        return Response(body, headers=headers, media_type=MEDIA)

    return answer


_COLLECTION = f"{ROOT}collections/{{collection}}/"


def _route(path: str, make: Callable[[Request], Answer], *methods: str) -> Route:
    return Route(path, _answered(make), methods=list(methods or ("GET",)))


ROUTES: tuple[Route, ...] = (
    _route(DISCOVERY, _discovery),
    _route(ROOT, _root),
    _route(f"{ROOT}status/{{status}}/", _no_status),
    _route(f"{ROOT}collections/", _collections),
    _route(_COLLECTION, _one_collection),
    _route(f"{_COLLECTION}manifest/", _manifest),
    _route(f"{_COLLECTION}objects/", _objects),
    _route(f"{_COLLECTION}objects/", _no_writing, "POST"),
    _route(f"{_COLLECTION}objects/{{object}}/", _objects),
    _route(f"{_COLLECTION}objects/{{object}}/", _no_writing, "DELETE"),
    _route(f"{_COLLECTION}objects/{{object}}/versions/", _versions),
)
