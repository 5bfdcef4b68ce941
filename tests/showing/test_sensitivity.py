"""What recorded attacks say of rules, on a terminal."""

from __future__ import annotations

from tocsin.knowledge.sensitivity import share
from tocsin.model.sensitivity import Sensitivities, SetShare, TechniqueShare
from tocsin.showing.sensitivity import sensitivity_text

FOUND = Sensitivities(
    source="made for a test",
    recordings=3,
    files=4,
    events=5_000,
    benign_events=0,
    sets=(
        SetShare(
            name="packs",
            rules=2,
            seen=share(2, 3),
            missed=1,
            without_rule=0,
            strays=1,
            stray_rate=20.0,
            benign=0,
            benign_rate=0.0,
        ),
    ),
    techniques=(TechniqueShare(id="T1033", runs=3, rules={"packs": 2}, seen={"packs": share(2, 3)}),),
    unseen=(("T1033", "RUN \x1b[31m"),),
    not_used=tuple(f"{number}.yaml: names no technique" for number in range(30)),
)


def test_counts_stand_with_their_interval() -> None:
    text = sensitivity_text(FOUND, whole=False)

    assert "3 recorded runs in 4 files, 5,000 events" in text
    assert "2 of 3 (21%-94%)" in text
    assert "and 10 more: --verbose" in text


def test_all_is_listed_when_asked_and_nothing_reaches_the_terminal_unescaped() -> None:
    text = sensitivity_text(FOUND, whole=True)

    assert "29.yaml" in text
    assert "\x1b" not in text
