"""Anything that a result names (a finding, rule, hit, problem, claim, host, outcome), in plain words with its evidence.

In: a verdict, its hits, and what somebody asks about, as it stands in any of the result's forms. Out: blocks of prose,
one set for each thing that is meant; none if the result knows nothing of that name. What is said of findings is the
verdict's own; this module only puts beside it what it rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from tocsin.judging.hours import hour_of
from tocsin.judging.wording import days, many, minute, percent
from tocsin.model.hits import Hit, Place
from tocsin.model.report import Claim, Problem
from tocsin.model.verdict import Finding, HostVerdict, Outcome, Verdict
from tocsin.showing.advice import Term
from tocsin.showing.arrange import by_outcome, findings_of_hits, host_name, hosts, label, log_name
from tocsin.showing.outcomes import COVERAGE_MEANS, LOOKS, STAGES, STRENGTHS
from tocsin.showing.prose import SENTENCE, Block, Bullets, Heading, Paragraph, Run, Runs, code, runs, said, strong

Blocks = tuple[Block, ...]

LISTED = 8
FIELDS = 60
AROUND = 90
"""Characters of the document shown around the words that are meant."""

LEAST_ID = 4
"""Characters of a finding's id that are enough to mean it."""


def explanations(verdict: Verdict, hits: Callable[[], Iterable[Hit]], text: str) -> tuple[Blocks, ...]:
    """Return what there is to say about `text`; `hits` gives all hits anew each time it is called."""
    for look in (_findings, _problems, _claims, _hosts, _words):
        found = look(verdict, text.strip())
        if found:
            return found
    return _rule(verdict, hits, text.strip()) or _hit(verdict, hits, text.strip())


# findings


def _findings(verdict: Verdict, text: str) -> tuple[Blocks, ...]:
    asked, at, host = text.partition("@")
    wanted, where = asked.strip().casefold(), host.strip().casefold()

    def is_meant(finding: Finding) -> bool:
        own = finding.behaviour
        names = {own.id.casefold(), own.ref.casefold(), own.name.casefold(), label(own).casefold()}
        names.add(own.ref.rpartition("/")[2].casefold())
        by_id = len(wanted) >= LEAST_ID and finding.id.casefold().startswith(wanted)
        name = host_name(finding.host).casefold()
        return (by_id or wanted in names) and (not at or where in (name, name.partition(".")[0]))

    found = [finding for finding in verdict.findings if is_meant(finding)]
    ordered = [finding for group in by_outcome(verdict).values() for finding in group if finding in found]
    return tuple(_finding(verdict, finding) for finding in ordered)


def _finding(verdict: Verdict, finding: Finding) -> Blocks:
    look = LOOKS[finding.outcome]
    title = (
        f"{look.symbol} {finding.outcome.value}: {said(label(finding.behaviour))} on {said(host_name(finding.host))}"
    )
    blocks: list[Block] = [
        Heading(1, title),
        Paragraph(runs(f"“{finding.outcome.value}” means: {look.meaning}.")),
        Paragraph(runs(strong(said(finding.explanation, SENTENCE * 2)))),
    ]
    meanings = []
    if finding.stage:
        meanings.append(f"How far: {finding.stage.value}, that is: {STAGES[finding.stage]}.")
    if finding.strength:
        meanings.append(f"Strength: {STRENGTHS[finding.strength]}.")
    if finding.window:
        begin, end = hour_of(finding.window.begin), hour_of(finding.window.end)
        meanings.append(f"The time in question: {days(begin, end)}.")
    if finding.sensitivity:
        own = finding.sensitivity
        meanings.append(f"Its rules saw {own.seen:,} of {many(own.of, 'recorded run')} of it ({said(own.source)}).")
    blocks += _list("", [runs(meaning) for meaning in meanings])
    blocks += _in_report(verdict, finding)
    blocks += _list("Would show it, and was there:", dict.fromkeys(
        runs(f"{said(log_name(one.logsource, one.log_id))}, {said(minute(one.begin))} to {said(minute(one.end))}: "
             f"{percent(one.share)} of the time in question") for one in finding.visible
    ))  # fmt: skip
    blocks += _list("Would show it, and was missing:", [
        runs(f"{said(log_name(one))}: {said(one.why, SENTENCE)}",
             *([". What to do: ", code(said(one.remedy, SENTENCE))] if one.remedy else []))
        for one in finding.blind
    ])  # fmt: skip
    blocks += _list("Rules that watch for it:", [
        runs(f"{said(one.rule)} on {said(one.log_id or 'any log')}: "
             f"{'can fire' if one.can_fire else 'cannot fire'} ({said(one.why, SENTENCE)})")
        for one in finding.gate
    ])  # fmt: skip
    blocks += _list(
        f"Hits ({finding.hit_count:,}), the first of them:" if finding.hits else "", map(_line, finding.hits)
    )
    return tuple(blocks)


