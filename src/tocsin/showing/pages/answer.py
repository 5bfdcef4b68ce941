"""The top of a verdict's page: the answer, the hosts, and the outcomes as a matrix of behaviours and hosts."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from tocsin.judging.wording import percent
from tocsin.knowledge.packs import packs
from tocsin.model.report import BehaviourKind
from tocsin.model.verdict import Finding, Outcome, Verdict
from tocsin.showing.arrange import Row, host_name, hosts, label, rows
from tocsin.showing.escape import html as safe
from tocsin.showing.outcomes import LOOKS, STAGES
from tocsin.showing.pages.markup import NAME, SENTENCE, bullets, count, isolated, mark, more, table
from tocsin.showing.times import day, short

Anchor = Callable[[Finding], str]
"""Gives the id of the place on the page where a finding is explained."""

HOSTS, COLUMNS, ROWS = 200, 24, 120

KINDS = {
    BehaviourKind.STEP: "Steps of the incident",
    BehaviourKind.VULNERABILITY: "Vulnerabilities",
    BehaviourKind.TECHNIQUE: "Techniques",
    BehaviourKind.TOOL: "Tools and malware",
    BehaviourKind.INDICATOR: "Indicators",
}


def headline(verdict: Verdict) -> str:
    """Return the answer in one line, plain text.

    The words are tocsin's own: nothing of the document or the logs is in them.
    """
    stage = f", as far as {verdict.stage.value}" if verdict.stage else ""
    concerned = sum(host.outcome is verdict.outcome for host in verdict.hosts)
    where = f", on {concerned} of {count(len(verdict.hosts), 'host')}" if verdict.hosts else ""
    return f"{verdict.outcome.value.capitalize()}{stage}{where}"


def answer(verdict: Verdict) -> str:
    """Return the block that answers the question."""
    look = LOOKS[verdict.outcome]
    document = verdict.report.document
    told = [safe(part, NAME) for part in (document.publisher, day(document.published)) if part]
    title = f"“{isolated(document.title)}”" if document.title else "a report without a title"
    meaning = STAGES[verdict.stage] if verdict.stage else ""
    stage = "" if meaning in verdict.statement else f"<p>{str(verdict.stage).capitalize()}: {meaning}.</p>"
    notes = bullets(safe(note, SENTENCE) for note in verdict.notes[:ROWS])
    return f"""<header class="answer {look.css}" id="answer">
<p class="kicker">tocsin on {title}{f" ({', '.join(told)})" if told else ""}</p>
<h1><span aria-hidden="true">{look.symbol}</span> {headline(verdict)}</h1>
<p class="statement">{safe(verdict.statement, SENTENCE * 2)}</p>
{stage}{notes}</header>
"""


def host_table(verdict: Verdict) -> str:
    """Return the hosts, worst first."""
    ordered = hosts(verdict)
    if not ordered:
        return "<p>No record of the evidence names a host.</p>"
    # a step may also have come out of the pack of a technique, of which the report has no behaviour of that name
    names = {f"{pack.id}/{step.id}": step.name for pack in packs() for step in pack.steps}
    names |= {
        row.behaviour.ref: row.behaviour.name for row in rows(verdict) if row.behaviour.kind is BehaviourKind.STEP
    }
    listed = (
        (
            isolated(host_name(host.name)),
            mark(host.outcome),
            host.stage.value if host.stage else "",
            _steps(host.steps, names),
            safe(short(host.first), NAME),
            safe(short(host.last), NAME),
        )
        for host in ordered[:HOSTS]
    )
    heads = ("Host", "Outcome", "How far", "Steps seen or tried", "First (UTC)", "Last (UTC)")
    return table("What is said of each host", heads, listed) + more(len(ordered) - HOSTS, "host")


def _steps(steps: tuple[str, ...], names: dict[str, str]) -> str:
    """Return the steps in their order, by name where the report's behaviours have one."""
    shown = [f"<li>{safe(names.get(step, step), NAME)}</li>" for step in steps[:20]]
    left = f"<li>and {len(steps) - 20} more</li>" if len(steps) > 20 else ""
    return f'<ol class="steps">{"".join(shown)}{left}</ol>' if shown else ""


def matrix(verdict: Verdict, anchor: Anchor) -> str:
    """Return behaviours × hosts with the outcome of each, and a legend; each cell leads to its finding."""
    found = rows(verdict)
    if not found:
        return ""
    order = [host.name for host in hosts(verdict)]
    order += [host for row in found for host in row.by_host if host not in order]
    present = {host for row in found for host in row.by_host}
    columns = [host for host in dict.fromkeys(order) if host in present]
    head = "".join(
        f'<th scope="col">{isolated(host_name(host), 80).replace(".", ".<wbr>")}</th>' for host in columns[:COLUMNS]
    )
    ranked = sorted(found[:ROWS], key=lambda row: list(KINDS).index(row.behaviour.kind))
    body = "".join(
        f'<tbody><tr><th class="kind" scope="rowgroup" colspan="{len(columns[:COLUMNS]) + 1}">{KINDS[kind]}</th></tr>\n'
        + "".join(_row(row, columns[:COLUMNS], anchor) for row in group)
        + "</tbody>\n"
        for kind, group in groupby(ranked, key=lambda row: row.behaviour.kind)
    )
    legend = "".join(f"<li>{mark(outcome)} {look.meaning}</li>\n" for outcome, look in LOOKS.items())
    return (
        f'<ul class="legend">\n{legend}</ul>\n'
        '<div class="scroll" tabindex="0" role="region" aria-label="Outcomes by behaviour and host">'
        '<table class="matrix"><caption>What the report describes (rows) on each host (columns)</caption>'
        f'<thead><tr><th scope="col">Behaviour</th>{head}</tr></thead>\n{body}</table></div>\n'
        + more(len(columns) - COLUMNS, "host")
        + more(len(found) - ROWS, "behaviour")
    )


def _row(row: Row, columns: list[str | None], anchor: Anchor) -> str:
    cells = "".join(_cell(row.by_host.get(host), anchor) for host in columns)
    return f'<tr><th scope="row">{isolated(label(row.behaviour), 160)}</th>{cells}</tr>\n'


def _cell(finding: Finding | None, anchor: Anchor) -> str:
    if finding is None:
        return '<td><span class="hidden">no finding</span></td>'
    look = LOOKS[finding.outcome]
    partial = finding.share is not None and finding.outcome is Outcome.PARTLY_BLIND
    # all hours recorded, and still no clean answer: how well the rules see it was never measured
    seen = "rules not measured" if finding.share == 1 else f"{percent(finding.share or 0)} could be seen"
    share = f"<small>{seen}</small>" if partial else ""
    return (
        f'<td class="cell {look.css}"><a href="#{anchor(finding)}"><span><span aria-hidden="true">{look.symbol}</span> '
        f"{finding.outcome.value}</span>{share}</a></td>"
    )
