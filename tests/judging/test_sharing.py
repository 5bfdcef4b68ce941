"""What is shared has outcomes, shares and versions, and no value of a log, whatever stood in the logs."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.judging.sharing import shared
from tocsin.model.json_form import from_json, to_json
from tocsin.model.sharing import SharedVerdict
from tocsin.model.verdict import Outcome, Verdict

from tests.showing.verdicts import VERDICT

OF_THE_REPORT = {"report", "versions", "behaviour"}
CLOSED = {"outcome", "stage", "strength", "share"}
"""Fields whose values are tocsin's own words, or the report's."""


def stained(value: Any, text: Any, number: Any, key: str = "") -> Any:
    """Return a verdict's JSON in which every text and number that can come out of a log is another one."""
    if key in OF_THE_REPORT or key in CLOSED:
        return value
    if isinstance(value, dict):
        return {name: stained(one, text, number, name) for name, one in value.items()}
    if isinstance(value, list):
        return [stained(one, text, number, key) for one in value]
    if isinstance(value, str) and key not in ("state", "level"):
        return f"{next(text)}"
    return next(number) if isinstance(value, int) and not isinstance(value, bool) else value


@settings(max_examples=10, deadline=None)
@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1), st.integers(10**9, 10**11))
def test_no_value_of_a_log_survives(word: str, begin: int) -> None:
    words: list[str] = []

    def texts() -> Any:
        for number in itertools.count():
            words.append(f"stain{number}{word}")
            yield words[-1]

    dirty = msgspec.convert(stained(json.loads(to_json(VERDICT)), texts(), itertools.count(begin)), Verdict)
    assert len(words) > 100  # hosts, paths, events, times, sentences ...
    given_away = to_json(shared(dirty)).decode()
    assert "stain" not in given_away
    assert not [
        one for one in map(int, re.findall(r"(?<![0-9a-f])[0-9]{10,12}(?![0-9a-f])", given_away)) if one >= begin
    ]


def test_what_stays() -> None:
    told = shared(VERDICT)
    assert from_json(to_json(told), SharedVerdict) == told
    assert told.document.sha256 == VERDICT.report.document.sha256
    assert (told.outcome, told.stage) == (VERDICT.outcome, VERDICT.stage)
    assert {one.behaviour for one in told.findings} == {one.behaviour.id for one in VERDICT.findings}
    assert sum(told.hosts.values()) == len(VERDICT.hosts)
    seen = [one for one in told.findings if one.outcome is Outcome.SEEN]
    assert seen
    assert all(one.hosts[Outcome.SEEN] >= 1 for one in seen)
    assert any(one.share is not None for one in told.findings)
    assert {log for one in told.findings for log in (*one.watched, *one.missing)}  # ids of the catalogue


def test_collections_of_the_user_are_not_named() -> None:
    versions = msgspec.structs.replace(VERDICT.versions, packs={"exchange-2021": "1.1", "secret rules": "7"})
    assert shared(msgspec.structs.replace(VERDICT, versions=versions)).versions.packs == {"exchange-2021": "1.1"}