def _in_report(verdict: Verdict, finding: Finding) -> list[Block]:
    text = verdict.report.document.text
    places = [span for span in finding.behaviour.spans if 0 <= span.start < span.end <= len(text)]
    if not places:
        return [Paragraph(runs("The report does not name it in so many words: it follows from the incident."))]
    return _list(
        "Where the report speaks of it:", dict.fromkeys(_excerpt(text, one.start, one.end) for one in places[:3])
    )


def _excerpt(text: str, start: int, end: int) -> Runs:
    if not 0 <= start < end <= len(text):
        return runs("(its place in the document is not known)")
    before, words, after = text[max(start - AROUND, 0) : start], text[start:end], text[end : end + AROUND]
    return runs(f"…{_flat(before)}", strong(_flat(words)), f"{_flat(after)}…")


def _flat(text: str) -> str:
    return said(text.replace("\r", "").replace("\n", " "), SENTENCE)


# hits and rules


def _hit(verdict: Verdict, hits: Callable[[], Iterable[Hit]], text: str) -> tuple[Blocks, ...]:
    """Find hits by their number in `hits.jsonl` (`#17`), or by file and record (`u_ex.log:88`)."""
    if text.startswith("#") and text[1:].isdigit():
        number = int(text[1:])
        found = islice(hits(), max(number - 1, 0), number)
    else:
        path, colon, record = text.rpartition(":")
        if not colon or not record.isdigit():
            return ()
        found = (hit for hit in hits() if any(_is_at(place, path, int(record)) for place in _places(hit)))
    belongs = findings_of_hits(verdict)
    return tuple(_of_hit(hit, belongs.get((hit.rule.id, hit.host))) for hit in islice(found, LISTED))


def _is_at(place: Place, path: str, record: int) -> bool:
    return place.record == record and (place.path == path or place.path.endswith(f"/{path.lstrip('/')}"))


def _places(hit: Hit) -> tuple[Place, ...]:
    return (hit.source,) if hit.source else hit.events


def _line(hit: Hit) -> Runs:
    where = "; ".join(_where(place) for place in _places(hit)[:3])
    return runs(f"{said(minute(hit.time))}: {said(hit.rule.title)}, ", code(where or "no file"))


def _where(place: Place) -> str:
    return said(place.path) + ("" if place.record is None else f":{place.record}")


def _of_hit(hit: Hit, finding: Finding | None) -> Blocks:
    place = next(iter(_places(hit)), None)
    blocks: list[Block] = [
        Heading(1, f"A hit of “{said(hit.rule.title)}” on {said(host_name(hit.host))}"),
        Paragraph(runs(f"When: {said(minute(hit.time))}. How grave its rule takes it: {said(hit.rule.level, 40)}.")),
    ]
    if finding is not None:
        told = f"It counts for “{said(label(finding.behaviour))}”: {finding.outcome.value}"
        stage = f" ({STAGES[finding.stage]})" if finding.stage else ""
        blocks.append(Paragraph(runs(f"{told}{stage}.")))
    else:
        blocks.append(Paragraph(runs("It counts for nothing that the report describes; it is kept all the same.")))
    blocks += _list("What held:", [
        runs(f"{said(one.field)} {said(one.modifier, 40)} ", code(said(one.value, SENTENCE))) for one in hit.matched
    ])  # fmt: skip
    blocks += _list("Where it stands:", [
        runs(code(_where(one)), f", byte {one.offset:,} of the unpacked file") for one in _places(hit)
    ])  # fmt: skip
    fields = [(name, value) for name, value in (hit.event or {}).items() if value is not None]
    blocks += _list("The record:", [
        runs(f"{said(name)}: ", code(said(", ".join(map(str, value)) if isinstance(value, tuple) else str(value), 400)))
        for name, value in fields
    ], FIELDS)  # fmt: skip
    if place is not None and place.record is not None and hit.indicator is None:
        command = f"tocsin hunt EVIDENCE --explain {said(hit.rule.id)} {_where(place)}"
        blocks.append(Paragraph(runs("Why the rule is true of it, test by test: ", code(command))))
    return tuple(blocks)


