"""Answers of members add up to one picture; each member counts once, with its last answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from tocsin.judging.sharing import shared
from tocsin.library import Library
from tocsin.library.answers import add_answer, picture
from tocsin.model.errors import UsageError
from tocsin.model.json_form import to_json
from tocsin.model.verdict import Outcome

from tests.showing.verdicts import VERDICT

NOW = "2021-07-20T08:00:00Z"
TOLD = shared(VERDICT)


def answer(outcome: Outcome, sha256: str | None = None) -> bytes:
    findings = tuple(
        replace(one, outcome=outcome, missing=("iis",) if outcome is Outcome.BLIND else ()) for one in TOLD.findings
    )
    document = TOLD.document if sha256 is None else replace(TOLD.document, sha256=sha256)
    return to_json(replace(TOLD, outcome=outcome, findings=findings, document=document))


def test_one_picture(tmp_path: Path) -> None:
    with Library(tmp_path / "x.sqlite") as library:
        library.add(VERDICT.report, "a", now=NOW)
        assert add_answer(library, answer(Outcome.SEEN), "one", now=NOW)
        assert not add_answer(library, answer(Outcome.SEEN), "one", now=NOW)
        for member, outcome in (("two", Outcome.BLIND), ("two", Outcome.NOT_SEEN), ("three", Outcome.BLIND)):
            assert add_answer(library, answer(outcome), member, now=NOW)
        told = picture(library, "1")
        assert (told.members, told.outcomes) == (3, {Outcome.BLIND: 1, Outcome.NOT_SEEN: 1, Outcome.SEEN: 1})
        assert told.hit == ("one",)
        assert {(one.members, one.could, one.partly, one.blind) for one in told.rows} == {(3, 2, 0, 1)}
        assert told.missing == (("iis", 1),)


def test_an_answer_about_an_earlier_version_counts_until_there_is_another(tmp_path: Path) -> None:
    with Library(tmp_path / "x.sqlite") as library:
        first = library.add(VERDICT.report, "a", now=NOW)
        document = replace(VERDICT.report.document, sha256="f" * 64)
        assert library.add(replace(VERDICT.report, document=document), "b", now=NOW).earlier == first.id
        add_answer(library, answer(Outcome.BLIND), "one", now=NOW)
        assert picture(library, "2").outcomes == {Outcome.BLIND: 1}
        add_answer(library, answer(Outcome.SEEN, "f" * 64), "one", now=NOW)
        add_answer(library, answer(Outcome.BLIND), "one", now="2021-07-21T08:00:00Z")
        assert picture(library, "2").outcomes == {Outcome.SEEN: 1}


def test_without_the_report_its_checksum_serves(tmp_path: Path) -> None:
    with Library(tmp_path / "x.sqlite") as library:
        add_answer(library, answer(Outcome.SEEN), "one", now=NOW)
        assert picture(library, TOLD.document.sha256[:12]).title == TOLD.document.title
        with pytest.raises(UsageError):
            picture(library, "nothing")


@pytest.mark.parametrize("data", [b"", b"{}", b"[" * 100_000, to_json(VERDICT)[:200], b'{"outcome": "seen"}'])
def test_what_is_no_answer_is_one_line(tmp_path: Path, data: bytes) -> None:
    with Library(tmp_path / "x.sqlite") as library, pytest.raises(UsageError, match="not a shared verdict") as caught:
        add_answer(library, data, "one", now=NOW)
    assert "\n" not in str(caught.value)


def test_a_whole_verdict_is_refused(tmp_path: Path) -> None:
    # somebody who sends verdict.json by mistake has sent logs: it is not kept
    with Library(tmp_path / "x.sqlite") as library, pytest.raises(UsageError):
        add_answer(library, to_json(VERDICT), "one", now=NOW)
