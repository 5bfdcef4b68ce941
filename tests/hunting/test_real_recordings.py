"""Real recordings and SigmaHQ's rules: the engine says what the reference says, and the recorded attacks are seen."""

from __future__ import annotations

import io
import json
import tarfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from tocsin.cli.main import run
from tocsin.hunting import RuleSet, load_rules

from benchmarks.compare_reference import compare
from tests.material import DATA, needs_data

CASES = DATA / "sigma-regression"
EVERY = 25
"""Of all rules, one in so many is taken, and all that a recording was made for."""


def regression_cases() -> list[tuple[Path, dict[str, Any]]]:
    return [(path.parent, yaml.safe_load(path.read_text("utf-8"))) for path in sorted(CASES.rglob("info.yml"))]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
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
    return target


@pytest.fixture(scope="module")
def rules(archive: Path) -> RuleSet:
    return load_rules([archive], packs=False)


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


@pytest.fixture(scope="module")
def hunted(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Hits of `tocsin hunt --format jsonl` in all cases: each is there as EVTX and as JSON of the same events."""
    out = tmp_path_factory.mktemp("hits") / "hits.jsonl"
    asked = ["hunt", str(CASES), "--rules", str(archive), "--format", "jsonl", "--out", str(out), "--quiet"]
    assert run(asked) == 1
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()]


@needs_data
@pytest.mark.parametrize("form", [".evtx", ".json"])
def test_every_recorded_attack_is_seen_by_the_rule_it_was_recorded_for(form: str, hunted: list[dict[str, Any]]) -> None:
    found = Counter((Path(hit["source"]["path"]).name, hit["rule"]["id"]) for hit in hunted)
    missed: list[str] = []
    asked = 0
    for folder, info in regression_cases():
        least = {Path(one["path"]).stem: one.get("match_count") for one in info.get("regression_tests_info") or []}
        for file in sorted(folder.glob(f"*{form}")):
            for one in info["rule_metadata"]:
                asked += 1
                seen = found[file.name, one["id"]]
                if seen < (least.get(file.stem) or 1):
                    missed.append(f"{file.name}: {one['id']} {seen} times")

    assert missed == []
    assert asked >= 100


@needs_data
def test_the_same_events_are_hits_as_evtx_and_as_json(hunted: list[dict[str, Any]]) -> None:
    forms: dict[str, set[tuple[str, str, str]]] = {".evtx": set(), ".json": set()}
    for hit in hunted:
        path = Path(hit["source"]["path"])
        identity = f"{hit['time']} {hit['source']['record']}"
        forms[path.suffix].add((str(path.with_suffix("")), hit["rule"]["id"], identity))

    assert forms[".evtx"] == forms[".json"]
    assert len(forms[".evtx"]) > 100
