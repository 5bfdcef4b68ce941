"""An incident across all reports: who says it was whom, who only condemns, denies or repeats; where they disagree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from tocsin.library.attribution import Position
from tocsin.library.conflicts import Conflict, Side
from tocsin.library.incident import Accusal, IncidentAnswer, Naming, Repeater, answer, incidents
from tocsin.library.sameness import SaidSame
from tocsin.model.errors import UsageError
from tocsin.serving.kept_pages import Kept
from tocsin.serving.moments_drawing import moments_drawing
from tocsin.serving.parameters import Refused
from tocsin.serving.relay_drawing import relay_drawing
from tocsin.serving.service import Service, service_of
from tocsin.serving.site import FOOTER, kept_answer, plain_page, site_page
from tocsin.showing.escape import html as safe
from tocsin.showing.pages.markup import NAME, SENTENCE, bullets, count, facts, isolated, more, section, table
from tocsin.showing.times import day

LISTED, ROWS, ACCUSED, ALL_SIDES = 60, 25, 40, 25
"""Rows of a table, of one accused's, accused, and sides of a conflict: a page of a few screens; JSON has all."""

QUOTED = 220
"""Characters of a sentence; the report's own page has all of it."""

GLANCED = 12
"""Names in a row, and accused, that are seen at a glance."""

SIDES = 5
"""Sides of a conflict that are seen without opening it."""

PLACES = 6
"""Reports that a row leads to."""

SORTS = {
    "group": "a group of operators",
    "body": "an office or service of a state",
    "person": "a person",
    "organisation": "an organisation",
    "state-backed": "actors said to be backed by a state; no group is named",
    "government": "a government",
    "country": "a state",
    "territory": "a territory: that it came from there, and not who did it",
    "unnamed": "nobody by name",
}
"""What sort of party is accused: one never follows from another."""


def listed(request: Request) -> Response:
    """Answer with all incidents that reports are about."""
    service = service_of(request)
    return kept_answer(request, service, lambda: _listed(service))


def _listed(service: Service) -> Kept:
    with service.shelves.library() as library:
        found = incidents(library)
    if not found:
        body = "<p>No report of the library is about an incident that tocsin knows.</p>\n"
        return plain_page(service, "Incidents", body, here="/incidents")
    rows = (
        (f'<a href="{path_of(one.id)}">{isolated(one.name)}</a>', f"{one.reports:,}", f"{one.claims:,}")
        for one in found
    )
    body = table(
        "Incidents, those of most reports first", ("Incident", "Reports", "Claims"), rows, numbers=frozenset({1, 2})
    )
    return plain_page(service, "Incidents", body, here="/incidents")


def path_of(incident: str) -> str:
    """Return where the page of an incident is."""
    return f"/incidents/{quote(incident.encode('utf-8', 'replace'), safe=':')}"


def asked_for(service: Service, name: str) -> IncidentAnswer:
    """Return what reports say of an incident; raises `Refused` for one that none is about."""
    try:
        with service.heavy, service.shelves.library() as library:
            return answer(library, name)
    except UsageError as error:
        raise Refused(404, "no report of the library is about this incident") from error


def one(request: Request) -> Response:
    """Answer with what all reports say of an incident."""
    service, name = service_of(request), request.path_params["id"]
    return kept_answer(request, service, lambda: _one(service, name))


def _one(service: Service, name: str) -> Kept:
    told = asked_for(service, name)
    parts = (
        ("glance", "At a glance", _glance(told)),
        ("who", "Who says it was whom", _accusals(told.attributed)),
        (
            "condemn",
            "Who condemns it, and names nobody as the doer",
            _positions("Condemn or demand", told.condemned_only),
        ),
        ("deny", "Who denies", _positions("Deny", told.denied)),
        ("refuse", "Who declined to say, or found no evidence", _positions("Declined", told.refused)),
        ("repeat", "Who merely repeats", _repeated(told.repeated)),
        ("relays", "Who repeats whom", relay_drawing(told.relays)),
        ("moved", "How the attribution moved", moments_drawing(told.timeline)),
        ("conflicts", "Where they do not agree", _conflicts(told.conflicts)),
        ("groups", "Groups that these reports name", _groups(told.groups)),
        ("same", "Who is said to be the same", _same(told.said_same)),
    )
    links = "".join(f'<li><a href="#{id_}">{title}</a></li>' for id_, title, body in parts if body)
    body = (
        f'{_head(told)}<nav aria-label="Contents"><ul>{links}</ul></nav>\n<main id="main">\n'
        f"{''.join(section(*part) for part in parts)}</main>\n{FOOTER}"
    )
    return site_page(service, told.name, body, here="/incidents")


