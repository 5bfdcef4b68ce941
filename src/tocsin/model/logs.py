"""Log sources: Sigma's triple, and the catalogue entries that say what each log records and needs.

A *log* is one kind of log as a product writes it (the Sysmon channel, IIS request logs, Exchange HttpProxy).
Its *records* are the kinds of event in it that Sigma gives a category of its own. The catalogue is data
(`knowledge/logs/*.yaml`); collecting, the gate and the verdict all read this one.
"""

from __future__ import annotations

from msgspec import field

from tocsin.model.noun import Noun


class LogSource(Noun, frozen=True, kw_only=True):
    """Sigma's product/category/service triple (Sigma specification 2.1, "Log source")."""

    product: str | None = None
    category: str | None = None
    service: str | None = None

    def __str__(self) -> str:
        """`product/category/service` with the empty parts left out."""
        return "/".join(part for part in (self.product, self.category, self.service) if part)


class LogRecords(Noun, frozen=True, kw_only=True):
    """One kind of event in a log: the Sigma category it is, how to tell it, its fields, how to switch it on."""

    category: str | None = None  # Sigma category, e.g. process_creation; None: only the whole log has a name
    event_ids: tuple[int, ...] = ()  # Windows: any of these; empty: every record of the log
    conditions: dict[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # further field = any of these values (Sysmon 12: EventType)
    fields: tuple[str, ...] = ()  # names as the log writes them; empty: not fixed by the format
    aliases: dict[str, str] = field(
        default_factory=dict
    )  # Sigma's field name -> the log's own (Image -> NewProcessName)
    remedy: str | None = None  # how to switch this kind of event on; None: on with the log itself
    data_component: str | None = None  # ATT&CK data component


class Log(Noun, frozen=True, kw_only=True):
    """A kind of log: who writes it, where it lies, what it records, how long it is kept, how to switch it on."""

    id: str  # "windows-sysmon", "iis", "exchange-httpproxy"
    title: str
    family: str  # the `EventBatch.family` that carries it: windows, iis, exchange-httpproxy, ...
    logsource: LogSource
    also: tuple[LogSource, ...] = ()  # other names rules use for the same log
    channels: tuple[str, ...] = ()  # Windows: names of the channel; () with family windows: any
    providers: tuple[str, ...] = ()  # Windows: narrows the channel to these providers
    records: tuple[LogRecords, ...] = ()
    joined: dict[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # field -> fields that rules expect glued together in it
    paths: tuple[str, ...] = ()  # where it lies on the host, as glob patterns
    retention: str | None = None  # usual retention, in words
    continuous: bool = True  # false: it keeps what was last, or some of it, so that an hour without a record is no gap
    remedy: str  # how to switch the log on
    source: str  # where these facts come from


class SignRule(Noun, frozen=True, kw_only=True):
    """An event that says that a log was cleared, stopped, changed or incomplete, or that a clock was moved."""

    family: str
    kind: str  # `Tampering.kind`
    says: str
    providers: tuple[str, ...] = ()  # Windows: an event id alone means nothing
    event_ids: tuple[int, ...] = ()
    where: dict[str, tuple[str, ...]] = field(default_factory=dict)  # field = any of these values
    contains: dict[str, tuple[str, ...]] = field(default_factory=dict)  # field has any of these texts in it
    tells: tuple[str, ...] = ()  # fields whose values are quoted


class AuditKind(Noun, frozen=True, kw_only=True):
    """A sub-category of the Windows audit policy: the events it writes, and what they lack unless more is on."""

    name: str
    guid: str
    event_ids: tuple[int, ...]
    needs: str | None = None  # a field that is empty unless `needed` is done
    needed: str | None = None
    remedy: str | None = None  # where it is not simply the sub-category
