"""What there is to read in the evidence given: every file and every member of an archive, in a stable order.

In: paths. Out: units to read, and files that are not read with the reason. Nothing is left out without a word:
a link that leaves its folder, a device, an empty file, a format nobody knows, each gets its line.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tocsin.collecting.archives import FAILURES, PACKED, Place, Step, kind_of, members, open_place, said
from tocsin.collecting.format import HEAD_BYTES, Certainty
from tocsin.collecting.formats import recognise
from tocsin.collecting.hosts import host_of
from tocsin.collecting.limits import Limits
from tocsin.collecting.units import FileUnit
from tocsin.model.errors import EvidenceError
from tocsin.model.evidence import NotRead

Found = FileUnit | NotRead

_KNOWN_UNREADABLE: tuple[tuple[bytes, str], ...] = (
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it first"),
    (b"\x28\xb5\x2f\xfd", "Zstandard compressed: unpack it first"),
    (b"Rar!", "a RAR archive: unpack it first"),
    (b"\xd4\xc3\xb2\xa1", "a packet capture, not a log"),
    (b"\xa1\xb2\xc3\xd4", "a packet capture, not a log"),
    (b"\x0a\x0d\x0d\x0a", "a packet capture, not a log"),
    (b"\x00\x05\x16\x07", "resources of a macOS file, not a log"),
    (b"\xff\xfe", "text in UTF-16, in a format that no reader knows"),
    (b"\xfe\xff", "text in UTF-16, in a format that no reader knows"),
    (b"regf", "a registry hive, which no reader takes yet"),
    (b"%PDF", "a PDF document, not a log"),
)


@dataclass(slots=True)
class Search:
    """What holds for all files of one search, and which real files were met."""

    limits: Limits
    host: str | None
    timezone: str | None
    password: str | None
    seen: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])

    def secret(self) -> bytes | None:
        """Return the password as archives want it."""
        return self.password.encode() if self.password else None


def discover(roots: Sequence[str | Path], search: Search) -> list[Found]:
    """Return everything below the roots; raises `EvidenceError` for a root that does not exist, or no file at all."""
    found: list[Found] = []
    taken: set[str] = set()
    for root in map(Path, roots):
        part = list(_below(root, search))
        names = {one.path for one in part}
        if names & taken:  # the same names under two roots: say which root
            part = [_renamed(one, f"{printable(root.name or root.resolve().name)}/{one.path}") for one in part]
        for one in part:
            path, number = one.path, 2
            while path in taken:
                path, number = f"{one.path}#{number}", number + 1
            taken.add(path)
            found.append(one if path == one.path else _renamed(one, path))
    if not found and not search.seen:
        raise EvidenceError("there is no file in the evidence given", where=", ".join(map(str, roots)))
    return found


def _renamed(found: Found, path: str) -> Found:
    if isinstance(found, NotRead):
        return NotRead(path=path, reason=found.reason, size=found.size)
    return replace(found, path=path)


def _below(root: Path, search: Search) -> Iterator[Found]:
    try:
        status = root.stat()
    except (OSError, ValueError) as error:
        raise EvidenceError(f"cannot be read: {said(error)}", where=str(root)) from None
    if not stat.S_ISDIR(status.st_mode):
        yield from _file(str(root), printable(root.name), search)
        return
    real = os.path.realpath(root)
    for file, shown, problem in _walk(str(root), ""):
        if problem is None and Path(file).is_symlink() and not _inside(os.path.realpath(file), real):
            problem = "a link that leaves the folder"
        if problem is None:
            yield from _file(file, shown, search)
        else:
            yield NotRead(path=shown, reason=problem)


def _inside(path: str, folder: str) -> bool:
    return os.path.commonpath((path, folder)) == folder


def _walk(folder: str, shown: str) -> Iterator[tuple[str, str, str | None]]:
    """Yield (path, path to show, problem) of every entry that is no folder, sorted by name."""
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        yield folder, shown or ".", f"the folder cannot be read: {said(error)}"
        return
    for entry in listed:
        name = f"{shown}/{printable(entry.name)}" if shown else printable(entry.name)
        try:
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path, name)
            elif entry.is_symlink() and entry.is_dir():
                yield entry.path, name, "a link to a folder"
            else:
                yield entry.path, name, None
        except OSError as error:
            yield entry.path, name, said(error)


def printable(name: str) -> str:
    r"""Return a file name that UTF-8 can hold.

    >>> printable("caf\udce9")
    'caf\\xe9'
    """
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _file(file: str, shown: str, search: Search) -> Iterator[Found]:
    try:
        status = Path(file).stat()
    except (OSError, ValueError) as error:
        yield NotRead(path=shown, reason=f"it cannot be read: {said(error)}")
        return
    if not stat.S_ISREG(status.st_mode):
        yield NotRead(path=shown, reason="a device, pipe or socket, not a file")
        return
    identity = (status.st_dev, status.st_ino)
    if identity in search.seen:
        yield NotRead(path=shown, reason="the same file as another one of the evidence: read once", size=status.st_size)
        return
    search.seen.add(identity)
    yield from _place(Place(file, (), status.st_size), shown, status.st_size, search)


def _place(place: Place, shown: str, size: int, search: Search) -> Iterator[Found]:
    """Look at the beginning of a file: an archive is entered, a log becomes a unit, all else is not read."""
    try:
        with open_place(place, search.limits, search.secret()) as stream:
            head = b""
            while len(head) < HEAD_BYTES and (more := stream.read(HEAD_BYTES - len(head))):
                head += more
            failure = stream.failure
    except FAILURES as error:
        yield NotRead(path=shown, reason=f"it cannot be opened: {said(error)}", size=size)
        return
    if not head:
        yield NotRead(path=shown, reason=failure or "the file is empty", size=size)
        return
    kind = kind_of(head)
    if kind is not None:
        yield from _archive(place, kind, shown, size, search)
    else:
        yield _log(place, head, shown, size, search)


def _archive(place: Place, kind: str, shown: str, size: int, search: Search) -> Iterator[Found]:
    if len(place.steps) >= search.limits.depth:
        reason = f"an archive inside {search.limits.depth} others: deeper than the limit"
        yield NotRead(path=shown, reason=reason, size=size)
        return
    if kind in PACKED:
        inside = replace(place, steps=(*place.steps, Step(kind)))
        yield from _place(inside, f"{shown}/{_unpacked_name(shown)}", size, search)
        return
    try:
        entries = members(place, kind, search.limits, search.secret())
    except FAILURES as error:
        yield NotRead(path=shown, reason=f"the archive cannot be read: {said(error)}", size=size)
        return
    for entry in entries[: search.limits.members]:
        name = f"{shown}/{_tame(entry.name)}"
        if entry.problem is not None:
            yield NotRead(path=name, reason=entry.problem, size=entry.size)
            continue
        packed = entry.packed if not place.steps and kind == "zip" else max(place.packed, 1)
        inside = Place(place.file, (*place.steps, Step(kind, entry.index)), packed)
        yield from _place(inside, name, entry.size, search)
    beyond = len(entries) - search.limits.members
    if beyond > 0:
        yield NotRead(
            path=shown, reason=f"{beyond} more members than the limit of {search.limits.members}: those are not read"
        )


def _unpacked_name(shown: str) -> str:
    """Return the name of what a packed file holds: its own without the last ending.

    >>> _unpacked_name("logs/a.json.gz"), _unpacked_name("x.tgz")
    ('a.json', 'x.tar')
    """
    name = shown.rpartition("/")[2]
    stem, dot, ending = name.rpartition(".")
    return f"{stem}.tar" if ending.lower() in ("tgz", "tbz2", "txz") else stem if dot and stem else name


def _tame(name: str) -> str:
    r"""Return a member's name as a path below its archive: no drive, root or `..` leads out of it.

    >>> _tame("../../etc/x"), _tame("C:\\logs\\a.evtx")
    ('etc/x', 'C:/logs/a.evtx')
    """
    parts = printable(name).replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in ("", ".", "..")) or "unnamed"


def _log(place: Place, head: bytes, shown: str, size: int, search: Search) -> Found:
    known = recognise(head, shown)
    if known is None:
        return NotRead(path=shown, reason=_unknown(head), size=size)
    form, certainty = known
    told = host_of(shown)
    return FileUnit(
        path=shown,
        size=size,
        format=form.name,
        why=form.signature if certainty > Certainty.MAYBE else "its name; its content does not show what it is",
        place=place,
        host=search.host or told,
        host_from_path=search.host is None and told is not None,
        timezone=search.timezone,
        password=search.password,
        limits=search.limits,
    )


def _unknown(head: bytes) -> str:
    for magic, reason in _KNOWN_UNREADABLE:
        if head.startswith(magic):
            return reason
    return "binary data that no reader knows" if b"\0" in head else "text in a format that no reader knows"
