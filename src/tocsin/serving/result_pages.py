"""Verdicts that lie in the folders of results, each as its one-file page has it; and the coverage of the estate."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response

from tocsin.model.evidence import Inventory
from tocsin.model.verdict import Outcome
from tocsin.serving import judged
from tocsin.serving.kept_pages import Kept
from tocsin.serving.parameters import Refused
from tocsin.serving.results import Result
from tocsin.serving.service import Service, service_of
from tocsin.serving.site import kept_answer, plain_page, site_page
from tocsin.showing import coverage_page, page
from tocsin.showing.escape import html as safe
from tocsin.showing.outcomes import rank
from tocsin.showing.pages.markup import NAME, SENTENCE, count, isolated, mark, table


def verdicts(request: Request) -> Response:
    """Answer with all verdicts, those that want attention first."""
    service = service_of(request)
    return kept_answer(request, service, lambda: _verdicts(service))


def _verdicts(service: Service) -> Kept:
    found = sorted(judged.listed(service), key=lambda one: (_order(one), one.name))
    if not found:
        told = (
            "<p>There is no verdict. <code>tocsin check REPORT EVIDENCE... --out DIR</code> makes one, and "
            "<code>tocsin serve --results DIR</code> shows it.</p>\n"
        )
        return plain_page(service, "Verdicts", told, here="/verdicts")
    rows = (
        (
            _outcome(one),
            _about(one),
            safe(one.statement or one.why or "", SENTENCE),
            f"{one.hosts:,}" if one.hosts else "",
        )
        for one in found
    )
    heads = ("Outcome", "Report", "Statement", "Hosts")
    body = table("Verdicts, those that want attention first", heads, rows, numbers=frozenset({3}), stacked=True)
    return plain_page(service, "Verdicts", f"<p>{count(len(found), 'verdict')}.</p>\n{body}", here="/verdicts")


def _order(one: Result) -> int:
    return rank(Outcome(one.outcome)) if one.outcome else len(Outcome)


def _outcome(one: Result) -> str:
    if one.outcome is None:
        return "not readable"
    stage = f"<br><small>{safe(one.stage, NAME)}</small>" if one.stage else ""
    return mark(Outcome(one.outcome)) + stage


def _about(one: Result) -> str:
    name = f"<small>{isolated(one.name)}</small>"
    title = isolated(one.title or "a report without a title")
    return f'<a href="/verdicts/{one.id}">{title}</a><br>{name}' if one.why is None else name


def verdict(request: Request) -> Response:
    """Answer with one verdict."""
    service, id_ = service_of(request), request.path_params["id"]
    return kept_answer(request, service, lambda: _verdict(service, id_))


def _verdict(service: Service, id_: str) -> Kept:
    found = judged.verdict_by(service, id_)
    if found is None:
        raise Refused(404, "there is no such verdict")
    return site_page(service, page.title_of(found), page.contents(found), here="/verdicts", scripts=page.SCRIPTS)


def coverage(request: Request) -> Response:
    """Answer with the coverage of everything that results tell of."""
    service = service_of(request)
    return kept_answer(request, service, lambda: _coverage(service))


def _coverage(service: Service) -> Kept:
    told = list(judged.inventories(service))
    if not told:
        body = (
            "<p>Nothing is known of any log. <code>tocsin coverage EVIDENCE... --format json --out DIR/coverage.json"
            "</code> says what there is, <code>tocsin serve --results DIR</code> shows it; verdicts tell, too.</p>\n"
        )
        return plain_page(service, "Coverage of the estate", body, here="/coverage")
    names = ", ".join(isolated(name) for name, _ in told[:20])
    more = f" and {len(told) - 20:,} more" if len(told) > 20 else ""
    beside = (
        '<aside class="beside-report" aria-label="Where this is from"><p>Coverage of the estate, '
        f"from {count(len(told), 'result')}: {names}{more}.</p></aside>\n"
    )
    whole = estate(inventory for _, inventory in told)
    return site_page(service, "Coverage of the estate", beside + coverage_page.contents(whole), here="/coverage")


def estate(told: Iterable[Inventory]) -> Inventory:
    """Return all inventories as one; a log or file that several tell of in the same words is there once."""
    parts = list(told)
    return Inventory(
        coverage=tuple(dict.fromkeys(one for part in parts for one in part.coverage)),
        files=tuple(dict.fromkeys(one for part in parts for one in part.files)),
        not_read=tuple(dict.fromkeys(one for part in parts for one in part.not_read)),
    )
