"""The findings of a verdict's page: with hits, each by itself with its raw records; without, grouped by behaviour."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.judging.wording import percent
from tocsin.model.hits import Hit, Place
from tocsin.model.report import Behaviour
from tocsin.model.verdict import Finding, Outcome, Verdict
from tocsin.showing.arrange import blind_spots, by_outcome, host_name, label, log_name
from tocsin.showing.escape import html as safe
from tocsin.showing.outcomes import LOOKS, STAGES, STRENGTHS
from tocsin.showing.pages.markup import (
    NAME,
    SENTENCE,
    VALUE,
    bullets,
    count,
    facts,
    isolated,
    mark,
    more,
    period,
    table,
)
from tocsin.showing.times import short

HITS = 200
"""Hits of one finding on the page; `hits.jsonl` has all."""

GROUPS = 300
"""Behaviours of one outcome on the page; `verdict.json` has all."""

HOSTS = 60
FIELDS = 120

Groups = dict[Outcome, tuple[tuple[Behaviour, tuple[Finding, ...]], ...]]


def groups(verdict: Verdict) -> Groups:
    """Return the findings as the page shows them: one by one where there are hits, else one group a behaviour."""
    return {
        outcome: tuple((finding.behaviour, (finding,)) for finding in found)
        if outcome in (Outcome.SEEN, Outcome.ATTEMPTED)
        else blind_spots(found)
        for outcome, found in by_outcome(verdict).items()
    }


def anchors(grouped: Groups) -> dict[int, str]:
    """Return the id on the page for each finding, by the finding's identity; those left out lead to their outcome."""
    places: dict[int, str] = {}
    number = 0
    for outcome, parts in grouped.items():
        for position, (_, found) in enumerate(parts):
            number += 1
            name = f"f{number}" if position < GROUPS else f"o-{LOOKS[outcome].css}"
            places.update((id(finding), name) for finding in found)
    return places


def findings(grouped: Groups, places: dict[int, str]) -> str:
    """Return the whole part, the tools of the script included (hidden until it runs)."""
    parts = [_outcome(outcome, found, places) for outcome, found in grouped.items() if found]
    if not parts:
        return "<p>The report describes nothing that could be looked for.</p>"
    options = "".join(
        f'<option value="{LOOKS[outcome].css}">{outcome.value}</option>' for outcome, found in grouped.items() if found
    )
    tools = f"""<div class="tools" hidden>
<label>Only those with the words <input type="search"></label>
<label>Outcome <select><option value="">all</option>{options}</select></label>
<button type="button" value="open">Open all</button> <button type="button" value="">Close all</button>
<output aria-live="polite"></output>
</div>
"""
    return tools + "".join(parts)


def _outcome(outcome: Outcome, found: Sequence[tuple[Behaviour, tuple[Finding, ...]]], places: dict[int, str]) -> str:
    look = LOOKS[outcome]
    total = sum(len(group) for _, group in found)
    body = "".join(_group(outcome, behaviour, group, places) for behaviour, group in found[:GROUPS])
    return (
        f'<h3 id="o-{look.css}">{mark(outcome)} {count(total, "finding")}: {look.meaning}</h3>\n'
        + body
        + more(len(found) - GROUPS, "behaviour")
    )


def _group(outcome: Outcome, behaviour: Behaviour, found: Sequence[Finding], places: dict[int, str]) -> str:
    look = LOOKS[outcome]
    opened = " open" if outcome in (Outcome.SEEN, Outcome.ATTEMPTED) else ""
    names = ", ".join(isolated(host_name(finding.host), 80) for finding in found[:3])
    rest = f" and {len(found) - 3} more" if len(found) > 3 else ""
    body = "".join(_finding(finding, alone=len(found) == 1) for finding in found[:HOSTS])
    return (
        f'<details class="finding {look.css}" id="{places[id(found[0])]}"{opened}>'
        f'<summary><span aria-hidden="true">{look.symbol}</span><span class="hidden">{outcome.value}: </span> '
        f'<strong>{isolated(label(behaviour))}</strong> <span class="soft">on {names}{rest}</span></summary>\n'
        f'<div class="body">\n{body}{more(len(found) - HOSTS, "host")}</div></details>\n'
    )


