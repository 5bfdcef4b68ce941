"""An incident across all reports, in lines for people: who says it was whom, who denies, who repeats, what conflicts.

In: the library's answer. Out: lines. The words are others': inert. A claim is shown as what somebody said, with how
many reports have it from the speaker and how many only pass it on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tocsin.showing.columns import wrap
from tocsin.showing.escape import csv_cell, terminal

if TYPE_CHECKING:
    from tocsin.library.attribution import Position
    from tocsin.library.conflicts import Conflict
    from tocsin.library.incident import IncidentAnswer, Naming
    from tocsin.library.sameness import SaidSame
    from tocsin.library.timeline import Moment

CSV_COLUMNS = (
    "row",
    "about",
    "speaker",
    "speaker_id",
    "act",
    "accused",
    "level",
    "words",
    "first",
    "own",
    "relayed",
    "incident",
)
_SIDES = 8


def incident_lines(told: IncidentAnswer, columns: int, *, verbose: bool) -> Iterator[str]:
    """Yield what the library's reports say of an incident; with `verbose` all sides of conflicts, and how it moved."""
    lines = [
        f"{told.name}  ({told.incident})",
        f"{_count(told.reports, 'report')}, {_count(told.origins, 'speaker')} of {_count(told.states, 'state')}.",
        *_accusals(told),
        *_block("Who only condemns", (_line(one, accused=True) for one in told.condemned_only)),
        *_block("Who denies", (_line(one, accused=True) for one in told.denied)),
        *_block("Who merely repeats", _repeaters(told)),
        *_block("Who declined, or found no evidence", (_line(one, accused=True) for one in told.refused)),
        *_block("Who names which group", (line for group in told.groups for line in _naming(group))),
        *_block("Said to be the same", (_same(one) for one in told.said_same)),
        *_block("What does not go together", (line for one in told.conflicts for line in _conflict(one, verbose))),
        *_block(
            "How it moved",
            # without being asked for more: where somebody was named for the first time, or a speaker changed its word
            (_moment(one) for one in told.timeline if verbose or one.first_to_name or one.supersedes is not None),
        ),
        *_block("Not all is told here", (f"  {one}" for one in told.left_out)),
        *(["  tocsin library claims --incident ... tells every position"] if told.left_out else []),
    ]
    for line in lines:
        indent = len(line) - len(line.lstrip())
        safe = terminal(line.strip())
        yield from wrap(safe, columns, first=" " * indent, rest=" " * (indent + 4)) if safe else ("",)


def incident_csv(told: IncidentAnswer) -> Iterator[str]:
    """Yield the rows of the answer as CSV whose cells cannot become formulas."""
    yield ",".join(CSV_COLUMNS) + "\r\n"
    for row, about, one in _rows(told):
        cells = (
            row,
            about,
            one.speaker or "",
            one.speaker_id or "",
            ("not " if one.negated else "") + one.act,
            "; ".join(one.accused),
            one.level,
            "; ".join(one.words),
            one.first or "",
            one.own,
            one.relayed,
            one.incident or "",
        )
        yield ",".join(map(csv_cell, cells)) + "\r\n"
    for one in told.repeated:
        cells = (
            "repeats",
            "; ".join(one.whom),
            one.name,
            one.key,
            one.how,
            "",
            "",
            "",
            "",
            0,
            one.reports,
            told.incident,
        )
        yield ",".join(map(csv_cell, cells)) + "\r\n"


def _rows(told: IncidentAnswer) -> Iterator[tuple[str, str, Position]]:
    yield from (("attributes", accusal.accused, one) for accusal in told.attributed for one in accusal.positions)
    yield from (("only condemns", "", one) for one in told.condemned_only)
    yield from (("denies", "", one) for one in told.denied)
    yield from (("declined", "", one) for one in told.refused)
    yield from (("names for this", group.group, one) for group in told.groups for one in group.here)
    yield from (("names for something else", group.group, one) for group in told.groups for one in group.elsewhere)


