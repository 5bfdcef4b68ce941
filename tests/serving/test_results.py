"""Results in folders are found by what they are, and never by a path that somebody asks for."""

from __future__ import annotations

from pathlib import Path

from tocsin.model.json_form import to_json
from tocsin.serving import results as module
from tocsin.serving.results import Results

from tests.serving.site import make
from tests.showing.verdicts import VERDICT


def test_verdicts_and_coverage_are_found(tmp_path: Path) -> None:
    found = Results(make(tmp_path).results)
    (verdict,) = found.listed("verdict")
    assert (verdict.name, verdict.outcome, verdict.why) == ("results/case/verdict.json", VERDICT.outcome.value, None)
    assert found.verdict(verdict.id) == VERDICT
    assert [name for name, _ in found.inventories()] == ["results/case/verdict.json", "results/estate-coverage.json"]
    (coverage,) = found.listed("coverage")
    assert coverage.why is None


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "verdict.json").write_text("[" * 5000)
    (tmp_path / "coverage.json").write_bytes(b"\xff")
    found = Results((tmp_path,))
    (verdict,), (coverage,) = found.listed("verdict"), found.listed("coverage")
    assert "not a verdict" in str(verdict.why)
    assert "not coverage" in str(coverage.why)
    assert found.verdict(verdict.id) is None
    assert list(found.inventories()) == []


def test_links_are_not_followed_and_paths_are_no_ids(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "verdict.json").write_bytes(to_json(VERDICT))
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link").symlink_to(outside)
    (inside / "verdict.json").symlink_to(outside / "verdict.json")
    found = Results((inside,))
    assert found.listed("verdict") == []
    for asked in ("../outside/verdict.json", str(outside / "verdict.json"), "", "verdict.json"):
        assert found.verdict(asked) is None


def test_a_change_is_noticed(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(module, "LOOK_S", 0.0)
    found = Results((tmp_path, tmp_path / "not there"))
    before = found.mark()
    (tmp_path / "verdict.json").write_bytes(to_json(VERDICT))
    assert found.mark() != before
    assert len(found.listed("verdict")) == 1
