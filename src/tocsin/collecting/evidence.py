"""The room's one call: `collect(paths)` finds what can be read; `Evidence` reads it, and says what it covers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tocsin.collecting.batches import ALL_FIELDS, EventBatch, Unit, Wanted
from tocsin.collecting.content import digest_of
from tocsin.collecting.coverage import Survey, kept_survey
from tocsin.collecting.discover import Mapping, Search, discover
from tocsin.collecting.formats import find
from tocsin.collecting.limits import DEFAULT, Limits
from tocsin.collecting.mapping import read_mapping
from tocsin.collecting.plugins import plugin
from tocsin.collecting.processes import spread
from tocsin.collecting.store import Store
from tocsin.collecting.times import known_zone
from tocsin.knowledge.signs import sign_families
from tocsin.model.errors import EvidenceError, UsageError
from tocsin.model.evidence import Coverage, EvidenceFile, Inventory, NotRead, Rejected
from tocsin.model.manifest import Digest


class Evidence:
    """What the user handed over: units to read in a stable order, and files that are not read."""

    def __init__(
        self,
        units: Iterable[Unit],
        not_read: Iterable[NotRead],
        store: Store | None = None,
        sources: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.units: tuple[Unit, ...] = tuple(units)
        self.not_read: tuple[NotRead, ...] = tuple(not_read)
        self._sources = tuple(sources)  # files on disk, archives unopened: as shown, and where they lie
        self._store = store  # held as long as the evidence is: what was unpacked is removed with it
        self._survey: Survey | None = None

    def scan(self, wanted: Wanted = ALL_FIELDS) -> Iterator[EventBatch | Rejected]:
        """Yield the events of every unit and what could not become one, unit by unit."""
        for unit in self.units:
            yield from unit.read(wanted)

    def remember(self, survey: Survey) -> None:
        """Take over what somebody observed on a pass of their own over all units, so that no second pass is needed."""
        self._survey = survey

    def survey(self) -> Survey:
        """Return what a pass over all units observed; the first call makes that pass."""
        if self._survey is None:
            survey = Survey.of_many()
            for seen in spread(_surveyed, self.units):
                survey.merge(seen)
            self._survey = survey
        return self._survey

    def coverage(self) -> tuple[Coverage, ...]:
        """Return, for each log of each host in each file, when it recorded and what is wrong with it."""
        return self.survey().coverage(self.units)

    def files(self) -> tuple[EvidenceFile, ...]:
        """Return the files that were read, with their books."""
        return self.survey().files(self.units)

    def digests(self) -> tuple[Digest, ...]:
        """Return every file of the evidence, archives unopened, with the SHA-256 of its bytes, by path."""
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # hashing runs beside Python
            return tuple(pool.map(_digest, sorted(self._sources)))

    def inventory(self) -> Inventory:
        """Return coverage, books and what was not read, together."""
        return Inventory(coverage=self.coverage(), files=self.files(), not_read=self.not_read)


def _digest(source: tuple[str, str]) -> Digest:
    shown, file = source
    try:
        status = Path(file).stat()
        return Digest(path=shown, size=status.st_size, sha256=digest_of(file, status.st_size, status.st_mtime_ns))
    except OSError:
        return Digest(path=shown, size=None, sha256=None)


def _surveyed(unit: Unit) -> Survey:
    kept = kept_survey(unit)
    if kept is not None:
        return kept
    survey = Survey()
    for part in unit.read(_looked_at(unit)):
        survey.take(part)
        del part  # or it would be in memory together with the next one
    survey.settle()
    return survey


def _looked_at(unit: Unit) -> Wanted:
    """Return the fields that coverage needs: few, but all where events can be signs and few can be fetched later."""
    known = find(unit.format)
    told = known is not None and known.family in sign_families() - {"windows"}
    return ALL_FIELDS if told else Wanted(frozenset())


def collect(
    paths: Sequence[str | Path],
    *,
    host: str | None = None,
    timezone: str | None = None,
    password: str | None = None,
    limits: Limits | None = None,
    mapping: str | Path | None = None,
    plugins: Sequence[str] = (),
    met: Callable[[], object] | None = None,
) -> Evidence:
    """Find what can be read below the paths: files, folders, archives.

    `host` is the host of events that name none; `timezone` (IANA) holds for times without a zone in formats that have
    no convention; `password` opens encrypted archives, `limits` raises what unpacking may cost.
    `mapping` is a file that says what the columns of the user's own files mean, `plugins` names formats from outside.
    `met` is called for each file that is looked at, for whoever watches.
    Raises `EvidenceError` for a path that does not exist or holds no file, `UsageError` for a time zone, a plugin or a
    column that does not exist, and for a mapping file that is wrong.
    """
    if isinstance(paths, (str, Path)):
        paths = [paths]
    if not paths:
        raise EvidenceError("no evidence was given", hint="name a file, a folder or an archive")
    if timezone is not None and not known_zone(timezone):
        raise UsageError(f"there is no time zone {timezone!r}", hint="use a name such as Europe/Berlin")
    for name in plugins:
        plugin(name)
    known = None if mapping is None else Mapping(str(mapping), read_mapping(Path(mapping)))
    store = Store()
    search = Search(limits or DEFAULT, host, timezone, password, store, known, tuple(plugins), met=met)
    found = discover(paths, search)
    return Evidence(
        (one for one in found if not isinstance(one, NotRead)),
        (one for one in found if isinstance(one, NotRead)),
        store,
        search.files,
    )
