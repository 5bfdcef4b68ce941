"""What there is to read in the evidence given: every file and every member of an archive, in a stable order.

In: paths. Out: units to read, and files that are not read with the reason. Nothing is left out without a word:
a link that leaves its folder, a device, an empty file, a format nobody knows, each gets its line.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NotRequired, TypedDict, Unpack, cast

from msgspec import structs

from tocsin.collecting.archives import (
    FAILURES,
    PACKED,
    Member,
    Place,
    Step,
    kind_of,
    members,
    open_place,
    said,
)
from tocsin.collecting.artefacts import EXTRA as EXTRA_ARTEFACTS
from tocsin.collecting.artefacts import STEP as STEP_ENTRIES
from tocsin.collecting.artefacts import TRANSACTIONS, artefact_kind, is_transactions
from tocsin.collecting.entering import Believed, Inside, Waiting, apart, entered
from tocsin.collecting.format import HEAD_BYTES, Certainty
from tocsin.collecting.formats.outlook import EXTRA as EXTRA_OUTLOOK
from tocsin.collecting.hosts import host_of
from tocsin.collecting.images import EXTRA, SEGMENT, STEP_RECORDS, image_kind
from tocsin.collecting.images import available as images_available
from tocsin.collecting.images import opened as opened_image
from tocsin.collecting.kape import LIST_BYTES, list_kind, listed
from tocsin.collecting.lake_index import is_lake
from tocsin.collecting.lakes import LakeUnit, units_of
from tocsin.collecting.layouts import BESIDE_NAMES, CONTEXT_BYTES, CONTEXT_NAMES, host_in, original_path
from tocsin.collecting.limits import Limits
from tocsin.collecting.mapping import FileMap, check_columns, unmatched
from tocsin.collecting.opening import open_evidence
from tocsin.collecting.own_results import MARK, REASON, WRITTEN_BESIDE, is_result
from tocsin.collecting.plugins import recognise_with
from tocsin.collecting.recoded import head_of
from tocsin.collecting.store import Store
from tocsin.collecting.tables import tables_in
from tocsin.collecting.units import MAPPED, FileUnit
from tocsin.isolation.pool import tick
from tocsin.knowledge.logs import by_path
from tocsin.model.errors import EvidenceError
from tocsin.model.evidence import NotRead

Found = FileUnit | LakeUnit | NotRead


class _Reader(TypedDict):
    """What reads a unit."""

    format: str
    why: str
    mapping: NotRequired[FileMap]
    plugin: NotRequired[str | None]


_UNIFIED = "macOS' unified log: on a Mac, `log show --archive FOLDER.logarchive --style ndjson` writes what is read"
_KNOWN_UNREADABLE: tuple[tuple[bytes, str], ...] = (
    (b"!BDN", EXTRA_OUTLOOK),
    (b"Rar!", "a RAR archive: unpack it first"),
    (b"\xd4\xc3\xb2\xa1", "a packet capture, not a log"),
    (b"\xa1\xb2\xc3\xd4", "a packet capture, not a log"),
    (b"\x0a\x0d\x0d\x0a", "a packet capture, not a log"),
    (b"\x00\x05\x16\x07", "resources of a macOS file, not a log"),
    (b"\xff\xfe", "text in UTF-16, in a format that no reader knows"),
    (b"\xfe\xff", "text in UTF-16, in a format that no reader knows"),
    (b"%PDF", "a PDF document, not a log"),
    (b"\x00\x10\x00\x00\x11\x00\x00\x00", _UNIFIED),  # tracev3, and the files that its texts and times are in
    (b"\x99\x88\x77\x66", _UNIFIED),
    (b"hcsd", _UNIFIED),
    (b"\xb0\xbb\x30\x00", _UNIFIED),
)


@dataclass(slots=True)
class Mapping:
    """The user's mapping file, and which of its entries found a file."""

    path: str
    entries: tuple[FileMap, ...]
    used: set[int] = field(default_factory=set[int])

    def entry_for(self, *paths: str) -> FileMap | None:
        """Return the first entry that a file fits, under one of its paths."""
        for entry in self.entries:
            if any(entry.takes(path) for path in paths):
                self.used.add(entry.number)
                return entry
        return None

    def check(self, entry: FileMap, place: Place, head: bytes, shown: str, search: Search) -> None:
        """Raise `UsageError` if a file lacks a column that its entry names."""
        from tocsin.collecting.mapped import names_of

        with open_place(place, search.limits, search.secret()) as stream:
            names = names_of(entry, head, stream)
        if names is not None:
            check_columns(entry, names, shown, f"{self.path}:{entry.line}")

    def check_used(self) -> None:
        """Raise `UsageError` for an entry that found no file."""
        for entry in self.entries:
            if entry.number not in self.used:
                raise unmatched(entry, f"{self.path}:{entry.line}")


