"""Hits as text for a terminal: by rule and host, the gravest first, the values that made each rule true in sight.

In: hits and a `View`. Out: lines that fit the width, a block a rule, then the summary (`hunt_panel`). Colour only
repeats what a word, a shape or a mark already says. Nothing in it depends on the clock.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import tzinfo

from tocsin.hunting.groups import HostGroup, RuleGroup, Sample, by_rule, samples
from tocsin.hunting.hits import Hits
from tocsin.model.hits import Hit
from tocsin.model.rules import RuleInfo
from tocsin.showing.columns import clip, pad, width, wrap
from tocsin.showing.escape import terminal
from tocsin.showing.excerpts import excerpt
from tocsin.showing.hunt_panel import Indicators, panel
from tocsin.showing.levels import look
from tocsin.showing.terminal import BOLD, DIM, Style
from tocsin.showing.times import short

NAME = 120
NO_HOST = "(no host named)"
HOSTS, VALUES, LOOKED_AT = 8, 3, 5
"""Hosts of a rule, values of a host that are shown, and hits that are looked at for them; more with `verbose`."""

ALL_VALUES, ALL_LOOKED_AT = 12, 40
_TECHNIQUE = re.compile(r"attack\.(t[0-9]{4}(?:\.[0-9]{3})?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class View:
    """How hits are shown: how wide and in which colours, in which time zone (None: UTC), and what comes next.

    `next_step` and `otherwise` are commands to go on with after hits, or after none; `{rule}` and `{record}` become
    those of the first hit.
    """

    style: Style = field(default_factory=lambda: Style(80, False, False))
    zone: tzinfo | None = None
    encoding: str = "utf-8"
    next_step: str | None = None
    otherwise: str | None = None
    indicators: Indicators | None = None


def hunt_text(hits: Hits, view: View) -> Iterator[str]:
    """Yield the lines of hits, and of the summary behind them."""
    groups = by_rule(hits)
    hosts = [host for group in groups for host in group.hosts[: view.style.first(HOSTS)]]
    found = samples(hits, hosts, ALL_LOOKED_AT if view.style.verbose else LOOKED_AT)
    for group in groups:
        yield from _rule(group, found, view)
        yield ""
    yield from panel(hits, groups, view.style, zone=view.zone, indicators=view.indicators)
    yield from _next(hits, groups, view)


def _rule(group: RuleGroup, found: Iterator[tuple[Sample, ...]], view: View) -> Iterator[str]:
    """Yield the lines of a rule; the next of `found` are those of its hosts that are shown."""
    style, rule = view.style, group.rule
    seen = look(rule)
    head = wrap(terminal(rule.title, 300), style.columns, first=f"{seen.symbol} {rule.level.upper()}  ", rest="  ")
    yield from (style.paint(line, seen.ansi) for line in head)
    names = f"rule {terminal(rule.id, NAME)}{_techniques(rule)}"
    yield from (style.paint(line, DIM) for line in wrap(names, style.columns, first="  ", rest="  "))
    shown = group.hosts[: style.first(HOSTS)]
    name = max(width(terminal(host.host or NO_HOST, NAME)) for host in shown)
    number = max(len(_hits(host.count)) for host in shown)
    for host in shown:
        yield from _host(host, name, number, view)
        yield from _values(next(found), style)
    if len(group.hosts) > len(shown):
        left = group.hosts[len(shown) :]
        more = f"and {sum(host.count for host in left):,} more hits on {len(left):,} more hosts (--verbose shows all)"
        yield from wrap(more, style.columns, first="  ", rest="  ")


def _techniques(rule: RuleInfo) -> str:
    found = [match[1].upper() for tag in rule.tags if (match := _TECHNIQUE.fullmatch(tag))]
    return f" ({', '.join(found)})" if found else ""


def _hits(count: int) -> str:
    return f"{count:,} hit{'s' * (count != 1)}"


def _host(group: HostGroup, name: int, number: int, view: View) -> Iterator[str]:
    when = period(group.first, group.last, view.zone)
    columns = view.style.columns
    host = terminal(group.host or NO_HOST, NAME)
    if 2 + name + 2 + number + 2 + width(when) <= columns:
        yield f"  {view.style.paint(pad(host, name), BOLD)}  {_hits(group.count):>{number}}  {when}"
        return
    for line in wrap(f"{host}: {_hits(group.count)}", columns, first="  ", rest="    "):
        yield view.style.paint(line, BOLD)
    yield from wrap(when, columns, first="    ", rest="    ")


def period(first: str | None, last: str | None, zone: tzinfo | None = None) -> str:
    """Return two times for people, what they share written once.

    >>> period("2021-03-02T07:00:00Z", "2021-03-02T08:00:00Z"), period(None, None)
    ('2021-03-02 07:00:00 to 08:00:00', 'without a time')
    """
    begin, end = short(first, zone), short(last, zone)
    if not begin:
        return "without a time"
    if not end or end == begin:
        return begin
    return f"{begin} to {end.removeprefix(begin[:11]) if begin[:10] == end[:10] else end}"


def _values(found: tuple[Sample, ...], style: Style) -> Iterator[str]:
    most = ALL_VALUES if style.verbose else VALUES
    lines: dict[str, None] = {}
    for sample in found:
        for line in _sample(sample, style):
            if len(lines) < most:
                lines[line] = None
    yield from lines
    if found:
        yield from (style.paint(line, DIM) for line in _place(found[0].hit, style.columns))


def _sample(sample: Sample, style: Style) -> Iterator[str]:
    """Yield a line for each value that made the rule true, with every place in it that did."""
    places: dict[tuple[str, str], set[tuple[int, int]]] = {}
    words: dict[tuple[str, str], str] = {}
    for one in sample.values:
        places.setdefault((one.field, one.value), set()).update(one.spans)
        words.setdefault((one.field, one.value), one.modifier)
    for (field_name, value), found in places.items():
        # where no place can be marked, the test says what held: a missing field, a network, a group
        name = terminal(field_name, NAME) if found else f"{terminal(field_name, NAME)} {words[field_name, value]}"
        head = clip(f"    {name}: ", max(style.columns - 20, 20))
        yield head + excerpt(value, merged(found), style.columns - width(head), colour=style.colour)


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, those that touch or lie over another as one.

    >>> merged([(4, 6), (0, 2), (1, 3), (6, 7)])
    [(0, 3), (4, 7)]
    """
    found: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((begin, end))
    return found