def _rule(verdict: Verdict, hits: Callable[[], Iterable[Hit]], text: str) -> tuple[Blocks, ...]:
    wanted = text.casefold()
    gates = {gate.rule for finding in verdict.findings for gate in finding.gate}
    id_ = next((one for one in sorted(gates) if one.casefold() == wanted), None)
    shown: list[Hit] = []
    counts: dict[str, int] = {}
    for hit in hits():
        if wanted in (hit.rule.id.casefold(), hit.rule.title.casefold()):
            id_ = hit.rule.id
            counts[host_name(hit.host)] = counts.get(host_name(hit.host), 0) + 1
            shown += [hit] if len(shown) < LISTED else []
    if id_ is None:
        return ()
    title = shown[0].rule.title if shown else id_
    blocks: list[Block] = [Heading(1, f"The rule “{said(title)}”")]
    if counts:
        each = ", ".join(f"{said(name)} {number:,}" for name, number in sorted(counts.items())[:LISTED])
        told = f"It has {many(sum(counts.values()), 'hit')} here: {each}."
    else:
        told = "It has no hit here."
    blocks.append(Paragraph(runs(told)))
    about = dict.fromkeys(
        runs(f"{said(label(finding.behaviour))}: {'can fire' if gate.can_fire else 'cannot fire'} on "
             f"{said(gate.log_id or 'any log')} ({said(gate.why, SENTENCE)})")
        for finding in verdict.findings for gate in finding.gate if gate.rule == id_
    )  # fmt: skip
    blocks += _list("What it watches for:", about)
    blocks += _list("Its first hits:", map(_line, shown))
    blocks.append(Paragraph(runs("What it asks for, condition by condition: ", code(f"tocsin rules show {said(id_)}"))))
    return (tuple(blocks),)


# the report


def _numbered(text: str, *prefixes: str) -> int | None:
    for prefix in prefixes:
        rest = text.casefold().removeprefix(prefix)
        if rest != text.casefold() and rest.strip(" :-").isdigit():
            return int(rest.strip(" :-"))
    return None


def _problems(verdict: Verdict, text: str) -> tuple[Blocks, ...]:
    all_ = verdict.report.problems
    number = _numbered(text, "problem", "p")
    found = [(place, one) for place, one in enumerate(all_, 1) if place == number or one.kind.value == text.casefold()]
    return tuple(_problem(verdict, place, one) for place, one in found)


def _problem(verdict: Verdict, number: int, problem: Problem) -> Blocks:
    kind = problem.kind.value.replace("-", " ")
    blocks: list[Block] = [
        Heading(1, f"Problem {number} of the report: {kind}"),
        Paragraph(runs(strong(said(problem.message, SENTENCE)))),
        *_list("The words it is about:", [_excerpt(verdict.report.document.text, problem.start, problem.end)]),
    ]
    if problem.suggestion:
        blocks.append(Paragraph(runs(f"What to do about it: {said(problem.suggestion, SENTENCE)}")))
    about = [one for one in verdict.report.claims if one.id in problem.claims]
    blocks += _list("Claims it is about:", [runs(f"{said(one.id)}: {_claim_line(one)}") for one in about])
    blocks.append(
        Paragraph(runs("A problem is something in the report that a careful reader would object to; it changes no "
                       "finding, but what the report is worth."))
    )  # fmt: skip
    return tuple(blocks)


