"""What is judged: findings, host by host, and the verdict over them. JSON form: `verdict.json` of the contract."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import field

from tocsin.model.evidence import Coverage, EvidenceFile, NotRead
from tocsin.model.hits import Hit
from tocsin.model.logs import LogSource
from tocsin.model.noun import Noun, Window
from tocsin.model.packs import SaidUse, Stage
from tocsin.model.report import Behaviour, Report
from tocsin.model.rules import GateResult, UnusableRule

if TYPE_CHECKING:
    import duckdb
    import polars
    import pyarrow as pa


class Outcome(StrEnum):
    """The answer for one behaviour on one host, and overall."""

    SEEN = "seen"
    ATTEMPTED = "attempted"
    NOT_SEEN = "not seen"
    PARTLY_BLIND = "partly blind"
    BLIND = "blind"
    NOT_CHECKABLE = "not checkable"


class Strength(StrEnum):
    """Whether a hit is specific to this report or merely consistent with it."""

    SPECIFIC = "specific"
    CONSISTENT = "consistent"


class Visible(Noun, frozen=True, kw_only=True):
    """A log that could have shown the behaviour, and the share of the window (0 to 1) in which it recorded."""

    logsource: LogSource
    log_id: str | None
    begin: str | None = field(name="from")
    end: str | None = field(name="to")
    share: float


class Blind(Noun, frozen=True, kw_only=True):
    """A log that could not have shown it: which, when, why, and what to switch on."""

    logsource: LogSource
    log_id: str | None
    begin: str | None = field(name="from")
    end: str | None = field(name="to")
    why: str
    remedy: str | None


class Sensitivity(Noun, frozen=True, kw_only=True):
    """How often the rules that watch for a technique saw recorded runs of it: `seen` of `of`."""

    seen: int
    of: int
    source: str


class Finding(Noun, frozen=True, kw_only=True):
    """Behaviour × host with its outcome and what the outcome rests on."""

    id: str
    behaviour: Behaviour
    host: str | None
    outcome: Outcome
    stage: Stage | None
    strength: Strength | None
    hits: tuple[Hit, ...]  # at most `HITS_SHOWN` of them, earliest first; `hit_count` says how many there are
    hit_count: int
    first: str | None
    last: str | None
    window: Window | None
    share: float | None  # of the window in which it could have been seen, over all logs; None: no window
    visible: tuple[Visible, ...]
    blind: tuple[Blind, ...]
    gate: tuple[GateResult, ...]
    sensitivity: Sensitivity | None
    explanation: str  # one sentence, generated


class HostVerdict(Noun, frozen=True, kw_only=True):
    """What is said of one host over all behaviours."""

    name: str | None
    outcome: Outcome
    stage: Stage | None
    steps: tuple[str, ...]  # ids of steps that were seen or attempted, in the pack's order
    first: str | None
    last: str | None


class RulesUsed(Noun, frozen=True, kw_only=True):
    """What became of the rules: loaded, able to watch something here, unusable."""

    loaded: int
    used: int
    unusable: tuple[UnusableRule, ...]


class Versions(Noun, frozen=True, kw_only=True):
    """What made this verdict."""

    tocsin: str
    knowledge: str
    packs: dict[str, str]
    rules: str  # digest of the rules' content


class Books(Noun, frozen=True, kw_only=True):
    """Records in = events + rejected."""

    files: int
    records: int
    events: int
    rejected: int
    not_read: int


class Improvement(Noun, frozen=True, kw_only=True):
    """A log, setting or period whose absence matters, and how many findings it would settle."""

    log_id: str | None
    host: str | None
    what: str
    remedy: str | None
    findings: int


class Verdict(Noun, frozen=True, kw_only=True):
    """The answer: outcome, statement, and everything they rest on."""

    outcome: Outcome
    stage: Stage | None
    statement: str
    report: Report
    hosts: tuple[HostVerdict, ...]
    findings: tuple[Finding, ...]
    coverage: tuple[Coverage, ...]
    files: tuple[EvidenceFile, ...]
    not_read: tuple[NotRead, ...]
    books: Books
    rules: RulesUsed
    versions: Versions
    improvements: tuple[Improvement, ...] = ()
    paragraph: str = ""  # the statement at length: what could not be seen first, then what was found
    said_to_be_used_by: tuple[SaidUse, ...] = ()
    notes: tuple[str, ...] = ()

    def arrow(self) -> pa.Table:
        """Return the findings as an Arrow table, a row for each behaviour on each host (`findings_table.COLUMNS`)."""
        from tocsin.model.findings_table import findings_table

        return findings_table(self.findings)

    def polars(self) -> polars.DataFrame:
        """Return the findings as a Polars data frame (needs the package `polars`)."""
        import polars as pl

        return pl.from_arrow(self.arrow())  # type: ignore[return-value]

    def duckdb(self) -> duckdb.DuckDBPyRelation:
        """Return the findings as a DuckDB relation (needs the package `duckdb`)."""
        import duckdb

        return duckdb.from_arrow(self.arrow())

    def _repr_html_(self) -> str:
        """Return what a notebook shows; it asks the package's face, since the model itself knows no room."""
        import tocsin

        return tocsin.show(self, "notebook")