def _head(told: IncidentAnswer) -> str:
    known = facts(
        (
            ("Reports", f"{told.reports:,}"),
            ("Speakers", f"{told.origins:,}, however often they are repeated"),
            ("States behind them", f"{told.states:,}" if told.states else ""),
            ("Known as", f"<code>{safe(told.incident, NAME)}</code>"),
        )
    )
    return (
        '<header class="answer not-checkable"><p class="kicker">What reports say of an incident. Claims, not facts; '
        f"nothing is merged because names are shared.</p>\n<h1>{isolated(told.name)}</h1>\n{known}</header>\n"
    )


def _glance(told: IncidentAnswer) -> str:
    rows = [
        *(
            (f"say that it was <strong>{isolated(one.accused)}</strong>", _speakers(one.positions), _sort(one.sort))
            for one in told.attributed[:GLANCED]
        ),
        ("condemn it, and name nobody as the doer", _speakers(told.condemned_only), ""),
        ("deny it", _speakers(told.denied), ""),
        ("declined to say, or found no evidence", _speakers(told.refused), ""),
        ("merely repeat others", ", ".join(dict.fromkeys(isolated(one.name) for one in told.repeated[:GLANCED])), ""),
    ]
    filled = [(who, what, note) for what, who, note in rows if who]
    return table("Who says what, in one row each", ("Who", "What", "Which is"), filled, stacked=True)


def _speakers(found: Iterable[Position]) -> str:
    """Return who speaks, those with words of their own first."""
    own = dict.fromkeys(isolated(one.speaker) for one in found if one.speaker and one.own)
    passed = dict.fromkeys(
        f"{name} <small>(known only from others)</small>"
        for one in found
        if one.speaker and not one.own and (name := isolated(one.speaker)) not in own
    )
    said = [*own, *passed]
    return ", ".join(said[:GLANCED]) + (f" and {len(said) - GLANCED:,} more" if len(said) > GLANCED else "")


def _sort(sort: str) -> str:
    return SORTS.get(sort, safe(sort, NAME))


def _accusals(found: Sequence[Accusal]) -> str:
    return "".join(map(_accusal, found[:ACCUSED])) + more(len(found) - ACCUSED, "name", "the JSON form")


def _accusal(one: Accusal) -> str:
    said = f"{isolated(one.accused)}: {count(one.origins, 'speaker')}"
    note = f'<p class="soft">{_sort(one.sort)}</p>\n'
    return f"<h3>{said}</h3>\n{note}{_positions(f'Say that it was {safe(one.accused, NAME)}', one.positions)}"


def _positions(caption: str, found: Sequence[Position]) -> str:
    if not found:
        return ""
    heads = ("Speaker", "What", "How sure", "First said", "Reports")
    body = table(caption, heads, map(_position, found[:ROWS]), stacked=True)
    return body.replace('class="words stacked"', 'class="words stacked positions"', 1) + more(
        len(found) - ROWS, "position", "the JSON form"
    )


def _position(one: Position) -> tuple[str, ...]:
    whom = ", ".join(isolated(name) for name in one.accused) or "nobody named"
    quoted = one.standings[0].quote if one.standings else ""
    words = f"<br><small>“{isolated(quoted, QUOTED)}”</small>" if quoted else ""
    return (
        isolated(one.speaker) if one.speaker else "nobody named",
        f"<em>{'did not ' if one.negated else ''}{safe(one.act, NAME)}</em> {whom}{words}",
        safe(", ".join((one.level, *one.bases)), NAME),
        safe(day(one.first), NAME),
        f"{_said(one)}: {_where(one)}",
    )