def _claims(verdict: Verdict, text: str) -> tuple[Blocks, ...]:
    number = _numbered(text, "claim", "c")
    return tuple(
        _claim(verdict, place, one)
        for place, one in enumerate(verdict.report.claims, 1)
        if place == number or one.id.casefold() == text.casefold()
    )


def _claim_line(claim: Claim) -> str:
    who = ", ".join(map(said, claim.speakers)) or "nobody named"
    whom = ", ".join(map(said, claim.accused)) or "nobody named"
    return f"{who} – {'not: ' if claim.negated else ''}{claim.act.value} – {whom}"


def _claim(verdict: Verdict, number: int, claim: Claim) -> Blocks:
    certainty = claim.certainty
    facts = [
        f"How sure: {certainty.level.value}" + (f", in the words “{said(certainty.words)}”" if certainty.words else ""),
        "Its own words" if claim.origin == "own" else f"Passed on by {', '.join(map(said, claim.via)) or 'somebody'}",
    ]
    facts += [f"What is said to have been done: {said(claim.deed, SENTENCE)}"] if claim.deed else []
    facts += [f"When it was said: {said(claim.date)}"] if claim.date else []
    return (
        Heading(1, f"Claim {number}: {_claim_line(claim)}"),
        *_list("Where the report says so:", [_excerpt(verdict.report.document.text, claim.start, claim.end)]),
        *_list("", [runs(f"{fact}.") for fact in facts]),
        Paragraph(runs("A claim is what somebody said, and never a fact: no log tells who did it.")),
    )


# hosts and words


def _hosts(verdict: Verdict, text: str) -> tuple[Blocks, ...]:
    wanted = text.casefold()
    return tuple(
        _host(verdict, one)
        for one in hosts(verdict)
        if wanted in (host_name(one.name).casefold(), host_name(one.name).casefold().partition(".")[0])
    )


def _host(verdict: Verdict, host: HostVerdict) -> Blocks:
    look = LOOKS[host.outcome]
    own = [one for group in by_outcome(verdict).values() for one in group if one.host == host.name]
    stage = f" As far as it got: {host.stage.value}, that is: {STAGES[host.stage]}." if host.stage else ""
    return (
        Heading(1, f"{look.symbol} {host.outcome.value}: {said(host_name(host.name))}"),
        Paragraph(runs(f"“{host.outcome.value}” means: {look.meaning}.{stage}")),
        *_list("What was looked for on it:", [
            runs(f"{LOOKS[one.outcome].symbol} {one.outcome.value}: {said(label(one.behaviour))}") for one in own
        ], FIELDS),
    )  # fmt: skip


def _words(verdict: Verdict, text: str) -> tuple[Blocks, ...]:
    wanted = text.casefold()
    for outcome, look in LOOKS.items():
        if wanted == outcome.value:
            return (_outcome(verdict, outcome, look.meaning),)
    for stage, meaning in STAGES.items():
        if wanted == stage.value:
            return ((Heading(1, f"“{stage.value}”"), Paragraph(runs(f"As far as this means: {meaning}."))),)
    meanings = {term.word.casefold(): term.meaning for term in Term.used(verdict)} | {"coverage": COVERAGE_MEANS}
    if wanted in meanings:
        return ((Heading(1, f"“{wanted}”"), Paragraph(runs(meanings[wanted]))),)
    return ()


def _outcome(verdict: Verdict, outcome: Outcome, meaning: str) -> Blocks:
    own = [runs(f"{said(label(one.behaviour))} on {said(host_name(one.host))}") for one in by_outcome(verdict)[outcome]]
    title = Heading(1, f"{LOOKS[outcome].symbol} “{outcome.value}”")
    listed = _list(f"Here, {many(len(own), 'finding')}:" if own else "", own)
    return (title, Paragraph(runs(f"It means: {meaning}.")), *listed)


def _list(title: str, items: Iterable[Runs], most: int = LISTED) -> list[Block]:
    given: Sequence[Runs] = list(items)
    if not given:
        return []
    left = len(given) - most
    shown = (*given[:most], (Run(f"and {left:,} more"),)) if left > 0 else tuple(given)
    return [*([Paragraph(runs(title))] if title else []), Bullets(shown)]