def _finding(finding: Finding, *, alone: bool) -> str:
    title = "" if alone else f"<h4>{isolated(host_name(finding.host))}</h4>\n"
    sensitivity = finding.sensitivity
    return (
        title
        + f"<p>{safe(finding.explanation, SENTENCE)}</p>\n"
        + facts(
            (
                ("How far", f"{finding.stage.value}: {STAGES[finding.stage]}" if finding.stage else ""),
                ("Strength", STRENGTHS[finding.strength] if finding.strength else ""),
                ("When (UTC)", _times(finding)),
                ("Time in question", period(finding.window)),
                ("Could be seen", "" if finding.hits else _share(finding.share)),
                (
                    "Sensitivity",
                    f"these rules saw {sensitivity.seen} of {count(sensitivity.of, 'recorded run')} "
                    f"({safe(sensitivity.source, NAME)})"
                    if sensitivity
                    else "",
                ),
                ("In the report", safe(finding.behaviour.ref, NAME)),
            )
        )
        + _visibility(finding)
        + _hits(finding)
        + _gates(finding)
    )


def _times(finding: Finding) -> str:
    first, last = safe(short(finding.first), NAME), safe(short(finding.last), NAME)
    return f"{first} to {last}" if last and last != first else first


def _share(share: float | None) -> str:
    if share is None:
        return ""
    filled = round(min(max(share, 0.0), 1.0) * 100)
    return (
        f'<svg class="share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{filled}" height="8" fill="currentColor"></rect></svg> in {percent(share)} of that time'
    )


def _visibility(finding: Finding) -> str:
    seen = [
        f"{safe(log_name(visible.logsource, visible.log_id), NAME)} recorded "
        f"{safe(short(visible.begin), NAME)} to {safe(short(visible.end), NAME)}: {percent(visible.share)} of that time"
        for visible in finding.visible[:HOSTS]
    ]
    seen = list(dict.fromkeys(seen))  # several kinds of events of one log
    unseen = [
        f"{safe(log_name(blind), NAME)}: {safe(blind.why, SENTENCE)}"
        + (f'<pre class="remedy">{safe(blind.remedy, SENTENCE)}</pre>' if blind.remedy else "")
        for blind in finding.blind[:HOSTS]
    ]
    return (f"<p>Would show it, and was there:</p>{bullets(seen)}" if seen else "") + (
        f"<p>Would show it, and was missing:</p>{bullets(unseen)}" if unseen else ""
    )


def _gates(finding: Finding) -> str:
    if not finding.gate:
        return ""
    rows = (
        (safe(gate.rule, NAME), safe(gate.log_id or "", NAME), "yes" if gate.can_fire else "no", safe(gate.why, NAME))
        for gate in finding.gate[:HOSTS]
    )
    body = table("Rules that watch for it, and whether each can fire", ("Rule", "Log", "Can fire", "Why"), rows)
    return f"<details><summary>{count(len(finding.gate), 'rule')} that watch for it</summary>\n{body}</details>\n"


def _hits(finding: Finding) -> str:
    if not finding.hit_count and not finding.hits:
        return ""
    shown = finding.hits[:HITS]
    body = "".join(map(_hit, shown))
    total = max(finding.hit_count, len(finding.hits))
    return f"<p><strong>{count(total, 'hit')}</strong></p>\n{body}" + more(total - len(shown), "hit", "hits.jsonl")


def _hit(hit: Hit) -> str:
    places = (hit.source,) if hit.source else hit.events
    where = "; ".join(map(_place, places[:5]))
    rest = f" and {len(places) - 5} more" if len(places) > 5 else ""
    head = (
        f"<summary>{safe(short(hit.time), NAME) or 'no time'} · {isolated(hit.rule.title)} ({safe(hit.rule.level, 40)})"
        f"<br><small>{where or 'no record'}{rest}</small></summary>"
    )
    matched = {atom.field for atom in hit.matched}
    rows = "".join(
        _field(name, value, matched=name in matched)
        for name, value in list((hit.event or {}).items())[:FIELDS]
        if value is not None
    )
    tests = bullets(
        f"{safe(atom.field, NAME)} {safe(atom.modifier, 40)} <code>{isolated(atom.value, 500)}</code>"
        for atom in hit.matched[:20]
    )
    raw = f"<table>{rows}</table>" if rows else "<p>The records stand in the files named above.</p>"
    return f'<details class="hit">{head}\n{f"<p>What held:</p>{tests}" if tests else ""}{raw}</details>\n'


def _field(name: str, value: object, *, matched: bool) -> str:
    row = '<tr class="matched">' if matched else "<tr>"
    text = "\n".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return f'{row}<th scope="row">{safe(name, NAME)}</th><td class="record">{isolated(text, VALUE)}</td></tr>\n'


def _place(place: Place) -> str:
    record = "" if place.record is None else f" record {place.record},"
    return f"<code>{isolated(place.path, NAME)}</code>{record} byte {place.offset}"
