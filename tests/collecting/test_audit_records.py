"""One record: quoted, hexadecimal, nested, enriched, interpreted; hostile ones cost no more than their length."""

# ruff: noqa: E501 - records are as long as they are

from __future__ import annotations

import pytest

from tocsin.collecting.audit_records import arguments, decoded, record


def pairs(body: str, kind: str = "SYSCALL") -> dict[str, str | list[str]]:
    found = record(f"type={kind} msg=audit(1614668400.123:45): {body}")
    assert found is not None
    return found.pairs


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("SYSCALL", 'a0=55d0 comm="id" key=(null) tty=(none)', {"a0": "55d0", "comm": "id"}),
        ("SYSCALL", "key=6162016364", {"key": "ab,cd"}),
        ("PATH", "name=2F7372762F61C3A920 nametype=CREATE", {"name": "/srv/aé ", "nametype": "CREATE"}),
        ("EXECVE", 'argc=2 a0="a b" a1=63', {"argc": "2", "a0": "a b", "a1": "c"}),
        ("EXECVE", "a1_len=8 a1[0]=6162 a1[1]=6364", {"a1_len": "8", "a1": "abcd"}),
        ("PROCTITLE", "proctitle=6C73002D6C00", {"proctitle": "ls -l"}),
        ("PROCTITLE", 'proctitle="ls"', {"proctitle": "ls"}),
        ("SERVICE_STOP", "pid=1 msg='unit=ufw comm=\"systemd\" res=success'", {"unit": "ufw", "comm": "systemd", "res": "success", "pid": "1"}),
        ("USER_LOGIN", "msg='acct=\"x\" (hostname=h, addr=192.0.2.7, res=failed)'", {"acct": "x", "hostname": "h", "addr": "192.0.2.7", "res": "failed"}),
        ("SOCKADDR", "saddr=02\x1dSADDR={ saddr_fam=inet laddr=192.0.2.7 lport=22 }", {"saddr": "02", "saddr_fam": "inet", "laddr": "192.0.2.7", "lport": "22"}),
        ("AVC", 'avc:  denied  { read } for  pid=1 path="/etc/shadow"', {"seresult": "denied", "seperms": "read", "pid": "1", "path": "/etc/shadow"}),
        ("X", "a=1 a=2 a=2", {"a": ["1", "2"]}),
        ("X", "", {}),
    ],
)  # fmt: skip
def test_names_and_values(kind: str, body: str, expected: dict[str, str | list[str]]) -> None:
    assert pairs(body, kind) == expected


def test_arguments_stand_in_their_order() -> None:
    assert arguments({"a10": "k", "a2": "c", "a0": "a", "argc": "3", "a1_len": "1"}) == ["a", "c", "k"]
    assert decoded("EXECVE", "a1", "abc") == "abc"


@pytest.mark.parametrize(
    "line", ["", "type=X", "type=X msg=audit(): a=b", "type=X msg=audit(1.1:x): a", "y type=X msg=audit(1.1:1): "]
)
def test_what_is_no_record(line: str) -> None:
    assert record(line) is None


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("1614668400.123:4", 1_614_668_400_123_000),
        ("03/02/2021 07:00:00.123:4", "2021-03-02 07:00:00.123"),
        ("02.03.2021 07:00:00.123:4", "2021-03-02 07:00:00.123"),
        ("03/02/21 07:00:00.123:4", "2021-03-02 07:00:00.123"),
        ("soon:4", None),
    ],
)
def test_times(written: str, time: int | str | None) -> None:
    found = record(f"type=X msg=audit({written}) : a=b")
    assert found is not None
    assert found.time == time


@pytest.mark.parametrize("piece", ["a={", 'a="', "(", "a=,", "=", "a", " a[", "msg='"])
def test_a_hostile_record_is_read_in_time(piece: str) -> None:
    assert record("type=EXECVE msg=audit(1.123:1): " + piece * 20_000) is not None
