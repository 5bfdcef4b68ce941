"""The engines that are compared: how each is started on a corpus, and what hits its output says.

Each takes the same files and the same rules. What an engine cannot be given (a mapping, another Python) is asked for in
`Settings`; an engine that is not there is skipped, and the report says so. zargunlite, reading alone and tocsin itself
were run when this was written; the others were written from their documentation: Hayabusa 4.0.0 (release notes),
Chainsaw 2 (README, `src/cli.rs`), Zircolite (docs/Usage.md), rsigma (docs/cli/engine/eval.md).
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measuring import Command

HERE = Path(__file__).parent
Hits = set[tuple[str, int]]
"""(id of the rule, number of the record): `evtx_corpus` numbers the records of a corpus through all its files."""

_READING = """
import sys, evtx
count = 0
for path in sys.argv[1:]:
    for record in evtx.PyEvtxParser(path).records_json():
        count += 1
print(count)
"""


@dataclass(frozen=True, slots=True)
class Task:
    """What an engine is to do: hunt in a folder of EVTX with a folder of rules, and write its hits to a file."""

    evidence: Path
    rules: Path
    out: Path
    workers: int | None = None
    indicators: Path | None = None

    @property
    def files(self) -> list[Path]:
        """The files of the evidence, in order."""
        return [self.evidence] if self.evidence.is_file() else sorted(self.evidence.rglob("*.evtx"))


@dataclass(frozen=True, slots=True)
class Settings:
    """What cannot be found on PATH."""

    zargunlite: Path | None = None  # Python of the environment that has zargunlite
    chainsaw_mapping: Path | None = None


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine: its name with version, how it is started, and how its output is read (None: it finds nothing)."""

    name: str
    version: str
    command: Callable[[Task], Command]
    hits: Callable[[Task], Hits] | None = None
    prepare: Callable[[Task], str] | None = (
        None  # once, not measured, as compiling a plan is not; says what became of it
    )


@dataclass(frozen=True, slots=True)
class Skipped:
    """An engine that was not compared, and why."""

    name: str
    why: str


def tocsin() -> Engine:
    """Return tocsin itself."""
    from tocsin import __version__

    def command(task: Task) -> Command:
        words = [sys.executable, "-m", "tocsin", "hunt", str(task.evidence), "--rules", str(task.rules)]
        words += ["--format", "jsonl", "--out", str(task.out), "--force", "--quiet"]
        words += ["--workers", str(task.workers)] if task.workers else []
        words += ["--indicators", str(task.indicators)] if task.indicators else []
        return Command(tuple(words), good=(0, 1))

    def hits(task: Task) -> Hits:
        return {
            (row["rule"]["id"], int(row["source"]["record"]))
            for row in _lines(task.out)
            if row.get("source") and not row["rule"]["id"].startswith("indicator:")
        }

    return Engine("tocsin", __version__, command, hits)


def knows_indicators() -> bool:
    """Say whether `tocsin hunt` takes lists of indicators."""
    said = subprocess.run(
        [sys.executable, "-m", "tocsin", "hunt", "--help"], capture_output=True, text=True, check=True
    )
    return "--indicators" in said.stdout


def reading_alone() -> Engine:
    """Return what reading every record as JSON costs, and nothing else: PyPI `evtx` on one core."""
    from importlib.metadata import version

    def command(task: Task) -> Command:
        return Command((sys.executable, "-c", _READING, *map(str, task.files)))

    return Engine("evtx, reading alone", version("evtx"), command)


def zargunlite(settings: Settings) -> Engine | Skipped:
    """Return the SQLite design: records as rows, rules as queries of pySigma's backend (`zargunlite_driver`)."""
    python = settings.zargunlite
    if python is None:
        return Skipped("zargunlite", "no --zargunlite PYTHON was given (docs/benchmarks.md says how to install it)")
    driver = str(HERE / "zargunlite_driver.py")
    asked = subprocess.run([str(python), driver, "version"], capture_output=True, text=True, check=False)
    if asked.returncode:
        last = (asked.stderr.strip().splitlines() or ["it did not start"])[-1]
        return Skipped("zargunlite", f"its Python cannot run it: {last}")

    def converted(task: Task) -> Path:
        return task.rules.with_name(f"{task.rules.name}.zircolite.json")

    def prepare(task: Task) -> str:
        if not converted(task).exists():
            words = [str(python), driver, "convert", str(task.rules), str(converted(task))]
            subprocess.run(words, check=True, capture_output=True)
        made = json.loads(converted(task).read_text("utf-8"))
        return f"{len(made['rules']):,} rules became queries, {made['failed']:,} did not"

    def command(task: Task) -> Command:
        words = (str(python), driver, "hunt", str(converted(task)), str(task.out), *map(str, task.files))
        return Command(words)

    def hits(task: Task) -> Hits:
        return {(row["rule"], row["record"]) for row in _lines(task.out)}

    return Engine("zargunlite", asked.stdout.strip(), command, hits, prepare)


