"""All small hostile inputs in one run, beside a good file: each gets its line, and the good one its hits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.hunting import hunt, load_rules

from tests.collecting.samples import IIS_HEADER, IIS_LINE
from tests.hostile import archives, documents, logs, rules
from tests.hostile.inputs import Input
from tests.hostile.runs import command, inputs, measured

RULE = """title: A page
id: 0a4c1c0e-6c7f-4b49-9a0e-0a3a9f1f2b3c
logsource: {product: windows, category: webserver}
detection: {sel: {cs-uri-stem|startswith: /owa/}, condition: sel}
level: high
"""
TOGETHER = 100_000
"""Bytes up to which files are read together here; `python -m tests.hostile` runs each by itself, large ones too."""


def test_there_are_enough_of_them_and_every_format_is_cut() -> None:
    names = [one.name for one in inputs()]

    assert len(names) == len(set(names))
    assert len(names) >= 800


def small(ones: list[Input], folder: Path) -> list[str]:
    """Write the small ones that are quickly made, each into a folder of its own; return their paths."""
    paths: list[str] = []
    for one in ones:
        data = one.make()
        if len(data) <= TOGETHER:
            path = folder / one.name / one.file
            path.parent.mkdir(parents=True)
            path.write_bytes(data)
            paths.append(str(path.relative_to(folder)))
    return paths


def test_all_together_leave_a_good_file_unharmed_and_each_has_its_line(tmp_path: Path) -> None:
    evidence = tmp_path / "evidence"
    quick = [*logs.every_format(), *logs.evtx(), *logs.others(), *archives.zips()[:60], *archives.images()]
    # every eleventh: formats, archives and kinds of damage of each sort are among them; `python -m tests.hostile` runs all of them
    paths = small(quick[::11], evidence)
    (evidence / "good.log").write_bytes(IIS_HEADER + IIS_LINE * 5)
    (tmp_path / "rule.yml").write_text(RULE)

    hits = hunt(collect([evidence]), load_rules([tmp_path / "rule.yml"], packs=False), workers=2)

    found = [json.loads(line) for line in b"".join(hits.json_lines()).splitlines()]
    assert sum(hit["source"]["path"] == "good.log" for hit in found) == 5
    spoken_of = {one.path for one in (*hits.files, *hits.not_read)}
    assert len(paths) > 40
    assert [path for path in paths if not any(path == said or said.startswith(f"{path}/") for said in spoken_of)] == []
    assert "fault of tocsin" not in repr((hits.files, hits.not_read))


HARD = (
    "text-json-deep-arrays",
    "text-xml-laughs",
    "zip-overlapping",
    "zip-nested-10-deep",
    "document-pdf-form-in-itself",
    "document-docx-laughs",
    "document-html-deep",
    "rule-laughs",
    "rule-alias-of-itself",
    "rule-deep-flow",
    "rule-pattern-nested-plus",
    "indicators-deep-json",
    "mapping-laughs",
)
BY_NAME = {one.name: one for one in (*logs.texts(), *archives.zips(), *documents.inputs(), *rules.inputs())}


@pytest.mark.parametrize("name", HARD)
def test_a_hard_one_ends_in_time_with_a_clear_line(name: str, tmp_path: Path) -> None:
    beside = tmp_path / "beside"
    beside.mkdir()
    (beside / "good.log").write_bytes(IIS_HEADER + IIS_LINE)
    (tmp_path / BY_NAME[name].file).write_bytes(BY_NAME[name].make())

    found = measured(command(BY_NAME[name], tmp_path / BY_NAME[name].file, beside), tmp_path)

    assert found.wrong is None, (found.wrong, found.said[-500:])
