"""A verdict as text for a terminal, to be understood in ten seconds: the answer first, then what it rests on.

In: a verdict. Out: one string whose lines fit the width. Order: answer, hosts, what is wrong with the report and which
logs are missing, findings by outcome, coverage, books, files written, what to do next. Colour only repeats what a word
and a shape already say. Without `verbose`, long lists end with how much was left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tocsin.judging.wording import percent
from tocsin.model.hits import Hit
from tocsin.model.verdict import Finding, HostVerdict, Outcome, Verdict
from tocsin.showing.arrange import blind_spots, by_outcome, counted, host_name, hosts, label, log_name, missing_logs
from tocsin.showing.columns import clip, pad, width, wrap
from tocsin.showing.coverage_warnings import loss_line
from tocsin.showing.escape import terminal as safe
from tocsin.showing.outcomes import COVERAGE_MEANS, LOOKS, NO_ACTOR, STAGES, STRENGTHS
from tocsin.showing.times import day, minute, short

NARROWEST = 40
SENTENCE = 600  # characters of one text that are shown
NAME = 120
REMEDY = 160  # without `verbose`; the page has all of it

BOLD, DIM = "1", "2"


class Style(NamedTuple):
    """How wide, in colour or not, everything or only what matters most."""

    columns: int
    colour: bool
    verbose: bool

    def paint(self, text: str, sgr: str) -> str:
        """Return the text in a colour (SGR parameters), where colour is wanted."""
        return f"\x1b[{sgr}m{text}\x1b[0m" if self.colour and sgr != "0" else text

    def first(self, count: int) -> int | None:
        """Return how many of a list to show: so many, or all (None)."""
        return None if self.verbose else count


def render(
    verdict: Verdict,
    *,
    width: int = 80,
    colour: bool = False,
    verbose: bool = False,
    written: Sequence[Path] = (),
) -> str:
    """Return the whole summary, ending with a line end; `written` are the files that hold the rest."""
    style = Style(max(width, NARROWEST), colour, verbose)
    parts = (
        _answer(verdict, style),
        _hosts(verdict, style),
        _problems(verdict, style),
        _missing(verdict, style),
        _findings(verdict, style),
        _basis(verdict, style),
        _next(written, style),
    )
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def _answer(verdict: Verdict, style: Style) -> list[str]:
    look = LOOKS[verdict.outcome]
    words = f"{look.symbol} {verdict.outcome.value.upper()}"
    stage = f", as far as {verdict.stage.value}," if verdict.stage else ""
    concerned = [host for host in verdict.hosts if host.outcome is verdict.outcome]
    share = f" on {len(concerned)} of {_count(len(verdict.hosts), 'host')}" if verdict.hosts else ""
    lines = [style.paint(line, look.ansi) for line in wrap(f"{words}{stage}{share}", style.columns, rest="  ")]
    lines.append("")
    lines += wrap(safe(verdict.statement, SENTENCE * 3), style.columns)
    if verdict.stage and STAGES[verdict.stage] not in verdict.statement:
        lines += wrap(f"{verdict.stage.value.capitalize()}: {STAGES[verdict.stage]}.", style.columns)
    for note in verdict.notes[: style.first(3)]:
        lines += _item("!", safe(note, SENTENCE), style)
    return lines


def _hosts(verdict: Verdict, style: Style) -> list[str]:
    ordered = hosts(verdict)
    if not ordered:
        return _heading("Hosts", style) + _plain("none: no record of the evidence names a host", style)
    shown = ordered[: style.first(8)]
    name = max(width(safe(host_name(host.name), NAME)) for host in shown)
    stage = max(len(host.stage.value) if host.stage else 0 for host in shown)
    period = max(len(safe(_period(host), NAME)) for host in shown)
    name = min(name, max(style.columns - 17 - stage - 2 - period, 14))
    lines = _heading(f"Hosts ({len(ordered)})", style)
    lines += [_host(host, name, stage, style) for host in shown]
    return lines + _left_out(len(ordered) - len(shown), "host", style)


def _host(host: HostVerdict, name: int, stage: int, style: Style) -> str:
    look = LOOKS[host.outcome]
    mark = style.paint(f"{look.symbol} {pad(host.outcome.value, 13)}", look.ansi)
    reached = pad(host.stage.value if host.stage else "", stage)
    row = f"{pad(safe(host_name(host.name), NAME), name)} {reached} {safe(_period(host), NAME)}"
    return f"  {mark}{clip(row.rstrip(), style.columns - 17)}"


def _period(host: HostVerdict) -> str:
    begin, end = minute(host.first), minute(host.last)
    if not end or end == begin:
        return begin
    return f"{begin} to {end.removeprefix(begin[:11]) if begin[:10] == end[:10] else end}"


def _problems(verdict: Verdict, style: Style) -> list[str]:
    problems = verdict.report.problems
    lines: list[str] = []
    if problems:
        lines = _heading(f"What does not fit in the report ({len(problems)})", style)
        for problem in problems[: style.first(4)]:
            hint = f" ({safe(problem.suggestion, SENTENCE)})" if problem.suggestion else ""
            lines += _item("!", f"{safe(problem.message, SENTENCE)}{hint}", style)
        lines += _left_out(len(problems) - len(problems[: style.first(4)]), "problem", style)
    if verdict.report.document.notes and not problems:
        lines = _heading("What could not be read in the report", style)
    for note in verdict.report.document.notes[: style.first(2)]:
        lines += _item("!", f"The report: {safe(note, SENTENCE)}", style)
    return lines


def _missing(verdict: Verdict, style: Style) -> list[str]:
    wanted = missing_logs(verdict)
    if not wanted:
        return []
    look = LOOKS[Outcome.BLIND]
    shown = wanted[: style.first(3)]
    lines = _heading("What was missing, and what it would settle", style)
    for missing in shown:
        where = _names(tuple(host for host in missing.hosts if host and host not in missing.what), style)
        lines += _item(
            look.symbol,
            f"{safe(missing.what, SENTENCE)}{where} ({_count(missing.findings, 'finding')})",
            style,
            mark_sgr=look.ansi,
        )
        for part in (missing.remedy or "").splitlines()[: style.first(2)]:
            shown_part = safe(part, SENTENCE if style.verbose else REMEDY)
            lines += wrap(shown_part, style.columns, first="      ", rest="      ")
    return lines + _left_out(len(wanted) - len(shown), "missing log", style)


def _findings(verdict: Verdict, style: Style) -> list[str]:
    if not verdict.findings:
        return _heading("Findings", style) + _plain(
            "none: the report describes nothing that could be looked for", style
        )
    lines = _heading(f"Findings ({len(verdict.findings)}), each one behaviour on one host", style)
    grouped, counts = by_outcome(verdict), counted(verdict)
    for outcome, count in counts.items():
        look = LOOKS[outcome]
        lines += ["  " + style.paint(clip(f"{look.symbol} {outcome.value}: {count}", style.columns - 2), look.ansi)]
        if outcome in (Outcome.SEEN, Outcome.ATTEMPTED):
            shown = grouped[outcome][: style.first(8)]
            for finding in shown:
                lines += _with_hits(finding, style)
            lines += _left_out(count - len(shown), "finding", style)
        elif style.verbose or outcome in (Outcome.PARTLY_BLIND, Outcome.BLIND):
            lines += _without_hits(grouped[outcome], len(verdict.hosts), style)
    return lines


def _with_hits(finding: Finding, style: Style) -> list[str]:
    facts = [safe(host_name(finding.host), NAME)] + ([STRENGTHS[finding.strength]] if finding.strength else [])
    words = f"{', '.join(facts)}. {safe(finding.explanation, SENTENCE)}"
    lines = _item(" ", safe(label(finding.behaviour), NAME), style, text_sgr=BOLD)
    lines += wrap(words, style.columns, first="      ", rest="      ")
    shown = finding.hits[: style.first(1)]
    for hit in shown:
        lines += wrap(_hit(hit), style.columns, first="      · ", rest="        ")
    left = finding.hit_count - len(shown)
    return lines + ([f"        and {_count(left, 'more hit', 'more hits')}"] if left > 0 else [])


def _hit(hit: Hit) -> str:
    places = [hit.source] if hit.source else list(hit.events)
    where = ", ".join(
        f"{safe(place.path, NAME)} {'' if place.record is None else f'record {place.record}, '}byte {place.offset}"
        for place in places[:2]
    )
    return f"{safe(short(hit.time) or 'no time', NAME)} {safe(hit.rule.title, NAME)}: {where}"


def _without_hits(findings: tuple[Finding, ...], hosts: int, style: Style) -> list[str]:
    groups = blind_spots(findings)
    shown = groups[: style.first(4)]
    lines: list[str] = []
    for behaviour, found in shown:
        shares = sorted(finding.share for finding in found if finding.share)
        ends = " to ".join(dict.fromkeys(map(percent, (shares[0], shares[-1])))) if shares else ""
        share = f", {ends} of the window could be seen" if shares else ""
        names = _names(tuple(finding.host for finding in found), style) if hosts > 1 else ""
        lines += _item(" ", f"{safe(label(behaviour), NAME)}{names}{share}", style)
        if style.verbose:
            for finding in found:
                lines += wrap(safe(finding.explanation, SENTENCE), style.columns, first="      ", rest="      ")
                for blind in finding.blind:
                    reason = f"{safe(log_name(blind), NAME)}: {safe(blind.why, SENTENCE)}"
                    lines += wrap(reason, style.columns, first="      · ", rest="        ")
    return lines + _left_out(len(groups) - len(shown), "behaviour", style)


def _basis(verdict: Verdict, style: Style) -> list[str]:
    books, rules = verdict.books, verdict.rules
    begins = sorted(filter(None, (source.begin for source in verdict.coverage)))
    ends = sorted(filter(None, (source.end for source in verdict.coverage)))
    period = f", from {safe(day(begins[0]), NAME)} to {safe(day(ends[-1]), NAME)}" if begins and ends else ""
    gaps = sum(len(source.gaps) for source in verdict.coverage)
    signs = sum(len(source.tampering) for source in verdict.coverage)
    lines = _heading("What this rests on", style)
    lines += _fact(
        "coverage",
        f"{_count(len(verdict.coverage), 'log')}{period}; {_count(gaps, 'gap')}, {_count(signs, 'sign')} of tampering. "
        f"{COVERAGE_MEANS}",
        style,
    )
    lines += _fact(
        "books",
        f"{_count(books.files, 'file')} read, {books.not_read} not read; {books.records:,} records = "
        f"{books.events:,} events + {books.rejected:,} rejected",
        style,
    )
    unusable = f", {len(rules.unusable)} not usable" if rules.unusable else ""
    lines += _fact("rules", f"{rules.loaded} loaded, {rules.used} able to fire on these logs{unusable}", style)
    packs = ", ".join(f"{safe(name, NAME)} {safe(version, NAME)}" for name, version in verdict.versions.packs.items())
    lines += _fact("from", packs, style) if packs else []
    for file in [file for file in verdict.files if file.rejected][: style.first(3)]:
        lines += _fact("lost", safe(loss_line(file), SENTENCE), style)
    for note in list(dict.fromkeys(note for source in verdict.coverage for note in source.notes))[: style.first(3)]:
        lines += _fact("note", safe(note, SENTENCE), style)
    for missed in verdict.not_read[: style.first(3)]:
        lines += _fact("not read", f"{safe(missed.path, NAME)}: {safe(missed.reason, SENTENCE)}", style)
    if style.verbose:
        for rule in rules.unusable:
            place = f"{safe(rule.path, NAME)}{'' if rule.line is None else f':{rule.line}'}"
            lines += _fact("not usable", f"{place}: {safe(rule.why, SENTENCE)}", style)
    if verdict.said_to_be_used_by:
        said = [
            f"{safe(use.actor, NAME)} (says {safe(use.said_by, NAME)})"
            for use in verdict.said_to_be_used_by[: style.first(4)]
        ]
        lines += _fact("said of it", f"{', '.join(said)}. {NO_ACTOR}", style)
    return lines


def _next(written: Sequence[Path], style: Style) -> list[str]:
    if not written:
        text = (
            "The page, the letter, files for other tools: the same command with --out FOLDER. All findings: --verbose."
        )
        return _heading("Next", style) + _plain(text, style)
    lines = _heading("Written", style)
    for path in written:
        lines += wrap(safe(str(path)), style.columns, first="  ", rest="    ")
    page = next((path for path in written if path.suffix == ".html"), None)
    if page:
        lines += ["", *wrap(f"Next: open {safe(str(page))} in a browser.", style.columns)]
        told = f"Anything named here in plain words: tocsin explain ID --in {safe(str(page.parent))}"
        lines += wrap(told, style.columns)
    return lines


def _heading(text: str, style: Style) -> list[str]:
    return [style.paint(clip(text, style.columns), BOLD)]


def _item(mark: str, text: str, style: Style, *, mark_sgr: str = "0", text_sgr: str = "0") -> list[str]:
    # colour takes no columns, so it is put on after wrapping
    lines = wrap(text, style.columns, first=f"  {mark} ", rest="    ")
    head = f"  {style.paint(mark, mark_sgr)} "
    first, *rest = [line[4:] for line in lines]
    return [head + style.paint(first, text_sgr), *(f"    {style.paint(line, text_sgr)}" for line in rest)]


def _plain(text: str, style: Style) -> list[str]:
    return wrap(text, style.columns, first="  ", rest="  ")


def _fact(name: str, text: str, style: Style) -> list[str]:
    return wrap(text, style.columns, first=f"  {name:<10} ", rest=" " * 13)


def _names(hosts: tuple[str | None, ...], style: Style) -> str:
    known = [safe(host_name(host), NAME) for host in dict.fromkeys(hosts) if host is not None]
    if not known:
        return ""
    shown = known[: style.first(3)]
    more = f" and {len(known) - len(shown)} more" if len(known) > len(shown) else ""
    return f"; {', '.join(shown)}{more}"


def _left_out(count: int, word: str, style: Style) -> list[str]:
    if count <= 0:
        return []
    lines = wrap(f"and {_count(count, f'more {word}')} (--verbose shows all)", style.columns, first="    ", rest="    ")
    return [style.paint(line, DIM) for line in lines]


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
