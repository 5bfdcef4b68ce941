"""Packs and collections of rules that a user has installed: `check` and `hunt` use them beside the built-in packs.

In: the folder `TOCSIN_RULES`, or `tocsin/rules` in the platform's place for data: for each one `<name>.json`, which
says what it is, and the folder `<name>` with its files as they came. Out: `Installed`, by name.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from tocsin.knowledge.folders import data_folder
from tocsin.model.errors import RuleError
from tocsin.model.noun import Noun

SUFFIX = ".json"


class Installed(Noun, frozen=True, kw_only=True):
    """A pack or a collection of rules that was installed: which, from where, with which checksum and licence."""

    name: str
    kind: Literal["pack", "rules"]
    version: str
    origin: str  # the file, folder or address it came from, as it was given
    sha256: str  # of the file; of a folder: of its files' names and contents
    licence: str | None  # as the files that came along say
    rules: int  # that can be used
    unusable: int


def folder() -> Path:
    """Return where installed rules lie; it may not exist."""
    return data_folder("rules", "TOCSIN_RULES")


def installed() -> tuple[Installed, ...]:
    """Return what is installed, by name; raises `RuleError` for a record that cannot be read."""
    home = folder()
    if not home.is_dir():
        return ()
    found: list[Installed] = []
    for path in sorted(home.glob(f"*{SUFFIX}")):
        try:
            one = msgspec.json.decode(path.read_bytes(), type=Installed)
        except (OSError, msgspec.DecodeError) as error:
            raise RuleError(
                f"cannot be read: {error}", where=str(path), hint=f"tocsin rules remove {path.stem}"
            ) from error
        found.append(one)
    return tuple(found)


def files_of(name: str) -> Path:
    """Return the folder with the files of what is installed under this name."""
    return folder() / name


def record_of(name: str) -> Path:
    """Return the file that says what is installed under this name."""
    return folder() / f"{name}{SUFFIX}"
