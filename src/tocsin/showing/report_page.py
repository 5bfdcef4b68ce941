"""A report as one HTML file: objections first, then the document with its highlights beside the claims and traces.

A highlight leads to its claim or objection, and each of those shows its sentence. Like the verdict's page it needs no
network, no other file and no script.
"""

from __future__ import annotations

from itertools import groupby

from tocsin.model.report import Report
from tocsin.showing.arrange import label
from tocsin.showing.escape import html as safe
from tocsin.showing.pages.answer import KINDS
from tocsin.showing.pages.document import claims, marked_text, problems
from tocsin.showing.pages.frame import page
from tocsin.showing.pages.markup import NAME, SENTENCE, bullets, count, facts, isolated, more, period, section, table
from tocsin.showing.technique_basis import only_described, sentence
from tocsin.showing.times import day

TEXT = 300_000
"""Characters of the document on the page."""

LISTED = 500


def render(report: Report) -> str:
    """Return the whole page."""
    skip = '<a class="skip" href="#main">Skip to the report</a>\n'
    return page(f"{title_of(report)} – read by tocsin", skip + contents(report))


def title_of(report: Report) -> str:
    """Return what a report is called, unescaped."""
    return report.document.title or "Document without a title"


def contents(report: Report) -> str:
    """Return what stands in the page, for a page with more around it."""
    found = problems(report)
    return (
        _head(report, title_of(report))
        + '<main id="main">\n'
        + section("problems", "What does not fit", found or "<p>Nothing was found that does not fit.</p>")
        + '<div class="beside">\n'
        + section("text", "The document", marked_text(report, TEXT))
        + '<div class="rail" tabindex="0" role="region" aria-label="Claims">'
        + section("claims", "Who claims what", claims(report, beside=TEXT))
        + "</div></div>\n"
        + section("incidents", "Incidents", _incidents(report))
        + section("victims", "Said to be hit", _victims(report))
        + section("traces", "What would leave traces", _behaviours(report))
        + section("described", "Techniques described, not named", _described(report))
        + section("indicators", "Indicators", _indicators(report))
        + "</main>\n<footer>Made by tocsin from the document alone. Nothing was sent or fetched.</footer>"
    )


def _head(report: Report, title: str) -> str:
    document = report.document
    told = facts(
        (
            ("Publisher", isolated(document.publisher) if document.publisher else ""),
            ("Published", safe(day(document.published), NAME)),
            ("Version", safe(document.version or "", NAME)),
            ("Language", safe(document.language or "not recognised", NAME)),
            ("Length", count(document.characters, "character")),
            ("SHA-256", f"<code>{safe(document.sha256, NAME)}</code>"),
        )
    )
    sums = ", ".join(
        (
            count(len(report.problems), "objection"),
            count(len(report.claims), "claim"),
            count(len(report.behaviours), "behaviour"),
        )
    )
    return (
        f'<header class="answer not-checkable"><p class="kicker">A report, read by tocsin: {sums}</p>\n'
        f"<h1>{isolated(title)}</h1>\n{told}</header>\n"
    )


def _incidents(report: Report) -> str:
    return bullets(
        f"<strong>{safe(incident.name, NAME)}</strong>, known by its {safe(incident.basis, NAME)}"
        f"{f', {period(incident.window)}' if incident.window else ''}"
        f"<br><small>{', '.join(safe(cve, 40) for cve in incident.vulnerabilities[:50])}</small>"
        for incident in report.incidents[:LISTED]
    )


def _victims(report: Report) -> str:
    victims = report.victims
    named = dict.fromkeys(
        isolated(victim.name) for victim in (*victims.sectors, *victims.countries, *victims.organisations)
    )
    return bullets([*named][:LISTED])


def _behaviours(report: Report) -> str:
    if not report.behaviours:
        return "<p>Nothing in the document leaves a trace that could be looked for.</p>"
    order = list(KINDS)
    ranked = sorted(report.behaviours, key=lambda behaviour: order.index(behaviour.kind))
    return "".join(
        f"<h3>{KINDS[kind]}</h3>\n{bullets(isolated(label(behaviour)) for behaviour in list(group)[:LISTED])}"
        for kind, group in groupby(ranked, key=lambda behaviour: behaviour.kind)
    )


def _described(report: Report) -> str:
    found = sorted(only_described(report).values(), key=lambda mention: (-(mention.score or 0), mention.id))
    if not found:
        return ""
    rows = (
        (
            f"{safe(mention.id, NAME)} {safe(mention.name or '', NAME)}",
            f"{mention.score:.2f}",
            isolated(sentence(report, mention), SENTENCE),
        )
        for mention in found[:LISTED]
    )
    said = "Told by a small model from single sentences; the score is how often reports with such a sentence have it."
    return f"<p>{said}</p>\n" + table("Techniques by description", ("Technique", "Score", "Sentence"), rows)


def _indicators(report: Report) -> str:
    if not report.indicators:
        return ""
    rows = (
        (
            safe(given.type, NAME),
            f"<code>{isolated(given.value)}</code>",
            period(given.window),
            safe(given.guard or "", SENTENCE),
        )
        for given in report.indicators[:LISTED]
    )
    body = table("Observable values the document gives", ("Kind", "Value", "Valid", "Reservation"), rows)
    return body + more(len(report.indicators) - LISTED, "indicator", "the JSON form")
