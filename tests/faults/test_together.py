"""Two whole commands at once, with one folder of state: both write what one alone does, and nothing is left."""

from __future__ import annotations

from pathlib import Path

from tests.collecting.samples import EVTX, IIS_HEADER, IIS_LINE
from tests.faults.kills import left_over
from tests.faults.test_kills import RULE
from tests.faults.together import together


def test_two_hunts_at_once_write_what_one_does(tmp_path: Path) -> None:
    evidence, cache, state = tmp_path / "evidence", tmp_path / "cache", tmp_path / "state"
    for folder in (evidence, cache):
        folder.mkdir()
    for number in range(4):
        (evidence / f"{number}.log").write_bytes(IIS_HEADER + IIS_LINE * 500)
    (evidence / "s.evtx").write_bytes(EVTX)
    (tmp_path / "rule.yml").write_text(RULE)
    command = ["hunt", str(evidence), "--rules", str(tmp_path / "rule.yml"), "--format", "jsonl", "--exit-zero", "-q"]
    outs = [tmp_path / f"{number}.jsonl" for number in range(3)]
    commands = [[*command, "--out", str(out)] for out in outs]

    both, alone = together(commands[:2], state, cache), together(commands[2:], state, cache)

    assert [one.code for one in (*both, *alone)] == [0, 0, 0], (both, alone)
    assert outs[0].read_bytes() == outs[1].read_bytes() == outs[2].read_bytes()
    assert outs[0].read_bytes().count(b"\n") >= 2000
    assert left_over(cache, state, but=set()) == []
