"""A report of the library as its one-file page has it, with its versions beside; and what a version changed."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from tocsin.library.changes import Change, changes
from tocsin.library.store import Library, Shelved
from tocsin.model.report import Report
from tocsin.serving.kept_pages import Kept
from tocsin.serving.parameters import NUMBER, Parameter, Refused, values, whole
from tocsin.serving.service import Service, service_of
from tocsin.serving.site import kept_answer, plain_page, site_page
from tocsin.showing.escape import html as safe
from tocsin.showing.pages.markup import NAME, SENTENCE, bullets, count, isolated, more, section
from tocsin.showing.report_page import contents, title_of
from tocsin.showing.times import day

SINCE = Parameter("since", "the number of the earlier version", "integer", least=1, most=NUMBER, needed=True)
LISTED = 500


def number_of(request: Request) -> int:
    """Return the number of a report in the path; raises `Refused` for what is none."""
    number = whole(request.path_params["number"])
    if number is None:
        raise Refused(404, "there is no such report in the library")
    return number


def known(library: Library, number: int) -> Report:
    """Return a report; raises `Refused` for a number that is none."""
    if library.connection.execute("SELECT 1 FROM reports WHERE id = ?", (number,)).fetchone() is None:
        raise Refused(404, f"there is no report {number} in the library")
    return library.report(number)


def report(request: Request) -> Response:
    """Answer with a report."""
    service, number = service_of(request), number_of(request)
    return kept_answer(request, service, lambda: _page(service, number))


def _page(service: Service, number: int) -> Kept:
    with service.shelves.library() as library:
        found = known(library, number)
        own = library.recent(1, before=number + 1)[0]
        versions = library.of_series(own.series)
        answered = _answered(library, versions)
    return site_page(
        service, title_of(found), _beside(own, versions, found, answered=answered) + contents(found), here="/"
    )


def _answered(library: Library, versions: Sequence[Shelved]) -> bool:
    query = "SELECT 1 FROM answers WHERE document = ?"
    return any(library.connection.execute(query, (one.sha256,)).fetchone() for one in versions)


def _beside(own: Shelved, versions: Sequence[Shelved], found: Report, *, answered: bool) -> str:
    told = [f"Report {own.id}, added {safe(day(own.added), NAME)} as {isolated(own.name)}."]
    if len(versions) > 1:
        places = [one.id for one in versions].index(own.id)
        links = ", ".join(
            f"<strong>{_version(one)}</strong>"
            if one.id == own.id
            else f'<a href="/reports/{one.id}">{_version(one)}</a>'
            for one in versions
        )
        told.append(f"Versions: {links}.")
        if places:
            earlier = versions[places - 1].id
            told.append(f'<a href="/reports/{own.id}/changes?since={earlier}">What this version changed</a>.')
    incidents = ", ".join(
        f'<a href="/incidents/{safe(one.id, NAME)}">{safe(one.name, NAME)}</a>' for one in found.incidents
    )
    if incidents:
        told.append(f"What all reports say of it: {incidents}.")
    if answered:
        told.append(f'<a href="/reports/{own.id}/picture">What members answered about it</a>.')
    told.append(
        f'For programs: <a href="/api/v1/reports/{own.id}">JSON</a>, <a href="/api/v1/reports/{own.id}/stix">STIX</a>.'
    )
    return f'<aside class="beside-report" aria-label="In the library"><p>{" ".join(told)}</p></aside>\n'


def _version(one: Shelved) -> str:
    return safe(one.version or day(one.published) or f"number {one.id}", NAME)


def changed(request: Request) -> Response:
    """Answer with what a version of a report has that an earlier one has not, and the other way round."""
    service, number = service_of(request), number_of(request)
    since = values(request.query_params, (SINCE,))["since"]
    return kept_answer(request, service, lambda: _changes(service, since, number), since)


def _changes(service: Service, since: int, number: int) -> Kept:
    with service.shelves.library() as library:
        earlier, later = known(library, since), known(library, number)
    found = changes(earlier, later, names=(str(since), str(number)))
    again = found.to_check()
    body = (
        f'<p>From <a href="/reports/{since}">report {since}</a> to '
        f'<a href="/reports/{number}">report {number}</a>.</p>\n'
        + section("added", f"Added: {len(found.added):,}", _listed(found.added))
        + section("removed", f"Removed: {len(found.removed):,}", _listed(found.removed))
    )
    if again:
        body += (
            f'<p class="told">A check of the earlier version did not look for {count(len(again), "behaviour")}.</p>\n'
        )
    return plain_page(service, f"What changed in {title_of(later)}", body, here="/")


def _listed(found: Sequence[Change]) -> str:
    if not found:
        return "<p>Nothing.</p>"
    shown = bullets(
        f'<span class="soft">{safe(one.kind, NAME)}</span> {isolated(one.value, SENTENCE)}' for one in found[:LISTED]
    )
    return shown + more(len(found) - LISTED, "change", "the JSON form")
