"""The end of a verdict's page: what to switch on, coverage, files, rules, versions and books."""

from __future__ import annotations

from tocsin.model.evidence import Coverage
from tocsin.model.verdict import Verdict
from tocsin.showing.arrange import host_name, missing_logs
from tocsin.showing.escape import html as safe
from tocsin.showing.outcomes import COVERAGE_MEANS, NO_ACTOR
from tocsin.showing.pages.markup import NAME, SENTENCE, bullets, count, facts, isolated, more, table
from tocsin.showing.times import day, short

LISTED = 500
WANTED = 60
NOTES = 12


def wanted(verdict: Verdict) -> str:
    """Return what to switch on or look for, most worth having first; commands stand as text to copy."""
    missing = missing_logs(verdict)
    parts: list[str] = []
    for part in missing[:WANTED]:
        hosts = ", ".join(isolated(host_name(host), 80) for host in part.hosts[:8] if host is not None)
        rest = f" and {len(part.hosts) - 8} more" if len(part.hosts) > 8 else ""
        parts.append(
            f'<div class="wanted"><p><strong>{safe(part.what, SENTENCE)}</strong> '
            f"<span>would settle {count(part.findings, 'finding')}{f'; {hosts}{rest}' if hosts else ''}</span></p>"
            + (f'<pre class="remedy">{safe(part.remedy, SENTENCE)}</pre>' if part.remedy else "")
            + "</div>\n"
        )
    return "".join(parts) + more(len(missing) - WANTED, "missing log")


def coverage(verdict: Verdict) -> str:
    """Return the coverage of each log of each host."""
    if not verdict.coverage:
        return "<p>The evidence holds no log that could be read.</p>"
    logs: dict[tuple[str | None, str], list[Coverage]] = {}
    for source in verdict.coverage:
        logs.setdefault((source.host, source.log), []).append(source)
    rows = (_log(host, log, parts) for (host, log), parts in list(logs.items())[:LISTED])
    heads = ("Host", "Log", "First (UTC)", "Last (UTC)", "Hours", "Events", "Rejected", "Gaps, tampering, notes")
    body = table("Hours recorded by each log", heads, rows, numbers=frozenset({4, 5, 6}))
    return f"<p>{COVERAGE_MEANS}</p>\n{body}" + more(len(logs) - LISTED, "log")


def _log(host: str | None, log: str, parts: list[Coverage]) -> tuple[str, ...]:
    """Return the row of one log of one host, over all its files."""
    others = f" and {count(len(parts) - 1, 'more file')}" if len(parts) > 1 else ""
    return (
        isolated(host_name(host)),
        f"{isolated(log)}<br><small>{isolated(parts[0].path)}{others}</small>",
        safe(short(min((part.begin for part in parts if part.begin), default=None)), NAME),
        safe(short(max((part.end for part in parts if part.end), default=None)), NAME),
        f"{len({entry.hour for part in parts for entry in part.hours}):,}",
        f"{sum(part.events for part in parts):,}",
        f"{sum(part.rejected for part in parts):,}",
        _oddities(parts),
    )


def _oddities(parts: list[Coverage]) -> str:
    gaps = list(dict.fromkeys(gap for part in parts for gap in part.gaps))
    signs = list(dict.fromkeys(sign for part in parts for sign in part.tampering))
    notes = list(dict.fromkeys(note for part in parts for note in part.notes))
    said = [
        f"gap {safe(short(gap.begin), NAME)} to {safe(short(gap.end), NAME)}: {safe(gap.why, SENTENCE)}"
        for gap in gaps[:NOTES]
    ]
    said += [
        f"<strong>{safe(sign.kind, NAME)}</strong> {safe(short(sign.time), NAME)}: {safe(sign.detail, SENTENCE)}"
        for sign in signs[:NOTES]
    ]
    said += [safe(note, SENTENCE) for note in notes[:NOTES]]
    return bullets(said) + more(len(gaps) + len(signs) + len(notes) - len(said), "note")


def books(verdict: Verdict) -> str:
    """Return files read and not read, rules, versions, and the sums that must come out."""
    books, rules, versions = verdict.books, verdict.rules, verdict.versions
    document = verdict.report.document
    packs = ", ".join(f"{safe(name, NAME)} {safe(version, NAME)}" for name, version in versions.packs.items())
    told = facts(
        (
            ("Records", f"{books.records:,} = {books.events:,} events + {books.rejected:,} rejected"),
            ("Files", f"{books.files:,} read, {books.not_read:,} not read"),
            ("Rules", f"{rules.loaded:,} loaded, {rules.used:,} able to fire on these logs, {_unusable(verdict)}"),
            ("tocsin", safe(versions.tocsin, NAME)),
            ("Knowledge", safe(versions.knowledge, NAME)),
            ("Packs", packs),
            ("Rules, fingerprint", f"<code>{safe(versions.rules, NAME)}</code>"),
            ("Report, SHA-256", f"<code>{safe(document.sha256, NAME)}</code>"),
            ("Report, language", safe(document.language or "not recognised", NAME)),
        )
    )
    return told + _not_read(verdict) + _files(verdict) + _rules(verdict)


def _unusable(verdict: Verdict) -> str:
    return f"{len(verdict.rules.unusable):,} not usable"


def _not_read(verdict: Verdict) -> str:
    rows = (
        (isolated(missed.path), safe(missed.reason, SENTENCE), "" if missed.size is None else f"{missed.size:,}")
        for missed in verdict.not_read[:LISTED]
    )
    if not verdict.not_read:
        return ""
    body = table("Files that were not read", ("File", "Why", "Bytes"), rows, numbers=frozenset({2}))
    return body + more(len(verdict.not_read) - LISTED, "file")


def _files(verdict: Verdict) -> str:
    if not verdict.files:
        return ""
    rows = (
        (
            isolated(file.path),
            f"{safe(file.format, NAME)}<br><small>{safe(file.why, NAME)}</small>",
            f"{file.size:,}",
            f"{file.events:,}",
            f"{file.rejected:,}",
            f"{file.recovered:,}",
        )
        for file in verdict.files[:LISTED]
    )
    heads = ("File", "Read as, because", "Bytes", "Events", "Rejected", "Recovered")
    body = table("Files that were read", heads, rows, numbers=frozenset({2, 3, 4, 5}))
    return (
        f"<details><summary>{count(len(verdict.files), 'file')} read</summary>\n{body}"
        f"{more(len(verdict.files) - LISTED, 'file')}</details>\n"
    )


def _rules(verdict: Verdict) -> str:
    unusable = verdict.rules.unusable
    if not unusable:
        return ""
    rows = (
        (isolated(rule.path), "" if rule.line is None else str(rule.line), safe(rule.why, SENTENCE))
        for rule in unusable[:LISTED]
    )
    body = table("Rules that cannot be used", ("Rule", "Line", "Why"), rows, numbers=frozenset({1}))
    return (
        f"<details><summary>{count(len(unusable), 'rule')} that cannot be used</summary>\n{body}"
        f"{more(len(unusable) - LISTED, 'rule')}</details>\n"
    )


def said_use(verdict: Verdict) -> str:
    """Return who is said to have used this, by whom; and that nothing follows from it."""
    said = bullets(
        f"<strong>{isolated(use.actor)}</strong>, according to {isolated(use.said_by)}"
        f"{f', {safe(day(use.date), NAME)}' if use.date else ''} <small>({isolated(use.source)})</small>"
        for use in verdict.said_to_be_used_by[:LISTED]
    )
    return f"<p>{NO_ACTOR}</p>\n{said}"