def zircolite() -> Engine | Skipped:
    """Return Zircolite, with the pipelines that its documentation names for Windows."""
    program = shutil.which("zircolite") or shutil.which("zircolite.py")
    if program is None:
        return Skipped("Zircolite", "not on PATH (zircolite, zircolite.py)")

    def command(task: Task) -> Command:
        words = [program, "--evtx", str(task.evidence), "--ruleset", str(task.rules), "-p", "sysmon"]
        return Command((*words, "-p", "windows-logsources", "--outfile", str(task.out), "--nolog"))

    def hits(task: Task) -> Hits:
        rows = json.loads(task.out.read_text("utf-8"))
        return {(row["id"], int(event["EventRecordID"])) for row in rows for event in row.get("matches", ())}

    return Engine("Zircolite", _version(program, "--version"), command, hits)


def hayabusa() -> Engine | Skipped:
    """Return Hayabusa, of 4.0 (`dfir-timeline`) or before (`json-timeline`)."""
    program = shutil.which("hayabusa")
    if program is None:
        return Skipped("Hayabusa", "not on PATH (hayabusa)")
    version = _version(program, "help")
    new = re.search(r"v?([4-9]|\d\d)\.\d+", version) is not None

    def command(task: Task) -> Command:
        verb = ["dfir-timeline", "-t", "jsonl"] if new else ["json-timeline", "-L"]
        words = [program, *verb, "-d", str(task.evidence), "-r", str(task.rules), "-o", str(task.out)]
        return Command((*words, "--no-wizard", "--clobber", "--quiet", "--no-color", "--profile", "verbose"))

    def hits(task: Task) -> Hits:
        return {(str(row.get("RuleID", row["RuleTitle"])), int(row["RecordID"])) for row in _lines(task.out)}

    return Engine("Hayabusa", version, command, hits)


def chainsaw(settings: Settings) -> Engine | Skipped:
    """Return Chainsaw with a mapping of its own."""
    program = shutil.which("chainsaw")
    if program is None:
        return Skipped("Chainsaw", "not on PATH (chainsaw)")
    mapping = settings.chainsaw_mapping
    if mapping is None:
        return Skipped("Chainsaw", "no --chainsaw-mapping was given (its mappings/sigma-event-logs-all.yml)")

    def command(task: Task) -> Command:
        words = (program, "hunt", str(task.evidence), "--sigma", str(task.rules), "--mapping", str(mapping))
        return Command((*words, "--jsonl", "--output", str(task.out), "--skip-errors"))

    def hits(task: Task) -> Hits:
        found: Hits = set()
        for row in _lines(task.out):
            documents = [row["document"]] if "document" in row else row.get("documents", [])
            found |= {(row.get("id", row["name"]), _record(one["data"])) for one in documents}
        return found

    return Engine("Chainsaw", _version(program, "--version"), command, hits)


def rsigma() -> Engine | Skipped:
    """Return rsigma, with a pipeline that gives the fields of EVTX the names that rules have."""
    program = shutil.which("rsigma")
    if program is None:
        return Skipped("rsigma", "not on PATH (rsigma)")

    def command(task: Task) -> Command:
        # its output is standard output, and an event file is one file: a shell writes all of them into one
        each = "; ".join(f'{program} engine eval -r "$0" -p "$1" --include-event -e "@{file}"' for file in task.files)
        pipeline = str(HERE / "rsigma_evtx.yml")
        return Command(("/bin/sh", "-c", f'{{ {each}; }} > "$2"', str(task.rules), pipeline, str(task.out)))

    def hits(task: Task) -> Hits:
        return {
            (row.get("rule_id") or row.get("rule", {}).get("id", ""), _record(row["event"]))
            for row in _lines(task.out)
            if "event" in row
        }

    return Engine("rsigma", _version(program, "--version"), command, hits)


def others(settings: Settings) -> tuple[list[Engine], list[Skipped]]:
    """Return the engines of other projects that are here, and those that are not."""
    found = [zargunlite(settings), zircolite(), rsigma(), hayabusa(), chainsaw(settings)]
    return [one for one in found if isinstance(one, Engine)], [one for one in found if isinstance(one, Skipped)]


def _record(data: dict[str, Any]) -> int:
    return int(data["Event"]["System"]["EventRecordID"])


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.startswith("{"))


def _version(program: str, word: str) -> str:
    said = subprocess.run([program, word], capture_output=True, text=True, check=False, timeout=60)
    return next((line.strip() for line in (said.stdout + said.stderr).splitlines() if line.strip()), "unknown")
