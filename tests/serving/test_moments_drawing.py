"""How an attribution moved: every moment is listed, those with a date are drawn, in the lane of what they do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tocsin.library.timeline import Moment
from tocsin.serving.moments_drawing import lane_of, moments_drawing


def moment(date: str | None, speaker: str | None = "State", act: str = "attribute", **more: object) -> Moment:
    told: dict[str, object] = {
        "date": date,
        "speaker": speaker,
        "act": act,
        "negated": False,
        "accused": ("Ministry",),
        "level": "asserted",
        "own": True,
        "first_to_name": (),
        "supersedes": None,
        "report": 1,
    } | more
    return Moment(**told)  # type: ignore[arg-type]


def test_none_is_nothing() -> None:
    assert moments_drawing(()) == ""


def test_what_moved_is_told() -> None:
    drawn = moments_drawing(
        (
            moment("2021-03-02", "Firm", accused=("Group",), first_to_name=("Group",)),
            moment("2021-07-19", own=False),
            moment("2025-07-08", accused=("Bureau",), supersedes=1),
            moment(None, "Embassy", "deny"),
        )
    )
    assert drawn.count("<circle") == 3
    assert drawn.count('class="passed"') == 1
    assert "first to name <bdi>Group</bdi>" in drawn
    assert "replaces this speaker’s word of 2021-07-19 (<bdi>Ministry</bdi>)" in drawn
    assert "no date" in drawn


@pytest.mark.parametrize(
    ("act", "negated", "lane"),
    [
        ("assess", False, "say who did it"),
        ("assess", True, "decline, other"),
        ("support", False, "acknowledge, support"),
        ("condemn", False, "condemn, demand, warn"),
        ("deny", False, "deny"),
        ("advise", False, "decline, other"),
    ],
)
def test_each_act_has_its_lane(act: str, negated: bool, lane: str) -> None:
    assert lane_of(moment(None, act=act, negated=negated)) == lane


DATES = st.sampled_from([None, "2021-03-02", "0001-01-01", "9999-12-31", "soon", "2021-07-19"])
NAMES = st.sampled_from([None, "State", "<script>", "\u202e", "x" * 500])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.builds(moment, DATES, NAMES, supersedes=st.none() | st.integers(0, 5)), min_size=1, max_size=8))
def test_any_moments_are_listed_all(found: list[Moment]) -> None:
    tree = etree.fromstring(f"<div>{moments_drawing(found)}</div>")
    assert len(tree.findall(".//li")) == len(found)
    assert tree.find(".//script") is None
