"""Real recordings and SigmaHQ's rules: the engine says what the reference says, and the recorded attacks are seen."""

from __future__ import annotations

import io
import tarfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from tocsin.collecting import collect
from tocsin.hunting import RuleSet, hunt, load_rules

from benchmarks.compare_reference import compare
from tests.material import DATA, needs_data

CASES = DATA / "sigma-regression"
EVERY = 25
"""Of all rules, one in so many is taken, and all that a recording was made for."""


def regression_cases() -> list[tuple[Path, dict[str, Any]]]:
    return [(path.parent, yaml.safe_load(path.read_text("utf-8"))) for path in sorted(CASES.rglob("info.yml"))]


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> RuleSet:
    """Some of SigmaHQ's rules, taken out of its archive."""
    recorded = {one["id"].encode() for _, info in regression_cases() for one in info["rule_metadata"]}
    target = tmp_path_factory.mktemp("rules") / "rules.tar"
    with tarfile.open(DATA / "sigma" / "sigma-rules.tar.gz") as given, tarfile.open(target, "w") as chosen:
        for number, entry in enumerate(given):
            stream = given.extractfile(entry) if entry.name.endswith(".yml") else None
            content = stream.read() if stream is not None else b""
            identity = next((line[3:].strip() for line in content.splitlines() if line.startswith(b"id:")), b"")
            if content and (number % EVERY == 0 or identity in recorded):
                chosen.addfile(entry, io.BytesIO(content))
    return load_rules([target], packs=False)


@needs_data
def test_the_engine_finds_in_recorded_attacks_what_the_reference_finds(rules: RuleSet) -> None:
    compared = compare(rules, [CASES])

    assert compared.differences == []
    assert compared.events > 200
    assert compared.hits > 100


@needs_data
def test_both_scanning_engines_agree_on_recordings(rules: RuleSet) -> None:
    folder = sorted((DATA / "evtx-samples").rglob("*.evtx"), key=lambda path: (path.stat().st_size, path))[:12]

    assert compare(rules, folder, engine="re2").differences == []


@needs_data
def test_every_recorded_attack_is_seen_by_the_rule_it_was_recorded_for(rules: RuleSet) -> None:
    found = Counter((hit.source.path, hit.rule.id) for hit in hunt(collect([CASES]), rules) if hit.source is not None)
    missed: list[str] = []
    for folder, info in regression_cases():
        expected = {
            Path(one["path"]).name: one.get("match_count")
            for one in info.get("regression_tests_info") or []
            if one.get("type") == "evtx"
        }
        for file in sorted(folder.glob("*.evtx")):
            for one in info["rule_metadata"]:
                seen = sum(n for (path, rule), n in found.items() if Path(path).name == file.name and rule == one["id"])
                if seen < (expected.get(file.name) or 1):
                    missed.append(f"{file.name}: {one['id']} {seen} times")

    assert missed == []
