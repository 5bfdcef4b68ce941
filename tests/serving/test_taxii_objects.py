"""The objects of the library in the order in which they were added, each version once, each later than the last."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tocsin.serving.shelves import Shelves
from tocsin.serving.taxii_objects import Asked, Row, TaxiiObjects
from tocsin.showing.report_stix import objects

from tests.library.reports import report
from tests.serving.site import NOW, REPORTS
from tests.showing.verdicts import REPORT


def everything(found: TaxiiObjects, report: int | None = None, **asked: object) -> list[Row]:
    rows: list[Row] = []
    while True:
        place = rows[-1].place if rows else 0
        page, more = found.page(report, Asked(place=place, limit=3, **asked))  # type: ignore[arg-type]
        rows += page
        if not more:
            return rows


def test_each_object_is_there_once_and_each_report_s_own_are_as_it_has_them(tmp_path: Path) -> None:
    shelves = Shelves(tmp_path / "library.sqlite")
    made = (*REPORTS, REPORT)
    with shelves.writing() as library:
        for number, one in enumerate(made):
            library.add(one, str(number), now=NOW)
    found = TaxiiObjects(shelves)

    for number, one in enumerate(made, 1):
        rows = everything(found, number, versions=("all",))
        assert [msgspec.json.decode(row.json) for row in rows] == objects(one, whole=True)
    rows = everything(found, versions=("all",))
    keys = [(row.id, row.version) for row in rows]
    assert len(keys) == len(set(keys))
    assert set(keys) == {(one["id"], one["modified"]) for report in made for one in objects(report, whole=True)}
    assert [row.added for row in rows] == sorted(row.added for row in rows)
    found.close()
    shelves.close()


def test_who_asks_for_what_came_after_gets_all_of_it_though_it_was_in_the_same_second(tmp_path: Path) -> None:
    shelves = Shelves(tmp_path / "library.sqlite")
    with shelves.writing() as library:
        library.add(REPORTS[0], "a", now=NOW)
    found = TaxiiObjects(shelves)
    last = everything(found)[-1].added
    assert everything(found, after=last) == []
    with shelves.writing() as library:
        library.add(REPORTS[1], "b", now=NOW)
        library.add(report("c", text="c"), "c", now="2020-01-01T00:00:00Z")  # a clock that was set back
    fresh = everything(found, after=last)
    told = {row.id for row in fresh}
    assert {one["id"] for one in objects(REPORTS[1]) if one["type"] in ("note", "report")} <= told
    assert {one["id"] for one in objects(report("c", text="c")) if one["type"] == "report"} <= told
    found.close()
    shelves.close()


def test_objects_are_asked_for_by_id_type_and_version(tmp_path: Path) -> None:
    shelves = Shelves(tmp_path / "library.sqlite")
    with shelves.writing() as library:
        library.add(REPORTS[0], "a", now=NOW)
        later = msgspec.structs.replace(
            REPORTS[1], document=msgspec.structs.replace(REPORTS[1].document, published="2021-08-01")
        )
        library.add(later, "b", now=NOW)
    found = TaxiiObjects(shelves)
    types = {msgspec.json.decode(row.json)["type"] for row in everything(found, types=("note", "report"))}
    assert types == {"note", "report"}
    speaker = next(
        row.id for row in everything(found, versions=("all",)) if b'"STATE"' in row.json or b'"State"' in row.json
    )
    versions = [row.version for row in everything(found, ids=(speaker,), versions=("all",))]
    assert len(versions) == 2
    for asked, wanted in (("last", max(versions)), ("first", min(versions)), (versions[0], versions[0])):
        assert [row.version for row in everything(found, ids=(speaker,), versions=(asked,))] == [wanted]
    assert everything(found, ids=("no such",)) == []
    found.close()
    shelves.close()
