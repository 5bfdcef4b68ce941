"""Hosts told from paths, and paths that tell none."""

from __future__ import annotations

import pytest

from tocsin.collecting.hosts import host_of


@pytest.mark.parametrize(
    ("path", "host"),
    [
        ("EXCH01/C/inetpub/logs/LogFiles/W3SVC1/u_ex.log", "EXCH01"),
        ("case/exch01.corp.example/HttpProxy/Ecp/x.LOG", "exch01.corp.example"),
        ("EXCH-01/Logging/HttpProxy/Owa/x.LOG", "EXCH-01"),
        ("srv1/W3SVC1/u_ex.log", "srv1"),
        ("triage.zip/web1/C:/Windows/System32/winevt/Logs/x.evtx", "web1"),
        ("logs/W3SVC1/u_ex.log", None),
        ("W3SVC1/u_ex.log", None),
        ("u_ex.log", None),
        ("evidence.zip/C/inetpub/u_ex.log", None),
        ("2021/W3SVC1/u_ex.log", None),
        ("a b/C/x", None),
    ],
)
def test_the_folder_above_the_first_landmark(path: str, host: str | None) -> None:
    assert host_of(path) == host
