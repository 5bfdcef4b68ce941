"""What happens in a made-up case, before it is written as logs: requests, Windows events, Exchange's own lines.

A request is one event of the world; the writers turn it into a row of the front end's IIS log, of HttpProxy and, where
it was routed on, of the back end's IIS log. Times are milliseconds since 1970-01-01 UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

HOUR = 3_600_000
DAY = 24 * HOUR
DOMAIN = "corp.example"
MAIL = f"mail.{DOMAIN}"
AUTODISCOVER = f"autodiscover.{DOMAIN}"
INSTALLED = r"C:\Program Files\Microsoft\Exchange Server\V15"


def at(text: str) -> int:
    """Return a time written as RFC 3339, or a day, as milliseconds.

    >>> at("1970-01-02")
    86400000
    """
    given = datetime.fromisoformat(text)
    return round((given if given.tzinfo else given.replace(tzinfo=UTC)).timestamp() * 1000)


def written(time: int, *, digits: int = 3) -> str:
    """Return milliseconds as RFC 3339.

    >>> written(86400500), written(86400500, digits=0)
    ('1970-01-02T00:00:00.500Z', '1970-01-02T00:00:00Z')
    """
    seconds, rest = divmod(time, 1000)
    fraction = f".{rest:03d}" if digits else ""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}{fraction}Z"


@dataclass(frozen=True, slots=True)
class Back:
    """A request as the back end saw it."""

    stem: str
    query: str
    user: str


@dataclass(frozen=True, slots=True)
class Request:
    """A request to the front end. Empty text is "none"."""

    time: int
    protocol: str  # of HttpProxy: Owa, Ecp, Mapi, ...
    method: str
    stem: str
    client: str
    agent: str
    status: int
    query: str = ""
    user: str = ""
    site: str = MAIL
    anchor: str = ""
    back: Back | None = None
    columns: Mapping[str, str] = field(default_factory=dict[str, str])  # further columns of HttpProxy
    took: int = 31


@dataclass(frozen=True, slots=True)
class Event:
    """A Windows event."""

    time: int
    channel: str
    provider: str
    id: int
    data: Mapping[str, Any]  # named fields, or {"Data": [...]} for unnamed ones
    message: str = ""
    level: int = 4


@dataclass(frozen=True, slots=True)
class Command:
    """A request that the control panel's server log records, with the cmdlet it ran."""

    time: int
    url: str
    cmdlet: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the generator of offline address books."""

    time: int
    level: str
    text: str


@dataclass(frozen=True, slots=True)
class Trace:
    """What proves a step of the pack: all these records together, each by its log and time."""

    step: str
    stage: str
    records: tuple[tuple[str, int], ...]


@dataclass(slots=True)
class Scene:
    """Everything that happened on one server, and what of it would prove which step to whoever has the logs."""

    host: str  # short name
    requests: list[Request] = field(default_factory=list[Request])
    events: list[Event] = field(default_factory=list[Event])
    commands: list[Command] = field(default_factory=list[Command])
    lines: list[Line] = field(default_factory=list[Line])
    traces: list[Trace] = field(default_factory=list[Trace])

    def shows(self, step: str, stage: str, *records: tuple[str, int]) -> None:
        """Note that these records together prove a step."""
        self.traces.append(Trace(step, stage, records))

    def between(self, begin: int, end: int) -> Scene:
        """Return what happened in `[begin, end)`; the traces stay behind."""
        return Scene(
            self.host,
            [one for one in self.requests if begin <= one.time < end],
            [one for one in self.events if begin <= one.time < end],
            [one for one in self.commands if begin <= one.time < end],
            [one for one in self.lines if begin <= one.time < end],
        )

    def add(self, other: Scene) -> None:
        """Take over what happened in another scene of the same server."""
        self.requests += other.requests
        self.events += other.events
        self.commands += other.commands
        self.lines += other.lines
        self.traces += other.traces

    def sort(self) -> None:
        """Put everything in the order of time; what happened at once keeps its order."""
        for happened in (self.requests, self.events, self.commands, self.lines):
            happened.sort(key=lambda one: one.time)
