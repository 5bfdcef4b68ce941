"""The folder of results: every form, all or nothing, nothing overwritten unasked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import tocsin
from tocsin.model.errors import TocsinError, UsageError
from tocsin.showing import folder, page

from tests.showing.verdicts import ALL_HITS, EMPTY, VERDICT, hostile, odd_times

FILES = {
    "verdict.json", "verdict.html", "letter.md", "letter.html", "letter.docx", "bundle.stix.json",
    "layer.navigator.json", "hits.jsonl", "timeline.csv", "timeline.timesketch.jsonl", "event.misp.json",
    "findings.ocsf.jsonl", "findings.junit.xml", "findings.sarif", "manifest.json",
}  # fmt: skip


def names(out: Path) -> set[str]:
    return {path.name for path in out.iterdir()}


def test_every_file_of_the_contract_is_written(tmp_path: Path) -> None:
    written = folder.write(VERDICT, ALL_HITS, tmp_path / "a" / "b")

    assert {path.name for path in written} == names(tmp_path / "a" / "b") == FILES
    assert json.loads((tmp_path / "a" / "b" / "verdict.json").read_bytes())["outcome"] == "seen"
    assert len((tmp_path / "a" / "b" / "hits.jsonl").read_bytes().splitlines()) == len(ALL_HITS)


@pytest.mark.parametrize(
    "case",
    [
        (VERDICT, ALL_HITS),
        (EMPTY, ()),
        (odd_times(), ALL_HITS),
        hostile(),
        hostile("\ufffe\x00"),
        hostile("x" * 50_000),
    ],
)
def test_the_same_verdict_gives_the_same_bytes(case, tmp_path: Path) -> None:
    first = folder.write(*case, tmp_path / "first")
    second = folder.write(*case, tmp_path / "second")

    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_results_that_are_there_are_kept_unless_forced(tmp_path: Path) -> None:
    folder.write(EMPTY, (), tmp_path)
    before = (tmp_path / "verdict.json").read_bytes()

    with pytest.raises(UsageError, match="--force") as caught:
        folder.write(VERDICT, ALL_HITS, tmp_path)
    assert caught.value.exit_code == 2
    assert (tmp_path / "verdict.json").read_bytes() == before

    folder.write(VERDICT, ALL_HITS, tmp_path, force=True)
    assert (tmp_path / "verdict.json").read_bytes() != before


def test_a_folder_with_other_files_is_fine_and_they_stay(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    folder.write(VERDICT, ALL_HITS, tmp_path)

    assert names(tmp_path) == FILES | {"notes.txt"}


def test_a_failure_half_way_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.write(EMPTY, (), tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def fail(verdict, hits) -> str:
        raise RuntimeError("bug")

    monkeypatch.setattr(page, "render", fail)
    with pytest.raises(RuntimeError):
        folder.write(VERDICT, ALL_HITS, tmp_path, force=True)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_file_in_the_way_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(UsageError, match="not a folder"):
        folder.write(EMPTY, (), tmp_path / "file")
    with pytest.raises(TocsinError, match="cannot write results"):
        folder.write(EMPTY, (), tmp_path / "file" / "below")


@pytest.mark.parametrize(
    "form", ["terminal", "json", "html", "letter", "letter-html", "stix", "navigator", "jsonl", "csv"]
)
def test_show_gives_every_form_as_text(form: str) -> None:
    assert tocsin.show(VERDICT, form)
    assert tocsin.show(VERDICT, form, hits=ALL_HITS)


def test_an_unknown_form_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="terminal, notebook, json, html"):
        tocsin.show(VERDICT, "pdf")
