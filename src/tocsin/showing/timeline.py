"""Hits as a time line: CSV that Timesketch takes (`message`, `datetime`, `timestamp_desc`) and any spreadsheet opens.

No cell can become a formula, and no row spans lines: both are seen to in `escape`. A hit whose event carries no time
has an empty `datetime`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tocsin.hunting.hits import bare
from tocsin.model.hits import Hit
from tocsin.model.verdict import Finding, Verdict
from tocsin.showing.arrange import findings_of_hits
from tocsin.showing.escape import csv_cell
from tocsin.showing.times import moment, rfc3339

COLUMNS = (
    "message", "datetime", "timestamp_desc", "host", "rule", "rule_id", "level", "outcome", "stage", "strength",
    "behaviour", "tags", "logsource", "log", "source", "record", "offset", "event",
)  # fmt: skip

CELL = 8_000
"""Characters of one cell; spreadsheets take 32,767 of them."""


def csv_lines(verdict: Verdict, hits: Iterable[Hit]) -> Iterator[bytes]:
    """Yield the header, then one line a hit, in the order of the hits."""
    yield (",".join(COLUMNS) + "\n").encode()
    shown_by = findings_of_hits(verdict)
    for hit in bare(hits):
        finding = shown_by.get((hit.rule.id, hit.host))
        cells = (csv_cell(value, CELL) for value in _values(hit, finding))
        yield (",".join(cells) + "\n").encode()


def _values(hit: Hit, finding: Finding | None) -> tuple[object, ...]:
    places = (hit.source,) if hit.source else hit.events
    place = places[0] if places else None
    time = moment(hit.time)
    log = (hit.event or {}).get("Channel") or hit.log_id
    return (
        f"{hit.rule.title} on {hit.host}" if hit.host else hit.rule.title,
        rfc3339(time).replace("Z", "+00:00") if time else "",
        "Event recorded" if hit.source else "Correlated events",
        hit.host,
        hit.rule.title,
        hit.rule.id,
        hit.rule.level,
        finding.outcome.value if finding else None,
        finding.stage.value if finding and finding.stage else None,
        finding.strength.value if finding and finding.strength else None,
        finding.behaviour.name if finding else None,
        " ".join(hit.rule.tags),
        str(hit.logsource),
        log,
        place.path if place else None,
        place.record if place else None,
        place.offset if place else None,
        " ".join(f"{name}={_text(value)}" for name, value in (hit.event or {}).items() if value is not None),
    )


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
