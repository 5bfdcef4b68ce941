"""Disk images (E01, raw, VMDK, VHDX, QCOW2): the logs in their file systems, through `dissect`, an extra of its own.

In: an image. Out: its host's name, the files below the folders where logs lie, single files in which systems keep
what was done, the change journal, entries of the MFT, handed on as JSON lines, and what shadow copies have beside
that. Without the extra: one line that says how to get it. `dissect` is a third
party's reader of hostile data: whatever it raises becomes an `OSError` here.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import io
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, TypeVar, cast

import orjson

from tocsin.collecting import shadow_copies

EXTRA = "a disk image: pip install 'tocsin[images]' makes it readable"
SEGMENT = "a further segment of a disk image: read with its first"

ROOTS = (
    "sysvol/Windows/System32/winevt/Logs",
    "sysvol/Windows/System32/config",  # event logs before Windows Vista
    "sysvol/Windows/System32/LogFiles",
    "sysvol/Windows/debug",
    "sysvol/inetpub/logs",
    "sysvol/Program Files/Microsoft/Exchange Server/V15/Logging",
    "sysvol/Program Files/Microsoft/Exchange Server/V14/Logging",
    "sysvol/ProgramData/Microsoft/Windows Defender/Support",
    "var/log",
    "private/var/log",
)
"""Folders in which logs lie."""

_VOLUME = "sysvol"
_USER = "sysvol/Users/*"
_ROAMING, _LOCAL = f"{_USER}/AppData/Roaming", f"{_USER}/AppData/Local"
PLACES = (
    "sysvol/Windows/Prefetch/*.pf",
    "sysvol/Windows/System32/Tasks/**/*",
    "sysvol/Windows/Tasks/*.job",
    "sysvol/Windows/System32/sru/SRUDB.dat",
    "sysvol/Windows/AppCompat/Programs/Amcache.hve",
    "sysvol/Windows/CCM/Logs/*.log",
    "sysvol/$Recycle.Bin/*/$I*",
    "sysvol/ProgramData/Microsoft/Windows/WER/Report*/*/Report.wer",
    "sysvol/ProgramData/Microsoft/Windows Defender/Scans/History/Service/DetectionHistory/**/*",
    "sysvol/ProgramData/Microsoft/Windows Defender/Quarantine/Entries/*",
    "sysvol/ProgramData/AnyDesk/*.trace",
    "sysvol/ProgramData/AnyDesk/connection_trace.txt",
    "sysvol/Program Files*/TeamViewer/Connections_incoming.txt",
    "sysvol/Program Files*/TeamViewer/TeamViewer*_Logfile*.log",
    f"{_USER}/NTUSER.DAT",
    f"{_LOCAL}/Microsoft/Windows/UsrClass.dat",
    f"{_LOCAL}/Microsoft/Windows/WebCache/WebCacheV01.dat",
    f"{_LOCAL}/ConnectedDevicesPlatform/*/ActivitiesCache.db",
    f"{_LOCAL}/Google/Chrome/User Data/*/History",
    f"{_LOCAL}/Microsoft/Edge/User Data/*/History",
    f"{_LOCAL}/*/*/User Data/*/Local Storage/leveldb/*.l*",
    f"{_ROAMING}/Mozilla/Firefox/Profiles/*/places.sqlite",
    f"{_ROAMING}/Microsoft/Windows/Recent/*.lnk",
    f"{_ROAMING}/Microsoft/Windows/Recent/*Destinations/*-ms",
    f"{_ROAMING}/Microsoft/Windows/Start Menu/Programs/Startup/*.lnk",
    f"{_ROAMING}/Microsoft/Windows/PowerShell/PSReadLine/*_history.txt",
    f"{_ROAMING}/AnyDesk/*.trace",
    f"{_USER}/Desktop/*.lnk",
    "root/.*_history",
    "home/*/.*_history",
    "home/*/.local/share/fish/fish_history",
    "home/*/.mozilla/firefox/*/places.sqlite",
    "home/*/.config/*/Default/History",
    "var/lib/wtmpdb/wtmp.db",
    "Users/*/.*_history",
    "Users/*/Library/Safari/History.db",
    "Users/*/Library/Preferences/com.apple.LaunchServices.QuarantineEventsV2",
    "Users/*/Library/Application Support/Google/Chrome/*/History",
    "Library/Application Support/com.apple.TCC/TCC.db",
    "Library/Launch*/*.plist",
    "Users/*/Library/LaunchAgents/*.plist",
    "Library/Receipts/InstallHistory.plist",
    ".fseventsd/*",
    "System/Volumes/Data/.fseventsd/*",
)
"""Single files in which systems and programs keep what was done."""

STREAMS = ("sysvol/$Extend/$UsnJrnl:$J",)
"""Streams of NTFS beside a file's content."""

