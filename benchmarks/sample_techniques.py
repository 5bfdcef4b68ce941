"""What the packs' rules see of single attack steps that other people recorded and nobody wrote rules by.

`python -m benchmarks.sample_techniques --evtx DIR [--regression DIR --archive RULES.tar.gz]` counts, as `tocsin rules
test --recordings` does, the labels that are seen: of EVTX-ATTACK-SAMPLES by the techniques that
`sample_techniques.yaml` reads out of the files' names, of SigmaHQ's regression cases
by the tags of the rules that each case is for.
"""

from __future__ import annotations

import argparse
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from tocsin.collecting import collect
from tocsin.hunting import RuleSet, hunt, load_rules
from tocsin.hunting.sensitivity import Fired, counted, tally
from tocsin.knowledge.packs import joined_only
from tocsin.knowledge.sensitivity import PACKS
from tocsin.model.sensitivity import Recording
from tocsin.showing.sensitivity import sensitivity_text

LABELS = Path(__file__).with_suffix(".yaml")


def of_samples(folder: Path) -> Iterator[Recording]:
    """Yield the EVTX samples that have a label."""
    labels: dict[str, list[str]] = yaml.safe_load(LABELS.read_text(encoding="utf-8"))
    for path in sorted(folder.rglob("*.evtx")):
        if path.stem in labels:
            name = path.relative_to(folder).as_posix()
            yield Recording(id=name, title=path.stem, techniques=tuple(labels[path.stem]), paths=(name,))


def of_regression(folder: Path, archive: Path) -> Iterator[Recording]:
    """Yield SigmaHQ's regression cases whose rules name a technique."""
    tags = dict(_tags(archive))
    for path in sorted(folder.rglob("info.yml")):
        about: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        techniques = sorted({tag for rule in about["rule_metadata"] for tag in tags.get(rule["id"], ())})
        files = [one.relative_to(folder).as_posix() for one in sorted(path.parent.glob("*.evtx"))]
        if techniques and files:
            name = path.parent.relative_to(folder).as_posix()
            yield Recording(id=name, title=path.parent.name, techniques=tuple(techniques), paths=tuple(files))


def _tags(archive: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    with tarfile.open(archive) as packed:
        for member in packed:
            text = packed.extractfile(member) if member.name.endswith(".yml") else None
            for rule in yaml.safe_load_all(text.read()) if text else ():
                if isinstance(rule, dict) and "id" in rule:
                    named = [str(tag).lower() for tag in rule.get("tags") or ()]
                    own = [tag.removeprefix("attack.").upper() for tag in named if tag.startswith("attack.t")]
                    yield rule["id"], tuple(one for one in own if one[1:5].isdigit())


def show(name: str, folder: Path, runs: Iterable[Recording], rules: RuleSet) -> None:
    """Hunt a folder and print what was seen of its labels."""
    sets = {PACKS: frozenset(card.info.id for card in rules.cards) - joined_only()}
    found = tally(hunt(collect([folder]), rules, workers=1))
    print(sensitivity_text(counted(list(runs), rules, sets, found, Fired({}, {}), source=name), whole=True))


def main() -> int:
    """Print the counts of what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--evtx", type=Path)
    parser.add_argument("--regression", type=Path)
    parser.add_argument("--archive", type=Path, help="SigmaHQ's release, for the tags of its rules")
    given = parser.parse_args()
    if given.regression and not given.archive:
        parser.error("--regression needs --archive")
    rules = load_rules()
    if given.evtx:
        show("EVTX-ATTACK-SAMPLES", given.evtx, of_samples(given.evtx), rules)
    if given.regression:
        runs = of_regression(given.regression, given.archive)
        show("SigmaHQ's regression cases", given.regression, runs, rules)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