@dataclass(slots=True)
class Search:
    """What holds for all files of one search, and which real files were met."""

    limits: Limits
    host: str | None
    timezone: str | None
    password: str | None
    store: Store | None = None
    mapping: Mapping | None = None
    plugins: tuple[str, ...] = ()
    apart: bool = field(default_factory=apart)  # archives are entered in processes of their own
    entering: str | None = None  # the one that this process enters
    met: Callable[[], object] | None = None  # called for each file, member or not, that is looked at
    seen: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])
    files: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])  # as shown -> on disk
    hosts: dict[str, str] = field(default_factory=dict[str, str])  # folder or archive -> host its collection names
    collections: set[str] = field(default_factory=set[str])  # folders and archives with a collection's context
    inside: Counter[tuple[str, bool]] = field(default_factory=Counter[tuple[str, bool]])  # file, deeper -> archives
    unpacked: Counter[str] = field(default_factory=Counter[str])  # file -> bytes of archives in it

    def secret(self) -> bytes | None:
        """Return the password as archives want it."""
        return self.password.encode() if self.password else None

    def place(self, file: str, size: int) -> Place:
        """Return the place of a file on disk; the store is made when the first archive must be unpacked into it."""
        return Place(file, (), size, None if self.store is None else self.store.path)

    def beyond(self, place: Place, size: int) -> str | None:
        """Count one more archive that must be unpacked out of a file; say why it is not, if that is too many."""
        deeper = place.depth > 1  # a fleet is an archive of many archives, a bomb has them in each other
        most = self.limits.containers * (1 if deeper else 20)
        if self.inside[place.file, deeper] >= most:
            more = f"more than {most} archives inside {'archives of ' if deeper else ''}one archive"
            return f"{more}: not opened (an archive bomb? --limit containers=… raises it)"
        blown = self.limits.blown(self.unpacked[place.file] + size, Path(place.file).stat().st_size)
        if blown is None:
            self.inside[place.file, deeper] += 1
            self.unpacked[place.file] += size
        return blown

    def host_below(self, path: str) -> str | None:
        """Return the host of the innermost collection that a path lies in."""
        folder = path
        while folder and self.hosts:
            folder = folder.rpartition("/")[0]
            if folder in self.hosts:
                return self.hosts[folder]
        return None


def discover(roots: Sequence[str | Path], search: Search) -> list[Found]:
    """Return everything below the roots; raises `EvidenceError` for a root that does not exist, or no file at all."""
    found: list[Found] = []
    taken: set[str] = set()
    for root in map(Path, roots):
        begin = len(search.files)
        part = _entered(list(_below(root, search)), search)
        names = {one.path for one in part}
        if names & taken:  # the same names under two roots: say which root
            folder = printable(root.name or root.resolve().name)
            part = [_renamed(one, f"{folder}/{one.path}") for one in part]
            search.files[begin:] = [(f"{folder}/{shown}", file) for shown, file in search.files[begin:]]
        for one in part:
            path, number = one.path, 2
            while path in taken:
                path, number = f"{one.path}#{number}", number + 1
            taken.add(path)
            found.append(one if path == one.path else _renamed(one, path))
    if search.mapping is not None:
        search.mapping.check_used()
    if not found and not search.seen:
        raise EvidenceError("there is no file in the evidence given", where=", ".join(map(str, roots)))
    return found


def _entered(found: Sequence[Found | Waiting], search: Search) -> list[Found]:
    """Put what archives hold in their places; where there are processes for it, it is they that look."""
    waiting = [one for one in found if isinstance(one, Waiting)]
    if not waiting:
        return [one for one in found if not isinstance(one, Waiting)]
    mapping = search.mapping

    def look(one: Waiting) -> tuple[list[Inside], set[int]]:
        search.apart, search.entering = False, one.path
        if mapping is not None:
            mapping.used.clear()
        inside = _place(one.place, one.path, one.size, search, one.modified)
        return list(cast("Iterator[Inside]", inside)), set(mapping.used if mapping else ())

    entries = {entry.number: entry for entry in mapping.entries} if mapping else {}
    believed = Believed(search.limits, search.password, search.plugins, entries)
    answers = iter(entered(waiting, look, believed, search.store))
    whole: list[Found] = []
    for one in found:
        if not isinstance(one, Waiting):
            whole.append(one)
            continue
        inside, used = next(answers)
        whole += inside
        if mapping is not None:
            mapping.used |= used
    return whole


