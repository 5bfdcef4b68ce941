"""Taxonomies: names that rules and events have for fields elsewhere (ECS, Splunk, Zeek, ...), and Sigma's for them.

In: `knowledge/taxonomies/*.yaml`, one `Taxonomy` a file. Out: `Taxonomy` nouns and their look-ups. Sigma's own names
are those of the log itself or of the aliases in the catalogue of logs; a taxonomy leads to them, or to an expression
over them (`name(Image)`, see `tocsin.hunting.derived`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from msgspec import field

from tocsin.knowledge.logs import logs
from tocsin.knowledge.strict import read_yaml
from tocsin.model.errors import UsageError
from tocsin.model.logs import LogRecords, LogSource
from tocsin.model.noun import Noun

FOLDER = Path(__file__).parent / "taxonomies"
OWN = "sigma"
"""Name of the taxonomy whose names need no mapping."""


class Composed(Noun, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A field of Sigma's put together from others: each part is a text with one `{name}`, left out where it is not."""

    of: tuple[str, ...]
    between: str


class NamesOf(Noun, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Names that hold for rules whose logsource has all that this one says."""

    logsource: LogSource = LogSource()
    services: tuple[str, ...] = ()  # any of these, instead of the logsource's one
    categories: tuple[str, ...] = ()
    prefixes: dict[str, str] = field(default_factory=dict)  # what begins so -> begins so in Sigma
    fields: dict[str, str | tuple[str, ...]] = field(
        default_factory=dict
    )  # name -> Sigma's; several: the first there is
    composed: dict[str, Composed] = field(default_factory=dict)  # Sigma's -> how events without it say it


class Taxonomy(Noun, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Names of one kind; `implied`: also meant by rules that name no taxonomy, as the names can be nothing else."""

    id: str
    title: str
    also: tuple[str, ...] = ()  # other names of the taxonomy
    implied: bool = False
    names: tuple[NamesOf, ...]
    source: str


@cache
def taxonomies() -> tuple[Taxonomy, ...]:
    """Return every taxonomy, in the order of their files' names."""
    found: list[Taxonomy] = []
    for path in sorted(FOLDER.glob("*.yaml")):
        one = read_yaml(path, Taxonomy)
        if one.id != path.stem:
            raise UsageError(f"the taxonomy's id is {one.id!r}", where=str(path), hint="the id is the file's name")
        found.append(one)
    return tuple(found)


@cache
def digest() -> str:
    """Return a digest of everything that taxonomies say."""
    whole = hashlib.sha256()
    for path in sorted(FOLDER.glob("*.yaml")):
        whole.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def taxonomy(name: str) -> Taxonomy | None:
    """Return the taxonomy of a name, without regard to case.

    >>> taxonomy("Elastic").id
    'ecs'
    """
    asked = name.casefold()
    return next((one for one in taxonomies() if asked == one.id or asked in one.also), None)


@cache
def _parts(identifier: str, product: str | None, category: str | None, service: str | None) -> tuple[NamesOf, ...]:
    """Return what holds for a logsource, the most particular first."""
    asked = LogSource(product=product, category=category, service=service)
    one = taxonomy(identifier)
    found = [part for part in (() if one is None else one.names) if _holds(part, asked)]
    return tuple(sorted(found, key=_particular, reverse=True))


def _holds(part: NamesOf, asked: LogSource) -> bool:
    said = part.logsource
    return (
        said.product in (None, asked.product)
        and said.category in (None, asked.category)
        and said.service in (None, asked.service)
        and (not part.services or asked.service in part.services)
        and (not part.categories or asked.category in part.categories)
    )


def _particular(part: NamesOf) -> tuple[bool, bool, bool]:
    return (
        part.logsource.category is not None or bool(part.categories),
        part.logsource.service is not None or bool(part.services),
        part.logsource.product is not None,
    )


def names_in(one: Taxonomy, source: LogSource, name: str) -> tuple[str, ...]:
    """Return Sigma's names (or expressions) for a name in rules of a logsource, the best first; () where there is none.

    >>> names_in(taxonomy("ecs"), LogSource(product="windows", category="process_creation"), "process.executable")
    ('Image',)
    """
    parts = _parts(one.id, source.product, source.category, source.service)
    for part in parts:
        said = part.fields.get(name)
        if said is not None:
            return (said,) if isinstance(said, str) else said
    for part in parts:
        for begin, own in part.prefixes.items():
            if name.startswith(begin) and len(name) > len(begin):
                return (own + name[len(begin) :],)
    return ()


@cache
def plain_names(identifier: str, log_id: str, event_id: int | None) -> Mapping[str, str]:
    """Return for events of a log of the catalogue: names of a taxonomy -> the log's own name, where they are the same.

    This is for events that were renamed on their way here; names that say only a part of a field are left out.
    """
    found: dict[str, str] = {}
    for part, kind in _of_events(identifier, log_id, event_id):
        for name, said in part.fields.items():
            names = [kind.aliases.get(own, own) for own in ((said,) if isinstance(said, str) else said)]
            plain = [own for own in names if own in kind.fields or (not kind.fields and "(" not in own)]
            if plain:
                found.setdefault(name, plain[0])
    return found


@cache
def composed_names(identifier: str, log_id: str, event_id: int | None) -> Mapping[str, Composed]:
    """Return for events of a log of the catalogue the fields that events of a taxonomy say in parts."""
    found: dict[str, Composed] = {}
    for part, kind in _of_events(identifier, log_id, event_id):
        for name, made in part.composed.items():
            own = kind.aliases.get(name, name)
            if own in kind.fields or not kind.fields:
                found.setdefault(own, made)
    return found


def _of_events(identifier: str, log_id: str, event_id: int | None) -> Iterator[tuple[NamesOf, LogRecords]]:
    entry = next((one for one in logs() if one.id == log_id), None)
    if entry is None:
        return
    for kind in entry.records:
        if kind.category is not None and (event_id in kind.event_ids or not kind.event_ids):
            for part in _parts(identifier, entry.logsource.product, kind.category, entry.logsource.service):
                if part.categories or part.logsource.category is not None:  # others hold for many kinds of event
                    yield part, kind
