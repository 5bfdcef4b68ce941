"""Recorded attacks with their descriptions: which files of logs show which techniques.

In: a folder with recordings and, anywhere in it, folders `_metadata` with a YAML file a recording, as the project
Security-Datasets writes them (`attack_mappings` with `technique` and `sub-technique`, `files` with `link`).
Out: the recordings of which at least one file is there, and what could not be used, with the reason.
Source: https://github.com/OTRF/Security-Datasets, docs/create.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import msgspec

from tocsin.knowledge.strict import read_yaml
from tocsin.model.errors import TocsinError, UsageError
from tocsin.model.sensitivity import Recording

DESCRIPTIONS = "_metadata"
_TECHNIQUE = re.compile(r"T\d{4}(\.\d{3})?")
_NONE = "T0000"
"""What a description says that knows no technique."""


class _Mapping(msgspec.Struct, frozen=True, rename={"sub": "sub-technique"}):
    technique: str | None = None
    sub: str | int | None = None


class _File(msgspec.Struct, frozen=True):
    link: str = ""


class _Description(msgspec.Struct, frozen=True):
    id: str
    title: str
    attack_mappings: tuple[_Mapping, ...] | None = None
    files: tuple[_File, ...] | None = None


def recordings(folder: Path) -> tuple[tuple[Recording, ...], tuple[str, ...]]:
    """Return the recordings below a folder, in the order of their descriptions, and what could not be used.

    Raises `UsageError` when no description is there at all.
    """
    written = sorted(path for path in folder.rglob(f"{DESCRIPTIONS}/*.y*ml") if path.is_file())
    if not written:
        raise UsageError(f"holds no folder {DESCRIPTIONS} with descriptions of recordings", where=str(folder))
    found: list[Recording] = []
    not_used: list[str] = []
    for path in written:
        name = path.relative_to(folder).as_posix()
        try:
            described = read_yaml(path, _Description)
        except TocsinError as reason:
            not_used.append(f"{name}: {reason.message}")
            continue
        techniques = _techniques(described.attack_mappings or ())
        files = _files(path.parent.parent, [file.link for file in described.files or ()])
        if not techniques:
            not_used.append(f"{name}: names no technique")
        elif not files:
            not_used.append(f"{name}: none of its files is there")
        else:
            paths = tuple(file.relative_to(folder).as_posix() for file in files)
            found.append(Recording(id=described.id, title=described.title.strip(), techniques=techniques, paths=paths))
    return tuple(found), tuple(not_used)


def _techniques(mappings: Iterable[_Mapping]) -> tuple[str, ...]:
    """Return the techniques that a description names, each once."""
    ids: list[str] = []
    for one in mappings:
        sub = f"{one.sub:0>3}" if one.sub not in (None, "") else ""
        own = f"{(one.technique or '').strip().upper()}{'.' if sub else ''}{sub}"
        if _TECHNIQUE.fullmatch(own) and own != _NONE:
            ids.append(own)
    return tuple(dict.fromkeys(ids))


def _files(base: Path, links: Iterable[str]) -> tuple[Path, ...]:
    """Return the files below `base` that links mean: the longest end of each link's path that is there, in any case."""
    there = {path.relative_to(base).as_posix().casefold(): path for path in base.rglob("*") if path.is_file()}
    found: dict[Path, None] = {}
    for link in links:
        parts = link.casefold().split("/")
        ends = ("/".join(parts[at:]) for at in range(len(parts)))
        path = next((there[end] for end in ends if end in there), None)
        if path is not None:
            found[path] = None
    return tuple(found)
