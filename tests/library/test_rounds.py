"""Rounds: only what changed is judged again, and only what became otherwise is announced."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from msgspec.structs import replace

from tocsin.collecting.store import held
from tocsin.hunting import load_rules
from tocsin.library import Library, rounds
from tocsin.library.rounds import Round, Watched, go_round, state_of
from tocsin.model.errors import UsageError
from tocsin.model.report import Report
from tocsin.model.verdict import Finding, Outcome, Verdict

from tests.library.logs import FIRST, SECOND
from tests.showing.verdicts import VERDICT

NOW = "2021-07-20T08:00:00Z"


class Hunts:
    """Stands for hunting: an indicator that is a file in the evidence was seen, any other was not."""

    def __init__(self, paths: list[Path], folder: Path, *_: object) -> None:
        self.text = "".join(one.read_text() for path in paths for one in sorted(path.iterdir()))

    def go_on(self, reports: Iterable[Report]) -> None:
        """There is nothing to be done."""

    def verdict(self, report: Report) -> Verdict:
        findings = tuple(self.finding(report, number) for number in range(len(report.behaviours)))
        seen = any(one.outcome is Outcome.SEEN for one in findings)
        outcome = Outcome.SEEN if seen else Outcome.NOT_SEEN
        return replace(VERDICT, report=report, findings=findings, outcome=outcome, stage=None)

    def finding(self, report: Report, number: int) -> Finding:
        behaviour = report.behaviours[number]
        outcome = Outcome.SEEN if behaviour.ref.rpartition(":")[2] in self.text else Outcome.NOT_SEEN
        return replace(VERDICT.findings[0], behaviour=behaviour, outcome=outcome, host="mail")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(rounds, "Hunts", Hunts)
    for name in ("reports", "evidence"):
        (tmp_path / name).mkdir()
    (tmp_path / "evidence" / "a.log").write_text("GET /aspnet_client/supp0rt.aspx")
    return tmp_path


def a_round(folder: Path) -> Round:
    watched = Watched([folder / "reports"], [folder / "evidence"], folder / "kept", load_rules(packs=False))
    with Library(folder / "library.sqlite") as library:
        return go_round(library, watched, now=NOW)


def told(done: Round) -> list[tuple[str, str | None, str, list[tuple[str, str | None, str]]]]:
    return [
        (one.why, one.was, one.now, [(change.name, change.was, change.now) for change in one.changes])
        for one in done.announcements
    ]


def test_a_revision_and_new_evidence(folder: Path) -> None:
    (folder / "reports" / "one.txt").write_text(FIRST)
    first = a_round(folder)
    assert told(first) == [("new report", None, "not seen", [])]
    assert (first.judged, first.left) == (1, 0)

    again = a_round(folder)
    assert (again.judged, again.left, again.announcements) == (0, 1, ())

    # the revision names a file that is in the evidence: not seen becomes seen
    (folder / "reports" / "two.txt").write_text(SECOND)
    ((why, was, now, changes),) = told(a_round(folder))
    assert (why, was, now) == ("new version", "not seen", "seen")
    assert ("/aspnet_client/supp0rt.aspx", None, "seen") in changes
    assert "203.0.113.7" not in [name for name, _, _ in changes]  # which is what it was

    (folder / "evidence" / "b.log").write_text("GET / 203.0.113.7")
    ((why, was, now, changes),) = told(a_round(folder))
    assert (why, was, now, changes) == ("evidence changed", "seen", "seen", [("203.0.113.7", "not seen", "seen")])


def test_what_is_no_report_and_nothing_to_check(folder: Path) -> None:
    (folder / "reports" / "picture.json").write_bytes(b"\x89PNG")
    (folder / "reports" / "calm.txt").write_text("A calm day\n\nNothing happened anywhere.\n")
    done = a_round(folder)
    assert [one.added is None for one in done.told] == [False, True]
    assert (done.judged, done.left) == (0, 0)


def test_two_at_once_are_refused(folder: Path) -> None:
    with held(folder / "kept", parents=True), pytest.raises(UsageError, match="another run watches"):
        a_round(folder)


def test_the_state_is_names_sizes_and_times(folder: Path) -> None:
    path = folder / "evidence" / "a.log"
    before = state_of([folder / "evidence"])
    assert state_of([folder / "evidence"]) == before
    os.utime(path, ns=(1, 1))
    changed = state_of([folder / "evidence"])
    path.write_text("other")
    os.utime(path, ns=(1, 1))
    assert len({before, changed, state_of([folder / "evidence"])}) == 3
