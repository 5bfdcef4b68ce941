"""Hunts that are gone on with find what a hunt for each report alone finds, and do nothing twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.hunting import load_rules
from tocsin.hunting.kept_progress import KeptProgress
from tocsin.judging.check import check
from tocsin.library.adding import read_bytes
from tocsin.library.hunts import Hunts

from tests.library.logs import FIRST, SECOND, write_log


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The units that were hunted in, as they are hunted in."""
    units: list[str] = []
    keep = KeptProgress.keep

    def told(self: KeptProgress, unit: str, content: str, outcome: object) -> None:
        units.append(unit)
        keep(self, unit, content, outcome)  # type: ignore[arg-type]

    monkeypatch.setattr(KeptProgress, "keep", told)
    return units


def test_nothing_is_done_twice_and_nothing_is_missed(tmp_path: Path, done: list[str]) -> None:
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    write_log(evidence / "one.log", 1, web_shell=True)
    rules = load_rules()
    first, second = (read_bytes(text.encode(), "x.txt") for text in (FIRST, SECOND))

    hunts = Hunts([evidence], tmp_path / "kept", rules, workers=1)
    hunts.go_on([first])
    old, again = done  # by the rules, and for the address
    assert old == again

    done.clear()
    hunts = Hunts([evidence], tmp_path / "kept", rules, workers=1)
    hunts.go_on([first, second])
    assert done == [old]  # for the file that the second report names
    assert {one.outcome.value for one in hunts.verdict(first).findings} & {"seen", "attempted"} == set()

    done.clear()
    write_log(evidence / "two.log", 2, visitor="203.0.113.7")
    hunts = Hunts([evidence], tmp_path / "kept", rules, workers=1)
    hunts.go_on([first, second])
    assert len(done) == 3
    assert old not in done
    assert len(set(done)) == 1

    (tmp_path / "report.txt").write_text(SECOND)
    alone = check(tmp_path / "report.txt", [evidence], rules=rules, workers=1).verdict
    together = hunts.verdict(second)
    assert together.findings == alone.findings
    assert (together.outcome, together.coverage, together.books) == (alone.outcome, alone.coverage, alone.books)
