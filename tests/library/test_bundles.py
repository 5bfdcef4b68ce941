"""Bundles: a report that a tocsin wrote comes back as it was; others come apart by report, the same bytes each time."""

from __future__ import annotations

import json
import random

import msgspec
import pytest

from tocsin.library import Library
from tocsin.library.bundles import bundles, newest, objects_of, whole_reports
from tocsin.showing.report_stix import render


def test_every_report_comes_back_without_loss(gold: Library) -> None:
    together: list[dict] = []
    for one in gold.shelved():
        told = gold.report(one.id)
        objects = objects_of(json.loads(render(told, whole=True)))
        ((_, back),) = whole_reports(objects)
        assert back == told
        assert render(back, whole=True) == render(told, whole=True)  # type: ignore[arg-type]
        together += objects
    # also when a server mixed them all, and some of their objects are shared
    random.Random(7).shuffle(together)
    found = {told.document.sha256: told for _, told in whole_reports(newest(together)) if not isinstance(told, str)}
    assert found == {one.sha256: gold.report(one.id) for one in gold.shelved()}


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda objects: [one for one in objects if one["type"] != "note"], "claims are not in the bundle"),
        (lambda objects: _changed(objects, "text", "short"), "text is not whole"),
        (lambda objects: _changed(objects, "characters", "many"), "Expected `int`"),
    ],
)
def test_what_does_not_fit_is_told(gold: Library, damage, why: str) -> None:
    objects = objects_of(json.loads(render(gold.report(1), whole=True)))
    ((_, told),) = whole_reports(damage(objects))
    assert isinstance(told, str)
    assert why in told


def _changed(objects: list[dict], field: str, value: object) -> list[dict]:
    report = next(one for one in objects if one["type"] == "report")
    next(iter(report["extensions"].values()))["report"]["document"][field] = value
    return objects


def _object(kind: str, number: int, **more: object) -> dict:
    return {"type": kind, "id": f"{kind}--{number}", **more}


def test_a_bundle_of_others_comes_apart_by_report() -> None:
    objects = [
        _object("identity", 1),
        _object("report", 1, object_refs=["malware--1", "tool--1"], created_by_ref="identity--1"),
        _object("report", 2, object_refs=["tool--1"]),
        _object("malware", 1),
        _object("tool", 1),
        _object("relationship", 1, source_ref="malware--1", target_ref="tool--1"),
        _object("indicator", 1),
    ]
    found = list(bundles(objects))
    assert [number for number, _ in found] == ["report--1", "report--2", None]
    assert [[one["id"] for one in bundle["objects"]] for _, bundle in found] == [
        ["report--1", "identity--1", "malware--1", "relationship--1", "tool--1"],
        ["report--2", "tool--1"],
        ["indicator--1"],
    ]
    random.Random(1).shuffle(objects)
    assert msgspec.json.encode(list(bundles(objects))) == msgspec.json.encode(found)


def test_the_newest_version_counts() -> None:
    old, new = _object("tool", 1, modified="2021"), _object("tool", 1, modified="2022")
    assert newest([new, old]) == newest([old, new]) == [new]
    assert objects_of("x") == objects_of({"objects": 7}) == objects_of({"objects": [{"id": 1}, 2]}) == []
