"""Scripts that measure the packs' rules on what they were not written by."""

from __future__ import annotations

from pathlib import Path

import yaml

from tocsin.collecting import collect
from tocsin.demo.scene import DAY
from tocsin.knowledge import base

from benchmarks import quiet_days, sample_techniques
from benchmarks.kept_apart import without


def test_a_run_is_left_out_of_what_is_known_of_its_techniques() -> None:
    seen = {("T1033", "a"): True, ("T1033", "b"): False, ("T1033", "c"): True, ("T1057", "a"): True}
    known = without("a", seen)

    assert {one: (known[one].seen, known[one].of) for one in known} == {"T1033": (1, 2)}


def test_every_label_of_a_sample_is_a_technique() -> None:
    labels = yaml.safe_load(sample_techniques.LABELS.read_text(encoding="utf-8"))

    assert len(labels) > 100
    known = {one: base().technique(one) for techniques in labels.values() for one in techniques}
    assert {one for one, entry in known.items() if entry is None or entry.status != "current"} == set()


def test_quiet_days_are_logs_that_are_read_whole(tmp_path: Path) -> None:
    out = tmp_path / "quiet"
    records = quiet_days.write(out, servers=1, days=1, scale=0.0002)
    files = collect([out]).files()

    assert quiet_days.END % DAY == 0
    assert sum(one.rejected for one in files) == 0
    assert sum(one.events for one in files) == records
