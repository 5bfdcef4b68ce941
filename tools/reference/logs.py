"""docs/reference/logs.md: where each log lies, how long it is usually kept, and how to switch on what it records."""

from __future__ import annotations

from itertools import groupby

from tocsin.knowledge.logs import logs
from tocsin.model.logs import Log, LogRecords

HEAD = """# Logs: where they lie, how long they are kept, how to switch them on

The catalogue that verdicts are made by (`src/tocsin/knowledge/logs/`). Ids are those of `tocsin coverage` and of
packs. Written from it by `python -m tools.reference`; do not edit it.
"""


def page() -> str:
    """Return the page."""
    lines = [HEAD]
    ordered = sorted(logs(), key=lambda log: (_group(log), log.title.casefold()))
    for group, members in groupby(ordered, key=_group):
        lines += [f"## {group}", ""]
        for log in members:
            lines += [*_entry(log), ""]
    return "\n".join(lines).rstrip() + "\n"


def _group(log: Log) -> str:
    product = log.logsource.product or log.logsource.category or "others"
    return {"aws": "AWS", "gcp": "Google Cloud", "m365": "Microsoft 365"}.get(product, product.capitalize())


def _entry(log: Log) -> list[str]:
    lines = [f"### {_inert(log.title)}", "", f"`{log.id}`, Sigma's `{log.logsource}`.", ""]
    if log.paths:
        lines.append(f"- **Where:** {', '.join(f'`{path}`' for path in log.paths)}")
    if log.retention:
        lines.append(f"- **Kept:** {_inert(log.retention)}")
    lines.append(f"- **Switch on:** {_inert(log.remedy)}")
    told = [(_kind(records), records.remedy) for records in log.records if records.remedy]
    lines += [f"    - {kind}: {_inert(text)}" for kind, text in told if text]
    return lines


def _kind(records: LogRecords) -> str:
    events = ", ".join(map(str, records.event_ids))
    name = records.category or (records.data_component or "").lower() or "events"
    return f"{name} ({events})" if events else name


def _inert(text: str) -> str:
    return text.replace("\\", "\\\\").replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_").replace("[", "\\[")
