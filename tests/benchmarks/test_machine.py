"""What a figure was measured on: no name of a host, no folder."""

from __future__ import annotations

import platform

from tocsin import __version__

from benchmarks.machine import machine, versions


def test_the_machine_is_described_without_its_name() -> None:
    said = machine()

    assert int(said["cores"]) >= 1
    assert said["processor"]
    assert platform.node() not in " ".join(said.values()).split()
    assert "/home" not in " ".join(said.values())


def test_versions_are_those_that_run() -> None:
    assert versions()["tocsin"] == __version__
    assert versions()["evtx"] != "not installed"
