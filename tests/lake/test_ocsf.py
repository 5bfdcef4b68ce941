"""OCSF's views have its attributes, and every event they should."""

from __future__ import annotations

from pathlib import Path

from tocsin.collecting import collect
from tocsin.lake import keep
from tocsin.lake.asking import ask
from tocsin.lake.ocsf import ocsf_views

from tests.lake.evidence import write_evidence


def test_each_view_can_be_asked(tmp_path: Path) -> None:
    keep(collect([write_evidence(tmp_path / "evidence")]), tmp_path / "lake")
    for name, _ in ocsf_views():
        assert ask(tmp_path / "lake", f"SELECT class_uid, time, device_hostname FROM {name}").table() is not None
    processes = ask(tmp_path / "lake", "SELECT count(process_file_path) FROM ocsf_process_activity").table()
    created = ask(tmp_path / "lake", 'SELECT count("Image") FROM process_creation').table()
    assert processes.column(0)[0] == created.column(0)[0] != 0
    web = ask(tmp_path / "lake", "SELECT http_response_code, http_request_url_path FROM ocsf_http_activity").table()
    assert web.num_rows == 3
    assert all(isinstance(row["http_response_code"], int) for row in web.to_pylist())
