"""Counts of what rules see of recorded attacks: there and back as JSON, and shares that say of how many."""

from __future__ import annotations

import msgspec
import pytest

from tocsin.model.json_form import from_json, to_json
from tocsin.model.sensitivity import Sensitivities, Share, TechniqueShare

COUNTS = Sensitivities(
    source="made for a test",
    recordings=1,
    files=1,
    events=2,
    benign_events=0,
    sets=(),
    techniques=(
        TechniqueShare(
            id="T1033", runs=1, rules={"packs": 2}, seen={"packs": Share(seen=1, of=1, low=0.207, high=1.0)}
        ),
    ),
    unseen=(("T1082", "RUN-1"),),
)


def test_counts_are_the_same_after_json() -> None:
    assert from_json(to_json(COUNTS), Sensitivities) == COUNTS


def test_a_share_without_its_whole_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="of"):
        msgspec.json.decode(b'{"seen": 1, "low": 0.0, "high": 1.0}', type=Share)