def _said(one: Position) -> str:
    passed = f"{one.relayed:,} passed on"
    own = f"{one.own:,} own"
    return f"{own}, {passed}" if one.own and one.relayed else own if one.own else passed


def _where(one: Position) -> str:
    reports = {standing.report: standing.name for standing in one.standings}
    links = ", ".join(
        f'<a href="/reports/{number}" title="{safe(name, NAME)}">{number}</a>'
        for number, name in [*reports.items()][:PLACES]
    )
    left = one.own + one.relayed - min(len(reports), PLACES)
    return f"{links} and {left:,} more" if left > 0 else links


def _repeated(found: Sequence[Repeater]) -> str:
    if not found:
        return ""
    hows = {"endorses": "acknowledges or supports"}
    rows = (
        (
            isolated(one.name),
            hows.get(one.how, "passes on"),
            ", ".join(map(isolated, one.whom[:12])),
            f"{one.reports:,}",
        )
        for one in found[:LISTED]
    )
    note = "<p>No origins: they have nothing of their own to say on who did it.</p>\n"
    heads = ("Who", "How", "Whom", "Reports")
    body = table("Those who merely repeat", heads, rows, numbers=frozenset({3}), stacked=True)
    return note + body + more(len(found) - LISTED, "name", "the JSON form")


def _conflicts(found: Sequence[Conflict]) -> str:
    return "".join(map(_conflict, found[:LISTED])) + more(len(found) - LISTED, "conflict", "the JSON form")


def _conflict(one: Conflict) -> str:
    kind = "" if one.kind in one.about else f' <span class="soft">({safe(one.kind, NAME)})</span>'
    rows = [f"<li>{_side(side, one.about)}</li>\n" for side in one.sides[:ALL_SIDES]]
    about = one.about[:1].upper() + one.about[1:]
    sides = f'<ul class="sides">{"".join(rows[:SIDES])}</ul>'
    if len(rows) > SIDES:
        rest = f'<ul class="sides">{"".join(rows[SIDES:])}</ul>'
        sides += f"<details><summary>and {count(len(rows) - SIDES, 'more side')}</summary>{rest}</details>"
    left = more(len(one.sides) - ALL_SIDES, "side", "the JSON form")
    return f'<div class="problem"><p><strong>{isolated(about, SENTENCE)}</strong>{kind}</p>{sides}{left}</div>\n'


def _side(side: Side, about: str) -> str:
    where = f' <a href="/reports/{side.report}">report {side.report}</a>' if side.report is not None else ""
    quoted = f"<br><small>“{isolated(side.quote, QUOTED)}”</small>" if side.quote and side.quote != about else ""
    return f"{isolated(side.speaker)}: <strong>{isolated(side.value, SENTENCE)}</strong>{where}{quoted}"


def _groups(found: Sequence[Naming]) -> str:
    if not found:
        return ""
    rows = ((isolated(one.group), _names(one.here), _names(one.elsewhere)) for one in found)
    return table("Groups", ("Group", "Named for this by", "Named for something else by"), rows, stacked=True)


def _names(found: Iterable[Position]) -> str:
    said = dict.fromkeys(isolated(one.speaker) if one.speaker else "nobody named" for one in found)
    return ", ".join([*said][:12]) or "nobody"


def _same(found: Sequence[SaidSame]) -> str:
    words = {"same": "is", "overlaps": "overlaps with", "part of": "is part of"}
    return bullets(
        f"{isolated(one.one)} {words.get(one.relation, safe(one.relation, NAME))} {isolated(one.other)}, says "
        f"{isolated(one.speaker) if one.speaker else 'a report'} "
        f'(<a href="/reports/{one.report}">report {one.report}</a>)<br><small>“{isolated(one.quote, QUOTED)}”</small>'
        for one in found[:LISTED]
    ) + more(len(found) - LISTED, "statement", "the JSON form")
