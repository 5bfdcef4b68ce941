"""The real thing, small: a command killed and begun again writes what an undisturbed one does."""

from __future__ import annotations

import random
import signal
from pathlib import Path

import pytest

from tests.collecting.samples import EVTX, IIS_HEADER, IIS_LINE
from tests.faults.kills import killed, left_over

RULE = """title: A page
id: 0a4c1c0e-6c7f-4b49-9a0e-0a3a9f1f2b3c
logsource: {product: windows, category: webserver}
detection: {sel: {cs-uri-stem|startswith: /owa/}, condition: sel}
level: high
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="SKIPPED, this system has no such signal")
@pytest.mark.parametrize("sent", ["SIGKILL", "SIGINT"])
def test_a_killed_hunt_goes_on_and_leaves_nothing(sent: str, tmp_path: Path) -> None:
    evidence, cache, state = tmp_path / "evidence", tmp_path / "cache", tmp_path / "state"
    for folder in (evidence, cache):
        folder.mkdir()
    for number in range(8):
        (evidence / f"{number}.log").write_bytes(IIS_HEADER + IIS_LINE * 2000)
    (evidence / "s.evtx").write_bytes(EVTX)
    (tmp_path / "rule.yml").write_text(RULE)
    command = ["hunt", str(evidence), "--rules", str(tmp_path / "rule.yml"), "--format", "jsonl", "--exit-zero", "-q"]
    for name, kills in (("due", 0), ("found", 3)):
        out = tmp_path / name
        out.mkdir()
        # one that is killed between its last file's name and its own end has done its work: it is done again
        arguments = [*command, "--force", "--out", str(out / "hits.jsonl"), *(["--state", str(state)] if kills else [])]
        run = killed(arguments, random.Random(sent), kills, 1.5, cache, getattr(signal, sent))
        assert run.code == 0, run.said

    assert (tmp_path / "found" / "hits.jsonl").read_bytes() == (tmp_path / "due" / "hits.jsonl").read_bytes()
    assert left_over(cache, state, tmp_path / "found", but={"hits.jsonl"}) == []
