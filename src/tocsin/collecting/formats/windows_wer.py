r"""Windows Error Reporting: a program that crashed or hung (`WER\ReportArchive\AppCrash_w3wp.exe_…\Report.wer`).

In: a stream (UTF-16 on disk). Out: one event with `EventType`, `AppName`, `AppPath`, `ReportId`, `Signature` (names
and values), `LoadedModule` (every module that was loaded), `OriginalFilename`, and the report's other values under
their own names. `_log` is `WER`; `_time` is `EventTime`, UTC. Lines without `=` are rejected. Source: Microsoft
Learn, WER reports; artefacts of Windows 7 to 11 as documented by libyal and the DFIR community.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.rows import Row
from tocsin.collecting.small_files import filetime, read_small
from tocsin.model.evidence import Rejected

FAMILY = "windows-wer"
LOG = "WER"
_INDEXED = re.compile(r"(?P<name>\w+)\[(?P<number>\d{1,4})\](?:\.(?P<part>Name|Value|Key))?")
_NAMES = {"ReportIdentifier": "ReportId", "NsAppName": "NsAppName"}


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: a version, then the kind of event."""
    lines = head.removeprefix(b"\xef\xbb\xbf").splitlines()[:12]
    if not lines or not lines[0].startswith(b"Version="):
        return Certainty.NO
    return Certainty.SURE if any(line.startswith((b"EventType=", b"EventTime=")) for line in lines) else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the report."""
    return read_small(stream, source, wanted, FAMILY, _report, "error report")


def _report(data: bytes, source: Source) -> Iterator[Row | Rejected]:
    fields: dict[str, str | list[str] | None] = {}
    pairs: dict[str, dict[str, str]] = {}
    lists: dict[str, list[str]] = {}
    offset = 0
    for raw in data.splitlines(keepends=True):
        line = raw.removeprefix(b"\xef\xbb\xbf").strip().decode("utf-8", "replace")
        name, equals, value = line.partition("=")
        if line and not equals:
            yield rejected(source, offset, "a line without a value", raw)
        elif found := _INDEXED.fullmatch(name):
            if found["part"] in ("Name", "Key"):
                pairs.setdefault(found["name"], {})[f"{found['number']}n"] = value
            elif found["part"] == "Value":
                pairs.setdefault(found["name"], {})[f"{found['number']}v"] = value
            else:
                lists.setdefault(found["name"], []).append(value)
        elif name:
            fields.setdefault(_NAMES.get(name, name), value)
        offset += len(raw)
    for name, said in pairs.items():
        told = [f"{said[key]}: {said.get(f'{key[:-1]}v', '')}" for key in said if key.endswith("n")]
        fields["Signature" if name == "Sig" else name] = told or None
    fields |= lists
    when = str(fields.get("EventTime") or "")
    yield Row(None, 0, filetime(int(when)) if re.fullmatch(r"\d{17,19}", when) else None, None, LOG, fields)


FORMAT = Format("windows-wer", FAMILY, "the first lines of an error report", recognise, read)
