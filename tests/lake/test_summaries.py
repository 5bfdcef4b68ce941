"""Summaries say what the events say, in the period asked for."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.lake import keep
from tocsin.lake.summaries import chosen, decoded_utf16, summaries, summarise
from tocsin.model.errors import UsageError

from benchmarks.evtx_writer import Event, write_evtx

START = datetime(2021, 3, 2, 7, tzinfo=UTC)
SECRET = base64.b64encode("whoami /all; ü".encode("utf-16-le")).decode()


def event(minute: int, event_id: int, channel: str = "Security", **data: str) -> Event:
    provider = {"System": "Service Control Manager", "Security": "Microsoft-Windows-Security-Auditing"}
    return Event(
        channel,
        provider.get(channel, channel.partition("/")[0]),
        event_id,
        START + timedelta(minutes=minute),
        data=tuple(data.items()),
    )


EVENTS = [
    *(
        event(n, 4625, TargetUserName="eve", LogonType="3", IpAddress="192.0.2.7", WorkstationName="-")
        for n in range(3)
    ),
    event(4, 4624, TargetUserName="eve", LogonType="10", IpAddress="192.0.2.7", WorkstationName="PC9"),
    event(5, 4624, TargetUserName="EX01$", LogonType="3", IpAddress="-"),
    event(6, 7045, "System", ServiceName="BTOBTO", ImagePath=r"%COMSPEC% /c x", AccountName="LocalSystem"),
    event(7, 4698, TaskName=r"\upd", TaskContent="<Task><Command>evil.exe</Command></Task>", SubjectUserName="eve"),
    event(8, 4720, TargetUserName="mallory", SubjectUserName="eve"),
    event(9, 4732, TargetUserName="Administrators", MemberSid="S-1-5-21-1", MemberName="-", SubjectUserName="eve"),
    event(10, 4688, NewProcessName=r"C:\Windows\powershell.exe", CommandLine=f"powershell -enc {SECRET}"),
    event(11, 4688, NewProcessName=r"C:\Windows\POWERSHELL.exe", CommandLine="powershell"),
    event(12, 1, "Microsoft-Windows-Sysmon/Operational", Image=r"C:\x\once.exe", Hashes=f"MD5=00,SHA256={'A' * 64}"),
]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lake")
    (folder / "x.evtx").write_bytes(write_evtx(EVENTS))
    keep(collect([folder / "x.evtx"]), folder / "lake")
    return folder / "lake"


def rows(lake: Path, name: str, *period: datetime | None) -> list[dict[str, object]]:
    ((_, table),) = summarise(lake, chosen([name]), *period)
    return table.to_pylist()


def test_logons(lake: Path) -> None:
    found = [
        (row["account"], row["type"], row["address"], row["worked"], row["failed"]) for row in rows(lake, "logons")
    ]
    assert found == [("eve", "network", "192.0.2.7", 0, 3), ("eve", "remote desktop", "192.0.2.7", 1, 0)]


def test_remote_sessions(lake: Path) -> None:
    assert [(row["what"], row["account"]) for row in rows(lake, "remote")] == [("logged on by remote desktop", "eve")]


def test_services_tasks_accounts(lake: Path) -> None:
    assert [row["service"] for row in rows(lake, "services")] == ["BTOBTO"]
    assert [(row["what"], row["program"]) for row in rows(lake, "tasks")] == [("registered", "evil.exe")]
    assert [(row["what"], row["account_or_group"], row["member"]) for row in rows(lake, "accounts")] == [
        ("made", "mallory", None),
        ("put into a group", "Administrators", "S-1-5-21-1"),
    ]


def test_programs_the_rarest_first(lake: Path) -> None:
    assert [(row["program"], row["starts"]) for row in rows(lake, "processes")] == [
        (r"c:\x\once.exe", 1),
        (r"c:\windows\powershell.exe", 2),
    ]


def test_programs_that_are_new_in_a_period(lake: Path) -> None:
    late = START + timedelta(minutes=11)  # powershell ran before
    assert [row["program"] for row in rows(lake, "processes", late, None)] == [r"c:\x\once.exe"]
    assert rows(lake, "logons", late, None) == []
    assert [row["failed"] for row in rows(lake, "logons", None, START + timedelta(minutes=2))] == [2]


def test_encoded_commands_are_decoded(lake: Path) -> None:
    assert [row["command"] for row in rows(lake, "encoded")] == ["whoami /all; ü"]


def test_pivots(lake: Path) -> None:
    assert [(row["kind"], row["value"]) for row in rows(lake, "pivots")] == [("sha256", "a" * 64)]


def test_hosts_and_events(lake: Path) -> None:
    (host,) = rows(lake, "hosts")
    assert (host["events"], host["logs"], host["users"]) == (len(EVENTS), 3, 1)
    assert sum(int(str(row["events"])) for row in rows(lake, "events")) == len(EVENTS)


def test_every_summary_can_be_asked_of_a_lake_without_its_logs(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"ts": "2021-03-02T07:00:00Z", "msg": "x"}\n')
    keep(collect([tmp_path / "x.json"]), tmp_path / "lake")
    assert len(list(summarise(tmp_path / "lake", summaries()))) == len(summaries())


def test_a_name_that_is_none() -> None:
    with pytest.raises(UsageError, match="one of hosts"):
        chosen(["login"])


@pytest.mark.parametrize("text", [None, "", "====", "a", "AAAA", "ANgA2A=="])
def test_what_is_no_utf16_is_none(text: str | None) -> None:
    assert decoded_utf16(text) is None
