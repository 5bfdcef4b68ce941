"""Hits as JSON Lines for Timesketch's import: its columns, what the verdict makes of each hit, then the event's fields.

Source: Timesketch's documentation of CSV and JSONL imports (`message`, `datetime`, `timestamp_desc` are required).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from tocsin.hunting.hits import bare
from tocsin.model.hits import Hit
from tocsin.model.json_form import json_bytes
from tocsin.model.verdict import Finding, Verdict
from tocsin.showing.arrange import findings_of_hits
from tocsin.showing.profiles import place_of, timesketch


def lines(hits: Iterable[Hit], finding_of: Callable[[Hit], Finding | None] | None = None) -> Iterator[bytes]:
    """Yield one hit a line; with `finding_of`, also the outcome, stage and behaviour it belongs to."""
    for hit in bare(hits):
        line = timesketch(hit)
        if place_of(hit) is None:
            line = {name: value for name, value in line.items() if name not in ("source_file", "record", "offset")}
        finding = finding_of(hit) if finding_of else None
        if finding is not None:
            line |= {
                "outcome": finding.outcome.value,
                "stage": finding.stage.value if finding.stage else None,
                "strength": finding.strength.value if finding.strength else None,
                "behaviour": finding.behaviour.name,
            }
        own = {name: value for name, value in (hit.event or {}).items() if name not in line}
        yield json_bytes(line | own) + b"\n"


def of_verdict(verdict: Verdict, hits: Iterable[Hit]) -> Iterator[bytes]:
    """Yield the hits of a verdict."""
    belongs = findings_of_hits(verdict)
    return lines(hits, lambda hit: belongs.get((hit.rule.id, hit.host)))
