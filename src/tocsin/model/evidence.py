"""What collecting says about evidence: rejected records, files not read, and coverage by the hour."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from tocsin.model.logs import LogSource
from tocsin.model.noun import Noun, Window


class Rejected(Noun, frozen=True, kw_only=True):
    """A piece of evidence that could not become an event: where it begins, why, and what it was."""

    path: str  # relative to the evidence given; members of archives as archive.zip/inner
    offset: int  # in bytes, in the unpacked file
    reason: str
    excerpt: bytes = b""  # at most 200 bytes of it, as they stand: hostile
    size: int | None = None  # bytes lost; None: not known
    records: int = 1  # how many records were lost, as far as can be told


class NotRead(Noun, frozen=True, kw_only=True):
    """A file of the evidence that was not read at all, and why."""

    path: str
    reason: str
    size: int | None = None
    host: str | None = None  # whose file it is, as far as the path or the collection tells
    log_id: str | None = None  # catalogue id of the log that would have been in it; None: none that is known


class Loss(Noun, frozen=True, kw_only=True):
    """A place of a file at which records could not be read, and why."""

    offset: int  # in bytes, in the unpacked file
    reason: str
    records: int


class EvidenceFile(Noun, frozen=True, kw_only=True):
    """A file that was read: which reader took it, why, and whether its books balance."""

    path: str
    format: str  # name of the reader
    why: str  # what made the reader recognise it
    size: int  # bytes, unpacked
    events: int
    rejected: int
    recovered: int = 0  # of the events, those found outside the log's own index
    losses: tuple[Loss, ...] = ()  # where records were rejected: the first of them, all are counted in `rejected`
    times: str | None = None  # how its times became UTC; None: the format says nothing of it


class Gap(Noun, frozen=True, kw_only=True):
    """Hours in which a source is silent though its own rhythm lets expect records."""

    begin: str = field(name="from")
    end: str = field(name="to")
    why: str


class Tampering(Noun, frozen=True, kw_only=True):
    """A sign that a log was cleared, stopped or altered."""

    time: str | None
    kind: str  # cleared, stopped, record-jump, time-reversal, audit-policy-changed, records-lost, clock-changed, ...
    detail: str


class HourCount(Noun, frozen=True, array_like=True):
    """How many events of a source fell into one hour; `hour` counts hours since 1970-01-01T00 UTC."""

    hour: int
    events: int


class RecordedKind(Noun, frozen=True, kw_only=True):
    """One kind of event that a source was seen to record (Windows: an event id), and in which hours."""

    key: str  # event id, or "" where the log has no kinds
    events: int
    hours: tuple[HourCount, ...]


class RecordedProvider(Noun, frozen=True, kw_only=True):
    """A program that wrote into a Windows log: an Application log says nothing of a product not among them."""

    name: str
    events: int
    begin: str | None = field(name="from")
    end: str | None = field(name="to")


class Setting(Noun, frozen=True, kw_only=True):
    """One thing that a log records only if it is switched on, and what its events say of that.

    `recorded`: such events are there. `switched off`: an event says so, and none came after it. `not seen`: no such
    event, which may be because nothing of the kind happened. `incomplete`: recorded, without what makes it useful.
    """

    name: str  # audit sub-category, Sigma category, or kind of event
    state: Literal["recorded", "incomplete", "switched off", "not seen"]
    events: int
    first: str | None = None  # time of the first such event
    detail: str | None = None
    remedy: str | None = None  # how to switch it on


class Coverage(Noun, frozen=True, kw_only=True):
    """For one log of one host in one file: when it recorded, what, and what is wrong with it.

    `begin`/`end` are the first and last event's time, RFC 3339 UTC; None when no event carried a time.
    `hours` is sparse: an hour that is not listed has no event.
    """

    host: str | None
    log: str  # channel, or the log's own name: "Security", "W3SVC1", "HttpProxy/Ecp"
    log_id: str | None  # catalogue id (`Log.id`); None: a log the catalogue does not know
    logsource: LogSource
    path: str
    begin: str | None = field(name="from")
    end: str | None = field(name="to")
    events: int
    rejected: int
    kinds: tuple[RecordedKind, ...] = ()
    hours: tuple[HourCount, ...] = ()
    gaps: tuple[Gap, ...] = ()
    tampering: tuple[Tampering, ...] = ()
    notes: tuple[str, ...] = ()  # clock discrepancies, inferred dates, host taken from the path, ...
    damaged: tuple[HourCount, ...] = ()  # hours in which records of the file were lost, with the most that may be
    start: str | None = None  # why it begins when it does: overwritten, cleared; None: nothing tells
    providers: tuple[RecordedProvider, ...] = ()  # Windows: who wrote into it
    settings: tuple[Setting, ...] = ()  # what it recorded of what must be switched on


class Share(Noun, frozen=True, kw_only=True):
    """How much of a period one log of one host recorded, and what is missing of it, with the reason."""

    host: str | None
    log: str
    log_id: str | None
    share: float  # of the period's hours
    recorded: int  # hours
    hours: int  # of the period
    missing: tuple[Gap, ...] = ()
    damaged: int = 0  # hours in which records may have been lost


class Inventory(Noun, frozen=True, kw_only=True):
    """All that is said of evidence before any rule is asked: coverage, the files' books, and what was not read."""

    coverage: tuple[Coverage, ...]
    files: tuple[EvidenceFile, ...]
    not_read: tuple[NotRead, ...]
    window: Window | None = None  # a period that was asked for
    shares: tuple[Share, ...] = ()  # of that period, by log
