"""The OpenAPI document of the JSON interface and of the TAXII server, made of what answers the requests.

In: the operations, and whether reports may be added. Out: OpenAPI 3.1; the schemas of answers are those of the model.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from tocsin import __version__
from tocsin.serving import api, api_upload, taxii
from tocsin.serving.api import BASE, OPERATIONS, AddedReport, Operation
from tocsin.serving.parameters import Parameter

PATH = f"{BASE}/openapi.json"
Schema = dict[str, Any]

_REFUSAL: Schema = {
    "type": "object",
    "properties": {"status": {"type": "integer"}, "title": {"type": "string"}, "detail": {"type": "string"}},
    "required": ["status", "title", "detail"],
}
_TAXII_ERROR: Schema = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "http_status": {"type": "string"}},
    "required": ["title"],
}
_OBJECT: Schema = {"type": "object"}


def document(*, uploads: bool, token: bool) -> Schema:
    """Return the document; `uploads`: reports may be added; `token`: callers need it."""
    nouns = [operation.answer for operation in OPERATIONS if operation.answer is not None]
    _, schemas = msgspec.json.schema_components([*nouns, AddedReport], ref_template="#/components/schemas/{name}")
    paths: dict[str, Schema] = {}
    for operation in OPERATIONS:
        paths.setdefault(BASE + operation.path, {})["get"] = _get(operation)
    if uploads:
        paths.setdefault(api_upload.PATH, {})["post"] = _post()
    paths |= dict(_taxii_paths())
    made: Schema = {
        "openapi": "3.1.0",
        "info": {
            "title": "tocsin",
            "version": __version__,
            "description": "Reports, who claims what of whom, verdicts. Claims are what somebody said, never facts.",
        },
        "paths": paths,
        "components": {"schemas": {**schemas, "Refusal": _REFUSAL, "TaxiiError": _TAXII_ERROR}},
    }
    if token:
        made["components"]["securitySchemes"] = {
            "bearer": {"type": "http", "scheme": "bearer"},
            "basic": {"type": "http", "scheme": "basic", "description": "any name; the token is the password"},
        }
        made["security"] = [{"bearer": []}, {"basic": []}]
    return made


def _get(operation: Operation) -> Schema:
    kind = api.STIX if operation.answer is None else api.JSON
    schema = _OBJECT if operation.answer is None else _ref(operation.answer.__name__)
    return {
        "operationId": operation.name,
        "summary": operation.says,
        "parameters": [*_parameters(operation.path_parameters, "path"), *_parameters(operation.parameters, "query")],
        "responses": {"200": _answer("what was asked for", kind, schema), **_problems(401, 404, 413, 421, 422)},
    }


def _post() -> Schema:
    body = {"required": True, "content": {api_upload.BODY: {"schema": {}}}}
    return {
        "operationId": "addReport",
        "summary": "Read a document and add its report; the answer comes when it is read.",
        "parameters": _parameters(api_upload.PARAMETERS, "query"),
        "requestBody": body,
        "responses": {
            "200": _answer("it was there already", api.JSON, _ref(AddedReport.__name__)),
            "201": _answer("it was added", api.JSON, _ref(AddedReport.__name__)),
            **_problems(401, 403, 413, 415, 421, 422, 503),
        },
    }


def _parameters(given: Sequence[Parameter], place: str) -> list[Schema]:
    return [
        {
            "name": one.name,
            "in": place,
            "description": one.says,
            "required": one.needed or place == "path",
            "schema": one.schema(),
        }
        for one in given
    ]


def _problems(*statuses: int) -> Schema:
    return {str(status): _answer("why not", "application/problem+json", _ref("Refusal")) for status in statuses}


def _answer(says: str, kind: str, schema: Schema) -> Schema:
    return {"description": says, "content": {kind: {"schema": schema}}}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_COLLECTION = Parameter("collection", "a collection's id, or `all`", least=1, most=100)
_OBJECT_ID = Parameter("object", "a STIX object's id", least=1, most=200)
_MATCH = (
    Parameter("added_after", "only objects added after this time", least=1, most=40),
    Parameter("limit", "objects of a page", "integer", least=1, most=1_000_000),
    Parameter("next", "where the page before ended", least=1, most=20),
    Parameter("match[version]", "first, last, all, or times", least=1, most=500),
    Parameter("match[spec_version]", "2.1", least=1, most=100),
)
_MATCH_ALL = (
    *_MATCH,
    Parameter("match[id]", "ids of objects", least=1, most=2000),
    Parameter("match[type]", "types of objects", least=1, most=500),
)


def _taxii_paths() -> Iterator[tuple[str, Schema]]:
    root, one = taxii.ROOT, f"{taxii.ROOT}collections/{{collection}}/"
    for path, name, says, path_parameters, query in (
        (taxii.DISCOVERY, "taxiiDiscovery", "What this TAXII 2.1 server has.", (), ()),
        (root, "taxiiRoot", "The library as an API root.", (), ()),
        (f"{root}collections/", "taxiiCollections", "The collections.", (), ()),
        (one, "taxiiCollection", "One collection.", (_COLLECTION,), ()),
        (f"{one}manifest/", "taxiiManifest", "What is in a collection.", (_COLLECTION,), _MATCH_ALL),
        (f"{one}objects/", "taxiiObjects", "The objects of a collection.", (_COLLECTION,), _MATCH_ALL),
        (f"{one}objects/{{object}}/", "taxiiObject", "One object.", (_COLLECTION, _OBJECT_ID), _MATCH),
        (f"{one}objects/{{object}}/versions/", "taxiiVersions", "Its versions.", (_COLLECTION, _OBJECT_ID), _MATCH),
    ):
        errors = {
            str(status): {
                "description": "why not",
                "content": {
                    taxii.MEDIA: {"schema": _ref("TaxiiError")},
                    "application/problem+json": {"schema": _ref("Refusal")},
                },
            }
            for status in (400, 401, 404, 406, 413, 421)
        }
        yield (
            path,
            {
                "get": {
                    "operationId": name,
                    "summary": says,
                    "parameters": [*_parameters(path_parameters, "path"), *_parameters(query, "query")],
                    "responses": {"200": _answer("what was asked for", taxii.MEDIA, _OBJECT), **errors},
                }
            },
        )
