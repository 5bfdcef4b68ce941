"""The first page: a search over all reports, and the reports themselves, the last added first."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from tocsin.library.store import Shelved
from tocsin.serving.kept_pages import Kept
from tocsin.serving.parameters import NUMBER, Parameter, values
from tocsin.serving.service import Service, service_of
from tocsin.serving.site import kept_answer, plain_page
from tocsin.showing.escape import html as safe
from tocsin.showing.pages.markup import NAME, count, isolated
from tocsin.showing.times import day

PAGE = 50
PARAMETERS = (
    Parameter("q", "words that all stand in a report", most=500),
    Parameter("before", "only reports added before the one of this number", "integer", most=NUMBER),
)


def search(request: Request) -> Response:
    """Answer with what was searched for, or with the reports last added."""
    service = service_of(request)
    asked = values(request.query_params, PARAMETERS)
    words, before = str(asked.get("q", "")).strip(), asked.get("before")
    return kept_answer(request, service, lambda: _page(service, words, before), words, before)


def _page(service: Service, words: str, before: int | None) -> Kept:
    with service.shelves.library() as library:
        whole = len(library)
        found = library.search(words, PAGE + 1) if words else library.recent(PAGE + 1, before=before)
    shown = found[:PAGE]
    if words:
        more = f"more than {PAGE}; the best are shown" if len(found) > PAGE else count(len(found), "report")
        told = f"{more} of {whole:,} with all of the words <q>{safe(words, NAME)}</q>."
    elif not whole:
        told = "The library is empty. <code>tocsin library add REPORTS/</code> fills it."
    else:
        told = f"{count(whole, 'report')}, the last added first."
    body = f'{form(words)}<p role="status">{told}</p>\n{shelf(shown)}{_older(shown, found, words)}'
    title = f"Search: {words}" if words else "Reports"
    return plain_page(service, title, body, here="/")


def form(words: str) -> str:
    """Return the field for what is searched for."""
    return (
        '<form class="ask" role="search" action="/" method="get"><label class="wide" for="q">Words in reports'
        f'<input id="q" name="q" type="search" maxlength="500" value="{safe(words, 500)}"></label>'
        "<button>Search</button></form>\n"
    )


def shelf(reports: Sequence[Shelved]) -> str:
    """Return reports as a list, each with what is known of it."""
    return f'<ul class="shelf">{"".join(map(_report, reports))}</ul>\n' if reports else ""


def _report(one: Shelved) -> str:
    told = [
        isolated(one.publisher) if one.publisher else "",
        safe(day(one.published), NAME),
        f"version {safe(one.version, 40)}" if one.version else "",
        count(one.claims, "claim"),
        f"{one.versions} versions of it" if one.versions > 1 else "",
        f"added {safe(day(one.added), NAME)}",
    ]
    title = isolated(one.title or one.name) or "untitled"
    return (
        f'<li><h2><a href="/reports/{one.id}">{title}</a></h2>'
        f'<p class="soft">{" · ".join(part for part in told if part)}</p></li>\n'
    )


def _older(shown: Sequence[Shelved], found: Sequence[Shelved], words: str) -> str:
    if words or len(found) == len(shown):
        return ""
    return f'<p><a href="/?{urlencode({"before": shown[-1].id})}">Older reports</a></p>\n'
