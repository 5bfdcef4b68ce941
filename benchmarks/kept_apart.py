"""What is said of recorded attacks whose own run did not count towards the sensitivity that it is judged by.

`python -m benchmarks.kept_apart DIR` takes recordings with their `_metadata` (docs/packs/sensitivity.md), counts what
the packs' rules see of each technique, then judges every run by the counts of all other runs: a technique that nobody
else recorded has no sensitivity at all. Printed is what is said of each label that is not `seen`, and how often what is
said: `not seen` is wrong, since whoever recorded the run says that it shows the technique.
A label counts as wrongly `not seen` when any host of the run is called so and none `seen`.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tocsin.collecting import collect
from tocsin.hunting import RuleSet, hunt, load_rules
from tocsin.hunting.recordings import recordings
from tocsin.judging.material import material_of
from tocsin.judging.verdict import verdict_of
from tocsin.knowledge.packs import joined_only
from tocsin.model.report import Behaviour, BehaviourKind, Document, Report
from tocsin.model.sensitivity import Recording
from tocsin.model.verdict import Outcome, Sensitivity

Label = tuple[str, str]
"""Technique and run."""
_ORDER = (Outcome.SEEN, Outcome.ATTEMPTED, Outcome.NOT_SEEN, Outcome.PARTLY_BLIND, Outcome.BLIND, Outcome.NOT_CHECKABLE)


def report_of(run: Recording) -> Report:
    """Return a report that names the techniques of a run and nothing else."""
    document = Document(
        title=run.title, published=None, publisher=None, language="en", version=None, sha256="", characters=0, text=""
    )
    return Report(
        document=document,
        behaviours=tuple(
            Behaviour(id=f"technique:{one}", kind=BehaviourKind.TECHNIQUE, ref=one, name=one, spans=())
            for one in run.techniques
        ),
    )


def judged(folder: Path, run: Recording, rules: RuleSet, others: dict[str, Sensitivity] | None) -> dict[str, Outcome]:
    """Return what is said of each technique of a run; `others` None: only whether rules fire is wanted."""
    evidence = collect([folder / path for path in run.paths])
    material = material_of(evidence, hunt(evidence, rules, workers=1))
    verdict = verdict_of(report_of(run), replace(material, sensitivities=others or {}))
    said: dict[str, set[Outcome]] = {}
    for finding in verdict.findings:
        said.setdefault(finding.behaviour.ref, set()).add(finding.outcome)
    return {one: min(outcomes, key=_ORDER.index) for one, outcomes in said.items()}


def without(run: str, seen: dict[Label, bool]) -> dict[str, Sensitivity]:
    """Return the sensitivities that all runs but one give."""
    counts: dict[str, list[int]] = {}
    for (technique, other), found in seen.items():
        if other != run:
            counts.setdefault(technique, [0, 0])
            counts[technique][0] += found
            counts[technique][1] += 1
    return {one: Sensitivity(seen=k, of=n, source="the other runs") for one, (k, n) in counts.items()}


def measure(folder: Path, rules: RuleSet) -> dict[Label, Outcome]:
    """Judge every run by the others' counts."""
    runs, _ = recordings(folder)
    first = {run.id: judged(folder, run, rules, None) for run in runs}
    seen = {(one, run): outcome is Outcome.SEEN for run, said in first.items() for one, outcome in said.items()}
    found: dict[Label, Outcome] = {}
    for run in runs:
        # Only a run with something unseen can be called differently by what is known of the others.
        own = first[run.id]
        if any(outcome is Outcome.PARTLY_BLIND for outcome in own.values()):
            own = judged(folder, run, rules, without(run.id, seen))
        found |= {(one, run.id): outcome for one, outcome in own.items()}
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was said of every label, and how often."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args(arguments)
    rules = load_rules()
    found = measure(given.folder, rules)
    print(f"{len(rules.cards) - len(joined_only())} rules that prove something by themselves")
    for (technique, run), outcome in sorted(found.items()):
        if outcome is not Outcome.SEEN:
            print(f"{technique:<10} {outcome:<14} {run}")
    counts = Counter(found.values())
    checkable = len(found) - counts[Outcome.NOT_CHECKABLE]
    for outcome in _ORDER:
        print(f"{outcome:<14} {counts[outcome]:>4}  {counts[outcome] / max(1, checkable):.0%} of what can be checked")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
