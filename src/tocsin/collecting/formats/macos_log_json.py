"""The unified log of macOS as `log show --style json` or `ndjson` writes it: an object an entry.

Out: one event an entry under Apple's names (`eventMessage`, `subsystem`, `category`, `processImagePath`, `processID`,
`messageType`, `senderImagePath`, …). `_log` is `unified`; times have their offset. Source: log(1).
"""

from __future__ import annotations

from tocsin.collecting.formats.json_tables import Event, Table, json_format
from tocsin.collecting.formats.macos_log import FAMILY, LOG

ENTRY = Table(FAMILY, LOG, ("timestamp",), ("hostName",))


def sort(value: Event) -> tuple[Table, Event] | None:
    """Return an entry; None: it is none."""
    own = "eventMessage" in value and "processImagePath" in value and ("machTimestamp" in value or "traceID" in value)
    return (ENTRY, value) if own and "timestamp" in value else None


FORMAT = json_format("macos-log-json", FAMILY, "entries of macOS' unified log", sort)
