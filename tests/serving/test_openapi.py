"""The OpenAPI document is one, says what is answered, and no request made of it ends in an error of the server."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tocsin.serving import api, openapi
from tocsin.serving.application import _routes
from tocsin.serving.reader import Reader

from tests.library.reports import report
from tests.serving.site import Site, make, running

schemathesis = pytest.importorskip("schemathesis", reason="SKIPPED, schemathesis is not installed")

NEGATIVE = schemathesis.GenerationMode.NEGATIVE
EXAMPLES = int(os.environ.get("TOCSIN_EXAMPLES", "10"))
"""Requests made of each operation."""


def test_every_path_of_the_json_interface_is_in_it() -> None:
    told = openapi.document(uploads=True, token=True)
    routes = {route.path for route in _routes() if route.path.startswith((api.BASE, "/taxii2/"))}
    assert set(told["paths"]) == routes - {openapi.PATH, "/taxii2/library/status/{status}/"}
    assert told["security"]
    assert "post" not in openapi.document(uploads=False, token=False)["paths"]["/api/v1/reports"]
    assert "security" not in openapi.document(uploads=False, token=False)


@pytest.mark.parametrize("path", [api.BASE + one.path for one in api.OPERATIONS if one.name != "getPicture"])
def test_answers_are_as_it_says(site: Site, path: str) -> None:
    told = site.ask(openapi.PATH).json()
    (verdict,) = site.ask("/api/v1/verdicts").json()["results"]
    asked = path.replace("{number}", "3").replace(
        "{id}", verdict["id"] if "verdicts" in path else "incident:exchange-2021"
    ) + ("?since=1" if path.endswith("changes") else "")
    answer = site.ask(asked)
    assert answer.status == 200
    (content,) = told["paths"][path]["get"]["responses"]["200"]["content"].values()
    schema = content["schema"] | {"components": told["components"]}
    jsonschema.Draft202012Validator(schema).validate(answer.json())


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Any]]:
    """A running server that takes reports, and the schema it gives."""
    patch = pytest.MonkeyPatch()
    patch.setattr(Reader, "read", lambda reader, data, name: report(name, text=repr(data)))
    with running(dataclasses.replace(make(tmp_path_factory.mktemp("served")), allow_upload=True)) as address:
        yield address, schemathesis.openapi.from_url(f"{address}{openapi.PATH}")
    patch.undo()


def operations() -> list[str]:
    told = openapi.document(uploads=True, token=False)
    return [f"{method.upper()} {path}" for path, methods in told["paths"].items() for method in methods]


@pytest.mark.parametrize("name", operations())
def test_no_request_made_of_it_ends_in_an_error_of_the_server(served: tuple[str, Any], name: str) -> None:
    method, path = name.split(" ")
    address, schema = served
    operation = schema[path][method]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(operation.as_strategy(), operation.as_strategy(generation_mode=NEGATIVE)))
    def ask(case) -> None:
        answer = case.call(base_url=address)
        assert answer.status_code < 500, (case, answer.text)
        assert answer.status_code in (400, 401, 403, 404, 405, 406, 413, 415, 421, 422) or answer.status_code < 300

    ask()
