"""Rules hunted with ahead: the same hits later, found without looking."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.hunting import hunt, load_rules
from tocsin.hunting.ahead import hunt_ahead
from tocsin.hunting.match import Matcher
from tocsin.lake import keep

from tests.lake.evidence import write_evidence, write_rule_set


def test_later_hunts_match_nothing_and_find_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_CACHE", str(tmp_path / "cache"))
    rules = load_rules([write_rule_set(tmp_path / "rules")], packs=False)
    lake = tmp_path / "lake"
    keep(collect([write_evidence(tmp_path / "evidence", count=200)]), lake)
    raw = hunt(collect([tmp_path / "evidence"]), rules, workers=1).arrow()
    assert hunt_ahead(collect([lake]), rules)
    monkeypatch.setattr("tocsin.isolation.pool.available", lambda: False)  # in this process, where it is noticed
    monkeypatch.setattr(Matcher, "match", lambda *_: pytest.fail("it was hunted with ahead"))
    found = hunt(collect([lake]), rules, workers=1).arrow()

    assert len(found) == len(raw) > 0
    for name in ("time", "host", "record", "rule", "path", "offset"):
        assert found.column(name).equals(raw.column(name))
    assert hunt_ahead(collect([lake]), rules)


def test_what_cannot_be_read_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_CACHE", str(tmp_path / "cache"))
    rules = load_rules([write_rule_set(tmp_path / "rules")], packs=False)
    keep(collect([write_evidence(tmp_path / "evidence", count=10)]), tmp_path / "lake")
    file = sorted(tmp_path.glob("lake/events/*/*/*.parquet"))[0]
    file.write_bytes(b"PAR1")

    assert not hunt_ahead(collect([tmp_path / "lake"]), rules)
