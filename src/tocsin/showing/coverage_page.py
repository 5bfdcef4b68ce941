"""Coverage as one HTML file: what is odd first, then a heat map, then every log, what was switched on, and the books.

Like the verdict's page it needs no network, no other file and no script.
"""

from __future__ import annotations

from tocsin.judging.hosts import host_names
from tocsin.model.evidence import Coverage, Gap, Inventory
from tocsin.showing.coverage_warnings import warnings
from tocsin.showing.escape import html as safe
from tocsin.showing.outcomes import COVERAGE_MEANS
from tocsin.showing.pages.frame import page
from tocsin.showing.pages.heat import heat_map
from tocsin.showing.pages.markup import NAME, SENTENCE, bullets, count, isolated, more, section, table
from tocsin.showing.times import minute, short

LISTED = 500
WARNED = 200
MISSING = 6
JSON = "coverage.json"


def coverage_page(inventory: Inventory) -> bytes:
    """Return the whole page."""
    skip = '<a class="skip" href="#main">Skip to the details</a>\n'
    return page("Coverage: which hours the logs recorded", skip + contents(inventory)).encode()


def contents(inventory: Inventory) -> str:
    """Return what stands in the page, for a page with more around it."""
    parts = (
        ("warnings", "What is odd", _warnings(inventory)),
        ("window", "The period asked for", _shares(inventory)),
        ("map", "When each log recorded", heat_map(inventory)),
        ("logs", "Hosts and their logs", _logs(inventory)),
        ("settings", "What was switched on", _settings(inventory)),
        ("unread", "What was not read", _not_read(inventory)),
        ("files", "Files and their books", _files(inventory)),
    )
    links = "".join(f'<li><a href="#{id_}">{title}</a></li>' for id_, title, body in parts if body)
    return (
        f'{_head(inventory)}<nav aria-label="Contents"><ul>{links}</ul></nav>\n<main id="main">\n'
        + "".join(section(*part) for part in parts)
        + "</main>\n<footer>Made by tocsin from the logs alone: the same input gives the same page. "
        "Nothing here was sent anywhere or fetched from anywhere.</footer>"
    )


def _head(inventory: Inventory) -> str:
    names = host_names(one.host for one in inventory.coverage)
    hosts = {names.of(one.host) for one in inventory.coverage if one.log}
    logs = {(names.of(one.host), one.log) for one in inventory.coverage if one.log}
    events = sum(file.events for file in inventory.files)
    rejected = sum(file.rejected for file in inventory.files)
    begins = sorted(one.begin for one in inventory.coverage if one.begin)
    ends = sorted(one.end for one in inventory.coverage if one.end)
    period = f", {safe(minute(begins[0]), NAME)} to {safe(minute(ends[-1]), NAME)} UTC" if begins and ends else ""
    return (
        f"<header><h1>{count(len(logs), 'log')} of {count(len(hosts), 'host')}{period}</h1>\n"
        f"<p>{events + rejected:,} records = {events:,} events + {rejected:,} rejected, in "
        f"{count(len(inventory.files), 'file')}; {count(len(inventory.not_read), 'file')} not read. {COVERAGE_MEANS} "
        "What happened in other hours cannot be seen in them.</p></header>\n"
    )


def _warnings(inventory: Inventory) -> str:
    said = warnings(inventory)
    if not said:
        return "<p>No gap, loss or sign of tampering was found.</p>"
    return bullets(safe(one, SENTENCE) for one in said[:WARNED]) + more(len(said) - WARNED, "warning", JSON)


def _shares(inventory: Inventory) -> str:
    if inventory.window is None:
        return ""
    begin, end = minute(inventory.window.begin), minute(inventory.window.end)
    rows = (
        (
            isolated(one.host or "(host not known)"),
            isolated(one.log),
            f'<meter class="share" min="0" max="1" value="{one.share:.4f}"></meter> {one.share:.1%}',
            f"{one.recorded:,} of {one.hours:,}",
            f"{one.damaged:,}",
            _missing(one.missing),
        )
        for one in inventory.shares[:LISTED]
    )
    heads = ("Host", "Log", "Share", "Hours", "Damaged", "Not recorded")
    caption = f"What could have been seen from {begin} to {end} UTC"
    body = table(caption, heads, rows, numbers=frozenset({3, 4}), stacked=True)
    return body + more(len(inventory.shares) - LISTED, "log", JSON)


