"""What tuning did, in lines."""

from __future__ import annotations

from tocsin.model.tuning import Tuned
from tocsin.showing.tuning import tuning_lines


def test_each_entry_is_a_line_with_its_reason_and_place() -> None:
    entries = (
        Tuned(kind="level", name="level low", reason=None, place="t.yml:2", rules=1),
        Tuned(kind="disabled", name="t1059", reason="noise", place="t.yml:4", rules=1200),
        Tuned(kind="exclusion", name="backup\x1b[31m", reason="ticket\n7", place="t.yml:6", rules=2, hits=1),
    )

    assert tuning_lines(entries) == [
        "Tuned: 1 rule at level low [t.yml:2]",
        "Tuned: 1,200 rules left out (t1059): noise [t.yml:4]",
        "Tuned: 1 hit of 2 rules excluded by 'backup\\x1b[31m': ticket\\n7 [t.yml:6]",
    ]
