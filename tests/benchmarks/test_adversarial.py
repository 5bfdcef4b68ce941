"""Cases made to be slow: what they hold is hunted in full, and nothing of it is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.hunting import hunt, load_rules

from benchmarks.adversarial import CASES, Case, make

SCALE = 0.002
FOUND = {"one huge event": 2, "unique values": 2, "10,000 contains": 4, "rejected lines": 0}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_hunted_and_its_books_balance(case: Case, tmp_path: Path) -> None:
    evidence, rules, count = make(case, tmp_path, SCALE)
    loaded = load_rules([rules], packs=False)
    hits = hunt(collect([evidence]), loaded, workers=1)
    (file,) = hits.files

    assert loaded.unusable == ()
    assert len(hits) == FOUND[case.name]
    assert file.events + file.rejected == count
    assert file.rejected == (count - 1 if case.name == "rejected lines" else 0)
