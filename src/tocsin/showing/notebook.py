"""A verdict as a notebook shows it: the answer, the hosts, the matrix, and what to switch on, in one piece of HTML.

In: a verdict. Out: markup without script, with styles of its own that touch nothing else of the notebook. The class of
the outermost element and the text strangers wrote are all that the notebook gets; links lead nowhere.
"""

from __future__ import annotations

from tocsin.judging.wording import percent
from tocsin.model.verdict import Outcome, Verdict
from tocsin.showing.arrange import host_name, hosts, label, missing_logs, rows
from tocsin.showing.escape import html as safe
from tocsin.showing.outcomes import LOOKS, STAGES
from tocsin.showing.pages.answer import headline
from tocsin.showing.pages.markup import NAME, SENTENCE, count
from tocsin.showing.times import short

ROWS, HOSTS, WANTED = 60, 12, 5

_CELL = "border:1px solid #8884;padding:.2em .5em;text-align:left;vertical-align:top"
_SHAPES = "font-weight:600;white-space:nowrap"


def render(verdict: Verdict) -> str:
    """Return the markup."""
    look = LOOKS[verdict.outcome]
    notes = "".join(f"<li>{safe(note, SENTENCE)}</li>" for note in verdict.notes[:WANTED])
    return (
        f'<div class="tocsin-verdict"><p style="font-size:1.3em;font-weight:700;border-left:.4em solid {look.hex};'
        f'padding-left:.5em">{look.symbol} {headline(verdict)}</p>'
        f"<p>{safe(verdict.statement, SENTENCE * 2)}</p>"
        + (f"<ul>{notes}</ul>" if notes else "")
        + _hosts(verdict)
        + _matrix(verdict)
        + _wanted(verdict)
        + "<p>Findings as a table: <code>verdict.polars()</code>, <code>.arrow()</code>, <code>.duckdb()</code>; the "
        'whole page: <code>tocsin.show(verdict, "html")</code>.</p></div>'
    )


def _mark(outcome: Outcome) -> str:
    look = LOOKS[outcome]
    # the colour stands beside the words and not behind them: it need not be readable on any ground
    return f'<span style="{_SHAPES};border-left:.5em solid {look.hex};padding-left:.4em">{look.symbol} {outcome}</span>'


def _hosts(verdict: Verdict) -> str:
    listed = hosts(verdict)
    body = "".join(
        _row(
            "td",
            safe(host_name(host.name), NAME),
            _mark(host.outcome),
            STAGES[host.stage] if host.stage else "",
            safe(short(host.first), NAME),
            safe(short(host.last), NAME),
        )
        for host in listed[:HOSTS]
    )
    return _table(
        _row("th", "Host", "Outcome", "How far", "First (UTC)", "Last (UTC)"), body, len(listed) - HOSTS, "host"
    )


def _matrix(verdict: Verdict) -> str:
    found = rows(verdict)
    named = [host.name for host in hosts(verdict)]
    columns = list(dict.fromkeys((*named, *(host for row in found for host in row.by_host))))[:HOSTS]
    body = "".join(
        _row(
            "td",
            safe(label(row.behaviour), NAME),
            *(
                "" if (finding := row.by_host.get(host)) is None else _mark(finding.outcome) + _share(finding.share)
                for host in columns
            ),
        )
        for row in found[:ROWS]
    )
    head = _row("th", "Behaviour", *(safe(host_name(host), 80) for host in columns))
    return _table(head, body, len(found) - ROWS, "behaviour")


def _share(share: float | None) -> str:
    return "" if share is None or share == 1 else f"<br><small>{percent(share)} visible</small>"


def _wanted(verdict: Verdict) -> str:
    items = "".join(
        f"<li><b>{safe(one.what, SENTENCE)}</b>: would settle {count(one.findings, 'finding')}"
        + (f"<br><code>{safe(one.remedy, SENTENCE)}</code>" if one.remedy else "")
        + "</li>"
        for one in missing_logs(verdict)[:WANTED]
    )
    return f"<p><b>What would change this most</b></p><ol>{items}</ol>" if items else ""


def _table(head: str, body: str, left: int, word: str) -> str:
    if not body:
        return ""
    more = f"<p>and {count(left, f'more {word}')}</p>" if left > 0 else ""
    return f'<table style="border-collapse:collapse"><thead>{head}</thead><tbody>{body}</tbody></table>{more}'


def _row(tag: str, *cells: str) -> str:
    return "<tr>" + "".join(f'<{tag} style="{_CELL}">{cell}</{tag}>' for cell in cells) + "</tr>"
