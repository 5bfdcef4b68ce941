"""How fast `tocsin hunt` is, against reading the records alone and against other engines, hits compared before times.

    python -m benchmarks.hunt [--rules RULES] [--samples FOLDER] [--size smoke|default|full] [--out DIR] [--page PAGE]

Without `--samples` it makes realistic events itself, without `--rules` rules with made-up words: then its figures show
how cost grows, and say nothing of real rules. All figures are of whole processes in one run, so that ratios hold on
other machines; absolute times do not. Exits 1 where hits differ that must be the same.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.engines import Settings
from benchmarks.machine import machine, versions
from benchmarks.measuring import CommandError, described
from benchmarks.results import HUNT, Report, Section, has_marks, marks
from benchmarks.sections import PARTS
from benchmarks.workshop import SIZES, Workshop

BUDGET_MINUTES = {"smoke": 5.0, "default": 12.0, "full": 600.0}


def measured(shop: Workshop, report: Report, parts: list[str], minutes: float, out: Path | None) -> None:
    """Measure the parts, in order, as long as there is time; what there is no time for is said so.

    After each part all there is so far is written to `out`: what breaks later costs nothing that was measured.
    """
    for name in parts:
        if shop.minutes >= minutes:
            report.sections.append(Section(name, f"Not measured: {minutes:g} minutes were over (`--minutes`)."))
            shop.say(f"SKIPPED {name}: no time left")
            continue
        shop.say(f"== {name} ({shop.minutes:.1f} min)")
        try:
            report.sections.append(PARTS[name](shop))
        except CommandError as error:
            report.sections.append(Section(name, f"Not measured: {error}", wrong=[f"{name}: {error}"]))
            shop.say(f"FAILED {name}: {error}")
        if out is not None:
            report.write(out)


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rules", action="append", type=Path, default=[], help="Sigma rules: folder or tar archive")
    parser.add_argument("--samples", action="append", type=Path, default=[], help="EVTX files or folders of them")
    parser.add_argument("--size", choices=sorted(SIZES), default="default", help="how much is measured")
    parser.add_argument("--only", action="append", choices=list(PARTS), default=[], help="only this part")
    parser.add_argument("--minutes", type=float, default=None, help="begin no further part after so many minutes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=None, help="folder for hunt.json, hunt.md and the curves")
    parser.add_argument("--page", type=Path, default=None, help="page of the documentation to put the figures into")
    parser.add_argument(
        "--work", type=Path, default=None, help="folder for corpora, on the disk that is to be read from"
    )
    parser.add_argument("--zargunlite", type=Path, default=None, help="Python of an environment that has zargunlite")
    parser.add_argument("--chainsaw-mapping", type=Path, default=None, help="Chainsaw's mapping for Sigma")
    options = parser.parse_args(given)
    for path in (*options.rules, *options.samples, options.work, options.zargunlite, options.chainsaw_mapping):
        if path is not None and not path.exists():
            parser.error(f"{path} does not exist")
    if options.page is not None and (not options.page.exists() or not has_marks(options.page)):
        parser.error(f"{options.page} is no page with the marks {' and '.join(marks(HUNT))}")
    return options


def main(given: list[str] | None = None) -> int:
    """Measure what the command line asks for; returns the exit code."""
    options = arguments(given)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    if load > 0.5:
        print(f"WARNING: the machine is busy (load {load:.1f}): times will be worth little", file=sys.stderr)
    words = ["python", "-m", "benchmarks.hunt", *(sys.argv[1:] if given is None else given)]
    report = Report(described(words), f"{datetime.now(UTC):%Y-%m-%d}", options.size, machine(), versions(), {})
    with tempfile.TemporaryDirectory(dir=options.work, prefix="hunt-") as folder:
        # plans of other sizes and versions must neither help nor be crowded out
        os.environ["TOCSIN_CACHE"] = str(Path(folder) / "cache")
        shop = Workshop(
            folder=Path(folder),
            size=SIZES[options.size],
            seed=options.seed,
            samples=tuple(options.samples),
            rules_from=tuple(options.rules),
            settings=Settings(options.zargunlite, options.chainsaw_mapping),
            say=lambda line: print(line, file=sys.stderr, flush=True),
        )
        _, events = shop.corpus(shop.size.events)
        report.corpus = {
            "events": f"{events:,}", "seed": str(options.seed),
            "from": "samples" if options.samples else "made events",
            "rules": f"{len(shop.rules):,} {'given' if options.rules else 'made'}",
        }  # fmt: skip
        minutes = BUDGET_MINUTES[options.size] if options.minutes is None else options.minutes
        measured(shop, report, options.only or list(PARTS), minutes, options.out)
        took = shop.minutes
    if options.out is not None:
        report.write(options.out)
    if options.page is not None:
        report.into_page(options.page)
    if options.out is None:
        print(report.as_markdown())
    for line in report.wrong:
        print(f"WRONG: {line}", file=sys.stderr)
    print(f"{len(report.sections)} parts in {took:.1f} minutes, {len(report.wrong)} wrong", file=sys.stderr)
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