ARTEFACTS = ("mft",)
"""Functions of `dissect.target` whose records are handed on, where the image has them."""

STEP_RECORDS = "image-records"
_NOT_LOGS = (".exe", ".dll", ".sys", ".dat", ".regtrans-ms", ".blf", ".sav")
MOST_FILES = 200_000
T = TypeVar("T")


def image_kind(head: bytes, name: str) -> str | None:
    """Return which kind of disk image a file is, by its first bytes; a bare boot sector needs a name that fits.

    >>> image_kind(bytes(3) + b"NTFS    " + bytes(600), "c.raw"), image_kind(b"text", "x.raw")
    ('raw', None)
    """
    if head.startswith(b"EVF\x09\x0d\x0a\xff\x00"):
        return "e01" if int.from_bytes(head[9:11], "little") <= 1 else "segment"
    for magic, kind in ((b"KDMV", "vmdk"), (b"vhdxfile", "vhdx"), (b"QFI\xfb", "qcow2"), (b"conectix", "vhd")):
        if head.startswith(magic):
            return kind
    if head[3:11] == b"NTFS    " or head[512:520] == b"EFI PART":
        return "raw"
    if head[1080:1082] == b"\x53\xef" and not any(head[:1024]):
        return "raw"
    named = name.lower().endswith((".raw", ".dd", ".img", ".001", ".bin", ".vhd", ".ima"))
    return "raw" if named and head[510:512] == b"\x55\xaa" else None


def available() -> bool:
    """Say whether the extra is installed."""
    try:
        return importlib.util.find_spec("dissect.target") is not None
    except ModuleNotFoundError:
        return False


@dataclass(frozen=True, slots=True)
class ImageFile:
    """A log in an image."""

    path: str
    size: int
    modified: int | None


@dataclass(frozen=True, slots=True)
class Image:
    """What an image holds."""

    host: str | None
    files: tuple[ImageFile, ...]
    artefacts: tuple[str, ...]
    problems: tuple[str, ...]


def _guarded(work: Callable[[], T]) -> T:
    """Do something with `dissect`; raises `OSError` with its words, whatever it raises."""
    try:
        return work()
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - a third party's reader of hostile data
        raise OSError(f"{type(error).__name__}: {error}") from None


@functools.lru_cache(maxsize=2)
def _target(file: str, process: int) -> tuple[Any, tuple[str, ...]]:
    """Return the opened image, and what of its shadow copies could not be opened; each process opens its own."""
    del process
    import logging

    logging.getLogger("dissect").setLevel(logging.CRITICAL)
    target: Any = importlib.import_module("dissect.target").Target
    opened = _guarded(lambda: target.open(file))
    return opened, _guarded(lambda: shadow_copies.mount(opened))


def opened(file: str) -> Image:
    """Return what an image holds; raises `OSError` where it cannot be opened."""
    target, lost = _target(file, os.getpid())
    files: dict[str, ImageFile] = {}
    problems = list(lost)
    for root in ROOTS:
        for found in _below(target, root, problems):
            files.setdefault(found.path.casefold(), found)
            if len(files) >= MOST_FILES:
                problems.append(f"more than {MOST_FILES} files: the rest is not read")
                break
    for found in _at_places(target, (*PLACES, *STREAMS), problems):
        files.setdefault(found.path.casefold(), found)
    _add_copies(target, files, problems)
    host = _host(target)
    artefacts = tuple(name for name in ARTEFACTS if _has(target, name))
    return Image(host, tuple(sorted(files.values(), key=lambda one: one.path)), artefacts, tuple(problems))


def _add_copies(target: Any, files: dict[str, ImageFile], problems: list[str]) -> None:
    """Add what shadow copies have that the volume, or a newer copy, has not: the same file is read once."""
    known = {(found.path.partition("/")[2].casefold(), found.size, found.modified) for found in files.values()}
    for copy in shadow_copies.names(target):
        there: list[ImageFile] = []
        for root in (root for root in ROOTS if root.startswith(_VOLUME)):
            there += _below(target, copy + root.removeprefix(_VOLUME), problems)
        places = [copy + place.removeprefix(_VOLUME) for place in PLACES if place.startswith(_VOLUME)]
        there += _at_places(target, places, problems)
        for found in there:
            what = found.path.partition("/")[2].casefold(), found.size, found.modified
            if what not in known and len(files) < MOST_FILES:
                known.add(what)
                files[found.path.casefold()] = found