def _place(hit: Hit, columns: int) -> Iterator[str]:
    """Yield where a hit stands; a path that leaves no room has a line of its own: it is broken only if it must be."""
    path, record = where(hit)
    if 4 + width(path) + 2 + len(record) <= columns:
        yield f"    {path}, {record}"
        return
    if 4 + width(path) <= columns:
        yield f"    {path}"
    else:
        yield from wrap(path, columns, first="    ", rest="      ")
    yield from wrap(record, columns, first="      ", rest="      ")


def where(hit: Hit) -> tuple[str, str]:
    """Return a hit's file, and its record or line and byte; of a correlation, those of its first event."""
    place = hit.source or next(iter(hit.events), None)
    if place is None:
        return "no event", ""
    more = "" if hit.source else f", the first of {len(hit.events):,} events"
    record = "" if place.record is None else f"record {place.record}, "
    return terminal(place.path, 300), f"{record}byte {place.offset}{more}"


def _next(hits: Hits, groups: tuple[RuleGroup, ...], view: View) -> Iterator[str]:
    """Yield what to do next; the command stands in a line of its own, unbroken, to be copied."""
    command = view.next_step if groups else view.otherwise
    single = next((group for group in groups if hits.rules.rule(group.rule.id) is not None), None)
    if command is not None and single is not None:
        (hit,) = hits.take(single.hosts[0].rows[:1].tolist())
        place = hit.source
        record = "" if place is None else f"{place.path}:{0 if place.record is None else place.record}"
        command = command.replace("{rule}", shlex.quote(single.rule.id)).replace("{record}", shlex.quote(record))
    if command is not None and "{rule}" not in command:
        yield ""
        yield f"Next: {terminal(command)}"
