"""MISP's malware, tool and ransomware lists into the table `software`: what ATT&CK lacks, and names it lacks.

A name that is one ordinary word, a place's, a body's or a company's is left out: as malware it could only mislead.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tocsin.knowledge.building.sources import plain
from tocsin.knowledge.entries import Alias, Software, TableHead, TableSource
from tocsin.knowledge.tables import SoftwareTable

_JUNK = re.compile(r"^(unnamed|unknown|generic|test|demo)\b|ransomware blog|^win\.|[@/:]|^\d+$", re.IGNORECASE)
_SUFFIX = re.compile(
    r"\s*\((fake|ransomware|malware|elf|windows|android|ios|os x|macos|linux|[a-z. ]+)\)\s*$", re.IGNORECASE
)
_KIND_WORD = re.compile(r"\s+(ransomware|ransomware family|virus)$", re.IGNORECASE)

Galaxy = tuple[Iterable[Mapping[str, Any]], TableSource]


def build_software(
    attack: Iterable[Software],
    *,
    malpedia: Galaxy,
    tools: Galaxy,
    ransomware: Galaxy,
    ordinary: frozenset[str],
    taken: frozenset[str],
) -> SoftwareTable:
    """Build the table; `ordinary` are English words, `taken` names (as compared) that mean something else."""
    by_name: dict[str, str] = {}
    for software in attack:
        if software.status == "current":
            for name in (software.name, *(alias.name for alias in software.aliases)):
                by_name.setdefault(plain(name), software.id)
    added: dict[str, dict[str, Alias]] = defaultdict(dict)
    found: dict[str, Software] = {}
    for origin, entry_id, names in _entries(malpedia[0], tools[0], ransomware[0]):
        kept = [name for name in names if _useful(name, ordinary, taken)]
        known = by_name.get(plain(names[0])) or next(
            (by_name[plain(name)] for name in kept if plain(name) in by_name), None
        )
        if known and known.startswith("S"):
            for name in kept:
                if plain(name) not in by_name:
                    added[known].setdefault(name, Alias(name=name, origin=origin))
        elif kept and not known:
            found[entry_id] = Software(
                id=entry_id,
                name=kept[0],
                kind="malware",
                aliases=tuple(Alias(name=name) for name in kept[1:]),
                origin=origin,
            )
            for name in kept:
                by_name.setdefault(plain(name), entry_id)
    return SoftwareTable(
        head=TableHead(table="software", sources=(malpedia[1], tools[1], ransomware[1])),
        additions=tuple(
            Software(id=key, name="", kind="malware", aliases=tuple(added[key][name] for name in sorted(added[key])))
            for key in sorted(added)
        ),
        software=tuple(found[key] for key in sorted(found)),
    )


def _entries(
    malpedia: Iterable[Mapping[str, Any]], tools: Iterable[Mapping[str, Any]], ransomware: Iterable[Mapping[str, Any]]
) -> Iterator[tuple[str, str, list[str]]]:
    """Yield (origin, id, names) of every entry, the best kept list first."""
    for value in malpedia:
        reference = next((url for url in value["meta"]["refs"] if "malpedia.caad" in url), None)
        if reference:
            yield "Malpedia", f"malpedia:{reference.rsplit('/', 1)[-1]}", _names(value)
    for value in tools:
        yield "MISP tool", f"misp:{value['uuid']}", _names(value)
    for value in ransomware:
        yield "MISP ransomware", f"misp:{value['uuid']}", _names(value)


def _names(value: Mapping[str, Any]) -> list[str]:
    raw = [value["value"], *value.get("meta", {}).get("synonyms", ())]
    cleaned = [_KIND_WORD.sub("", _SUFFIX.sub("", str(name).strip())).strip() for name in raw]
    return [name for name in dict.fromkeys(cleaned) if name] or [str(value["value"])]


def _useful(name: str, ordinary: frozenset[str], taken: frozenset[str]) -> bool:
    key = plain(name)
    if (
        len(key) < 4
        or len(name) > 40
        or _JUNK.search(name)
        or key in taken
        or name.lower() in ordinary
        or key in ordinary
    ):
        return False
    words = re.findall(r"[^\W\d_]+", name.lower())
    # "mount locker" is a name, "your files are encrypted" a ransom note
    return bool(words) and not (len(words) > 3 and all(word in ordinary for word in words)) and not name.islower()