def _host(target: Any) -> str | None:
    try:
        return _guarded(lambda: str(target.hostname) if target.hostname else None)
    except OSError:
        return None


def _has(target: Any, name: str) -> bool:
    try:
        return bool(_guarded(lambda: target.has_function(name)))
    except OSError:
        return False


def _below(target: Any, root: str, problems: list[str]) -> Iterator[ImageFile]:
    """Yield the files below a folder of the image."""
    try:
        folder = target.fs.path(f"/{root}")
        waiting = [folder] if folder.is_dir() else []
    except Exception as error:  # noqa: BLE001 - as in `_guarded`
        problems.append(f"{root}: {_words(error)}")
        return
    while waiting:
        try:
            entries = sorted(waiting.pop().iterdir(), key=str)
        except Exception as error:  # noqa: BLE001 - as in `_guarded`
            problems.append(f"a folder below {root} cannot be read: {_words(error)}")
            continue
        for entry in entries:
            try:
                if entry.is_symlink():
                    continue
                if entry.is_dir():
                    waiting.append(entry)
                elif entry.is_file() and not str(entry).lower().endswith(_NOT_LOGS):
                    status = entry.stat()
                    yield ImageFile(str(entry).lstrip("/"), int(status.st_size), int(status.st_mtime * 1_000_000))
            except Exception as error:  # noqa: BLE001 - as in `_guarded`
                problems.append(f"{entry}: {_words(error)}")


def _at_places(target: Any, places: Sequence[str], problems: list[str]) -> Iterator[ImageFile]:
    """Yield the single files that are worth reading, as far as the image has them."""
    root = target.fs.path("/")
    for place in places:
        try:
            found = [target.fs.path(f"/{place}")] if place in STREAMS else sorted(root.glob(place), key=str)
            for entry in found:
                if entry.is_file() and not entry.is_symlink():
                    status = entry.stat()
                    size = entry.open("rb").seek(0, io.SEEK_END) if place in STREAMS else int(status.st_size)
                    yield ImageFile(str(entry).lstrip("/"), size, int(status.st_mtime * 1_000_000))
        except Exception as error:  # noqa: BLE001 - as in `_guarded`
            problems.append(f"{place}: {_words(error)}")


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__


def open_file(file: str, path: str) -> IO[bytes]:
    """Return the stream of a file in an image."""
    target, _ = _target(file, os.getpid())
    return cast(IO[bytes], _File(_guarded(lambda: target.fs.path(f"/{path}").open("rb"))))


class _File(io.RawIOBase):
    """A file of an image, as other streams are read."""

    def __init__(self, file: Any) -> None:
        super().__init__()
        self._file = file

    def readable(self) -> bool:
        return True

    def read1(self, size: int = -1, /) -> bytes:
        return _guarded(lambda: bytes(self._file.read(size)))

    def read(self, size: int = -1, /) -> bytes:
        return self.read1(size)

    def close(self) -> None:
        self._file.close()
        super().close()


def open_records(file: str, artefact: str) -> IO[bytes]:
    """Return the records of an artefact as JSON lines."""
    target, _ = _target(file, os.getpid())
    return cast(IO[bytes], _Lines(_guarded(lambda: iter(getattr(target, artefact)()))))


class _Lines(io.RawIOBase):
    """Records one by one as JSON, a line each."""

    def __init__(self, records: Iterator[Any]) -> None:
        super().__init__()
        self._records = records
        self._waiting = b""

    def readable(self) -> bool:
        return True

    def read1(self, size: int = -1, /) -> bytes:
        wanted = size if size > 0 else 1 << 16
        parts = [self._waiting]
        have = len(self._waiting)
        while have < wanted:
            record = _guarded(lambda: next(self._records, None))
            if record is None:
                break
            parts.append(json_line(record))
            have += len(parts[-1])
        data = b"".join(parts)
        self._waiting = data[wanted:]
        return data[:wanted]

    def read(self, size: int = -1, /) -> bytes:
        return self.read1(size)


def json_line(record: Any) -> bytes:
    """Return a record of `dissect` as a line of JSON: its fields as text, `time` the first moment among them."""
    fields: dict[str, Any] = {"artefact": record._desc.name} if hasattr(record, "_desc") else {}
    time: datetime | None = None
    for name, value in record._asdict().items():
        if value is None or name.startswith("_"):
            continue
        if isinstance(value, datetime):
            time = time or value
            fields[name] = value.isoformat()
        else:
            fields[name] = value if isinstance(value, (int, float, bool)) else str(value)
    if time is not None:
        fields["time"] = time.isoformat()
    return orjson.dumps(fields, option=orjson.OPT_NON_STR_KEYS) + b"\n"
