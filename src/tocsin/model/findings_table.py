"""The findings of a verdict as a table: a row for each behaviour on each host, for those who count and join.

In: findings. Out: an Arrow table; its columns are `COLUMNS`. Times are UTC; `share` is that of the window, 0 to 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

    from tocsin.model.verdict import Finding

COLUMNS = {
    "host": "string", "behaviour": "string", "kind": "string", "ref": "string", "name": "string", "outcome": "string",
    "stage": "string", "strength": "string", "hits": "int64", "first": "string", "last": "string",
    "window_begin": "string", "window_end": "string", "share": "double", "seen_recordings": "int64",
    "of_recordings": "int64", "explanation": "string", "id": "string",
}  # fmt: skip
"""Name and Arrow type; times are RFC 3339 text, since clocks in logs need not be times that a computer can hold."""


def findings_table(findings: Iterable[Finding]) -> pa.Table:
    """Return the table, its rows in the order of the findings."""
    import pyarrow as pa

    schema = pa.schema([(name, pa.type_for_alias(kind)) for name, kind in COLUMNS.items()])
    return pa.Table.from_pylist([_row(finding) for finding in findings], schema=schema)


def _row(finding: Finding) -> dict[str, Any]:
    behaviour, window, sensitivity = finding.behaviour, finding.window, finding.sensitivity
    return {
        "host": finding.host,
        "behaviour": behaviour.id,
        "kind": behaviour.kind.value,
        "ref": behaviour.ref,
        "name": behaviour.name,
        "outcome": finding.outcome.value,
        "stage": finding.stage.value if finding.stage else None,
        "strength": finding.strength.value if finding.strength else None,
        "hits": finding.hit_count,
        "first": finding.first,
        "last": finding.last,
        "window_begin": window.begin if window else None,
        "window_end": window.end if window else None,
        "share": finding.share,
        "seen_recordings": sensitivity.seen if sensitivity else None,
        "of_recordings": sensitivity.of if sensitivity else None,
        "explanation": finding.explanation,
        "id": finding.id,
    }
