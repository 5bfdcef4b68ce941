"""STIX 2.1 bundles taken apart: reports that a tocsin wrote come back as they were, others as a bundle for each report.

In: objects of a bundle, a collection or a feed. Out: what is to be read or added. Objects that no report refers to stay
together as one bundle. The same objects give the same bytes, whatever their order, so that nothing is added twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from tocsin.model.interchange import EXTENSION, ClaimExtension, ReportExtension, joined
from tocsin.model.report import Report

Object = dict[str, Any]


def objects_of(content: Any) -> list[Object]:
    """Return the objects of a bundle or an envelope; none if it is neither."""
    listed = content.get("objects") if isinstance(content, dict) else None
    found = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return [one for one in found if isinstance(one.get("id"), str) and isinstance(one.get("type"), str)]


def newest(objects: Iterable[Object]) -> list[Object]:
    """Return each object once, in its last version."""
    found: dict[str, Object] = {}
    for one in objects:
        known = found.get(one["id"])
        if known is None or str(one.get("modified", "")) > str(known.get("modified", "")):
            found[one["id"]] = one
    return list(found.values())


def whole_reports(objects: Sequence[Object]) -> Iterator[tuple[str, Report | str]]:
    """Yield (id, report) for each report that carries all that was read in it; or (id, why it cannot be used).

    A report without the extension is not among them.
    """
    claims: list[ClaimExtension] = []
    for one in objects:
        if one["type"] == "note" and (carried := _carried(one)) is not None:
            try:
                claims.append(msgspec.convert(carried, ClaimExtension))
            except msgspec.ValidationError:
                continue  # its report then lacks a claim, and says so
    for one in objects:
        if one["type"] == "report" and (carried := _carried(one)) is not None:
            try:
                yield one["id"], joined(msgspec.convert(carried, ReportExtension), claims)
            except (msgspec.ValidationError, ValueError) as error:
                yield one["id"], str(error).partition("\n")[0]


def _carried(one: Object) -> Any:
    extensions = one.get("extensions")
    return extensions.get(EXTENSION) if isinstance(extensions, dict) else None


def bundles(objects: Sequence[Object]) -> Iterator[tuple[str | None, Object]]:
    """Yield (id of its report, bundle): one for each report with all it refers to, and one for the rest."""
    by_id = {one["id"]: one for one in objects}
    used: set[str] = set()
    reports = sorted((one for one in objects if one["type"] in ("report", "grouping")), key=lambda one: one["id"])
    for report in reports:
        inside = _belonging(report, by_id, objects)
        used |= inside
        yield report["id"], _bundle([by_id[one] for one in inside])
    rest = [one for one in objects if one["id"] not in used]
    if any(one["type"] not in ("identity", "marking-definition", "extension-definition") for one in rest):
        yield None, _bundle(rest)


def _belonging(report: Object, by_id: dict[str, Object], objects: Sequence[Object]) -> set[str]:
    """Return the ids of a report, what it refers to, who made that, and the relations between those."""
    refs = report.get("object_refs")
    inside = {report["id"], *(one for one in refs if one in by_id)} if isinstance(refs, list) else {report["id"]}
    for one in objects:
        ends = {one.get("source_ref"), one.get("target_ref")}
        about = one.get("object_refs") if one["type"] in ("note", "opinion") else None
        if (one["type"] == "relationship" and ends <= inside) or (isinstance(about, list) and report["id"] in about):
            inside.add(one["id"])
    return inside | {str(ref) for one in inside if (ref := by_id[one].get("created_by_ref")) in by_id}


def _bundle(objects: Iterable[Object]) -> Object:
    ordered = sorted(objects, key=lambda one: (one["type"] != "report", one["type"], one["id"]))
    return {"type": "bundle", "id": f"bundle--{ordered[0]['id'].partition('--')[2]}", "objects": ordered}
