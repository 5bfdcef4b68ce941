"""Lists of indicators: so many, all different, and read by tocsin as what they are."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tocsin.hunting.indicator_files import load_indicators

from benchmarks.indicator_lists import indicators, write_indicators


def test_indicators_are_different_and_of_four_kinds(tmp_path: Path) -> None:
    read = load_indicators([write_indicators(tmp_path / "list.txt", 400)])
    kinds = Counter(one.type for one in read.indicators)

    assert len(set(indicators(400))) == 400
    assert read.unusable == ()
    assert len(kinds) == 4
    assert set(kinds.values()) == {100}
