"""`tocsin search`: words and patterns in raw evidence and in a lake, in every kind of log."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tocsin.cli.main import run

from tests.lake.evidence import write_evidence


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_evidence(tmp_path_factory.mktemp("case") / "evidence", count=300)
    assert run(["lake", str(folder), "-o", str(folder.parent / "lake"), "-q"]) == 0
    return folder


def found(capsys: pytest.CaptureFixture[str], *asked: str) -> list[dict[str, object]]:
    assert run(["search", *asked, "--format", "jsonl", "-q"]) in (0, 1)
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def holds(event: object, word: str) -> bool:
    return word.lower() in json.dumps(event, ensure_ascii=False).lower().replace("\\\\", "\\")


def test_a_word_is_found_in_every_log(evidence: Path, capsys: pytest.CaptureFixture[str]) -> None:
    everything = found(capsys, ".*", str(evidence), "--regex")
    for word in ("explorer.exe", "C:\\Windows\\", "/owa/", "KHTML", "192.0.2.1", "*", "?"):
        hits = found(capsys, word, str(evidence))
        places = {json.dumps(hit["source"]) for hit in hits}
        assert places == {
            json.dumps(hit["source"]) for hit in everything if holds(list(hit["event"].values()), word)
        }, (  # type: ignore[attr-defined]
            word
        )
        assert found(capsys, word, str(evidence.parent / "lake")) == hits, word


def test_patterns_fields_and_case(evidence: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = str(evidence)
    everywhere = found(capsys, "explorer.exe", where)
    image = found(capsys, r"explorer\.exe$", where, "--regex", "--field", "ParentImage")
    assert 0 < len(image) < len(everywhere)
    assert found(capsys, "EXPLORER.EXE", where) == [
        hit | {"rule": hit["rule"] | {"title": "Search: EXPLORER.EXE"}}
        for hit in everywhere  # type: ignore[operator]
    ]
    assert found(capsys, "EXPLORER.EXE", where, "--case-sensitive") == []
    both = found(capsys, "explorer.exe", where, "--also", "svchost.exe", "--all")
    either = found(capsys, "explorer.exe", where, "--also", "svchost.exe")
    assert len(both) < len(everywhere) <= len(either)


def test_the_text_marks_what_was_found(evidence: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "EXPLORER.exe", str(evidence), "--until", "2021-02-01"]) in (0, 1)
    assert run(["search", "EXPLORER.exe", str(evidence)]) == 1
    shown, said = capsys.readouterr()
    assert "«explorer.exe»" in shown
    assert "events found." in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert "Not read: " in said


@pytest.mark.parametrize("asked", [["(", "--regex"], [""], ["x", "--format", "parquet"]], ids=str)
def test_an_error_is_one_line(evidence: Path, asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", asked[0], str(evidence), *asked[1:]]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_nothing_found_is_exit_0(evidence: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "there is no such thing", str(evidence)]) == 0
    assert "0 events found." in capsys.readouterr().out
