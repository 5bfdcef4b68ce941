"""Package managers: what was installed and removed, by whom."""

from __future__ import annotations

import pytest

from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats.package_log import FORMAT, recognise

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_artefacts import APT, DPKG

PACMAN = (
    b"[2021-03-02T08:00:00+0100] [PACMAN] Running 'pacman -S nmap'\n"
    b"[2021-03-02T08:00:01+0100] [ALPM] installed nmap (7.91-1)\n"
)
DNF = (
    b"2021-03-02T07:00:00Z INFO --- logging initialized ---\n"
    b"2021-03-02T07:00:01Z SUBDEBUG Installed: nmap-3:7.91-1.x86_64\n"
)
ZYPP = (
    b"# 2021-03-02 07:00:00 nmap-7.91-1.x86_64.rpm installed ok\n"
    b"2021-03-02 07:00:01|install|nmap|7.91-1|x86_64|root@web1|repo|ab|\n"
)


@pytest.mark.parametrize(
    ("data", "log", "package"),
    [
        (DPKG, "dpkg", "nmap:amd64"),
        (PACMAN, "pacman", "nmap"),
        (DNF, "dnf", "nmap-3:7.91-1.x86_64"),
        (ZYPP, "zypp", "nmap"),
    ],
)
def test_what_was_installed(data: bytes, log: str, package: str) -> None:
    events, rejected = events_and_rejections(FORMAT, data)
    assert rejected == []
    assert {event["_log"] for event in events} == {log}
    assert package in {event.get("Package") for event in events}
    assert {event["_time"].hour for event in events} == {7}
    assert recognise(data + data, "x") is Certainty.SURE


def test_runs_of_apt() -> None:
    (first, second), rejected = events_and_rejections(
        FORMAT, APT, Source("var/log/apt/history.log", timezone="Europe/Berlin")
    )
    assert rejected == []
    assert (first["CommandLine"], first["User"]) == ("apt-get install -y nmap", "alice (1000)")
    assert first["Install"] == ["nmap:amd64 (7.91+dfsg1-1)", "libblas3:amd64 (3.9.0-3, automatic)"]
    assert (first["_time"].hour, second["Action"]) == (6, ["Remove"])


def test_what_is_neither_is_rejected() -> None:
    _, rejected = events_and_rejections(FORMAT, APT + b"what is this\n")
    assert [lost.reason for lost in rejected] == ["line 11: no part of a run of apt"]
    _, rejected = events_and_rejections(FORMAT, DPKG + b"what is this\n")
    assert [lost.reason for lost in rejected] == ["line 4: nothing that a package manager did"]
