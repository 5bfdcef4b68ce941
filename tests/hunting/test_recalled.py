"""Hunting in a lake again: the same hits, and only what new rules need is read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tocsin.collecting import collect
from tocsin.hunting import RuleSet, hunt, load_rules
from tocsin.lake import compact, keep

from benchmarks.rule_sets import made_rules, write_rules
from tests.lake.evidence import KEYWORDS, WEB, write_evidence


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TOCSIN_CACHE", str(tmp_path / "cache"))
    keep(collect([write_evidence(tmp_path / "evidence", count=400)]), tmp_path / "lake")
    return tmp_path / "lake"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count the groups of rows that are read."""
    groups: list[int] = []
    real = pq.ParquetFile.read_row_group

    def counting(self: pq.ParquetFile, i: int, *more: object, **named: object) -> object:
        groups.append(i)
        return real(self, i, *more, **named)

    monkeypatch.setattr(pq.ParquetFile, "read_row_group", counting)
    monkeypatch.setattr("tocsin.isolation.pool.available", lambda: False)  # in this process, where it is counted
    return groups


def rules_of(folder: Path, *texts: str) -> RuleSet:
    folder.mkdir(exist_ok=True)
    for number, text in enumerate(texts):
        (folder / f"{number}.yml").write_text(text, encoding="utf-8")
    return load_rules([folder], packs=False)


def hits(evidence: Path, rules: RuleSet, workers: int = 1) -> list[dict[str, Any]]:
    lines = b"".join(hunt(collect([evidence]), rules, workers=workers).json_lines())
    return [json.loads(line) for line in lines.splitlines()]


def test_the_same_hunt_again_reads_only_what_has_hits(lake: Path, tmp_path: Path, read: list[int]) -> None:
    rules = load_rules([write_rules(tmp_path / "rules", made_rules(60))], packs=False)
    raw = hits(tmp_path / "evidence", rules)
    assert raw
    assert hits(lake, rules) == raw
    first = len(read)
    read.clear()
    assert hits(lake, rules) == raw
    assert len(read) <= first
    never = rules_of(tmp_path / "never", WEB.replace("'/'", "'nowhere'"))
    hits(lake, never)
    read.clear()
    assert hits(lake, never) == []
    assert read == []


def test_a_new_rule_and_a_changed_one_are_hunted_with(lake: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    assert hits(lake, rules_of(rules, WEB)) == hits(tmp_path / "evidence", rules_of(rules, WEB))
    more = rules_of(rules, WEB, KEYWORDS)
    both = hits(lake, more)
    assert both == hits(tmp_path / "evidence", more)
    changed = rules_of(rules, WEB.replace("contains: '/'", "contains: 'ecp'"), KEYWORDS)
    assert hits(lake, changed) == hits(tmp_path / "evidence", changed) != both
    assert hits(lake, rules_of(rules, WEB, KEYWORDS), workers=2) == both


def test_a_title_is_not_what_a_rule_asks(lake: Path, tmp_path: Path, read: list[int]) -> None:
    hits(lake, rules_of(tmp_path / "rules", WEB))
    read.clear()
    renamed = rules_of(tmp_path / "rules", WEB.replace("Requests of ECP", "Other words"))
    assert {hit["rule"]["title"] for hit in hits(lake, renamed)} == {"Other words"}
    assert len(read) == 1


def test_a_lake_that_changed_is_read_anew(lake: Path, tmp_path: Path) -> None:
    rules = rules_of(tmp_path / "rules", WEB, KEYWORDS)
    before = hits(lake, rules)
    evidence = tmp_path / "evidence"
    (evidence / "more.evtx").write_bytes((evidence / "days.evtx").read_bytes())
    keep(collect([evidence / "more.evtx"]), tmp_path / "other")
    keep(collect([evidence]), lake)
    again = hits(lake, rules)
    assert again == hits(lake, rules)
    compact(lake, workers=1)
    assert hits(lake, rules) == again
    assert len(again) >= len(before)


def test_of_a_lake_that_was_added_to_only_what_is_new_is_read(lake: Path, tmp_path: Path, read: list[int]) -> None:
    rules = rules_of(tmp_path / "rules", WEB)
    never = rules_of(tmp_path / "never", WEB.replace("'/'", "'nowhere'"))
    hits(lake, rules)
    hits(lake, never)
    site = tmp_path / "evidence" / "W3SVC1"
    (site / "u_ex210303.log").write_bytes((site / "u_ex210302.log").read_bytes() + b"0\n")
    keep(collect([tmp_path / "evidence"]), lake)
    groups = sum(1 for _ in lake.glob("events/logsource=iis/*/*.parquet"))
    read.clear()
    assert hits(lake, never) == []
    assert (len(read), groups) == (1, 2)
    read.clear()
    assert hits(lake, never) == []
    assert read == []
    assert len(hits(lake, rules)) == len(hits(tmp_path / "evidence", rules))


def test_what_was_found_does_not_grow_without_bounds(
    lake: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = hits(lake, rules_of(tmp_path / "rules", WEB))
    others = rules_of(tmp_path / "others", KEYWORDS)
    hits(lake, others)
    assert len(list((tmp_path / "cache").glob("found-with-*"))) == 2
    monkeypatch.setattr("tocsin.hunting.recalled.MOST_BYTES", 0)
    assert hits(lake, others) == hits(tmp_path / "evidence", others)
    assert len(list((tmp_path / "cache").glob("found-with-*"))) == 1
    assert hits(lake, rules_of(tmp_path / "rules", WEB)) == before


def test_what_is_damaged_in_the_cache_is_as_good_as_none(lake: Path, tmp_path: Path) -> None:
    rules = rules_of(tmp_path / "rules", WEB, KEYWORDS)
    before = hits(lake, rules)
    found = list((tmp_path / "cache").glob("found-*"))
    assert found
    for entry in found:
        entry.write_bytes(entry.read_bytes()[:40] + b"x")
    assert hits(lake, rules) == before


def test_what_could_not_be_read_is_not_taken_for_nothing(lake: Path, tmp_path: Path) -> None:
    rules = rules_of(tmp_path / "rules", WEB, KEYWORDS)
    (file,) = lake.glob("events/logsource=iis/*/*.parquet")
    whole = file.read_bytes()
    file.write_bytes(b"PAR1")
    lost = hits(lake, rules)
    file.write_bytes(whole)
    assert len(hits(lake, rules)) > len(lost)
