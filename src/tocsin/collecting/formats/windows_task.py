r"""Scheduled tasks of Windows as they lie on disk (`Windows\System32\Tasks\*`, exports of `schtasks /xml`).

In: a stream of XML, UTF-16 or UTF-8, and `.job` files of Windows 2000 to 2003. Out: one event a task with `TaskName`,
`Author`, `Description`, `UserId`, `RunLevel`, `Enabled`, `Hidden`, `Triggers`, and for each action `Image`,
`CommandLine`, `WorkingDirectory` or `ClassId` (several actions: several values). `_log` is `Tasks`. `_time` is when it
was registered, as it says; without a zone it is local (`--timezone`, else UTC; a note says so), many of Windows' own
say none. Sources: [MS-TSCH] 2.5, schema of tasks; 2.4, .JOB file format.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Any, BinaryIO

import lxml.etree

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.rows import Row
from tocsin.collecting.small_files import DamagedError, read_small, utf16
from tocsin.model.evidence import Rejected

_ETREE: Any = lxml.etree
FAMILY = "windows-task"
LOG = "Tasks"
WHAT = "scheduled task"
LOCAL = "times are local to the host where they carry no zone"
_NAMESPACE = b"http://schemas.microsoft.com/windows/2004/02/mit/task"
_DECLARED = re.compile(rb"^\s*(?:\xef\xbb\xbf)?<\?xml[^>]{0,200}\?>")
_JOB = struct.Struct("<HH16sHH")
_JOB_VERSIONS = (0x400, 0x500, 0x501, 0x600, 0x601, 0x602, 0x603, 0xA00)
_FIELDS = {
    "URI": "TaskName", "Author": "Author", "Description": "Description", "Source": "TaskSource", "UserId": "UserId",
    "GroupId": "GroupId", "RunLevel": "RunLevel", "LogonType": "LogonType", "Hidden": "Hidden",
    "SecurityDescriptor": "SecurityDescriptor", "Version": "TaskVersion",
}  # fmt: skip


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the beginning: a task in the schema's own name space, or the head of a job file."""
    begun = head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")  # events have tasks in them, too
    if begun and _NAMESPACE in head and re.search(rb"<(?:\w+:)?Task[\s>]", head):
        return Certainty.SURE
    if len(head) >= 70 and _is_job(head):
        return Certainty.SURE if name.lower().endswith(".job") else Certainty.LIKELY
    return Certainty.NO


def _is_job(head: bytes) -> bool:
    version, form, _, name, triggers = _JOB.unpack_from(head)
    return version in _JOB_VERSIONS and form == 1 and name == 70 and 70 < triggers < 32_768


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the task."""
    return read_small(
        stream, source, wanted, FAMILY, _task, WHAT, notes=() if source.timezone else (LOCAL,)
    )  # fmt: skip


def _task(data: bytes, source: Source) -> Iterator[Row | Rejected]:
    yield _job(data, source) if not data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") else _xml(data, source)


def _name(source: Source) -> str:
    return re.split(r"[/\\]", source.path)[-1]


def _xml(data: bytes, source: Source) -> Row:
    parser = _ETREE.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = _ETREE.fromstring(_DECLARED.sub(b"", data), parser)
    except _ETREE.XMLSyntaxError as error:
        raise DamagedError(f"its XML cannot be read: {error.msg}") from None
    if root is None or _plain(root.tag) != "Task":
        raise DamagedError("it has no task")
    fields: dict[str, str | list[str] | None] = {"TaskName": _name(source)}
    date = None
    for element in root.iter():
        tag, text = _plain(element.tag), (element.text or "").strip()
        if tag in _FIELDS and text:
            fields[_FIELDS[tag]] = text
        elif tag == "Date":
            date = text
    settings = next((one for one in root if _plain(one.tag) == "Settings"), None)
    enabled = None if settings is None else _child(settings, "Enabled")
    fields["Enabled"] = enabled or "true"
    actions = next((one for one in root if _plain(one.tag) == "Actions"), None)
    fields |= _actions([] if actions is None else list(actions))
    triggers = next((one for one in root if _plain(one.tag) == "Triggers"), None)
    fields["Triggers"] = [_trigger(one) for one in ([] if triggers is None else triggers)] or None
    if parser.error_log:
        fields["Damage"] = f"its XML is damaged: {parser.error_log[0].message}"
    return Row(None, 0, date, None, LOG, fields)


def _plain(tag: Any) -> str:
    """Return an element's name without its name space; nothing for comments."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _child(element: Any, name: str) -> str | None:
    return next(((one.text or "").strip() for one in element if _plain(one.tag) == name), None)


def _actions(actions: list[Any]) -> dict[str, str | list[str] | None]:
    """Return what a task does; a value alone where there is one."""
    said: dict[str, list[str]] = {}
    for action in actions:
        kind = _plain(action.tag)
        command, arguments = _child(action, "Command"), _child(action, "Arguments")
        pairs = {
            "Action": kind or None,
            "Image": command.strip('"') if command else None,
            "CommandLine": f"{command} {arguments}" if command and arguments else command,
            "WorkingDirectory": _child(action, "WorkingDirectory"),
            "ClassId": _child(action, "ClassId"),
            "ActionData": _child(action, "Data"),
        }
        for name, value in pairs.items():
            if value:
                said.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in said.items()}


def _trigger(trigger: Any) -> str:
    """Return a trigger in words: its kind, and from when on."""
    parts = [_plain(trigger.tag)]
    for name in ("StartBoundary", "EndBoundary", "Delay", "UserId", "Subscription"):
        value = _child(trigger, name)
        if value:
            parts.append(f"{name} {value}")
    repeated = next((one for one in trigger if _plain(one.tag) == "Repetition"), None)
    if repeated is not None and (interval := _child(repeated, "Interval")):
        parts.append(f"every {interval}")
    return ", ".join(parts)


def _job(data: bytes, source: Source) -> Row:
    """Return the task of a job file: a fixed part, then texts with their lengths."""
    if len(data) < 70 or not _is_job(data):
        raise DamagedError("it has no head of a job file")
    ended = struct.unpack_from("<8H", data, 52)
    year, month, _, day, hour, minute, second, _ = ended
    run = f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}" if year else None
    place, texts = 70 + 2, list[str]()
    for _ in range(5):
        (letters,) = struct.unpack_from("<H", data, place)
        texts.append(utf16(data[place + 2 : place + 2 + 2 * letters]))
        place += 2 + 2 * letters
    image, arguments, folder, author, comment = texts
    fields: dict[str, str | list[str] | None] = {
        "TaskName": _name(source),
        "Action": "Exec",
        "Image": image or None,
        "CommandLine": f"{image} {arguments}".strip() or None,
        "WorkingDirectory": folder or None,
        "Author": author or None,
        "Description": comment or None,
        "LastRun": run,
    }
    return Row(None, 0, run, None, LOG, fields)


FORMAT = Format("windows-task", FAMILY, "a task in the schema of the task scheduler", recognise, read)
