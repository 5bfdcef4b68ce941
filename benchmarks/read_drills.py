"""Reads drills of claims: `python -m benchmarks.read_drills [FILE...] [--group WORDS] [--details]`.

A drill is a sentence or a few that show one construction of the language, with the claims they make; a file holds
groups of them (`tests/cases/claims-drills`). Scored as whole texts are (`read_claims`), summed by group.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from benchmarks.read_claims import Gold, match, read

OWN = Path(__file__).resolve().parents[1] / "tests" / "cases" / "claims-drills"


def gold_of(drill: dict[str, Any]) -> list[Gold]:
    """Return the claims of a drill in the form of gold; `said` (default: the text's beginning) begins the sentence."""
    text = drill["text"]
    return [
        {
            "negated": False, "date": None, **one,
            "speakers": one.get("speakers", []), "accused": one.get("accused", []),
            "speaker_ids": [None] * len(one.get("speakers", [])), "accused_ids": [None] * len(one.get("accused", [])),
            "quote_start_words": one.get("said", text[:20]),
        }
        for one in drill.get("claims", [])
    ]  # fmt: skip


def groups(files: list[Path]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield the groups of some files: name, drills."""
    for file in files:
        for group in yaml.safe_load(file.read_text(encoding="utf-8")):
            yield f"{file.stem}: {group['group']}", group["drills"]


def main() -> None:
    """Print right of wanted and of read by group, and in all."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("files", type=Path, nargs="*", default=sorted(OWN.glob("*.yaml")))
    options.add_argument("--group", default="", help="only groups with these words")
    options.add_argument("--details", action="store_true")
    given = options.parse_args()
    total = [0, 0, 0]
    for name, drills in groups(given.files):
        if given.group not in name:
            continue
        sums = [0, 0, 0]
        for drill in drills:
            need, found, hits = match(gold_of(drill), read(drill["text"]), drill["text"])
            sums = [sums[0] + len(hits), sums[1] + len(found), sums[2] + len(need)]
            if given.details and (len(hits) < len(need) or len(hits) < len(found)):
                print(f"      {drill['text']}")
                for number, one in enumerate(need):
                    if number not in hits:
                        print(f"miss    {one['act']}{' not' * one['negated']} {one['speakers']} -> {one['accused']}")
                for number, claim in enumerate(found):
                    if number not in hits.values():
                        print(f"extra   {claim.act.value}{' not' * claim.negated} {claim.speakers} -> {claim.accused}")
        total = [one + other for one, other in zip(total, sums, strict=True)]
        print(f"{sums[0]:4} right of {sums[2]:4} wanted, {sums[1]:4} read   {name}")
    share = 2 * total[0] / max(1, total[1] + total[2])
    print(f"{total[0]:4} right of {total[2]:4} wanted, {total[1]:4} read: F1 {share:.3f}")


if __name__ == "__main__":
    main()
