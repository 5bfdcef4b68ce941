"""The recorded Exchange attack with its ten channels taken away, one by one and two by two.

The recording is read and hunted once; each subset is judged by what is left of its coverage and hits.
`tools/less_evidence.py` does the same through the whole path, reading each subset anew.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.judging.material import Material, material_of
from tocsin.judging.verdict import verdict_of
from tocsin.model.report import Report
from tocsin.model.verdict import Finding, Outcome

from tests.material import DATA, needs_data

RECORDING = DATA / "recordings" / "atomic" / "windows" / "persistence" / "host" / "proxylogon_ssrf_rce_poc.zip"
RANK = {Outcome.BLIND: 0, Outcome.PARTLY_BLIND: 1, Outcome.NOT_SEEN: 2, Outcome.ATTEMPTED: 3, Outcome.SEEN: 4}
HIT = (Outcome.SEEN, Outcome.ATTEMPTED)

pytestmark = needs_data


@pytest.fixture(scope="module")
def read() -> tuple[Report, Material]:
    from tocsin.collecting import collect
    from tocsin.hunting import hunt, load_rules
    from tocsin.reading import read

    report = read(DATA / "documents" / "accusation-2021-07.txt")
    evidence = collect([RECORDING])
    material = material_of(evidence, hunt(evidence, load_rules([]), indicators=report.indicators, workers=1))
    return report, replace(material, hits=tuple(material.hits))


def channel(hit) -> str:
    return str((hit.event or {}).get("Channel"))


def findings(report: Report, material: Material, channels: set[str]) -> dict[tuple[str, str | None], Finding]:
    less = replace(
        material,
        coverage=tuple(one for one in material.coverage if one.log in channels),
        hits=[hit for hit in material.hits if channel(hit) in channels],
    )
    return {(one.behaviour.id, one.host): one for one in verdict_of(report, less).findings}


def channels(material: Material) -> list[str]:
    return sorted({one.log for one in material.coverage})


def test_there_are_ten_channels_and_hits_in_several_of_them(read: tuple[Report, Material]) -> None:
    _, material = read

    assert len(channels(material)) == 10
    assert {channel(hit) for hit in material.hits} >= {
        "MSExchange Management", "Microsoft-Windows-Sysmon/Operational", "Security",
    }  # fmt: skip


@pytest.mark.parametrize("number", [1, 2])
def test_each_finding_changes_only_as_it_must(read: tuple[Report, Material], number: int) -> None:
    report, material = read
    names = channels(material)
    full = findings(report, material, set(names))
    ids = {log: {one.log_id for one in material.coverage if one.log == log} for log in names}
    changed = 0
    for gone in combinations(names, number):
        less = findings(report, material, set(names) - set(gone))
        lost = set().union(*(ids[log] for log in gone)) - {None}
        for key, before in full.items():
            after = less[key]
            stood_on = {visible.log_id for visible in before.visible} | {hit.log_id for hit in before.hits}
            if stood_on & lost:
                assert RANK[after.outcome] <= RANK[before.outcome], (gone, key)
                changed += after.outcome is not before.outcome
            else:
                assert (after.outcome, after.stage, after.hit_count) == (
                    before.outcome, before.stage, before.hit_count,
                ), (gone, key)  # fmt: skip
            if after.outcome in HIT:
                assert before.outcome is after.outcome, "adding evidence never turns seen into anything else"
    assert changed, "some removal must matter, or nothing was tested"


@pytest.mark.parametrize("number", [1, 2])
def test_with_only_a_few_channels_left_nothing_is_said_to_be_absent(read: tuple[Report, Material], number: int) -> None:
    report, material = read
    for kept in combinations(channels(material), number):
        assert not [one for one in findings(report, material, set(kept)).values() if one.outcome is Outcome.NOT_SEEN]


@settings(derandomize=True, max_examples=30, deadline=None)
@given(st.data())
def test_taking_any_evidence_away_never_makes_a_finding_more_certain(
    read: tuple[Report, Material], data: st.DataObject
) -> None:
    report, material = read
    names = channels(material)
    more = {name for name in names if data.draw(st.booleans(), label=name)}
    fewer = {name for name in sorted(more) if data.draw(st.booleans(), label=f"keep {name}")}
    full, less = findings(report, material, more), findings(report, material, fewer)

    for key in set(full) & set(less):
        assert RANK[less[key].outcome] <= RANK[full[key].outcome], key
