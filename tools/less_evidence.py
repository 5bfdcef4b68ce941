"""Take sources away from a recording, one by one and two by two, through the whole path, and compare the verdicts.

    python tools/less_evidence.py REPORT RECORDING.zip

In: a report, and a zip with one file of JSON lines that carry `Channel`. Out: a line for each subset in which a finding
changed, and a last line `OK ...` or `FAIL ...`: no finding may gain certainty by losing evidence.
"""

from __future__ import annotations

import json
import sys
import tempfile
import zipfile
from itertools import combinations
from pathlib import Path

RANK = {"blind": 0, "partly blind": 1, "not seen": 2, "attempted": 3, "seen": 4}

Outcomes = dict[tuple[str, str | None], str]


def outcomes(report: Path, lines: list[tuple[str, bytes]], keep: set[str], folder: Path) -> Outcomes:
    """Return the outcome of each finding, from the lines of some channels."""
    from tocsin.judging.check import check

    file = folder / "evidence.json"
    file.write_bytes(b"".join(line for channel, line in lines if channel in keep))
    verdict = check(report, [file], workers=1).verdict
    return {(one.behaviour.id, one.host): one.outcome.value for one in verdict.findings}


def main(report: Path, recording: Path) -> int:
    """Compare; 1 if a finding gained certainty."""
    with zipfile.ZipFile(recording) as archive, archive.open(archive.namelist()[0]) as file:
        lines = [(str(json.loads(line)["Channel"]), line) for line in file]
    channels = sorted({channel for channel, _ in lines})
    subsets = [set(channels) - set(gone) for number in (1, 2) for gone in combinations(channels, number)]
    subsets += [set(kept) for number in (1, 2) for kept in combinations(channels, number)]
    bad = compared = 0
    with tempfile.TemporaryDirectory() as folder:
        full = outcomes(report, lines, set(channels), Path(folder))
        for keep in subsets:
            less = outcomes(report, lines, keep, Path(folder))
            for key, outcome in less.items():
                before = full.get(key)
                if before is None or outcome == before or "not checkable" in (outcome, before):
                    continue
                compared += 1
                worse = RANK[outcome] > RANK[before]
                bad += worse
                print(f"{'GAINED ' if worse else ''}{key[0]}: {before} -> {outcome}, with {len(keep)} channels left")
    print(f"{'FAIL' if bad else 'OK'} {bad} findings gained certainty; {len(subsets)} subsets, {compared} changes")
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), Path(sys.argv[2])))