def _renamed(found: Found, path: str) -> Found:
    if isinstance(found, NotRead):
        return structs.replace(found, path=path)
    return replace(found, path=path)


def _below(root: Path, search: Search) -> Iterator[Found | Waiting]:
    try:
        status = root.stat()
    except (OSError, ValueError) as error:
        raise EvidenceError(f"cannot be read: {said(error)}", where=str(root)) from None
    if not stat.S_ISDIR(status.st_mode):
        yield from _file(str(root), printable(root.name), search)
        return
    if is_lake(root):
        yield from units_of(root)
        return
    real = os.path.realpath(root)
    entries = list(_walk(str(root), ""))
    for file, shown, problem in entries:
        folder, _, name = shown.rpartition("/")
        if problem is None and name.lower() in CONTEXT_NAMES:
            search.collections.add(folder)
            host = _host_in_file(file)
            if host is not None:
                search.hosts.setdefault(folder, host)
    results = {shown.rpartition("/")[0] for file, shown, _ in entries if _tells_results(file)}
    tables = tables_in(file for file, _, problem in entries if problem is None)
    for file, shown, problem in entries:
        folder, _, name = shown.rpartition("/")
        if folder in results and name in WRITTEN_BESIDE:
            yield NotRead(path=shown, reason=REASON)
            continue
        own = [table for table in tables if file.startswith(table.folder + os.sep)]
        if problem is None and own:
            problem = own[-1].why_not(file)
        if problem is None and Path(file).is_symlink() and not _inside(os.path.realpath(file), real):
            problem = "a link that leaves the folder"
        if problem is None:
            yield from _file(file, shown, search)
        else:
            yield NotRead(path=shown, reason=problem)


def _tells_results(file: str) -> bool:
    """Whether a file says that tocsin's results lie in its folder."""
    if Path(file).name != MARK:
        return False
    try:
        with open_evidence(file) as stream:
            return is_result(stream.read(200))
    except OSError:
        return False


def _host_in_file(file: str) -> str | None:
    try:
        with open_evidence(file) as stream:
            return host_in(stream.read(CONTEXT_BYTES))
    except OSError:
        return None


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


