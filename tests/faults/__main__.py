"""Kill a hunt and a check at random moments, many times, and compare with undisturbed runs, byte for byte.

    python -m tests.faults [--kills 50] [--megabytes 400]

Exit 1 if a result differs, or something is left over.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.collecting.samples import EVTX, IIS_HEADER, IIS_LINE, NXLOG
from tests.faults.kills import Killed, killed, left_over

RULE = """title: A page of Outlook
id: 0a4c1c0e-6c7f-4b49-9a0e-0a3a9f1f2b3c
logsource: {product: windows, category: webserver}
detection:
  sel: {cs-uri-stem|startswith: '/owa/'}
  condition: sel
level: high
"""
REPORT = "On 2 March 2021 Microsoft accused HAFNIUM of the Exchange attacks: CVE-2021-26855, T1190, 203.0.113.9.\n"


def evidence(folder: Path, megabytes: int) -> Path:
    """Make files of several kinds, a large one among them."""
    folder.mkdir()
    for number in range(megabytes):
        if number % 4 == 3:
            (folder / f"{number:04}.evtx").write_bytes(EVTX)
        else:
            (folder / f"{number:04}.log").write_bytes(
                IIS_HEADER + IIS_LINE + IIS_LINE.replace(b"/owa/auth/x.js", b"/favicon.ico") * 4000
            )
    with (folder / "large.json").open("wb") as file:
        for _ in range(megabytes // 4):
            file.write((NXLOG + b"\n") * 2500)
    return folder


def digest(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file in a folder."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "a folder"
        for path in sorted(folder.iterdir())
    }


def _result(
    verb: str, command: list[str], work: Path, given: argparse.Namespace, kills: int, longest: float, turn: int = 0
) -> tuple[dict[str, str], list[str], Killed]:
    """Run a command to its end, killed on the way; return its files, what is left over, and how it went."""
    cache, state, out = work / f"{verb}-cache", work / f"{verb}-state", work / f"{verb}-out"
    for folder in (cache, out):
        folder.mkdir(exist_ok=True)
    target = out / "hits.jsonl" if verb == "hunt" else out
    chance = random.Random(given.seed * 1000 + turn)
    run = killed([*command, "--out", str(target), "--state", str(state)], chance, kills, longest, cache)
    found = digest(out)
    left = left_over(cache, state, out, but=set(found) - {name for name in found if name.startswith(".")})
    shutil.rmtree(out)
    return found, left, run


def main() -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--megabytes", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        (work / "rule.yml").write_text(RULE)
        (work / "report.txt").write_text(REPORT)
        logs = evidence(work / "evidence", given.megabytes)
        commands = {
            "hunt": ["hunt", str(logs), "--rules", str(work / "rule.yml"), "--format", "jsonl", "--exit-zero", "-q"],
            "check": ["check", str(work / "report.txt"), str(logs), "--exit-zero", "-q"],
        }
        for verb, command in commands.items():
            begun = time.monotonic()
            due = _result(verb, command, work, given, 0, 0.0)[0]
            undisturbed = time.monotonic() - begun
            print(f"{verb}: undisturbed {undisturbed:.1f} s", flush=True)
            kills = rounds = 0
            while kills < given.kills:
                found, left, run = _result(verb, command, work, given, given.kills - kills, undisturbed, rounds)
                kills, rounds = kills + run.kills, rounds + 1
                for what, bad in (
                    ("differs", found != due),
                    (f"left over: {left}", bool(left)),
                    ("wrote nothing", not due),
                ):
                    if bad:
                        wrong += 1
                        print(f"FAILED {verb}: {what}; exit {run.code}, {run.said[-300:]}", flush=True)
            print(f"{verb}: {kills} kills over {rounds} results", flush=True)
        print("every result is that of the undisturbed run, and nothing is left" if not wrong else f"{wrong} failures")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
