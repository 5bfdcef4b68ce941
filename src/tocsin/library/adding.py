"""Documents that a user names, read and added: files, folders, addresses; each once, however often it is named.

In: paths, bytes, or an address. Out: what became of each document. One that is no report, or cannot be read, is told
with the reason; the rest is added. A file may hold many documents (`unpacking`); an address may be a page, a feed, a
TAXII 2.1 server or collection, or a feed of MISP events (its folder, or its `manifest.json`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import msgspec

from tocsin.library.fetching import Fetched, Fetching, fetch
from tocsin.library.store import Added, Library, Origin
from tocsin.library.taxii import MEDIA, collections, is_taxii
from tocsin.library.unpacking import Part, manifest_of, parts, parts_of_objects
from tocsin.model.errors import TocsinError, UsageError
from tocsin.model.report import Report
from tocsin.reading.documents import document_of
from tocsin.reading.report import read_document

SUFFIXES = frozenset({".txt", ".md", ".html", ".htm", ".pdf", ".docx", ".eml", ".msg", ".json", ".xml", ".rss"})
"""Files of a folder that are looked at; a file that is named is read whatever it is called."""

LARGEST = 256 << 20

Reading = Callable[[bytes, str], Report]


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a document: added, known already, or the reason why it was not."""

    path: str  # or address, or what the document is called in the file that holds it
    added: Added | None
    why: str | None = None


def read_bytes(data: bytes, name: str) -> Report:
    """Return the report of a document; raises `DocumentError` and `LimitError`."""
    return read_document(document_of(data, name))


def add_paths(library: Library, paths: Iterable[Path], *, now: str, reading: Reading = read_bytes) -> Iterator[Told]:
    """Add what the paths hold, and yield what became of each; raises `UsageError` for a path that is not there."""
    for path in _files(paths):
        try:
            data = _content(path)
        except (TocsinError, OSError) as error:
            yield Told(str(path), None, _why(error))
            continue
        for told in add_bytes(library, data, path.name, now=now, reading=reading):
            yield (
                replace(told, path=str(path)) if told.path == path.name else replace(told, path=f"{path}: {told.path}")
            )


def add_bytes(
    library: Library,
    data: bytes,
    name: str,
    *,
    now: str,
    origin: Origin | None = None,
    reading: Reading = read_bytes,
) -> Iterator[Told]:
    """Add the documents in these bytes, and yield what became of each; errors in them are told, not raised."""
    known = library.knows(hashlib.sha256(data).hexdigest())
    if known is not None:
        yield Told(name, Added(known, new=False))
        return
    try:
        for part in parts(data, name):
            yield _add(library, part, now=now, origin=origin or Origin(), reading=reading)
    except TocsinError as error:
        yield Told(name, None, _why(error))


def add_address(
    library: Library,
    url: str,
    *,
    now: str,
    how: Fetching | None = None,
    follow: bool = False,
    reading: Reading = read_bytes,
) -> Iterator[Told]:
    """Add what lies at an address; raises `UsageError` if nothing can be fetched there.

    `follow` also fetches the page that each item of a feed leads to, and adds that in place of the item.
    """
    how = how or Fetching()
    # a TAXII server answers with what it is asked for; any other takes what comes last
    answer = fetch(url, how, accept=f"{MEDIA}, */*;q=0.9")
    if is_taxii(answer):
        for collection in collections(answer, how):
            origin = Origin("taxii", collection.url)
            for part in parts_of_objects(collection.objects, collection.title):
                yield _add(library, part, now=now, origin=origin, reading=reading)
        return
    manifest = _manifest(answer, how)
    if manifest is not None:
        yield from _add_events(library, *manifest, now=now, how=how, reading=reading)
        return
    name = unquote(urlsplit(answer.url).path.rstrip("/").rpartition("/")[2]) or urlsplit(url).netloc
    known = library.knows(hashlib.sha256(answer.data).hexdigest())
    if known is not None:
        yield Told(url, Added(known, new=False))
        return
    for part in parts(answer.data, name):
        if follow and part.kind == "feed" and part.place is not None:
            yield _followed(library, part, now=now, how=how, reading=reading)
        else:
            yield _add(library, part, now=now, origin=Origin("url", url, f"url:{url}"), reading=reading)


def _followed(library: Library, part: Part, *, now: str, how: Fetching, reading: Reading) -> Told:
    place = part.place or ""
    try:
        # the feed chose this address, so nothing that authorises goes there
        page = fetch(place, replace(how, authorization=None))
    except TocsinError as error:
        return Told(place, None, _why(error))
    whole = Part(part.name, page.data, "feed", part.key, place=place)
    return _add(library, whole, now=now, origin=Origin("feed", place), reading=reading)


def _manifest(answer: Fetched, how: Fetching) -> tuple[str, dict[str, dict[str, Any]]] | None:
    """Return the folder and the events of a MISP feed, whose manifest or whose folder an address is."""
    found = manifest_of(_json(answer.data))
    if found is not None:
        return urljoin(answer.url, "."), found
    if answer.kind == "text/html" and urlsplit(answer.url).path.endswith("/") and b"manifest.json" in answer.data:
        listed = fetch(urljoin(answer.url, "manifest.json"), how)
        found = manifest_of(_json(listed.data))
        return None if found is None else (urljoin(listed.url, "."), found)
    return None


def _json(data: bytes) -> Any:
    if data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        return None
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError):
        return None


def _add_events(
    library: Library, folder: str, manifest: dict[str, dict[str, Any]], *, now: str, how: Fetching, reading: Reading
) -> Iterator[Told]:
    for uuid, told in sorted(manifest.items()):
        versions = library.of_series(f"misp:{uuid}")
        if versions and versions[-1].version == str(told.get("timestamp")):
            yield Told(versions[-1].name, Added(versions[-1].id, new=False))
            continue
        place = urljoin(folder, f"{uuid}.json")
        try:
            data = fetch(place, how).data
        except TocsinError as error:
            yield Told(place, None, _why(error))
            continue
        yield from add_bytes(library, data, f"{uuid}.json", now=now, origin=Origin("misp", place), reading=reading)


def _add(library: Library, part: Part, *, now: str, origin: Origin, reading: Reading) -> Told:
    if part.why is not None:
        return Told(part.name, None, part.why)
    kind = origin.kind if origin.kind != "file" and part.kind == "file" else part.kind
    if origin.kind in ("taxii", "misp"):
        kind = origin.kind
    exact = Origin(kind, part.place or origin.place, part.key or (origin.key if part.kind == "file" else None))
    try:
        if part.report is not None:
            return Told(part.name, library.add(part.report, part.name, now=now, origin=exact))
        known = library.knows(hashlib.sha256(part.data).hexdigest())
        if known is not None:
            return Told(part.name, Added(known, new=False))
        return Told(part.name, library.add(reading(part.data, part.name), part.name, now=now, origin=exact))
    except TocsinError as error:
        return Told(part.name, None, _why(error))


def _why(error: TocsinError | OSError) -> str:
    if isinstance(error, TocsinError):
        return error.message + (f" ({error.hint})" if error.hint else "")
    return str(error.strerror)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            found = (one for one in path.rglob("*") if one.suffix.lower() in SUFFIXES)
            yield from sorted(one for one in found if one.is_file() and not one.is_symlink())
        elif path.is_file():
            yield path
        else:
            raise UsageError("there is no such file or folder", where=str(path), hint="look whether the path is right")


def _content(path: Path) -> bytes:
    if path.stat().st_size > LARGEST:
        raise UsageError(f"larger than {LARGEST >> 20} MiB")
    return path.read_bytes()
