"""Collections: whose they are, and where a file lay."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.collecting.layouts import host_in, original_path

from tests.collecting.boxes import gzipped, tarred, zipped
from tests.collecting.samples import EVTX, IIS


@pytest.mark.parametrize(
    ("context", "host"),
    [
        ({"client_id": "C.1", "hostname": "WEB1", "fqdn": "web1.corp.example"}, "WEB1"),
        ({"Hostname": "WEB1", "OS": "windows"}, "WEB1"),
        ({"os_info": {"fqdn": "web1.corp.example"}}, "web1.corp.example"),
        ([{"Hostname": "WEB1"}], "WEB1"),
        ({"client_id": "C.1", "artifacts": ["Windows.KapeFiles.Targets"]}, None),
        ({"hostname": "../../x"}, None),
        ({"a": {"b": {"c": {"d": {"e": {"hostname": "deep"}}}}}}, None),
    ],
)
def test_context_files(context: object, host: str | None) -> None:
    assert host_in(json.dumps(context).encode()) == host
    assert host_in(b"not json") is None
    assert host_in(b'{"x": 1}\n{"Hostname": "WEB2"}\n') == "WEB2"


def test_paths_as_they_were_on_the_host() -> None:
    assert original_path("x/uploads/auto/C%3A/inetpub/u.log") == "C:/inetpub/u.log"
    assert original_path("logs/100%25 sure.log") == "logs/100% sure.log"


def hosts(path: Path) -> set[str | None]:
    return {one.host for one in collect([path]).coverage()}


def test_a_velociraptor_collection(tmp_path: Path) -> None:
    collection = {
        "uploads/auto/C%3A/inetpub/logs/LogFiles/W3SVC1/u_ex210302.log": IIS,
        "uploads/auto/C%3A/Windows/System32/winevt/Logs/Security.evtx": b"",
        "client_info.json": json.dumps({"client_id": "C.1", "hostname": "WEB1"}).encode(),
        "uploads.json": b'{"Timestamp": "2021-03-03T10:00:00Z", "vfs_path": "C:/x"}\n',
        "results/Custom.json": b'{"Timestamp": "2021-03-02T07:00:00Z", "Name": "x"}\n',
    }
    (tmp_path / "flow.zip").write_bytes(zipped(collection))
    evidence = collect([tmp_path])

    assert {(one.host, one.log) for one in evidence.coverage()} == {("WEB1", "W3SVC1"), ("WEB1", "Custom.json")}
    empty = next(one for one in evidence.not_read if one.reason == "the file is empty")
    assert (empty.host, empty.log_id) == ("WEB1", "windows-security")


def test_a_collection_as_a_folder(tmp_path: Path) -> None:
    for name, host in (("one", "WEB1"), ("two", "WEB2")):
        (tmp_path / name / "uploads").mkdir(parents=True)
        (tmp_path / name / "uploads" / "u_ex210302.log").write_bytes(IIS)
        (tmp_path / name / "client_info.json").write_text(json.dumps({"hostname": host}))
    assert hosts(tmp_path) == {"WEB1", "WEB2"}


def test_uac_cylr_and_kape(tmp_path: Path) -> None:
    log = {"[root]/var/log/iis/u_ex210302.log": IIS}
    (tmp_path / "uac-lin1-linux-20210303101010.tar.gz").write_bytes(gzipped(tarred(log)))
    (tmp_path / "EXCH-01.zip").write_bytes(zipped({"C/inetpub/logs/u_ex210302.log": IIS}))
    (tmp_path / "2021-03-03T101010_EXCH02.zip").write_bytes(zipped({"C/inetpub/logs/u_ex210302.log": IIS}))
    (tmp_path / "exchange.zip").write_bytes(zipped({"C/inetpub/logs/u_ex210302.log": IIS}))
    assert hosts(tmp_path) == {"lin1", "EXCH-01", "EXCH02", None}


def test_the_events_own_host_goes_before_the_collections(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(zipped({"a.evtx": EVTX, "client_info.json": b'{"hostname": "OTHER"}'}))
    assert "OTHER" not in hosts(tmp_path)
