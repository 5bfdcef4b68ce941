"""What does not go together is shown side by side: the conflicts of the public record, and none where there is none."""

from __future__ import annotations

from pathlib import Path

from tocsin.library import Library
from tocsin.library.conflicts import Conflict, conflicts

from tests.library.reports import claim, report


def by_kind(found: list[Conflict], kind: str) -> list[dict[str, str]]:
    return [{side.speaker: side.value for side in one.sides} for one in found if one.kind == kind]


def test_the_exchange_hack(gold: Library) -> None:
    found = conflicts(gold, "incident:exchange-2021")
    assert by_kind(found, "accused") == [{"Microsoft": "HAFNIUM", "NCSC": "HAFNIUM", "Canada": "APT40"}]
    ((_, sides),) = [(one.kind, one.sides) for one in found if one.kind == "denied"]
    assert {side.speaker for side in sides if side.value.startswith("deny")} == {
        "Chinese mission to the EU",
        "Chinese embassy",
        "Zhao Lijian",
    }
    assert not {side.value for side in sides if "HAFNIUM" in side.value}  # nobody accused China there
    told = {sides["United Kingdom"] for sides in by_kind(found, "relay") if "United Kingdom" in sides}
    assert told == {"passed on: accuse Ministry of State Security"}  # its own words name state-backed actors
    (begins,) = by_kind(found, "begin")
    assert begins["Volexity"] == "2021-01-03"
    assert begins["US Department of Justice"] == "2020-11"
    (servers,) = by_kind(found, "count:servers")
    assert set(servers.values()) == {"250000", "400000"}
    assert [one.kind for one in found if one.kind == "incidents-fused"]


def test_the_indictment(gold: Library) -> None:
    found = conflicts(gold, "incident:apt40-2011-2018")
    (dates,) = by_kind(found, "date")
    assert set(dates.values()) == {"2021-07-16", "2021-07-19"}
    (windows,) = by_kind(found, "window")
    assert set(windows.values()) == {"2009-07-01 to 2018-10-01", "2011-01-01 to 2019-01-01"}
    assert [one.about for one in found if one.kind == "name-variant"] == [
        '"Ding Xaioyang" does not fit the spelling on record, Ding Xiaoyang.'
    ]
    (begins,) = by_kind(found, "begin")
    assert begins["CISA"] == "2009"


def test_who_agrees_does_not_conflict(tmp_path: Path) -> None:
    with Library(tmp_path / "x.sqlite") as library:
        for speaker in ("us", "gb"):
            library.add(report(speaker, claim(1, speaker, "attribute", "mss", incident="incident:x")), speaker, now="")
        assert conflicts(library, "incident:x") == []
