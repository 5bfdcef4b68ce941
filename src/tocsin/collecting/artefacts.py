"""Files of Windows that are no logs but keep times: the MFT and registry hives, as collectors copy them, by `dissect`.

In: such a file, which can be read back and forth. Out: lines of JSON, one an entry: a file of the volume with the
times of both its attributes; a key of the registry with its last change and its values; entries of shimcache and
amcache, and what `user_traces` finds (shellbags, UserAssist, BAM, Run), where a hive has them. Without the extra
`tocsin[images]`: one line that says how to get it. What cannot be read is a line that is no JSON and says what and
where: whoever reads the lines rejects it with its text. Absence from shimcache or amcache does not mean that a
program did not run.
"""

from __future__ import annotations

import importlib
import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import IO, Any, cast

import orjson

from tocsin.collecting.user_traces import Traces

EXTRA = "a file of Windows that keeps times (MFT or registry): pip install 'tocsin[images]' makes it readable"
TRANSACTIONS = "a registry's log of transactions: its hive is read without what waits in it"
STEP = "artefact"

RECORD_BYTES = 1024
KEY_BYTES = 80  # a key takes at least so many
DEEPEST = 128
MOST_VALUES, LONGEST_VALUE = 64, 512
_MFT_NAME = "$MFT".encode("utf-16-le")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SHIMCACHE = "AppCompatCache"


def artefact_kind(head: bytes) -> str | None:
    """Return which of these files begins so; None: none of them.

    >>> artefact_kind(b"regf" + bytes(60)), artefact_kind(b"text")
    ('registry', None)
    """
    if head.startswith(b"FILE") and _MFT_NAME in head[:RECORD_BYTES]:
        return "mft"
    return "registry" if head.startswith(b"regf") else None


def is_transactions(name: str) -> bool:
    """Say whether a registry file is a log of changes to its hive.

    >>> is_transactions("config/SYSTEM.LOG1"), is_transactions("config/SYSTEM")
    (True, False)
    """
    return name.upper().endswith((".LOG", ".LOG1", ".LOG2", ".BLF", ".REGTRANS-MS"))


def open_entries(file: IO[bytes], kind: str) -> IO[bytes]:
    """Return the entries of such a file as JSON lines."""
    entries = {"mft": mft_entries, "registry": registry_entries}[kind]
    return cast(IO[bytes], _Lines(file, entries(file)))


class _Lines(io.RawIOBase):
    """Lines as a stream, made while it is read."""

    def __init__(self, file: IO[bytes], lines: Iterator[bytes]) -> None:
        super().__init__()
        self._file, self._lines = file, lines
        self._waiting = b""

    def readable(self) -> bool:
        return True

    def read1(self, size: int = -1, /) -> bytes:
        wanted = size if size > 0 else 1 << 16
        parts, have = [self._waiting], len(self._waiting)
        while have < wanted and (line := next(self._lines, None)) is not None:
            parts.append(line)
            have += len(line)
        data = b"".join(parts)
        self._waiting = data[wanted:]
        return data[:wanted]

    def read(self, size: int = -1, /) -> bytes:
        return self.read1(size)

    def close(self) -> None:
        self._file.close()
        super().close()


def _line(artefact: str, fields: dict[str, Any]) -> bytes:
    said = {name: value for name, value in fields.items() if value is not None}
    return orjson.dumps({"artefact": artefact, **said}, option=orjson.OPT_NON_STR_KEYS) + b"\n"


def _problem(what: str, error: Exception) -> bytes:
    words = " ".join(str(error).split()) or type(error).__name__
    return f"{what} cannot be read: {words}\n".encode("utf-8", "replace")


def _time(moment: Any) -> str | None:
    """Return a time; None where nothing but zero was written."""
    return moment.isoformat() if isinstance(moment, datetime) and moment > _EPOCH else None


