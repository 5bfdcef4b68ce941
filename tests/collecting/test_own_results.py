"""Results of tocsin in a folder of logs are no logs, and said to be none; real logs that look alike are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.collecting.own_results import REASON, is_result
from tocsin.showing import folder

from tests.showing.verdicts import ALL_HITS, EMPTY, VERDICT

LOG = '{"time":"2021-03-03T04:12:00Z","host":"a","message":"x"}\n'


@pytest.mark.parametrize("verdict", [VERDICT, EMPTY])
def test_no_file_of_a_result_is_read(verdict, tmp_path: Path) -> None:
    folder.write(verdict, ALL_HITS, tmp_path / "logs" / "result")
    (tmp_path / "logs" / "app.jsonl").write_text(LOG)
    evidence = collect([tmp_path / "logs"])

    assert [unit.path for unit in evidence.units] == ["app.jsonl"]
    assert {missed.reason for missed in evidence.not_read} <= {REASON, "the file is empty"}
    written = {path.name for path in (tmp_path / "logs" / "result").iterdir()}
    assert written >= {form.file for form in folder.FORMS}
    assert {missed.path for missed in evidence.not_read} == {f"result/{name}" for name in written}


def test_a_file_of_hits_by_itself_is_none_either(tmp_path: Path) -> None:
    folder.write(VERDICT, ALL_HITS, tmp_path)
    for name in ("hits.jsonl", "timeline.csv", "timeline.timesketch.jsonl", "event.misp.json"):
        assert [missed.reason for missed in collect([tmp_path / name]).not_read] == [REASON]


def test_files_of_such_names_without_a_verdict_beside_them_are_looked_at(tmp_path: Path) -> None:
    (tmp_path / "verdict.json").write_text(LOG)
    (tmp_path / "hits.jsonl").write_text(LOG)

    assert {unit.path for unit in collect([tmp_path]).units} == {"verdict.json", "hits.jsonl"}


def test_long_heads_are_decided_quickly() -> None:
    assert not is_result(b'{"message":"' + b"\\a" * 100_000)
    assert not is_result(b'{"activity_id":1,' * 10_000)
    assert not is_result(b" " * 200_000)
