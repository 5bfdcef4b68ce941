"""The schemas in docs/schema are those the model makes, and what is written satisfies them."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from tocsin.model.json_form import to_json
from tocsin.showing.schema import SCHEMAS, text, write

from tests.showing.verdicts import EMPTY, REPORT, VERDICT, hostile, odd_times

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "schema"


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_on_disk_is_the_models(name: str) -> None:
    written = (FOLDER / name).read_text(encoding="utf-8")

    assert written == text(name), "out of date: python -m tocsin.showing.schema --out docs/schema"


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_a_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name]())


@pytest.mark.parametrize("verdict", [VERDICT, EMPTY, odd_times(), hostile()[0]])
def test_verdicts_satisfy_their_schema(verdict) -> None:
    jsonschema.validate(json.loads(to_json(verdict)), SCHEMAS["verdict.schema.json"]())


def test_reports_satisfy_their_schema() -> None:
    jsonschema.validate(json.loads(to_json(REPORT)), SCHEMAS["report.schema.json"]())


def test_all_are_written_where_asked(tmp_path: Path) -> None:
    assert {path.name for path in write(tmp_path / "new")} == set(SCHEMAS)
