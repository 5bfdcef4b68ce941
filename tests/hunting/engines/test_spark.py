"""The Spark engine gives what the local one gives: on this machine, on a cluster, and when a worker of it is killed.

Tests that need Spark and Java skip loudly where they are not installed; CI installs them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pytest

from tocsin.cli.main import run
from tocsin.collecting import collect
from tocsin.collecting.coverage import Survey
from tocsin.collecting.survey_form import form_of
from tocsin.hunting.engines import spark
from tocsin.hunting.engines.local import Outcome
from tocsin.hunting.exclusions import Counts
from tocsin.model.errors import UsageError

from benchmarks.spark_cluster import cluster, missing
from tests.lake.evidence import write_evidence, write_rule_set

WANTED = "TOCSIN_SPARK" in os.environ
needs_spark = pytest.mark.skipif(
    not WANTED or missing() is not None,
    reason=f"SKIPPED, {missing() or 'a minute of Spark: set TOCSIN_SPARK'} (pip install '.[spark]', Java 17)",
)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("case")
    evidence = write_evidence(folder / "evidence", count=2000)
    assert run(["lake", str(evidence), "-o", str(folder / "lake"), "-q"]) == 0
    correlated = write_rule_set(folder / "rules")
    (correlated / "often.yml").write_text(CORRELATION, encoding="utf-8")
    return evidence, correlated


CORRELATION = """title: Words often
id: 0c0d1f6e-6a0e-4f6e-9f0e-3f5b6f0b7a12
status: test
level: high
correlation:
  type: event_count
  rules: [0f1de6a5-4c4c-4c4b-8b0f-1d6a0b6d7c11]
  group-by: [cs-uri-stem]
  timespan: 1h
  condition: {gte: 2}
"""


def hits(evidence: Path, rules: Path, *more: str) -> bytes:
    out = rules.parent / "hits.jsonl"
    asked = ["hunt", str(evidence), "-r", str(rules), "--format", "jsonl", "-o", str(out), "--force", "-q", *more]
    assert run(asked) == 1
    return out.read_bytes()


def test_what_a_task_sends_back_is_what_it_found(case: tuple[Path, Path]) -> None:
    survey = collect([case[0]]).survey()
    table = pa.table({"a": [1, 2], "b": pa.array(["x", None]).dictionary_encode()})
    sent = Outcome((table, table.slice(1)), survey, (), Counts({(7, "x"): 3}))
    parcels = [*spark._sent(4, sent), spark._parcel(4, "survey", "", spark.to_bytes(survey))]
    rows = [row for parcel in parcels for row in parcel.to_pylist()]
    came = spark._outcome(rows)
    assert {row["number"] for row in rows} == {4}
    assert came.hits == sent.hits
    assert came.excluded == sent.excluded
    assert form_of(came.survey) == form_of(survey)


def test_every_slice_is_in_one_task(case: tuple[Path, Path]) -> None:
    slices = [part for unit in collect([case[0]]).units for part in unit.slices()]
    ranges = spark._tasks(slices)
    assert [number for begin, end in ranges for number in range(begin, end)] == list(range(len(slices)))
    assert all(begin < end for begin, end in ranges)
    assert form_of(spark._outcome([{"kind": "survey", "content": spark.to_bytes(Survey())}]).survey).books == []


def test_what_a_task_gives_comes_together() -> None:
    rows = [{"number": 0, "kind": "hits"}, {"number": 0, "kind": "survey"}, {"number": 2, "kind": "survey"}]

    class Row(dict[str, object]):
        def asDict(self) -> dict[str, object]:  # noqa: N802 - Spark's name
            return dict(self)

    assert [len(own) for own in spark._by_number(map(Row, rows))] == [2, 1]


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("[JAVA_GATEWAY_EXITED] Java gateway process exited", "Java 17"),
        ("All masters are unresponsive! Giving up.", "--master"),
        ("ExecutorLostFailure (executor 0 exited)", "memory"),
        ("something else\nand a trace", "--engine local"),
    ],
)
def test_a_failure_is_one_line(said: str, hint: str) -> None:
    told = str(spark._failure(RuntimeError(said)))
    assert hint in told
    assert "\n" not in told


def test_without_spark_it_is_said_what_to_install(
    monkeypatch: pytest.MonkeyPatch, case: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(spark, "find_spec", lambda _name: None)
    with pytest.raises(UsageError, match=r"tocsin\[spark\]"):
        spark.spark_engine()
    assert run(["hunt", str(case[0]), "--engine", "spark"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert run(["hunt", str(case[0]), "--master", "local[2]"]) == 2


@needs_spark
def test_hits_and_verdict_are_those_of_the_local_engine(case: tuple[Path, Path], tmp_path: Path) -> None:
    evidence, rules = case
    local = hits(evidence, rules)
    assert b"Words often" in local
    assert hits(evidence, rules, "--engine", "spark", "--master", "local[2]") == local
    lake = evidence.parent / "lake"
    assert hits(lake, rules, "--engine", "spark", "--master", "local[2]") == hits(lake, rules)
    report = tmp_path / "report.txt"
    report.write_text("On 2 March 2021 Microsoft said that HAFNIUM exploited CVE-2021-26855 in Exchange servers.\n")
    verdicts: list[bytes] = []
    for engine in ("local", "spark"):
        out = tmp_path / engine
        run(["check", str(report), str(evidence), "--out", str(out), "-q", "--engine", engine])
        verdicts.append((out / "verdict.json").read_bytes())
    assert verdicts[0] == verdicts[1]


@needs_spark
def test_a_worker_of_the_cluster_that_is_killed_costs_nothing(case: tuple[Path, Path]) -> None:
    evidence, rules = case
    local = hits(evidence, rules)
    with cluster(2) as running:
        assert hits(evidence, rules, "--engine", "spark", "--master", running.url) == local
        out = rules.parent / "killed.jsonl"
        asked = ["hunt", evidence, "-r", rules, "--format", "jsonl", "-o", out, "-q", "--force"]
        command = [sys.executable, "-m", "tocsin", *map(str, asked), "--engine", "spark", "--master", running.url]
        process = subprocess.Popen(command)
        time.sleep(6)  # a task is being worked on, or is about to be
        running.workers[0].kill()
        assert process.wait(timeout=300) == 1
        assert out.read_bytes() == local


@needs_spark
def test_an_address_that_nobody_answers_at(case: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["hunt", str(case[0]), "--engine", "spark", "--master", "nonsense://x"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