def _file(file: str, shown: str, search: Search) -> Iterator[Found | Waiting]:
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
    search.files.append((shown, file))
    yield from _place(search.place(file, status.st_size), shown, status.st_size, search, status.st_mtime_ns // 1000)


def _place(
    place: Place, shown: str, size: int, search: Search, modified: int | None = None
) -> Iterator[Found | Waiting]:
    """Look at the beginning of a file: an archive is entered, a log becomes a unit, all else is not read."""
    tick()
    if search.met is not None and shown != search.entering:
        search.met()
    try:
        with open_place(place, search.limits, search.secret()) as stream:
            head = b""
            while len(head) < HEAD_BYTES and (more := stream.read(HEAD_BYTES - len(head))):
                head += more
            failure = stream.failure
    except FAILURES as error:
        yield _not_read(shown, f"it cannot be opened: {said(error)}", size, search)
        return
    if not head:
        yield _not_read(shown, failure or "the file is empty", size, search)
        return
    if is_result(head):
        yield NotRead(path=shown, reason=REASON, size=size)
        return
    kind = kind_of(head)
    image = image_kind(head, shown)
    artefact = artefact_kind(head) if kind is None and image is None else None
    if search.apart and (kind or image or artefact):
        yield Waiting(place, shown, size, modified, beside=kind is None)
    elif kind is not None:
        yield from _archive(place, kind, shown, size, search)
    elif image is not None:
        yield from _image(place, image, shown, size, search)
    elif artefact is not None:
        yield from _artefact(place, artefact, shown, size, search)
    else:
        yield from _log(place, head, shown, size, search, modified, failure)


def _image(place: Place, kind: str, shown: str, size: int, search: Search) -> Iterator[Found | Waiting]:
    """Look at the logs in a disk image."""
    reason = None
    if kind == "segment":
        reason = SEGMENT
    elif not images_available():
        reason = EXTRA
    elif place.steps:
        reason = "a disk image inside an archive: unpack it first"
    if reason is not None:
        yield NotRead(path=shown, reason=reason, size=size)
        return
    try:
        image = opened_image(place.file)
    except FAILURES as error:
        yield NotRead(path=shown, reason=f"the disk image cannot be read: {said(error)}", size=size)
        return
    if image.problems:
        first, *others = image.problems
        more = f", and {len(others)} more such" if others else ""
        yield NotRead(path=shown, reason=f"parts of the disk image cannot be read: {first}{more}", size=size)
    elif not image.files and not image.artefacts:
        yield NotRead(path=shown, reason="a disk image with no folder in which logs lie", size=size)
    if image.host is not None:
        search.hosts.setdefault(shown, image.host)
    for file in image.files:
        inside = replace(place.into(Step("image", name=file.path)), packed=max(file.size, 1))
        yield from _place(inside, f"{shown}/{_tame(file.path)}", file.size, search, file.modified)
    for artefact in image.artefacts:
        inside = replace(place.into(Step(STEP_RECORDS, name=artefact)), packed=max(size, 1))
        yield from _place(inside, f"{shown}/{artefact}.jsonl", 0, search)


def _artefact(place: Place, kind: str, shown: str, size: int, search: Search) -> Iterator[Found | Waiting]:
    """Look at the entries of an MFT or a registry hive."""
    reason = EXTRA_ARTEFACTS if not images_available() else TRANSACTIONS if is_transactions(shown) else None
    if reason is not None:
        yield _not_read(shown, reason, size, search)
        return
    if search.store is not None and place.steps:
        search.store.ready()
    entries = replace(place.into(Step(STEP_ENTRIES, name=kind)), packed=max(size, 1))
    yield from _place(entries, f"{shown}/{kind}.jsonl", 0, search)


def _not_read(shown: str, reason: str, size: int | None, search: Search) -> NotRead:
    """Return that a file was not read, and whose log it would have been."""
    log = by_path(original_path(shown))
    host = search.host_below(shown) or host_of(shown)
    return NotRead(path=shown, reason=reason, size=size, host=host, log_id=log.id if log else None)


def _archive(place: Place, kind: str, shown: str, size: int, search: Search) -> Iterator[Found | Waiting]:
    if place.depth >= search.limits.depth:
        reason = f"an archive inside {search.limits.depth} others: deeper than the limit (--limit depth=… raises it)"
        yield NotRead(path=shown, reason=reason, size=size)
        return
    if place.steps and kind not in PACKED:
        beyond = search.beyond(place, size)
        if beyond is not None:
            yield NotRead(path=shown, reason=beyond, size=size)
            return
    if search.store is not None and (place.steps or kind == "7z") and kind not in PACKED:
        search.store.ready()
    if kind in PACKED:
        yield from _place(place.into(Step(kind)), f"{shown}/{_unpacked_name(shown)}", size, search)
        return
    try:
        found = members(place, kind, search.limits, search.secret())
    except FAILURES as error:
        yield _not_read(shown, f"the archive cannot be read: {said(error)}", size, search)
        return
    for problem in found.problems:
        yield NotRead(path=shown, reason=problem, size=size)
    if not found.members and not found.problems:
        yield _not_read(shown, "the archive holds no file, or its directory is damaged", size, search)
    _look_for_hosts(place, kind, shown, found.members, search)
    entries, beyond = _within_limits(found.members, search.limits)
    for entry in entries:
        name = f"{shown}/{_tame(entry.name)}"
        if entry.problem is not None:
            yield _not_read(name, entry.problem, entry.size, search)
            continue
        inside = _member_place(place, kind, entry)
        yield from _place(inside, name, entry.size, search, entry.modified)
    if beyond:
        yield NotRead(path=shown, reason=beyond)


def _member_place(place: Place, kind: str, entry: Member) -> Place:
    packed = entry.packed if not place.steps and kind == "zip" else max(place.packed, 1)
    return replace(place.into(Step(kind, entry.index)), packed=packed)


def _within_limits(entries: Sequence[Member], limits: Limits) -> tuple[Sequence[Member], str | None]:
    """Return the members that are looked at, and what is said of the others."""
    kept, total = 0, 0
    for entry in entries[: limits.members]:
        total += entry.size
        if total > limits.archive_bytes:
            more = (
                f"{len(entries) - kept} more members, beyond the limit of {limits.archive_bytes} bytes in one archive"
            )
            return entries[:kept], f"{more}: those are not read (--limit archive_bytes=… raises it)"
        kept += 1
    if kept < len(entries):
        more = f"{len(entries) - kept} more members than the limit of {limits.members}"
        return entries[:kept], f"{more}: those are not read (--limit members=… raises it)"
    return entries, None


def _look_for_hosts(place: Place, kind: str, shown: str, entries: Sequence[Member], search: Search) -> None:
    """Read what a collection in an archive says of its host, before its logs are looked at."""
    for entry in entries:
        name = _tame(entry.name)
        folder, _, file = name.rpartition("/")
        if file.lower() in CONTEXT_NAMES and entry.problem is None and entry.size <= CONTEXT_BYTES:
            search.collections.add(f"{shown}/{folder}" if folder else shown)
            host = host_in(_content(_member_place(place, kind, entry), search, CONTEXT_BYTES) or b"")
            if host is not None:
                search.hosts.setdefault(f"{shown}/{folder}" if folder else shown, host)


def _content(place: Place, search: Search, most: int) -> bytes | None:
    """Return the content of a small file; None where it cannot be read."""
    try:
        with open_place(place, search.limits, search.secret()) as stream:
            parts: list[bytes] = []
            while (more := stream.read(1 << 20)) and sum(map(len, parts)) < most:
                parts.append(more)
    except FAILURES:
        return None
    return b"".join(parts)


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


def _log(
    place: Place, head: bytes, shown: str, size: int, search: Search, modified: int | None, failure: str | None
) -> Iterator[Found]:
    original = original_path(shown)
    entry = search.mapping.entry_for(shown, original) if search.mapping else None
    if entry is not None and search.mapping is not None:
        search.mapping.check(entry, place, head_of(head), shown, search)
        yield _unit(place, shown, size, search, modified, format=MAPPED, why=entry.told(), mapping=entry)
        return
    known = recognise_with(search.plugins, head, original)
    kind = list_kind(shown, head_of(head))
    if kind is not None:
        yield from _list(place, kind, shown, size, search)
        return
    if known is None:
        yield _not_read(shown, failure or _unknown(head), size, search)
        return
    folder, _, name = shown.rpartition("/")
    described = name.lower() in CONTEXT_NAMES or (name.lower() in BESIDE_NAMES and folder in search.collections)
    if described and known[0].name == "json":
        yield NotRead(path=shown, reason="a collection's description of itself, no log: read for its host", size=size)
        return
    form, certainty, plugin = known
    why = form.signature if certainty > Certainty.MAYBE else "its name; its content does not show what it is"
    yield _unit(place, shown, size, search, modified, format=form.name, why=why, plugin=plugin)


def _unit(
    place: Place, shown: str, size: int, search: Search, modified: int | None, **more: Unpack[_Reader]
) -> FileUnit:
    told = search.host_below(shown) or host_of(shown)
    return FileUnit(
        path=shown,
        size=size,
        place=place,
        host=search.host or told,
        host_from_path=search.host is None and told is not None,
        timezone=search.timezone,
        password=search.password,
        limits=search.limits,
        modified=modified,
        **more,
    )


def _list(place: Place, kind: str, shown: str, size: int, search: Search) -> Iterator[Found]:
    """Say which logs a collector did not copy, by its own list; what it copied is seen by itself."""
    rows = list(listed(_content(place, search, LIST_BYTES) or b""))
    host = search.host_below(shown) or host_of(shown)
    skipped = rows if kind == "skipped" else []
    yield NotRead(path=shown, reason=f"a collector's list of {len(rows)} {kind} files, read as such", size=size)
    for row in skipped:
        log = by_path(row.source)
        if log is not None:
            reason = f"not copied by the collector: {row.reason or 'no reason is given'}"
            yield NotRead(path=f"{shown}: {printable(row.source)}", reason=reason, host=host, log_id=log.id)


def _unknown(head: bytes) -> str:
    for magic, reason in _KNOWN_UNREADABLE:
        if head.startswith(magic):
            return reason
    return "binary data that no reader knows" if b"\0" in head else "text in a format that no reader knows"
