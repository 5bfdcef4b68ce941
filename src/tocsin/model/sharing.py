"""A verdict without anything of the logs, which an organisation can give away when it is asked what it could have seen.

It says for each behaviour of a public report the outcome, on how many hosts, and what part of the time could have
shown it; by which versions; and which kinds of logs watched or were missing, as ids of the catalogue. No host, path,
time, event, hit, count of records or sentence is in it: those are made of log values.
"""

from __future__ import annotations

from tocsin.model.noun import Noun
from tocsin.model.packs import Stage
from tocsin.model.verdict import Outcome, Strength, Versions


class SharedDocument(Noun, frozen=True, kw_only=True):
    """The report that was asked about: what its publisher says of it, and its checksum."""

    sha256: str
    title: str | None
    published: str | None
    publisher: str | None
    version: str | None


class SharedFinding(Noun, frozen=True, kw_only=True):
    """A behaviour over all hosts."""

    behaviour: str
    kind: str
    name: str  # the report's
    outcome: Outcome  # the gravest of all hosts
    stage: Stage | None
    strength: Strength | None
    hosts: dict[Outcome, int]  # how many had which outcome
    share: float | None  # of the window in which it could have been seen, the mean of the hosts; two digits
    watched: tuple[str, ...]  # ids of the catalogue: logs that could have shown it somewhere
    missing: tuple[str, ...]  # and that could not, somewhere


class SharedVerdict(Noun, frozen=True, kw_only=True):
    """An organisation's answer about a report."""

    document: SharedDocument
    outcome: Outcome
    stage: Stage | None
    hosts: dict[Outcome, int]
    findings: tuple[SharedFinding, ...]
    versions: Versions
