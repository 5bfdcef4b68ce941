"""A verdict as one HTML file: no network, no other file, readable without script, on paper, in the dark and on a phone.

The order is that of the reader's questions: the answer; on which hosts; may I rely on it; what exactly, where and when;
who claims what; what to do about the blind spots; and everything it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.model.hits import Hit
from tocsin.model.verdict import Finding, Verdict
from tocsin.showing.arrange import carried_hits, findings_of_hits
from tocsin.showing.pages.answer import answer, headline, host_table, matrix
from tocsin.showing.pages.document import claims, problems
from tocsin.showing.pages.findings import anchors, findings, groups
from tocsin.showing.pages.frame import page
from tocsin.showing.pages.hits import all_hits
from tocsin.showing.pages.hours import time_line
from tocsin.showing.pages.markup import section
from tocsin.showing.pages.sources import books, coverage, said_use, wanted

SCRIPTS = ("page.js", "hits.js")


def render(verdict: Verdict, hits: Iterable[Hit] | None = None) -> str:
    """Return the whole page; `hits` are all there are, without them those that the findings carry."""
    skip = '<a class="skip" href="#main">Skip to the details</a>\n'
    return page(title_of(verdict), skip + contents(verdict, hits), scripts=SCRIPTS)


def title_of(verdict: Verdict) -> str:
    """Return what a verdict is called: its answer, and the report's title, unescaped."""
    return f"{headline(verdict)} – {verdict.report.document.title or 'tocsin'}"


def contents(verdict: Verdict, hits: Iterable[Hit] | None = None) -> str:
    """Return what stands in the page, for a page with more around it, which has the same `SCRIPTS`."""
    grouped = groups(verdict)
    places = anchors(grouped)
    belongs = findings_of_hits(verdict)
    given = carried_hits(verdict) if hits is None else hits

    def anchor(finding: Finding) -> str:
        return places[id(finding)]

    parts = (
        ("hosts", "Hosts", host_table(verdict)),
        ("problems", "What does not fit in the report", problems(verdict.report)),
        ("outcomes", "Outcomes at a glance", matrix(verdict, anchor)),
        ("hours", "When, over the hours that were visible", time_line(verdict, anchor)),
        ("findings", "Findings", findings(grouped, places)),
        ("hits", "All hits", all_hits(given, lambda hit: belongs.get((hit.rule.id, hit.host)), anchor)),
        ("claims", "Who claims what", claims(verdict.report)),
        ("missing", "What was missing, and what to switch on", wanted(verdict)),
        ("said", "Who is said to have used it", said_use(verdict)),
        ("coverage", "Coverage", coverage(verdict)),
        ("books", "Sources, versions, books", books(verdict)),
    )
    links = "".join(f'<li><a href="#{id_}">{title}</a></li>' for id_, title, body in parts if body)
    body = "".join(section(*part) for part in parts)
    return (
        f'{answer(verdict)}<nav aria-label="Contents"><ul>{links}</ul></nav>\n<main id="main">\n{body}</main>\n'
        "<footer>Made by tocsin from the report and the logs alone: the same input gives the same page. "
        "Nothing here was sent anywhere or fetched from anywhere.</footer>"
    )
