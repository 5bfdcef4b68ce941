"""The manifest of a check: checksums of its evidence and of its results, and whether both are still what they were.

In: a verdict, the digests of the evidence, the folder of results. Out: `manifest.json`; later, what differs from it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from tocsin.model.errors import TocsinError
from tocsin.model.json_form import from_json
from tocsin.model.manifest import Difference, Digest, Manifest
from tocsin.model.verdict import Verdict

FILE = "manifest.json"
_COPY = 1 << 20


def manifest(verdict: Verdict, evidence: Iterable[Digest], folder: Path, names: Iterable[str]) -> Manifest:
    """Return what a check was made of, and the results of these names in a folder."""
    results = tuple(digest(folder, name) for name in names)
    return Manifest(evidence=tuple(evidence), results=results, report=verdict.report.document.sha256)


def digest(folder: Path, name: str) -> Digest:
    """Return a file with its checksum; one that cannot be read has none."""
    found, size = hashlib.sha256(), 0
    try:
        with (folder / name).open("rb") as file:
            while data := file.read(_COPY):
                found.update(data)
                size += len(data)
    except OSError:
        return Digest(path=name, size=None, sha256=None)
    return Digest(path=name, size=size, sha256=found.hexdigest())


def read(out: Path) -> Manifest:
    """Return the manifest in a folder; raises `TocsinError` where there is none that can be read."""
    try:
        return from_json((out / FILE).read_bytes(), Manifest)
    except OSError as error:
        hint = "name the folder that 'tocsin check --out' wrote"
        raise TocsinError(f"no manifest: {(error.strerror or str(error)).lower()}", where=str(out), hint=hint) from None
    except msgspec.DecodeError as error:
        raise TocsinError(
            f"the manifest is damaged: {error}", where=str(out / FILE), hint="make the result again: tocsin check"
        ) from None


def differences(due: Sequence[Digest], found: Sequence[Digest]) -> tuple[Difference, ...]:
    """Return what differs between files as a manifest has them and as they are, by path."""
    now = {one.path: one for one in found}
    was = {one.path for one in due}
    differing = [
        Difference(path=one.path, what="missing" if one.path not in now or now[one.path].sha256 is None else "changed")
        for one in due
        if one.path not in now or now[one.path].sha256 != one.sha256
    ]
    differing += [Difference(path=path, what="not in the manifest") for path in now if path not in was]
    return tuple(sorted(differing, key=lambda one: one.path))
