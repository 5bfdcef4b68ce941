"""What members answered about a report: who could have seen it, who saw it, and what is missing where.

The answers are verdicts without log values (`tocsin check --share`, `tocsin library answers`).
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from tocsin.library.answers import Picture, picture
from tocsin.model.errors import UsageError
from tocsin.model.verdict import Outcome
from tocsin.serving.kept_pages import Kept
from tocsin.serving.parameters import Refused
from tocsin.serving.report_pages import number_of
from tocsin.serving.service import Service, service_of
from tocsin.serving.site import kept_answer, plain_page
from tocsin.showing.escape import html as safe
from tocsin.showing.outcomes import rank
from tocsin.showing.pages.markup import NAME, bullets, count, isolated, mark, more, section, table

LISTED = 300


def show(request: Request) -> Response:
    """Answer with the picture."""
    service, number = service_of(request), number_of(request)
    return kept_answer(request, service, lambda: _page(service, number))


def asked_for(service: Service, number: int) -> Picture:
    """Return what members answered about a report; raises `Refused` if nobody did."""
    try:
        with service.shelves.library() as library:
            return picture(library, str(number))
    except UsageError as error:
        raise Refused(404, "nobody answered about this report") from error


def _page(service: Service, number: int) -> Kept:
    told = asked_for(service, number)
    rows = (
        (isolated(one.name), _outcomes(one.outcomes), f"{one.could:,}", f"{one.partly:,}", f"{one.blind:,}")
        for one in told.rows[:LISTED]
    )
    heads = ("What", "Outcomes", "Could have seen it", "Partly blind", "Blind")
    asked = f'<a href="/reports/{number}">{isolated(told.title or "the report")}</a>'
    body = (
        f"<p>{count(told.members, 'member')} answered about {asked}: {_outcomes(told.outcomes)}</p>\n"
        + section("hit", "Something was seen at", bullets(isolated(member) for member in told.hit))
        + section(
            "rows",
            "Could it have been seen?",
            table("Members, by what was asked for", heads, rows, numbers=frozenset({2, 3, 4}), stacked=True)
            + more(len(told.rows) - LISTED, "behaviour", "the JSON form"),
        )
        + section(
            "missing",
            "Logs that are missing",
            bullets(f"{isolated(log)}: {count(members, 'member')}" for log, members in told.missing[:LISTED]),
        )
        + section(
            "versions",
            "Answered with",
            bullets(f"tocsin {safe(version, NAME)}: {count(members, 'member')}" for version, members in told.versions),
        )
    )
    return plain_page(service, f"Members’ answers: {told.title or 'a report'}", body, here="/")


def _outcomes(found: Mapping[Outcome, int]) -> str:
    return " ".join(f"{mark(outcome)} {found[outcome]:,}" for outcome in sorted(found, key=rank))
