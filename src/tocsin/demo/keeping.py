"""What of a made-up server's logs is still there, and what is wrong with them: retention, gaps, clocks, damage.

A log is named as the writers name it: `iis`, `iis-backend`, `httpproxy`, `httpproxy/Ecp`, `ecp`, `oab`, a channel of
Windows. In: options. Out: whether a record of a moment is kept; and of traces, which steps the rest can show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tocsin.demo.scene import Trace

FLAWS = {
    "no-bom": "HttpProxy's and ECP's files begin without a byte-order mark",
    "header-change": "IIS is set up anew at noon of every fourth day and writes other fields, in another order",
    "header-late": "the plain row of names stands behind HttpProxy's # lines, and again in the middle of a file",
    "half-row": "the last file of each text log ends in the middle of a row, as when it is copied while in use",
}
"""Flaw -> what it is; all are found in practice, and none may cost more than the row that it cuts."""

_RANKS = ("scanned", "attempted", "exploited", "foothold", "post-exploitation")


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which a log recorded nothing, `[begin, end)` in milliseconds."""

    log: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Keeping:
    """Which logs are kept, each from which moment on; what is missing in them; and how they are damaged."""

    since: Mapping[str, int]
    gaps: tuple[Gap, ...] = ()
    skew: int = 0  # by how many milliseconds the server's clock is ahead
    flaws: frozenset[str] = field(default_factory=frozenset[str])

    def has(self, log: str, time: int) -> bool:
        """Say whether a record of this log and moment is there."""
        begin = self.since.get(log, self.since.get(log.partition("/")[0]))
        if begin is None or time < begin:
            return False
        return not any(
            gap.begin <= time < gap.end and (log == gap.log or log.startswith(f"{gap.log}/")) for gap in self.gaps
        )

    def names(self, log: str) -> bool:
        """Say whether anything of a log, or of one of its parts, is kept."""
        return any(name == log or name.startswith(f"{log}/") for name in self.since)

    def steps(self, traces: Iterable[Trace]) -> dict[str, str]:
        """Return the steps that what is kept can show -> the furthest stage that it proves."""
        found: dict[str, str] = {}
        for trace in traces:
            if all(self.has(log, time) for log, time in trace.records):
                before = found.get(trace.step)
                if before is None or _RANKS.index(trace.stage) > _RANKS.index(before):
                    found[trace.step] = trace.stage
        return found


def furthest(stages: Iterable[str]) -> str | None:
    """Return the stage that got furthest.

    >>> furthest(["scanned", "foothold", "attempted"]), furthest([])
    ('foothold', None)
    """
    return max(stages, key=_RANKS.index, default=None)
