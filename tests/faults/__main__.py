"""Disturb hunts and checks, and compare what they write with undisturbed runs, byte for byte.

    python -m tests.faults [kills] [disk] [reads] [together] [--kills 50] [--rounds 12] [--megabytes 400]
        [--evidence PATH] [--verbs hunt,check]

`kills`: ended by SIGKILL at random moments and begun again, until it was so often. `disk`: a small file system of its
own that is full, at many sizes. `reads`: files that cannot be read behind some byte, or are cut while they are read.
`together`: two commands at once with one folder of state, on the same and other evidence, one of them killed or none.
Exit 1 if a result differs, half a result was written, an error has no line, or something is left over.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.collecting.samples import EVTX, IIS_HEADER, IIS_LINE, NXLOG
from tests.faults.disk import full, in_namespace, mounted
from tests.faults.kills import PROGRAM, Killed, killed, left_over
from tests.faults.reads import failing
from tests.faults.together import moments, together

WHAT = ["kills", "disk", "reads", "together"]
SIZES = ("16k", "64k", "256k", "512k", "1m", "2m", "3m", "4m", "6m", "8m", "12m", "16m", "24m", "32m")
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
    (folder / "eio.log").write_bytes(IIS_HEADER + IIS_LINE * 4000)
    (folder / "eio.evtx").write_bytes(EVTX)
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


class Tried:
    """A command, what it writes undisturbed, and how long that takes."""

    def __init__(self, verb: str, command: list[str], work: Path, given: argparse.Namespace) -> None:
        """Run it once to fill its cache, and once to be measured."""
        self.verb, self.command, self.work, self.given = verb, command, work, given
        for _ in range(2):
            begun = time.monotonic()
            self.due, left, run = _result(verb, command, work, given, 0, 0.0)
            self.seconds = time.monotonic() - begun
        self.wrong = 0
        print(f"{verb}: undisturbed {self.seconds:.1f} s, exit {run.code}, {len(self.due)} files", flush=True)
        self.check(bool(self.due) and not left and run.code == 0, f"undisturbed: {left} {run.said[-300:]}")

    def check(self, well: bool, what: str) -> None:
        """Count and say what is wrong."""
        if not well:
            self.wrong += 1
            print(f"FAILED {self.verb}: {what}", flush=True)

    def kills(self) -> None:
        """Kill it as often as asked."""
        kills = rounds = 0
        while kills < self.given.kills:
            wanted = self.given.kills - kills
            found, left, run = _result(self.verb, self.command, self.work, self.given, wanted, self.seconds, rounds)
            kills, rounds = kills + run.kills, rounds + 1
            print(f"{self.verb}: {run.kills} kills, exit {run.code}, same: {found == self.due}", flush=True)
            self.check(found == self.due, f"differs: exit {run.code}, {run.said[-300:]}")
            self.check(not left, f"left over: {left}")
        print(f"{self.verb}: {kills} kills over {rounds} results", flush=True)

    def disk(self) -> None:
        """Let it write into small file systems."""
        for size in SIZES:
            with mounted(self.work / "disk", size) as disk:
                if disk is None:
                    print("SKIPPED disk: nothing may be mounted here (no root, no namespaces of users)", flush=True)
                    return
                wrong, told = full(self.verb, self.command, self.due, disk, digest)
                print(f"{self.verb}: disk of {size}: {told}", flush=True)
                for what in wrong:
                    self.check(False, f"disk of {size}: {what}")

    def reads(self, logs: Path) -> None:
        """Let files fail in the middle; once they are whole again, the result must be that of an undisturbed run."""
        out, state, cache = self.work / "reads-out", self.work / "reads-state", self.work / f"{self.verb}-cache"
        target = out / "hits.jsonl" if self.verb == "hunt" else out
        arguments = [*PROGRAM, *self.command, "--force", "--out", str(target), "--state", str(state)]
        for behind in (0, 5000, 100_000):
            environment = failing(self.work, behind)
            if environment is None:
                print("SKIPPED reads: no C compiler here", flush=True)
                return
            environment |= {"TMPDIR": str(cache), "TOCSIN_CACHE": str(cache)}
            self._disturbed(arguments, environment, out, state, f"reading fails behind byte {behind:,}", lambda: None)
        victim = sorted(logs.iterdir())[1]
        whole = victim.read_bytes()
        environment = os.environ | {"TMPDIR": str(cache), "TOCSIN_CACHE": str(cache)}

        def cut() -> None:
            time.sleep(random.Random(self.given.seed).uniform(0.3, 0.8) * self.seconds)
            os.truncate(victim, len(whole) // 2)

        try:
            self._disturbed(arguments, environment, out, state, "a file is cut while it is read", cut)
        finally:
            victim.write_bytes(whole)
        self._disturbed(arguments, environment, out, state, "whole again", lambda: None, same=True)

    def _disturbed(
        self,
        arguments: list[str],
        environment: dict[str, str],
        out: Path,
        state: Path,
        what: str,
        meanwhile: Callable[[], None],
        *,
        same: bool = False,
    ) -> None:
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        with tempfile.TemporaryFile() as said:
            run = subprocess.Popen(arguments, env=environment, stdout=said, stderr=said)
            meanwhile()
            code = run.wait()
            said.seek(0)
            text = said.read().decode(errors="replace")
        found = digest(out)
        print(f"{self.verb}: {what}, exit {code}, same: {found == self.due}", flush=True)
        self.check(code == 0 and "Traceback" not in text and "fault of tocsin" not in text, f"{what}: {text[-300:]}")
        hits = (out / "hits.jsonl").read_text(errors="replace") if (out / "hits.jsonl").exists() else ""
        self.check("fault of tocsin" not in hits, f"{what}: a fault of tocsin's")
        names = set(found) - {name for name in found if name.startswith(".")}
        left = left_over(self.work / f"{self.verb}-cache", state, out, but=names)
        self.check(not left, f"{what}: left over {left}")
        self.check(not same or found == self.due, f"{what}: differs")


def _together(first: Tried, second: Tried, work: Path, given: argparse.Namespace, rounds: int) -> int:
    """Run two commands at once, some rounds of it; return how much was wrong."""
    cache, state = work / "together-cache", work / "together-state"
    cache.mkdir(exist_ok=True)
    pair, wrong = (first, second), 0
    for turn in range(rounds):
        chance = random.Random(given.seed * 1000 + turn)
        outs = [work / f"together-{number}" for number in range(2)]
        commands = []
        for one, out in zip(pair, outs, strict=True):
            out.mkdir()
            commands.append([*one.command, "--out", str(out / "hits.jsonl" if one.verb == "hunt" else out), "--force"])
        apart, kill = moments(chance, max(first.seconds, second.seconds), turn)
        ended = together(commands, state, cache, apart=[apart], killed=kill)
        for number, (one, out) in enumerate(zip(pair, outs, strict=True)):
            if kill is not None and number == kill[0] and ended[number].code < 0:
                # what was killed goes on by itself
                ended[number] = together([commands[number]], state, cache)[0]
            same = digest(out) == one.due
            wrong += not same or ended[number].code != 0
            if not same or ended[number].code:
                print(f"FAILED {one.verb}: exit {ended[number].code}, same: {same}, {ended[number].said[-300:]}")
            shutil.rmtree(out)
        left = left_over(cache, state, but=set())
        wrong += bool(left)
        what = "none killed" if kill is None else f"the {'second' if kill[0] else 'first'} killed"
        print(
            f"{first.verb} and {second.verb}, {apart:.1f} s apart, {what}: wrong so far {wrong}, left {left}",
            flush=True,
        )
    return wrong


def main() -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", nargs="*", choices=WHAT, default=WHAT)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--megabytes", type=int, default=400)
    parser.add_argument("--evidence", type=Path)
    parser.add_argument("--verbs", default="hunt,check")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    what = given.what
    if "disk" in what:
        in_namespace()
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        (work / "rule.yml").write_text(RULE)
        (work / "report.txt").write_text(REPORT)
        logs = given.evidence or evidence(work / "evidence", given.megabytes)
        commands = {
            "hunt": ["hunt", str(logs), "--rules", str(work / "rule.yml"), "--format", "jsonl", "--exit-zero", "-q"],
            "check": ["check", str(work / "report.txt"), str(logs), "--exit-zero", "-q"],
        }
        known: list[Tried] = []
        for verb in given.verbs.split(","):
            tried = Tried(verb, commands[verb], work, given)
            if "kills" in what:
                tried.kills()
            if "disk" in what:
                tried.disk()
            if "reads" in what and given.evidence is None:
                tried.reads(logs)
            known.append(tried)
            wrong += tried.wrong
        if "together" in what:
            if given.evidence is None:
                fewer = evidence(work / "fewer", max(given.megabytes // 4, 1))
                command = [str(fewer) if part == str(logs) else part for part in commands["hunt"]]
                known.append(Tried("hunt", command, work, given))
            for number, one in enumerate(known):
                for other in known[number:]:
                    wrong += _together(one, other, work, given, given.rounds)
        print("every result is that of the undisturbed run, and nothing is left" if not wrong else f"{wrong} failures")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
