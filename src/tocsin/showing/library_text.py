"""The library's answers in lines for people: reports, who says what of whom, what changed. Texts are others': inert."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from tocsin.showing.columns import clip, pad, wrap
from tocsin.showing.escape import csv_cell, terminal

if TYPE_CHECKING:
    from tocsin.library.attribution import Position
    from tocsin.library.changes import Change, Changes
    from tocsin.library.store import Shelved
    from tocsin.model.report import Report

COLUMNS = (
    "speaker",
    "speaker_id",
    "act",
    "negated",
    "accused",
    "incident",
    "level",
    "first",
    "own",
    "relayed",
    "reports",
)

CLAIM_COLUMNS = (
    *("report", "sha256", "title", "publisher", "published", "speakers", "speaker_ids", "act", "negation", "accused"),
    *("accused_ids", "deed", "incident", "date", "level", "words", "scale", "basis", "origin", "via"),
    *("start", "end", "quote"),
)

_QUOTE = 300


def shelf_lines(reports: Iterable[Shelved], columns: int) -> Iterator[str]:
    """Yield a line for each report."""
    for one in reports:
        what = one.title or one.name
        version = f" v{one.version}" if one.version else ""
        more = f" ({one.versions} versions)" if one.versions > 1 else ""
        head = f"{one.id:>5}  {pad(terminal(one.published or '')[:10], 10)}  {one.claims:>4} claims  "
        yield clip(head + terminal(f"{what}{version}{more}"), columns)


def position_lines(found: Sequence[Position], origins: int, columns: int, *, verbose: bool) -> Iterator[str]:
    """Yield who says what of whom: a line each, with how many say it themselves and pass it on; quotes on demand."""
    for one in found:
        speaker = one.speaker or "nobody named"
        accused = ", ".join(one.accused) or "nobody named"
        negated = "does not " if one.negated else ""
        said = f"{one.own} own, {one.relayed} passed on" if one.relayed else f"{one.own} own"
        yield clip(terminal(f"{(one.first or 'no date')[:10]}  {speaker}: {negated}{one.act} {accused}"), columns)
        about = [one.level, *one.bases, *([one.incident] if one.incident else []), said]
        yield clip(terminal(f"            {', '.join(about)}"), columns)
        for standing in one.standings if verbose else ():
            via = f" via {', '.join(standing.via)}" if standing.via else ""
            head = f"            [{standing.report}] {standing.name}{via}: "
            yield from wrap(
                terminal(f"{head.strip()} «{standing.quote}»", _QUOTE), columns, first=" " * 12, rest=" " * 14
            )
    yield f"{_count(len(found), 'position')} of {_count(origins, 'speaker')}; what is passed on is no further origin."


def position_csv(found: Iterable[Position]) -> Iterator[str]:
    """Yield positions as rows of CSV whose cells cannot become formulas."""
    yield ",".join(COLUMNS) + "\r\n"
    for one in found:
        cells = (
            one.speaker or "",
            one.speaker_id or "",
            one.act,
            "yes" if one.negated else "no",
            "; ".join(one.accused),
            one.incident or "",
            one.level,
            one.first or "",
            one.own,
            one.relayed,
            " ".join(sorted({str(standing.report) for standing in one.standings}, key=int)),
        )
        yield ",".join(map(csv_cell, cells)) + "\r\n"


def claim_csv(number: int, report: Report) -> Iterator[str]:
    """Yield the claims of a report as rows of CSV (`CLAIM_COLUMNS`) whose cells cannot become formulas."""
    document = report.document
    for one in report.claims:
        cells = (
            number,
            document.sha256,
            document.title or "",
            document.publisher or "",
            document.published or "",
            "; ".join(one.speakers),
            "; ".join(number or "" for number in one.speaker_ids),
            one.act.value,
            one.negation or ("not" if one.negated else ""),
            "; ".join(one.accused),
            "; ".join(number or "" for number in one.accused_ids),
            one.deed or "",
            one.incident or "",
            one.date or "",
            one.certainty.level.value,
            one.certainty.words or "",
            one.certainty.scale,
            one.basis or "",
            one.origin,
            "; ".join(one.via),
            one.start,
            one.end,
            one.quote,
        )
        yield ",".join(map(csv_cell, cells)) + "\r\n"


def change_lines(changed: Changes, columns: int) -> Iterator[str]:
    """Yield what the later version has and the earlier has not, and the other way round."""
    yield clip(terminal(f"{changed.earlier}  →  {changed.later}"), columns)
    for title, sign, group in (("Added", "+", changed.added), ("Removed", "-", changed.removed)):
        yield f"{title}: {len(group)}" if group else f"{title}: nothing"
        yield from _changes(group, sign, columns)
    again = changed.to_check()
    if again:
        yield f"A check of the earlier version did not look for {_count(len(again), 'behaviour')} of the later one."


def _changes(group: Sequence[Change], sign: str, columns: int) -> Iterator[str]:
    for one in group:
        yield clip(terminal(f"  {sign} {one.kind}: {one.value}"), columns)


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
