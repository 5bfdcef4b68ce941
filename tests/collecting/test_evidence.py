"""Collecting as a whole: one call, books that balance, what the recorded Exchange attack covers."""

from __future__ import annotations

from pathlib import Path

from tocsin.collecting import EventBatch, Survey, collect
from tocsin.model.evidence import Inventory
from tocsin.model.json_form import from_json, to_json

from tests.collecting.boxes import gzipped, tarred, zipped
from tests.collecting.samples import ECP, EVTX, HTTPPROXY, IIS, OAB, RECORDING, SAMPLES
from tests.material import DATA, needs_data

PROXYLOGON = DATA / "recordings" / "atomic" / "windows" / "persistence" / "host" / "proxylogon_ssrf_rce_poc.zip"


def test_books_balance_for_every_format(tmp_path: Path) -> None:
    for name, (path, data) in SAMPLES.items():
        file = tmp_path / name / path
        file.parent.mkdir(parents=True)
        file.write_bytes(data)
    evidence = collect([tmp_path])
    parts = list(evidence.scan())

    assert sum(part.events.num_rows for part in parts if isinstance(part, EventBatch)) == sum(
        file.events for file in evidence.files()
    )
    assert sum(one.events for one in evidence.coverage()) == sum(file.events for file in evidence.files())
    assert {file.format for file in evidence.files()} == set(SAMPLES)
    assert all(file.events > 0 and file.rejected == 0 for file in evidence.files())


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(zipped(dict(SAMPLES.values())))
    first, second = (to_json(collect([tmp_path]).inventory()) for _ in range(2))

    assert first == second
    assert from_json(first, Inventory).files


def test_a_survey_that_was_handed_in_is_used(tmp_path: Path) -> None:
    (tmp_path / "x.log").write_bytes(IIS)
    evidence = collect([tmp_path])
    evidence.remember(Survey())
    assert evidence.coverage() == ()
    assert [file.events for file in evidence.files()] == [0]


def test_three_hosts_and_a_nested_archive(tmp_path: Path) -> None:
    exchange = {
        "EXCH01/inetpub/logs/LogFiles/W3SVC1/u_ex210302.log": IIS,
        "EXCH01/Logging/HttpProxy/Ecp/HttpProxy_2021030207-1.LOG": HTTPPROXY,
        "EXCH01/Logging/ECP/Server/ECPServer20210302-1.LOG": ECP,
        "EXCH01/Logging/OABGeneratorLog/x.log": OAB,
    }
    inner = zipped({"logs/host.evtx": EVTX, "ws1.json": RECORDING + b"\n"})
    (tmp_path / "case.tar.gz").write_bytes(gzipped(tarred({**exchange, "more.zip": inner})))
    covered = {(one.host, one.log): one.events for one in collect([tmp_path / "case.tar.gz"]).coverage()}

    assert covered == {
        ("EXCH01", "ECP/Server"): 1,
        ("EXCH01", "HttpProxy/Ecp"): 2,
        ("EXCH01", "OABGenerator"): 1,
        ("EXCH01", "W3SVC1"): 3,
        ("host.example", "Microsoft-Windows-Sysmon/Operational"): 600,
        ("ws1.example", "Microsoft-Windows-Sysmon/Operational"): 1,
    }


@needs_data
def test_the_recorded_attack() -> None:
    evidence = collect([PROXYLOGON])
    covered = evidence.coverage()

    assert {one.host for one in covered} == {"MXS01.azsentinel.local"}
    assert len(covered) == 10
    assert sum(one.events for one in covered) == 10_487
    assert all(any("TimeCreated is 5 h behind UtcTime" in note for note in one.notes) for one in covered)
    security = next(one for one in covered if one.log == "Security")
    assert {"4688", "5145", "5158"} <= {kind.key for kind in security.kinds}


@needs_data
def test_every_shared_windows_log() -> None:
    evidence = collect([DATA / "evtx-samples", DATA / "sigma-regression"])
    files = evidence.files()

    assert sum(file.format == "evtx" for file in files) == 238
    assert sum(file.events for file in files if file.format == "evtx") == 5143
    assert sum(file.rejected for file in files) == 0
    assert sum(file.events for file in files if file.format == "windows-json") > 100
