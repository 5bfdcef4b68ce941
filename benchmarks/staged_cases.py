"""Many made-up servers, attacked up to some stage or not at all, with some of their logs: what is said, and is it true.

`python -m benchmarks.staged_cases [--cases 200] [--seed 1] [--first 0] [--keep DIR]` makes one server a case: stopped
at a stage, with a set of sources that reach back for some days, with or without a gap, a wrong clock, damaged files,
look-alikes, and more or less of ordinary life, all drawn from the seed. Each is hunted with the pack exchange-2021 and
judged against an article about the incident. Printed are two tables: the furthest stage that the remaining logs can
show against the stage that was found, and, step by step, what was true against the outcome. Exits 1 when anything false
was said: a step `seen` or `attempted` that no record shows, one shown and not found, or one done and called `not seen`.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from tocsin.collecting import collect
from tocsin.demo.attack import STAGES, Plot
from tocsin.demo.keeping import FLAWS, Gap, Keeping
from tocsin.demo.scene import DAY, HOUR, at, written
from tocsin.demo.servers import Server, Truth, make_server
from tocsin.demo.windows import POWERSHELL, SYSMON
from tocsin.hunting import RuleSet, hunt, load_rules
from tocsin.judging import judge
from tocsin.knowledge.packs import packs
from tocsin.model.packs import Stage
from tocsin.model.report import Report
from tocsin.model.verdict import Outcome, Verdict
from tocsin.reading import read

PACK = "exchange-2021"
_IIS, _BACK, _PROXY = ("iis",), ("iis-backend",), ("httpproxy",)
_WINDOWS = ("Security", "System", "Application", SYSMON, POWERSHELL)
SOURCES: dict[str, tuple[str, ...]] = {
    "everything": (*_IIS, *_BACK, *_PROXY, "ecp", "oab", "MSExchange Management", *_WINDOWS),
    "no Sysmon": (*_IIS, *_BACK, *_PROXY, "ecp", "oab", "MSExchange Management", "Security", "System", "Application"),
    "web logs": (*_IIS, *_BACK),
    "front end's IIS": _IIS,
    "back end's IIS": _BACK,
    "HttpProxy": _PROXY,
    "HttpProxy without Ecp": ("httpproxy/Owa", "httpproxy/Mapi", "httpproxy/Autodiscover"),
    "Exchange's own": (*_PROXY, "ecp", "oab", "MSExchange Management"),
    "ECP and back end": ("ecp", *_BACK),
    "Management": ("MSExchange Management", "Application"),
    "Windows": _WINDOWS,
    "Security": ("Security",),
    "System": ("System",),
}
_PAGES = ("supp0rt.aspx", "RedirSuiteServerProxy.aspx", "shell.aspx", "8Lw7tAhF.aspx", "discover.aspx", "xx.aspx")
_RANKS = ["nothing", *(str(stage) for stage in Stage)]
_SAID = ("seen", "attempted", "not seen", "partly blind", "blind")


@dataclass(frozen=True, slots=True)
class Case:
    """One server."""

    number: int
    sources: str
    server: Server


@dataclass(slots=True)
class Result:
    """What was said of all cases against what is true."""

    stages: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])  # true, found
    steps: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])  # what is true, outcome
    wrong: list[str] = field(default_factory=list[str])
    cases: int = 0
    records: int = 0


def case_of(seed: int, number: int) -> Case:
    """Return a case: stages go round, everything else is drawn."""
    draw = random.Random(f"{seed} {number}")
    stage = (None, *STAGES)[number % (len(STAGES) + 1)]
    sources = draw.choice(list(SOURCES)) if number % 3 else "everything"
    days = draw.randint(9, 14)
    end = at("2021-01-20") + draw.randint(0, 50) * DAY
    begin = end - days * DAY
    first = begin + DAY + draw.randint(0, (days - 5) * DAY)
    plot = Plot(
        first=first,
        scanned=first - draw.randint(HOUR, DAY),
        wave=first + DAY + draw.randint(HOUR, DAY),
        page=draw.choice(_PAGES),
        script=f"/ecp/{draw.choice('abxyz0123')}.js",
        attacker=f"198.51.100.{draw.randint(1, 250)}",
        visitor=f"203.0.113.{draw.randint(100, 250)}",
        canaries=tuple("".join(draw.choices("abcdefXYZ0123456789", k=30)) + "." for _ in range(2)),  # type: ignore[arg-type]
        sites=("mail.corp.example", "autodiscover.corp.example")[: draw.randint(1, 2)],
    )
    logs = SOURCES[sources]
    since = {log: begin if draw.random() < 0.7 else end - draw.randint(1, days) * DAY for log in logs}
    gaps: list[Gap] = []
    if draw.random() < 0.4:
        start = first // HOUR * HOUR - draw.randint(0, 20) * HOUR
        gaps.append(Gap(draw.choice(logs), start, start + draw.randint(24, 60) * HOUR))
    keeping = Keeping(
        since,
        tuple(gaps),
        skew=draw.choice((0, 0, 0, 95_000, -40_000)),
        flaws=frozenset(name for name in FLAWS if draw.random() < 0.2),
    )
    scale = draw.choice((0.0002, 0.0005, 0.002))
    return Case(number, sources, Server(f"EX{number:03}", begin, end, keeping, stage, plot, draw.random() < 0.7, scale))


def run_cases(numbers: Sequence[int], seed: int, folder: Path, *, keep: bool = False) -> Result:
    """Make, hunt and judge cases, one after the other, below a folder."""
    pack = next(one for one in packs() if one.id == PACK)
    rules = load_rules([Path(pack.rules_path)], packs=False)
    article = folder / "article.md"
    article.write_bytes(files("tocsin.demo").joinpath("article.md").read_bytes())
    report = read(article)
    result = Result()
    for number in numbers:
        case = case_of(seed, number)
        place = folder / f"case{number:04}"
        truth = make_server(case.server, place / case.server.name, seed, number)
        place.mkdir(exist_ok=True)
        _compare(case, truth, _judged(case, place, report, rules), result)
        if not keep:
            shutil.rmtree(place)
    return result


def _judged(case: Case, place: Path, report: Report, rules: RuleSet) -> Verdict:
    evidence = collect([place])
    server = case.server
    return judge(
        report,
        evidence,
        hunt(evidence, rules, workers=1),
        since=written(server.begin),
        until=written(server.end - HOUR),
    )


def _compare(case: Case, truth: Truth, verdict: Verdict, result: Result) -> None:
    found = max((str(host.stage or "nothing") for host in verdict.hosts), key=_RANKS.index, default="nothing")
    expected = truth.stage or "nothing"
    result.stages[expected, found] += 1
    result.cases += 1
    result.records += truth.rows
    name = f"case {case.number} ({case.server.stage or 'no attack'}, {case.sources})"
    if found != expected:
        result.wrong.append(f"{name}: {found} was found, {expected} is what the logs show")
    for finding in verdict.findings:
        step = finding.behaviour.ref.removeprefix(f"{PACK}/")
        if finding.behaviour.kind != "step":
            continue
        shown = truth.shown.get(step)
        true = "shown" if shown else "done, no record left" if step in truth.happened else "not done"
        result.steps[true, str(finding.outcome)] += 1
        why = false_because(true, shown, finding.outcome)
        if why:
            result.wrong.append(f"{name}: {step}: {why}, and is {finding.outcome}")


def false_because(true: str, shown: str | None, outcome: Outcome) -> str | None:
    """Say why an outcome is false; None: it is right."""
    if shown is not None:
        right = Outcome.ATTEMPTED if shown in ("scanned", "attempted") else Outcome.SEEN
        return None if outcome is right else f"the logs show it ({shown})"
    if outcome in (Outcome.SEEN, Outcome.ATTEMPTED):
        return true
    return true if outcome is Outcome.NOT_SEEN and true != "not done" else None


def tables(result: Result) -> str:
    """Return both tables as text."""
    stages = [[true, *(str(result.stages[true, found] or "") for found in _RANKS)] for true in _RANKS]
    steps = [
        [true, *(str(result.steps[true, said] or "") for said in _SAID)]
        for true in ("shown", "done, no record left", "not done")
    ]
    return "\n".join(
        [
            f"{result.cases} cases, {result.records:,} records, {len(result.wrong)} false statements",
            "",
            "Furthest stage that the remaining logs can show (rows), stage that was found (columns):",
            *_table(["", *_RANKS], stages),
            "",
            "Each step on each server: what is true (rows), what was said (columns):",
            *_table(["", *_SAID], steps),
        ]
    )


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    widths = [max(len(row[at]) for row in [head, *rows]) for at in range(len(head))]
    return [
        "  ".join(
            cell.ljust(width) if not at else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in [head, *rows]
    ]


def main() -> int:
    """Run as a command."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--cases", type=int, default=200)
    given.add_argument("--first", type=int, default=0)
    given.add_argument("--seed", type=int, default=1)
    given.add_argument("--keep", type=Path, help="make the cases here and leave them")
    asked = given.parse_args()
    with tempfile.TemporaryDirectory() as own:
        folder = asked.keep or Path(own)
        folder.mkdir(parents=True, exist_ok=True)
        numbers = range(asked.first, asked.first + asked.cases)
        result = run_cases(numbers, asked.seed, folder, keep=asked.keep is not None)
    sys.stdout.write(tables(result) + "\n")
    for line in result.wrong:
        sys.stdout.write(f"FALSE {line}\n")
    return 1 if result.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
