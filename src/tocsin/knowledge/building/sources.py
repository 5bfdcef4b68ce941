"""Reads what the tables are built from: gzipped JSON of others, with its checksum, and the project's own YAML."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path
from typing import Any, TypeVar

from tocsin.knowledge.entries import TableSource
from tocsin.knowledge.strict import read_yaml
from tocsin.model.errors import UsageError
from tocsin.model.noun import Noun

T = TypeVar("T")

MISP_LICENCE = "CC0-1.0 OR BSD-2-Clause (MISP project)"
ATTACK_LICENCE = "ATT&CK terms of use; (c) The MITRE Corporation, see NOTICE"


class DataHead(Noun, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The head that every YAML data file of the knowledge base carries."""

    source: str
    version: str
    date: str
    licence: str


def read_json(path: Path) -> tuple[dict[str, Any], str]:
    """Return a (gzipped) JSON object and the SHA-256 of its unpacked bytes."""
    try:
        data = path.read_bytes()
        body = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        found = json.loads(body)
    except (OSError, EOFError, ValueError) as error:
        raise UsageError(f"cannot be read as JSON: {error}", where=str(path)) from error
    if not isinstance(found, dict):
        raise UsageError("does not hold a JSON object", where=str(path))
    return found, hashlib.sha256(body).hexdigest()


def read_galaxy(folder: Path, name: str) -> tuple[list[dict[str, Any]], TableSource]:
    """Return the values of a MISP galaxy cluster file, and where they come from."""
    found, digest = read_json(folder / "actors" / f"{name}.json.gz")
    source = TableSource(
        name=f"MISP galaxy {name}", version=str(found["version"]), date=None, sha256=digest, licence=MISP_LICENCE
    )
    return found["values"], source


def read_own(path: Path, kind: type[T]) -> T:
    """Read one of the project's own YAML files."""
    return read_yaml(path, kind)


def own_source(path: Path, head: DataHead) -> TableSource:
    """Say where a hand-made file comes from; its checksum is that of the file with plain line ends."""
    body = path.read_bytes().replace(b"\r\n", b"\n")
    return TableSource(
        name=f"tocsin {path.name}: {head.source}",
        version=head.version,
        date=head.date,
        sha256=hashlib.sha256(body).hexdigest(),
        licence=head.licence,
    )


def plain(name: str) -> str:
    """Return a name as compared: letters and digits only, small.

    >>> plain("TEMP.Periscope"), plain("BRONZE MOHAWK")
    ('tempperiscope', 'bronzemohawk')
    """
    return re.sub(r"[\W_]+", "", name).lower()


def first_sentence(text: str, limit: int = 240) -> str:
    """Return the first sentence of a description without its links and citations, cut at a word if too long.

    >>> first_sentence("[Net](https://x) is a tool.(Citation: A) It does.")
    'Net is a tool.'
    """
    text = re.sub(r"\(Citation:[^)]*\)", "", text)
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"</?code>", "", text)
    text = re.sub(r"\s+", " ", text).strip()
    end = re.search(r"(?<!\b[A-Z])(?<!e\.g)(?<!i\.e)(?<!vs)(?<!U\.S)[.](?= [A-Z]|$)", text)
    text = text[: end.end()] if end else text
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + " …"
