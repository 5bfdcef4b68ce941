"""Scheduled tasks: what they start, for whom, when; XML that is damaged or hostile."""

from __future__ import annotations

import struct
from pathlib import Path

from tocsin.collecting import collect
from tocsin.collecting.batches import EventBatch
from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats.windows_task import FORMAT, LOCAL, recognise

from tests.collecting.artefact_files import wide
from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_artefacts import TASK


def test_what_it_starts(tmp_path: Path) -> None:
    (tmp_path / "Update").write_bytes(b"\xff\xfe" + wide(TASK.decode()))  # as Windows writes it
    (batch,) = (part for part in collect([tmp_path]).scan() if isinstance(part, EventBatch))
    (event,) = batch.events.to_pylist()
    assert event["CommandLine"] == "powershell.exe -nop -w hidden -enc AAAA"
    assert (event["TaskName"], event["UserId"], event["Hidden"]) == ("\\Update", "S-1-5-18", "true")
    assert event["Triggers"] == ["LogonTrigger", "TimeTrigger, StartBoundary 2021-03-02T08:00:00, every PT1H"]
    assert batch.notes == (LOCAL,)


def test_events_with_a_task_in_them_are_none() -> None:
    assert recognise(b'{"Event": "' + TASK + b'"}', "x") is Certainty.NO


def test_entities_are_not_resolved_and_damage_is_told() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE Task [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    (event,), _ = events_and_rejections(FORMAT, bomb + TASK.split(b"?>", 1)[1].replace(b"CORP\\adm", b"&x;"))
    assert "root:" not in str(event)
    (event,), _ = events_and_rejections(FORMAT, TASK[:-200])
    assert event["Damage"].startswith("its XML is damaged")
    events, (lost,) = events_and_rejections(FORMAT, b"<Events/>")
    assert (events, lost.reason) == ([], "a damaged scheduled task: it has no task")


def job(image: str, arguments: str) -> bytes:
    """A task of Windows Server 2003."""
    head = struct.pack("<HH16sHH", 0x502 - 1, 1, bytes(16), 70, 400).ljust(52, b"\0")
    head += struct.pack("<8H", 2021, 3, 2, 2, 7, 0, 0, 0) + b"\0\0" + b"\0\0"
    texts = (image, arguments, "C:\\", "CORP\\adm", "")
    return head + b"".join(
        struct.pack("<H", len(one) + 1 if one else 0) + (wide(one) + b"\0\0" if one else b"") for one in texts
    )


def test_job_files() -> None:
    data = job("cmd.exe", "/c a.bat")
    (event,), _ = events_and_rejections(FORMAT, data, Source("C/Windows/Tasks/At1.job"))
    assert (event["TaskName"], event["CommandLine"], event["Author"]) == ("At1.job", "cmd.exe /c a.bat", "CORP\\adm")
    assert event["_time"].isoformat() == "2021-03-02T07:00:00+00:00"
    assert recognise(data, "At1.job") is Certainty.SURE
    assert "do not fit" in events_and_rejections(FORMAT, data[:76])[1][0].reason
