r"""Shortcuts of Windows (`.lnk`: `Recent`, desktops, start-up folders, attachments): what they point at and start.

In: a stream. Out: one event with `Target`, `Arguments`, `WorkingDirectory`, `IconLocation`, `Window`, the target's
`TargetCreated`, `TargetModified`, `TargetAccessed`, `TargetSize`, its volume (`DriveType`, `VolumeSerial`,
`VolumeLabel`, `NetworkShare`), `MachineID` and `MacAddress` of where it was made. `_time` is the latest of the target's
times when the shortcut was written, UTC; `_log` is `Shortcut`. Source: [MS-SHLLINK].
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.lnk_links import SIGNATURE, link
from tocsin.collecting.rows import Row
from tocsin.collecting.small_files import read_small
from tocsin.model.evidence import Rejected

FAMILY = "windows-lnk"
LOG = "Shortcut"


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first bytes: the signature with its class."""
    return Certainty.SURE if head.startswith(SIGNATURE) else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield what the shortcut says."""
    return read_small(stream, source, wanted, FAMILY, _link, "shortcut")


def _link(data: bytes, source: Source) -> Iterator[Row | Rejected]:
    found = link(data)
    yield Row(None, 0, found.latest, None, LOG, found.fields)


FORMAT = Format("windows-lnk", FAMILY, "the signature of a shortcut", recognise, read)
