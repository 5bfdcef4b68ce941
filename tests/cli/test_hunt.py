"""`tocsin hunt`: text, JSON Lines and CSV; exit codes; what cannot be used is said."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from tocsin.cli.main import run

from tests.hunting.recordings import case


@pytest.fixture
def asked(tmp_path: Path) -> list[str]:
    evidence, rules = case(tmp_path)
    return ["hunt", str(evidence), "--rules", str(rules)]


def test_text_is_grouped_by_rule_and_host_the_gravest_first(
    asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(asked) == 1
    shown, said = capsys.readouterr()

    *lines, last = shown.splitlines()

    assert shown.index("HIGH") < shown.index("LOW")
    assert re.search(r"EXCH01 +7 hits", shown)
    assert max(map(len, lines)) <= 80
    assert last.startswith("Next: tocsin hunt ")
    assert "22 = 22 events + 0 rejected" in shown
    assert said.startswith("Took ")
    assert "\x1b" not in shown + said


def test_json_lines_have_one_hit_each_in_order(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*asked, "--format", "jsonl", "--quiet"]) == 1
    shown, said = capsys.readouterr()
    hits = [json.loads(line) for line in shown.splitlines()]

    assert len(hits) == 17
    assert said == ""
    assert [hit["time"] for hit in hits] == sorted(hit["time"] for hit in hits)
    assert hits[0]["source"].keys() == {"path", "record", "offset"}
    logsources = {hit["rule"]["id"][0]: hit["logsource"] for hit in hits}
    assert logsources["1"] == {"product": "windows", "category": "process_creation", "service": "sysmon"}


def test_csv_has_a_row_for_each_hit(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*asked, "--format", "csv", "-q"]) == 1
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))

    assert len(rows) == 17
    assert {row["EventID"] for row in rows} == {"1"}


def test_the_result_is_the_same_on_every_run_and_with_any_number_of_workers(
    asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    shown = set()
    for workers in ("1", "2", "2"):
        run([*asked, "--format", "jsonl", "-q", "--workers", workers])
        shown.add(capsys.readouterr().out)

    assert len(shown) == 1


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--min-level", "critical"], 0),
        (["--host", "absent"], 0),
        (["--until", "2020-01-01"], 0),
        (["--since", "2021-03-02T07:00:09"], 1),
        (["--exit-zero"], 0),
        (["--min-level", "absurd"], 2),
        (["--since", "yesterday"], 2),
        (["--format", "xml"], 2),
    ],
)
def test_exit_codes(asked: list[str], more: list[str], code: int) -> None:
    assert run([*asked, *more]) == code


def test_rules_that_are_given_take_the_place_of_the_packs_unless_both_are_asked_for(
    asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    def rules(*more: str) -> int:
        run([*asked, *more])
        return int(re.search(r"rules +(\d+) used", capsys.readouterr().out)[1])  # type: ignore[index]

    assert rules() < 20
    assert rules("--packs") > rules() + 200


def test_a_rule_that_cannot_be_used_is_said_and_strict_makes_it_an_error(
    asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (Path(asked[-1]) / "bad.yml").write_text("title: x\n\x1b[31m: [", encoding="utf-8")

    assert run([*asked, "--format", "jsonl"]) == 1
    said = capsys.readouterr().err
    assert "bad.yml" in said
    assert "\x1b" not in said
    assert run(asked) == 1
    shown = capsys.readouterr().out
    assert "bad.yml" in shown
    assert "\x1b" not in shown
    assert run([*asked, "--strict"]) == 2
    assert "1 rule cannot be used" in capsys.readouterr().err


def test_strict_makes_an_error_of_what_was_not_read_when_the_hits_are_written(
    asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*asked, "--format", "jsonl", "-q", "--strict"]) == 1
    hits = capsys.readouterr().out
    (Path(asked[1]) / "photo.jpg").write_bytes(b"\xff\xd8\xff" * 100)

    assert run([*asked, "--format", "jsonl", "-q", "--strict"]) == 2
    shown, said = capsys.readouterr()
    assert shown == hits
    assert "--strict: 1 files not read" in said


def test_a_result_file_is_not_overwritten_unless_asked(asked: list[str], tmp_path: Path) -> None:
    out = tmp_path / "hits.jsonl"

    assert run([*asked, "--format", "jsonl", "-o", str(out), "-q"]) == 1
    first = out.read_bytes()
    assert run([*asked, "-o", str(out), "-q"]) == 2
    assert out.read_bytes() == first
    assert run([*asked, "-o", str(out), "-q", "--force"]) == 1
    assert out.read_bytes() != first


def test_a_path_that_does_not_exist_is_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["hunt", str(tmp_path / "absent")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert run(["hunt", str(tmp_path), "--rules", str(tmp_path / "absent")]) == 2
    assert "absent" in capsys.readouterr().err


def test_parquet_and_timesketch_hold_every_hit(asked: list[str], tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    assert run([*asked, "--format", "parquet", "--out", str(tmp_path / "hits.parquet"), "-q"]) == 1
    assert run([*asked, "--format", "timesketch", "--out", str(tmp_path / "hits.jsonl"), "-q"]) == 1

    assert pq.read_table(tmp_path / "hits.parquet").num_rows == 17
    lines = [json.loads(line) for line in (tmp_path / "hits.jsonl").read_text().splitlines()]
    assert len(lines) == 17
    assert all({"message", "datetime", "timestamp_desc"} <= line.keys() for line in lines)


def test_timesketch_is_a_profile_as_well_as_a_format(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*asked, "--format", "timesketch", "-q"]) == 1
    lines = capsys.readouterr().out
    assert run([*asked, "--profile", "timesketch", "--format", "jsonl", "-q"]) == 1
    assert capsys.readouterr().out == lines
    assert run([*asked, "--profile", "timesketch", "-q"]) == 1
    assert capsys.readouterr().out.startswith("message,datetime,timestamp_desc,")


def test_a_profile_has_its_columns(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*asked, "--profile", "hayabusa", "-q"]) == 1
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))

    assert len(rows) == 17
    assert all(row["Details"] for row in rows)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--format", "parquet"], "--out FILE"),
        (["--profile", "hayabusa", "--format", "text"], "--profile is for csv and jsonl"),
        (["--tag", "t9999"], "is left by --tag t9999"),
        (["--rules", "core", "--tag", "t9999"], "is left by core --tag t9999"),
    ],
)
def test_what_cannot_be_asked_is_told_in_one_line(
    asked: list[str], more: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*asked, *more]) == 2
    shown, said = capsys.readouterr()

    assert shown == ""
    assert told in said
    assert "Traceback" not in said


@pytest.fixture
def sought(tmp_path: Path) -> Path:
    """A list of which one value stands in the recordings, and one cannot be looked for."""
    path = tmp_path / "list.txt"
    path.write_text("# from a report\nEXCH01[.]contoso[.]example\nabsent.example\ncmd.exe\n?\n")
    return path


@pytest.mark.parametrize("form", ["jsonl", "csv", "timesketch", "text"])
def test_indicators_are_hits_like_those_of_rules(
    asked: list[str], sought: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*asked, "--indicators", str(sought), "--format", form, "-q"]) == 1
    shown = capsys.readouterr().out

    assert "Indicator cmd.exe" in shown
    assert "Indicator absent.example" not in shown
    if form == "text":
        assert "3 looked for, 1 found; 1 not usable" in shown
        assert "«cmd.exe»" in shown
    if form == "jsonl":
        (rule,) = {
            (hit["rule"]["id"], hit["rule"]["level"], hit["indicator"])
            for hit in map(json.loads, shown.splitlines())
            if hit.get("indicator")
        }
        assert rule == ("indicator:file:name:cmd.exe", "high", "file:name:cmd.exe")


def test_indicators_that_cannot_be_used_are_said_and_strict_makes_them_an_error(
    asked: list[str], sought: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*asked, "-i", str(sought), "--format", "jsonl"]) == 1
    assert "list.txt:5: not recognised: '?'" in capsys.readouterr().err
    assert run([*asked, "-i", str(sought), "--strict"]) == 2
    assert "1 indicator cannot be used" in capsys.readouterr().err
    assert run([*asked, "-i", str(sought.parent / "absent.txt")]) == 2
    assert "absent.txt: cannot be read" in capsys.readouterr().err


def test_names_that_other_tools_have_for_options_are_understood(
    asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, evidence, _, rules = asked
    assert run([*asked, "--format", "jsonl", "-q"]) == 1
    ours = capsys.readouterr().out

    assert run(["hunt", "-d", evidence, "--sigma", rules, "-t", "json", "-q", "--threads", "1", "-K"]) == 1
    assert capsys.readouterr().out == ours


def test_a_misspelt_option_is_answered_with_the_nearest(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*asked, "--min-levl", "high"]) == 2
    assert "--min-level" in capsys.readouterr().err


def test_what_was_saved_is_named_and_standard_output_stays_empty(
    asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "hits.txt"
    assert run([*asked, "-o", str(out)]) == 1
    shown, said = capsys.readouterr()

    assert shown == ""
    assert f"Saved: {out.as_uri()}" in said
    assert "Records: 22 = 22 events + 0 rejected." in said
    assert "Summary" in out.read_text(encoding="utf-8")


def test_text_is_shown_in_a_zone_and_as_wide_as_asked(
    asked: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    assert run([*asked, "--timezone", "Asia/Tokyo", "-q"]) == 1
    *lines, _ = capsys.readouterr().out.splitlines()

    assert any("2021-03-02 16:0" in line for line in lines)
    assert 80 < max(map(len, lines)) <= 120
    assert run([*asked, "--timezone", "Nowhere/Land"]) == 2
    assert "there is no time zone 'Nowhere/Land'" in capsys.readouterr().err
