"""Surveys go into JSON and come back equal, whatever was observed."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tocsin.collecting import collect
from tocsin.collecting.coverage import Survey
from tocsin.collecting.statement import coverage_of
from tocsin.collecting.survey_form import form_of, from_bytes, parted, survey_of, to_bytes

from tests.lake.evidence import write_evidence


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_evidence(tmp_path_factory.mktemp("evidence"), count=400)


def test_what_comes_back_says_the_same(evidence: Path) -> None:
    collected = collect([evidence])
    survey = collected.survey()
    again = from_bytes(to_bytes(survey))
    assert form_of(again) == form_of(survey)
    assert coverage_of(again, collected.units) == coverage_of(survey, collected.units)
    assert again.files(collected.units) == survey.files(collected.units)


def test_what_comes_back_can_be_merged(evidence: Path) -> None:
    survey = collect([evidence]).survey()
    both = from_bytes(to_bytes(survey))
    both.merge(from_bytes(to_bytes(survey)))
    events = sum(books.events for books in survey.books.values())
    assert sum(books.events for books in both.books.values()) == 2 * events > 0


def test_a_survey_of_files_is_parted_by_them(evidence: Path) -> None:
    survey = collect([evidence]).survey()
    whole = Survey()
    for path, one in parted(survey).items():
        assert set(one.books) <= {path}
        whole.merge(one)
    assert form_of(whole).books == form_of(survey).books


def test_a_file_may_be_called_otherwise_now(evidence: Path) -> None:
    (one,) = parted(collect([evidence / "days.evtx"]).survey()).values()
    again = survey_of(form_of(one), "other.evtx")
    assert {key[0] for key in again.sources} == set(again.books) == set(again.damage) == {"other.evtx"}


@pytest.mark.parametrize("data", [b"", b"{}", b'{"sources": [1], "books": [], "damage": []}'])
def test_what_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        from_bytes(data)