def _missing(gaps: tuple[Gap, ...]) -> str:
    return bullets(
        f"{safe(minute(gap.begin), NAME)} to {safe(minute(gap.end), NAME)}: {safe(gap.why, SENTENCE)}"
        for gap in gaps[:MISSING]
    ) + more(len(gaps) - MISSING, "silence", JSON)


def _logs(inventory: Inventory) -> str:
    together: dict[tuple[str, str], list[Coverage]] = {}
    for one in inventory.coverage:
        together.setdefault((one.host or "(host not known)", one.log or "(none)"), []).append(one)
    rows = (
        (isolated(host), isolated(log), *_figures(parts)) for (host, log), parts in sorted(together.items())[:LISTED]
    )
    heads = ("Host", "Log", "First (UTC)", "Last (UTC)", "Hours", "Events", "Rejected", "Gaps", "Begins", "Files")
    body = table("Every log of every host", heads, rows, numbers=frozenset({4, 5, 6, 7, 9}), stacked=True)
    return body + more(len(together) - LISTED, "log", JSON)


def _figures(parts: list[Coverage]) -> tuple[str, ...]:
    begins = sorted(part.begin for part in parts if part.begin)
    ends = sorted(part.end for part in parts if part.end)
    starts = [part.start for part in parts if part.start and part.begin == (begins[0] if begins else None)]
    return (
        safe(short(begins[0])[:19], NAME) if begins else "no time",
        safe(short(ends[-1])[:19], NAME) if ends else "",
        f"{len({hour.hour for part in parts for hour in part.hours}):,}",
        f"{sum(part.events for part in parts):,}",
        f"{sum(part.rejected for part in parts):,}",
        f"{sum(len(part.gaps) for part in parts):,}",
        safe(starts[0], SENTENCE) if starts else "",
        f"{len({part.path for part in parts}):,}",
    )


def _settings(inventory: Inventory) -> str:
    told: dict[tuple[str, str], dict[str, tuple[int, str]]] = {}
    for one in inventory.coverage:
        own = told.setdefault((one.host or "(host not known)", one.log), {}) if one.settings else {}
        for setting in one.settings:
            events, state = own.get(setting.name, (0, "not seen"))
            if setting.state != "not seen":
                state = setting.state if not setting.detail else f"{setting.state}: {setting.detail}"
            own[setting.name] = (events + setting.events, state)
    rows = (
        (
            isolated(host),
            isolated(log),
            ", ".join(
                f"{safe(name, NAME)} <small>({events:,}{_remark(state)})</small>"
                for name, (events, state) in sorted(own.items())
                if events
            ),
            safe(", ".join(name for name, (events, _) in sorted(own.items()) if not events), SENTENCE),
        )
        for (host, log), own in list(told.items())[:LISTED]
    )
    if not told:
        return ""
    heads = ("Host", "Log", "Recorded (events)", "Not seen: off, or nothing of the kind happened")
    body = table("Audit sub-categories and kinds of events", heads, rows, stacked=True)
    return body + more(len(told) - LISTED, "log", JSON)


def _remark(state: str) -> str:
    return "" if state == "recorded" else f"; {safe(state.removeprefix('recorded: '), NAME)}"


def _not_read(inventory: Inventory) -> str:
    if not inventory.not_read:
        return ""
    first = sorted(inventory.not_read, key=lambda one: one.log_id is None)
    rows = (
        (
            isolated(one.path),
            safe(one.log_id or "", NAME),
            safe(one.reason, SENTENCE),
            "" if one.size is None else f"{one.size:,}",
        )
        for one in first[:LISTED]
    )
    heads = ("File", "Log", "Why", "Bytes")
    body = table("Not read, logs first", heads, rows, numbers=frozenset({3}), stacked=True)
    return body + more(len(first) - LISTED, "file", JSON)


def _files(inventory: Inventory) -> str:
    if not inventory.files:
        return ""
    rows = (
        (
            isolated(file.path),
            f"{safe(file.format, NAME)}<br><small>{safe(file.why, NAME)}</small>",
            safe(file.times or "", NAME),
            f"{file.size:,}",
            f"{file.events:,}",
            f"{file.rejected:,}",
            f"{file.recovered:,}",
        )
        for file in inventory.files[:LISTED]
    )
    heads = ("File", "Format", "Times", "Bytes", "Events", "Rejected", "Recovered")
    body = table("Files that were read", heads, rows, numbers=frozenset({3, 4, 5, 6}))
    return body + more(len(inventory.files) - LISTED, "file", JSON)