def mft_entries(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a line for each file and folder of a volume, deleted ones too."""
    ntfs: Any = importlib.import_module("dissect.ntfs.mft")
    table: Any = ntfs.Mft(file)
    folders: dict[int, str] = {5: ""}
    for segment in range(file.seek(0, io.SEEK_END) // RECORD_BYTES):
        file.seek(segment * RECORD_BYTES)
        if not any(file.read(RECORD_BYTES)):
            continue  # never used
        try:
            entry = _mft_entry(ntfs, table, segment, folders)
        except Exception as error:  # noqa: BLE001 - a third party's reader of hostile data
            yield _problem(f"record {segment} of the MFT, at byte {segment * RECORD_BYTES},", error)
            continue
        if entry is not None:
            yield _line("mft", entry)


def _mft_entry(ntfs: Any, table: Any, segment: int, folders: dict[int, str]) -> dict[str, Any] | None:
    record = table.get(segment)
    name = _name(ntfs, record)
    if name is None:
        return None  # a further record of another entry
    standard = next(iter(record.attributes[ntfs.ATTRIBUTE_TYPE_CODE.STANDARD_INFORMATION]), None)
    times = {} if standard is None else {
        "created": _time(standard.attribute.creation_time),
        "modified": _time(standard.attribute.last_modification_time),
        "changed": _time(standard.attribute.last_change_time),
        "accessed": _time(standard.attribute.last_access_time),
    }  # fmt: skip
    own = f"{_folder(ntfs, table, ntfs.segment_reference(name.attr.ParentDirectory), folders)}\\{name.file_name}"
    return {
        "time": times.get("created") or _time(name.creation_time),
        "path": own.lstrip("\\") or "\\",
        "segment": segment,
        "in_use": bool(record.header.Flags & 1),
        "folder": bool(record.header.Flags & 2),
        "size": name.file_size,
        **times,
        "name_created": _time(name.creation_time),
        "name_modified": _time(name.last_modification_time),
    }


def _name(ntfs: Any, record: Any) -> Any:
    """Return an entry's longest name: short ones of DOS stand beside it."""
    names = [one.attribute for one in record.attributes[ntfs.ATTRIBUTE_TYPE_CODE.FILE_NAME]]
    return max(names, key=lambda one: len(one.file_name), default=None)


def _folder(ntfs: Any, table: Any, segment: int, folders: dict[int, str]) -> str:
    """Return the path of a folder; of one that is not there any more, its number."""
    way: list[tuple[int, str]] = []
    while segment not in folders and len(way) < DEEPEST and segment not in dict(way):
        try:
            name = _name(ntfs, table.get(segment))
        except Exception:  # noqa: BLE001 - as above; the entry itself is told where it stands
            name = None
        if name is None:
            break
        way.append((segment, name.file_name))
        segment = ntfs.segment_reference(name.attr.ParentDirectory)
    path = folders.get(segment, f"\\[{segment}]")
    for number, name in reversed(way):
        path = folders[number] = f"{path}\\{name}"
    return path


def registry_entries(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a line for each key of a hive, and what shimcache and amcache keep in it.

    Raises `OSError` where it has no root.
    """
    regf: Any = importlib.import_module("dissect.regf")
    try:
        waiting: list[tuple[str, Any]] = [("", regf.RegistryHive(file).root())]
    except Exception as error:  # noqa: BLE001 - a third party's reader of hostile data
        raise OSError(f"no registry hive: {type(error).__name__}: {error}") from None
    left = file.seek(0, io.SEEK_END) // KEY_BYTES
    traces = Traces()
    while waiting:
        path, key = waiting.pop()
        left -= 1
        if left < 0:
            yield _problem("the rest of the hive", ValueError("keys lie within each other: more than it has room for"))
            return
        try:
            below = [(f"{path}\\{one.name}".lstrip("\\"), one) for one in key.subkeys()]
            values = {str(value.name): value for value in key.values()}
            yield _line("registry", {"time": _time(key.timestamp), "key": path, "values": _texts(values)})
        except Exception as error:  # noqa: BLE001 - a third party's reader of hostile data
            yield _problem(f"the key {path!a}", error)
            continue
        if path.count("\\") < DEEPEST:
            waiting += reversed(below)
        yield from _programs(path, key, values)
        yield from _traces(traces, path, key, values)


def _traces(traces: Traces, path: str, key: Any, values: dict[str, Any]) -> Iterator[bytes]:
    """Yield what a key keeps of use."""
    try:
        for artefact, fields in traces.of(path, key.timestamp, values):
            yield _line(artefact, fields)
    except Exception as error:  # noqa: BLE001 - a third party's reader of hostile data
        yield _problem(f"what the key {path!a} keeps of use", error)


def _texts(values: dict[str, Any]) -> list[str] | None:
    """Return values as `name: value`, cut where they are long; None where there are none."""
    said = [f"{name or '(default)'}: {_text(value)[:LONGEST_VALUE]}" for name, value in values.items()]
    return [*said[:MOST_VALUES], *([f"{len(said) - MOST_VALUES} more"] if len(said) > MOST_VALUES else [])] or None


def _text(value: Any) -> str:
    try:
        said = value.value
    except Exception as error:  # noqa: BLE001 - one value of a key
        return f"(cannot be read: {type(error).__name__})"
    return said[: LONGEST_VALUE // 2].hex() if isinstance(said, bytes) else str(said).rstrip("\0")


def _programs(path: str, key: Any, values: dict[str, Any]) -> Iterator[bytes]:
    """Yield programs that Windows remembered in a key."""
    parts = path.split("\\")
    kinds: dict[str, Callable[[str, Any, dict[str, Any]], Iterator[bytes]]] = {
        "shimcache": _shimcache, "inventory": _inventory, "amcache": _amcache
    }  # fmt: skip
    kind = None
    if _SHIMCACHE in values and parts[-1].casefold() in ("appcompatcache", "appcompatibility"):
        kind = "shimcache"
    elif len(parts) >= 2 and parts[-2] == "InventoryApplicationFile":
        kind = "inventory"
    elif len(parts) == 4 and parts[1] == "File":
        kind = "amcache"
    if kind is None:
        return
    try:
        yield from kinds[kind](path, key, values)
    except Exception as error:  # noqa: BLE001 - a third party's reader of hostile data
        yield _problem(f"{kind} in the key {path!a}", error)


def _shimcache(path: str, key: Any, values: dict[str, Any]) -> Iterator[bytes]:
    module: Any = importlib.import_module("dissect.target.plugins.os.windows.regf.shimcache")
    for number, found in enumerate(module.ShimCache(io.BytesIO(values[_SHIMCACHE].value), "")):
        if isinstance(found, Exception):
            yield _problem(f"entry {number} of shimcache", found)
            continue
        moment, program = found
        yield _line("shimcache", {"time": _time(moment), "path": str(program), "place": number, "key": path})


def _inventory(path: str, key: Any, values: dict[str, Any]) -> Iterator[bytes]:
    """Yield an entry of amcache since Windows 10."""
    said = {name: _text(value) for name, value in values.items()}
    yield _line(
        "amcache",
        {
            "time": _time(key.timestamp),
            "path": said.get("LowerCaseLongPath"),
            "sha1": _sha1(said.get("FileId")),
            "publisher": said.get("Publisher") or None,
            "version": said.get("Version") or None,
            "size": said.get("Size"),
            "linked": said.get("LinkDate") or None,
            "key": path,
        },
    )


def _amcache(path: str, key: Any, values: dict[str, Any]) -> Iterator[bytes]:
    """Yield an entry of amcache before Windows 10: its values have numbers for names."""
    said = {name: _text(value) for name, value in values.items()}
    yield _line(
        "amcache",
        {"time": _time(key.timestamp), "path": said.get("15"), "sha1": _sha1(said.get("101")), "key": path},
    )


def _sha1(said: str | None) -> str | None:
    """Return the hash of `0000` and forty digits."""
    return said[4:] if said and len(said) == 44 and said.startswith("0000") else None
