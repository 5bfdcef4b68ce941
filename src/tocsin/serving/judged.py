"""Verdicts wherever they are kept: in the folders of results, and in the library (`tocsin watch` keeps them there).

In: the service. Out: what stands in lists, and a verdict by its id: of a file, or `kept-N` for number N of the library.
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.library.verdicts import KeptVerdict, verdict_of, verdicts
from tocsin.model.errors import UsageError
from tocsin.model.evidence import Inventory
from tocsin.model.verdict import Verdict
from tocsin.serving.parameters import whole
from tocsin.serving.results import Result
from tocsin.serving.service import Service
from tocsin.showing.times import minute

KEPT = "kept-"
LISTED = 1_000
"""Verdicts of the library that are listed, the last first."""


def listed(service: Service) -> list[Result]:
    """Return all verdicts, those of files first."""
    with service.shelves.library() as library:
        kept = verdicts(library, limit=LISTED)
    return [*service.results.listed("verdict"), *map(_result, kept)]


def verdict_by(service: Service, id_: str) -> Verdict | None:
    """Return the verdict of an id; None: there is none, or it cannot be read."""
    if not id_.startswith(KEPT):
        return service.results.verdict(id_)
    number = whole(id_.removeprefix(KEPT))
    if number is None:
        return None
    try:
        with service.shelves.library() as library:
            return verdict_of(library, number)
    except UsageError:
        return None


def inventories(service: Service) -> Iterator[tuple[str, Inventory]]:
    """Yield coverage by name: of the folders of results, and of the last verdict about each evidence in the library."""
    yield from service.results.inventories()
    seen: set[str] = set()
    with service.shelves.library() as library:
        for one in verdicts(library, limit=LISTED):
            if one.evidence not in seen:
                seen.add(one.evidence)
                found = verdict_of(library, one.id)
                yield one.evidence, Inventory(coverage=found.coverage, files=found.files, not_read=found.not_read)


def _result(one: KeptVerdict) -> Result:
    return Result(
        id=f"{KEPT}{one.id}",
        name=f"{one.evidence}, {minute(one.added)}",
        kind="verdict",
        outcome=one.outcome,
        stage=one.stage,
        title=one.title,
    )
