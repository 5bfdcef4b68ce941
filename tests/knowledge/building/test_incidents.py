"""Incident files: one a file, ids as the file's name, references that exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.knowledge.building.incidents import build_incidents
from tocsin.model.errors import UsageError

HEAD = "head: {source: s, version: '2', date: 2026-01-01, licence: Apache-2.0}\n"


def folder(tmp_path: Path, **incidents: str) -> tuple[Path, Path]:
    for name, text in incidents.items():
        (tmp_path / f"{name}.yaml").write_text(HEAD + text, encoding="utf-8")
    advisories = tmp_path / "advisories.yml"
    advisories.write_text(HEAD + "advisories: []\n", encoding="utf-8")
    return tmp_path, advisories


def incident(name: str, more: str = "") -> str:
    return f"incident:\n  id: incident:{name}\n  name: x\n  summary: x\n  sources: [x]\n{more}"


def test_incidents_come_in_the_order_of_their_ids(tmp_path: Path) -> None:
    table = build_incidents(*folder(tmp_path, b=incident("b"), a=incident("a", "  related: [incident:b]\n")))

    assert [one.id for one in table.incidents] == ["incident:a", "incident:b"]
    assert table.head.sources[0].version == "2"


def test_an_id_must_be_that_of_its_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not that of the file"):
        build_incidents(*folder(tmp_path, a=incident("b")))


def test_a_reference_to_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="unknown incident"):
        build_incidents(*folder(tmp_path, a=incident("a", "  related: [incident:z]\n")))


def test_an_unknown_key_is_refused_with_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"a\.yaml:7: .*`victim`"):
        build_incidents(*folder(tmp_path, a=incident("a", "  victim: x\n")))
