"""Surveys go into JSON and come back equal, whatever was observed."""

from __future__ import annotations

import copy
import shutil
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from tocsin.collecting import collect
from tocsin.collecting.coverage import Seen, Survey
from tocsin.collecting.statement import coverage_of
from tocsin.collecting.survey_form import form_of, from_bytes, parted, survey_of, to_bytes

from tests.collecting.samples import SAMPLES
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


def _watched(evidence: Path, survey: Survey) -> Survey:
    """Survey every part of a scan by itself, and merge what was seen into one."""
    for part in collect([evidence]).scan():
        one = Survey()
        one.take(part)
        survey.merge(one)
    return survey


def test_a_survey_of_many_files_says_what_one_says_that_holds_all_as_it_is(evidence: Path, tmp_path: Path) -> None:
    shutil.copytree(evidence, tmp_path / "all")
    for name, data in SAMPLES.values():
        (tmp_path / "all" / Path(name).name).write_bytes(data)
    (tmp_path / "all" / "damaged.log").write_bytes(SAMPLES["iis"][1] + b"a b\n" * 50)
    units = collect([tmp_path / "all"]).units
    whole, many = _watched(tmp_path / "all", Survey()), _watched(tmp_path / "all", Survey.of_many())

    assert form_of(many) == form_of(whole)
    assert coverage_of(many, units) == coverage_of(whole, units)
    assert any(damage.losses for damage in many.damage.values())


def test_what_is_large_stays_as_it_is_and_can_be_merged() -> None:
    seen = [Seen("windows", "P", kinds={str(kind): Counter(range(50)) for kind in range(number)}) for number in (90, 1)]
    whole, many = Survey(), Survey.of_many()
    for survey in (whole, many):
        for one in copy.deepcopy(seen):
            survey.merge(Survey({("a", None, "Security"): one}))

    assert form_of(many) == form_of(whole)
    assert many.sources["a", None, "Security"] is many.sources["a", None, "Security"]


def test_a_file_may_be_called_otherwise_now(evidence: Path) -> None:
    (one,) = parted(collect([evidence / "days.evtx"]).survey()).values()
    again = survey_of(form_of(one), "other.evtx")
    assert {key[0] for key in again.sources} == set(again.books) == set(again.damage) == {"other.evtx"}


@pytest.mark.parametrize("data", [b"", b"{}", b'{"sources": [1], "books": [], "damage": []}'])
def test_what_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        from_bytes(data)
