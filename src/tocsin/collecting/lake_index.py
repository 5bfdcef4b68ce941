"""The index of a lake: which files of the evidence it holds, and which groups of rows of its Parquet files are theirs.

In: a folder that `tocsin.lake` wrote (`tocsin-lake.json` in it). Out: what stands in its index, checked: a lake may
come from anywhere, and a name in it leads nowhere but into it.
"""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from tocsin.collecting.batches import Kind
from tocsin.collecting.survey_form import SurveyForm
from tocsin.model.errors import EvidenceError
from tocsin.model.evidence import NotRead

LAKE_FILE = "tocsin-lake.json"
SCHEMA = 2
"""Version of the lake's layout: raised when an older tocsin could not read it. 2: files share groups of rows."""

_FILE = re.compile(r"events/logsource=[\w-]+/day=[\w-]+/[\w-]+\.parquet")


class Group(msgspec.Struct, frozen=True):
    """Rows of a row group of a Parquet file: events of one file of the evidence."""

    file: str  # relative to the lake
    number: int  # of the row group in it
    rows: int
    family: str
    kinds: tuple[Kind, ...]
    recovered: bool = False
    notes: tuple[str, ...] = ()
    first: int | None = None  # microseconds since 1970 of the earliest and the latest event that has a time
    last: int | None = None
    timeless: int = 0
    begin: int = 0  # of the rows in the row group, which files of the evidence share


class Kept(msgspec.Struct, frozen=True):
    """A file of the evidence that a lake holds, and all that was observed of it."""

    path: str
    sha256: str
    format: str
    why: str
    size: int
    survey: SurveyForm
    groups: tuple[Group, ...]
    host: str | None = None
    host_from_path: bool = False
    timezone: str | None = None
    modified: int | None = None
    times: str | None = None


class Write(msgspec.Struct, frozen=True):
    """What one run of `tocsin lake` put into a lake."""

    kept: tuple[Kept, ...]
    not_read: tuple[NotRead, ...]


class Lake(msgspec.Struct, frozen=True):
    """The lake's own file: the layout's version, and which writes hold, in their order."""

    schema: int
    writes: tuple[str, ...] = ()


def is_lake(folder: Path) -> bool:
    """Say whether a folder is a lake."""
    return (folder / LAKE_FILE).is_file()


def read_lake(folder: Path) -> Lake:
    """Return a lake's own file; raises `EvidenceError` for one that cannot be read, or is of a newer layout."""
    path = folder / LAKE_FILE
    if not is_lake(folder):
        hint = "make one with 'tocsin lake EVIDENCE --out DIR'"
        raise EvidenceError("the folder is no lake", where=str(folder), hint=hint)
    try:
        lake = msgspec.json.decode(path.read_bytes(), type=Lake)
    except OSError as error:
        raise EvidenceError(f"the lake cannot be read: {error.strerror}", where=str(folder)) from None
    except msgspec.MsgspecError as error:
        hint = "make it anew from the evidence with 'tocsin lake'"
        raise EvidenceError(f"not the file of a lake: {error}", where=str(path), hint=hint) from None
    if lake.schema > SCHEMA:
        hint = "update tocsin, or make the lake anew from the evidence"
        raise EvidenceError(f"a lake of a newer layout ({lake.schema}; known is {SCHEMA})", where=str(path), hint=hint)
    return lake


def index_path(folder: Path, write: str) -> Path:
    """Return where the index of a write lies; raises `EvidenceError` for a name that would lead elsewhere."""
    if not write.isalnum():
        raise EvidenceError(f"no name of a write: {write!r}", where=str(folder / LAKE_FILE))
    return folder / "index" / f"{write}.json"


def read_write(folder: Path, write: str) -> Write:
    """Return what a run put into a lake; raises `EvidenceError` if its index cannot be read."""
    path = index_path(folder, write)
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Write)
        if not all(_FILE.fullmatch(group.file) for kept in found.kept for group in kept.groups):
            raise msgspec.ValidationError("it names a file that is none of a lake")
        return found
    except (OSError, msgspec.MsgspecError) as error:
        said = error.strerror if isinstance(error, OSError) else error
        hint = "make the lake anew from the evidence with 'tocsin lake'"
        raise EvidenceError(f"the lake's index cannot be read: {said}", where=str(path), hint=hint) from None


def files_of(folder: Path) -> dict[str, list[str]]:
    """Return the paths of a lake's Parquet files, by the log whose events they hold."""
    found: dict[str, dict[str, None]] = {}
    for write in read_lake(folder).writes:
        for kept in read_write(folder, write).kept:
            for group in kept.groups:
                log = group.file.split("/")[1].partition("=")[2]
                found.setdefault(log, {})[str(folder / group.file)] = None
    return {log: list(files) for log, files in sorted(found.items())}
