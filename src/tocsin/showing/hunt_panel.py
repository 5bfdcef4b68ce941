"""The summary of a hunt: what was read, which rules were used, what was found by level, host and tactic, what was lost.

In: hits and their groups. Out: lines. The same input gives the same lines: how long it took is not among them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import NamedTuple

from tocsin.hunting.groups import RuleGroup
from tocsin.hunting.hits import Hits
from tocsin.model.rules import UnusableIndicator
from tocsin.showing.columns import clip, pad, wrap
from tocsin.showing.coverage_warnings import loss_line
from tocsin.showing.escape import terminal
from tocsin.showing.idle_rules import idle_rules
from tocsin.showing.levels import LOOKS
from tocsin.showing.outcomes import COVERAGE_MEANS
from tocsin.showing.terminal import BOLD, Style
from tocsin.showing.times import minute, short
from tocsin.showing.tuning import tuning_lines

NAME, SENTENCE = 120, 400
MOST = 5
"""Hosts, tactics, losses and rules that are named; all of them with `verbose`."""

_WIDE = 50  # columns from which on the levels stand below the facts
STATUSES = ("stable", "test", "experimental", "deprecated", "unsupported")
_TACTIC = re.compile(r"attack\.([a-z]+(?:[-_][a-z]+)*)")


class Indicators(NamedTuple):
    """How many indicators were looked for, and what of their lists could not be."""

    wanted: int
    unusable: tuple[UnusableIndicator, ...] = ()
    left_out: int = 0


def panel(
    hits: Hits,
    groups: Sequence[RuleGroup],
    style: Style,
    *,
    zone: tzinfo | None = None,
    indicators: Indicators | None = None,
) -> Iterator[str]:
    """Yield the lines of the summary."""
    yield style.paint("Summary", BOLD)
    yield from _facts(_read(hits, zone), style)
    yield from _facts(_used(hits, style), style)
    if indicators is not None:
        yield from _facts(_looked_for(indicators, groups, style), style)
    yield from _facts([("", line) for line in tuning_lines(hits.tuned)], style)
    yield from _facts([("hits", _found(hits, groups, zone))], style)
    yield from _levels(groups, style)
    yield from _facts(_tops(groups, style), style)
    yield from _facts(_lost(hits, style), style)


def _facts(facts: Sequence[tuple[str, str]], style: Style) -> Iterator[str]:
    for name, text in facts:
        yield from wrap(text, style.columns, first=f"  {name:<10} ", rest=" " * 13)


def _read(hits: Hits, zone: tzinfo | None) -> list[tuple[str, str]]:
    events, rejected = (sum(getattr(file, name) for file in hits.files) for name in ("events", "rejected"))
    missed = f", {_count(len(hits.not_read), 'file')} not read" if hits.not_read else ""
    begins = sorted(filter(None, (one.begin for one in hits.coverage)))
    ends = sorted(filter(None, (one.end for one in hits.coverage)))
    hosts = {one.host for one in hits.coverage if one.host and one.events}
    logs = {(one.host, one.log) for one in hits.coverage if one.events}
    when = f", {minute(begins[0], zone)} to {minute(ends[-1], zone)}" if begins and ends else ""
    gaps, signs = (sum(len(getattr(one, name)) for one in hits.coverage) for name in ("gaps", "tampering"))
    return [
        ("evidence", f"{_count(len(hits.files), 'file')}, {size(sum(file.size for file in hits.files))}{missed}"),
        ("records", f"{events + rejected:,} = {events:,} events + {rejected:,} rejected"),
        (
            "coverage",
            f"{_count(len(logs), 'log')} of {_count(len(hosts), 'host')}{when}; {_count(gaps, 'gap')}, "
            f"{_count(signs, 'sign')} of tampering. {COVERAGE_MEANS}",
        ),
        ("times", str(zone) if zone is not None else "UTC"),
    ]


def _used(hits: Hits, style: Style) -> list[tuple[str, str]]:
    cards = [card for card in hits.rules.cards if card.info.id not in hits.rules.hidden]
    counts = Counter(card.status for card in cards)
    named = [f"{counts[status]:,} {status}" for status in STATUSES if counts[status]]
    others = len(cards) - sum(counts[status] for status in STATUSES)
    named += [f"{others:,} without a status"] if others else []
    unusable = hits.rules.unusable
    facts = [("rules", f"{len(cards):,} used{': ' if named else ''}{', '.join(named)}; {len(unusable):,} not usable")]
    facts += [("", f"from {', '.join(hits.rules.sets)}")] if hits.rules.sets else []
    facts += [("", line) for line in idle_rules(hits)]
    for bad in unusable[: style.first(1)]:
        where = bad.path if bad.line is None else f"{bad.path}:{bad.line}"
        facts.append(("", f"not usable: {terminal(where, NAME)}: {terminal(bad.why, SENTENCE)}"))
    return facts + _more(len(unusable) - 1 if unusable else 0, "rule", style)


def _looked_for(indicators: Indicators, groups: Sequence[RuleGroup], style: Style) -> list[tuple[str, str]]:
    found = sum(group.rule.id.startswith("indicator:") for group in groups)
    left = f", {indicators.left_out:,} left out as their list says" if indicators.left_out else ""
    bad = indicators.unusable
    facts = [("indicators", f"{indicators.wanted:,} looked for, {found:,} found; {len(bad):,} not usable{left}")]
    for one in bad[: style.first(1)]:
        where = one.path if one.line is None else f"{one.path}:{one.line}"
        facts.append(("", f"not usable: {terminal(where, NAME)}: {terminal(one.why, SENTENCE)}"))
    return facts + _more(len(bad) - 1 if bad else 0, "entry", style)


def _found(hits: Hits, groups: Sequence[RuleGroup], zone: tzinfo | None) -> str:
    if not groups:
        return "none"
    hosts = {host.host for group in groups for host in group.hosts if host.host is not None}
    firsts = sorted(filter(None, (host.first for group in groups for host in group.hosts)))
    lasts = sorted(filter(None, (host.last for group in groups for host in group.hosts)))
    when = f", {short(firsts[0], zone)} to {short(lasts[-1], zone)}" if firsts else ""
    return f"{len(hits):,} of {_count(len(groups), 'rule')} on {_count(len(hosts), 'host')}{when}"


def _levels(groups: Sequence[RuleGroup], style: Style) -> Iterator[str]:
    if not groups:
        return
    rules, found = Counter[str](), Counter[str]()
    for group in groups:
        rules[group.rule.level] += 1
        found[group.rule.level] += group.count
    begin = " " * (13 if style.columns >= _WIDE else 2)
    yield f"{begin}{pad('level', 16)}{'rules':>8}{'hits':>12}"
    for level, seen in LOOKS.items():
        row = f"{begin}{pad(f'{seen.symbol} {level}', 16)}{rules[level]:>8,}{found[level]:>12,}"
        yield style.paint(row, seen.ansi) if rules[level] else row


def _tops(groups: Sequence[RuleGroup], style: Style) -> list[tuple[str, str]]:
    hosts, tactics = Counter[str](), Counter[str]()
    for group in groups:
        for host in group.hosts:
            hosts[host.host or "(no host named)"] += host.count
        for tactic in {match[1].replace("_", "-") for tag in group.rule.tags if (match := _TACTIC.fullmatch(tag))}:
            tactics[tactic] += group.count
    return [
        *([("top hosts", _counted(hosts, style))] if hosts else []),
        *([("ATT&CK", _counted(tactics, style))] if tactics else []),
    ]


def _counted(counts: Counter[str], style: Style) -> str:
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    shown = ordered[: style.first(MOST)]
    more = f" and {len(ordered) - len(shown)} more" if len(ordered) > len(shown) else ""
    return ", ".join(f"{terminal(name, NAME)} {count:,}" for name, count in shown) + more


def _lost(hits: Hits, style: Style) -> list[tuple[str, str]]:
    lossy = [file for file in hits.files if file.rejected]
    facts = [("rejected", terminal(loss_line(file), SENTENCE)) for file in lossy[: style.first(3)]]
    facts += _more(len(lossy) - 3, "file", style)
    for missed in hits.not_read[: style.first(1)]:
        facts.append(("not read", f"{terminal(missed.path, NAME)}: {terminal(missed.reason, SENTENCE)}"))
    return facts + _more(len(hits.not_read) - 1, "file", style)


def _more(count: int, word: str, style: Style) -> list[tuple[str, str]]:
    return [] if count <= 0 or style.verbose else [("", clip(f"and {_count(count, f'more {word}')} (--verbose)", 60))]


def size(count: int) -> str:
    """Return a number of bytes for people.

    >>> size(512), size(62_300_000)
    ('512 bytes', '62.3 MB')
    """
    if count < 1000:
        return _count(count, "byte")
    value = float(count)
    for unit in ("kB", "MB", "GB"):
        value /= 1000
        if value < 1000 or unit == "GB":
            break
    return f"{value:,.1f} {unit}"


def _count(number: int, word: str) -> str:
    many = word[:-1] + "ies" if word.endswith("y") else word + "s"
    return f"{number:,} {word if number == 1 else many}"
