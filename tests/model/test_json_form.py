"""JSON of the nouns: round trip, header, schema."""

from __future__ import annotations

import json

import jsonschema
import msgspec
import pytest

from tocsin import __version__
from tocsin.model.json_form import FORMAT, from_json, schema, to_json
from tocsin.model.noun import Span
from tocsin.model.report import Behaviour, BehaviourKind, Document, Report
from tocsin.model.verdict import Verdict

REPORT = Report(
    document=Document(
        title="A title\x1b[31m",
        published=None,
        publisher=None,
        language="en",
        version=None,
        sha256="00",
        characters=3,
        text="a\x00c",
    ),
    behaviours=(
        Behaviour(
            id="technique:T1190",
            kind=BehaviourKind.TECHNIQUE,
            ref="T1190",
            name="Exploit Public-Facing Application",
            spans=(Span(0, 1),),
        ),
    ),
)


def test_a_report_comes_back_as_it_was() -> None:
    assert from_json(to_json(REPORT), Report) == REPORT


def test_documents_start_with_the_version_and_use_the_names_of_the_contract() -> None:
    document = json.loads(to_json(REPORT))

    assert next(iter(document)) == "tocsin"
    assert document["tocsin"] == {"version": __version__, "format": FORMAT}
    assert document["behaviours"][0]["from"] == [[0, 1]]


def test_the_schema_accepts_what_is_written_and_refuses_what_is_not() -> None:
    document = json.loads(to_json(REPORT))
    described = schema(Report)

    jsonschema.Draft202012Validator.check_schema(described)
    jsonschema.validate(document, described)
    del document["document"]["text"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, described)


def test_a_wrong_type_is_named_with_its_path() -> None:
    broken = to_json(REPORT).replace(b'"characters": 3', b'"characters": "3"')
    with pytest.raises(msgspec.ValidationError, match=r"document\.characters"):
        from_json(broken, Report)


def test_a_verdict_has_a_schema() -> None:
    assert "findings" in schema(Verdict)["properties"]
