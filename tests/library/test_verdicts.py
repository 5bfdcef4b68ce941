"""Verdicts are kept beside their reports, come back whole, and say what changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from tocsin.library import Library
from tocsin.library.verdicts import changes, keep_verdict, latest, verdict_of, verdicts
from tocsin.model.errors import UsageError
from tocsin.model.verdict import Outcome

from tests.library.reports import report
from tests.showing.verdicts import VERDICT

NOW = "2021-07-20T08:00:00Z"


def test_a_verdict_comes_back_whole(tmp_path: Path) -> None:
    with Library(tmp_path / "x.sqlite") as library:
        number = library.add(VERDICT.report, "a", now=NOW).id
        kept = keep_verdict(library, VERDICT, number, evidence="mail servers", marked="m1", now=NOW)
        assert keep_verdict(library, VERDICT, number, evidence="mail servers", marked="m1", now=NOW) == kept
        assert verdict_of(library, kept) == VERDICT
        (listed,) = verdicts(library)
        assert (listed.report, listed.outcome, listed.evidence) == (number, VERDICT.outcome.value, "mail servers")
        assert listed.versions == VERDICT.versions
        with pytest.raises(UsageError, match="no verdict 9"):
            verdict_of(library, 9)


def test_the_latest_is_that_of_the_version_before(tmp_path: Path) -> None:
    with Library(tmp_path / "x.sqlite") as library:
        first = library.add(report("One"), "a", now=NOW).id
        kept = keep_verdict(library, VERDICT, first, evidence="x", marked="m1", now=NOW)
        other = library.add(report("Another"), "b", now=NOW).id
        second = library.add(report("One", text="revised"), "a", now=NOW).id
        found = latest(library, second, "x")
        assert found is not None
        assert found.id == kept
        assert latest(library, other, "x") is None
        assert latest(library, second, "elsewhere") is None
        assert verdicts(library, second) == []


def test_what_changed() -> None:
    assert changes(VERDICT, VERDICT) == []
    first, *rest = VERDICT.findings
    hit = replace(first, outcome=Outcome.SEEN)
    dull = replace(first, outcome=Outcome.NOT_SEEN)
    before, after = replace(VERDICT, findings=(dull, *rest)), replace(VERDICT, findings=(hit, *rest))
    (change,) = changes(before, after)
    assert (change.behaviour, change.was, change.now) == (first.behaviour.id, "not seen", "seen")
    (new,) = [
        one for one in changes(replace(VERDICT, findings=tuple(rest)), after) if one.behaviour == first.behaviour.id
    ]
    assert new.was is None
    # of a report that nobody asked for before only what was found is news
    assert {one.now for one in changes(None, after)} <= {"seen", "attempted"}
