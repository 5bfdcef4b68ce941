"""Seccomp: no sockets of any family, and no looking into other processes."""

from __future__ import annotations

import os
import platform
import socket

import pytest

from tocsin.isolation import seccomp

from tests.isolation.test_landlock import in_a_child

here = pytest.mark.skipif(seccomp.machine() is None, reason="SKIPPED, no filter for this machine")


@here
@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK"])
def test_there_are_no_sockets(family: str) -> None:
    def restricted() -> None:
        assert seccomp.restrict()
        socket.socket(getattr(socket, family))

    assert in_a_child(restricted) == "PermissionError"


@here
def test_a_child_has_none_either_and_ordinary_work_goes_on() -> None:
    def restricted() -> None:
        assert seccomp.restrict()
        child = os.fork()
        if not child:
            try:
                socket.socket()
            except PermissionError:
                os._exit(7)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7

    assert in_a_child(restricted) == "ok"


def test_other_machines_have_no_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")

    assert seccomp.machine() is None
    assert seccomp.restrict() is False


@pytest.mark.parametrize("name", seccomp.MACHINES)
def test_every_refused_call_jumps_to_the_refusal(name: str) -> None:
    of = seccomp.MACHINES[name]
    steps = [seccomp.program(of)[at : at + 8] for at in range(0, len(seccomp.program(of)), 8)]
    refusal = len(steps) - 1

    assert len(set(of.refused)) == len(of.refused)
    for place, number in enumerate(of.refused):
        at = 5 + place
        assert int.from_bytes(steps[at][4:], "little") == number
        assert at + 1 + steps[at][2] == refusal
    assert 4 + 1 + steps[4][2] == refusal