def _block(title: str, lines: Iterable[str]) -> Iterator[str]:
    inside = list(lines)
    if inside:
        yield from ("", title, *inside)


def _accusals(told: IncidentAnswer) -> Iterator[str]:
    yield from ("", "Who says it was whom")
    if not told.attributed:
        yield "  nobody"
    for accusal in told.attributed:
        says = "says" if accusal.origins == 1 else "say"
        hearsay = f"; {_count(accusal.hearsay, 'more')} only by hearsay" if accusal.hearsay else ""
        yield f"  {accusal.accused}: {_count(accusal.origins, 'speaker')} {says} so{hearsay}"
        for one in accusal.positions:
            yield "  " + _line(one, accused=len(one.accused) > 1 or one.accused != (accusal.accused,))


def _line(one: Position, *, accused: bool) -> str:
    whom = f" {', '.join(one.accused)}" if accused and one.accused else ""
    negated = "does not " if one.negated else ""
    return (
        f"  {(one.first or 'no date')[:10]}  {one.speaker or 'nobody named'}: {negated}{one.act}{whom}"
        f" [{_sure(one)}; {_reports(one)}]"
    )


def _sure(one: Position) -> str:
    return f"{one.level}: {', '.join(one.words)}" if one.words else one.level


def _reports(one: Position) -> str:
    if not one.own:
        return f"only passed on, {one.relayed}"
    return f"{one.own} own, {one.relayed} passed on" if one.relayed else f"{one.own} own"


def _repeaters(told: IncidentAnswer) -> Iterator[str]:
    for one in told.repeated:
        does = "endorses" if one.how == "endorses" else "passes on"
        whom = ", ".join(one.whom) or "others, unnamed"
        yield f"  {one.name} {does} {whom} ({_count(one.reports, 'report')})"


def _naming(group: Naming) -> Iterator[str]:
    yield f"  {group.group}"
    if not group.here:
        yield "    for this: nobody"
    for title, said in (("for this", group.here), ("for something else", group.elsewhere)):
        for one in said:
            elsewhere = f", {one.incident}" if one.incident and title != "for this" else ""
            beside = "" if group.key in one.accused_keys else f", naming {group.group}"
            yield (
                f"    {title}: {one.speaker or 'nobody named'}: {'does not ' if one.negated else ''}{one.act}"
                f" {', '.join(one.accused)}{beside} [{one.level}; {_reports(one)}{elsewhere}]"
            )


def said_same_lines(found: Iterable[SaidSame], columns: int) -> Iterator[str]:
    """Yield who is said to be the same as whom, by whom, and in which words."""
    for one in found:
        yield from wrap(terminal(f"{_same(one).strip()}: «{one.quote}»"), columns, rest="    ")


def _same(one: SaidSame) -> str:
    relation = {"same": "is the same as", "overlaps": "overlaps with", "part of": "is part of"}[one.relation]
    return f"  {one.one} {relation} {one.other}, says {one.speaker or 'the report'} [{one.report}]"


def _conflict(one: Conflict, verbose: bool) -> Iterator[str]:
    yield f"  {one.kind}: {one.about}"
    shown = one.sides if verbose else one.sides[:_SIDES]
    for side in shown:
        where = f"[{side.report}]" if side.report is not None else "(knowledge base)"
        yield f"    {side.speaker}: {side.value} {where}"
    if len(shown) < len(one.sides):
        yield f"    and {len(one.sides) - len(shown)} more: --verbose"


def _moment(one: Moment) -> str:
    first = f"; first to name {', '.join(one.first_to_name)}" if one.first_to_name else ""
    over = "; in place of what it said before" if one.supersedes is not None else ""
    hearsay = "" if one.own else " (as others tell)"
    negated = "does not " if one.negated else ""
    return (
        f"  {one.date or 'no date   '}  {one.speaker or 'nobody named'}: {negated}{one.act}"
        f" {', '.join(one.accused)}{hearsay}{first}{over}"
    )


def _count(number: int, word: str) -> str:
    plural = word if number == 1 or word == "more" else f"{word}s"
    return f"{number:,} {plural}"
