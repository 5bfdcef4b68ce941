"""What many organisations answered about one report, in lines: who was hit, who could have seen it, what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tocsin.showing.columns import clip, pad, wrap
from tocsin.showing.escape import terminal

if TYPE_CHECKING:
    from tocsin.library.answers import Picture

_ROWS, _MISSING = 30, 12


def picture_lines(told: Picture, columns: int, *, verbose: bool = False) -> Iterator[str]:
    """Yield the picture; with `verbose` every behaviour and every missing log."""
    yield from wrap(terminal(told.title or told.document), columns)
    outcomes = ", ".join(f"{count} {outcome.value}" for outcome, count in told.outcomes.items())
    yield from wrap(f"{told.members:,} answered: {outcomes}.", columns)
    if told.hit:
        yield from wrap(terminal(f"Seen at: {', '.join(told.hit)}"), columns, rest="    ")
    yield ""
    yield "Could you have seen it?   yes  partly   no  seen  attempted"
    rows = told.rows if verbose else told.rows[:_ROWS]
    for one in rows:
        counts = {outcome.value: count for outcome, count in one.outcomes.items()}
        hits = f"{counts.get('seen', 0):>4}  {counts.get('attempted', 0):>9}"
        figures = f"{one.could:>5}  {one.partly:>6}  {one.blind:>3}  {hits}"
        yield clip(f"  {pad(terminal(one.name), 22)}{figures}", columns)
    if len(rows) < len(told.rows):
        yield f"  and {len(told.rows) - len(rows):,} more: --verbose"
    if told.missing:
        yield ""
        yield "What members lack most"
        for log, count in told.missing if verbose else told.missing[:_MISSING]:
            yield clip(terminal(f"  {count:>5}  {log}"), columns)
    versions = ", ".join(f"{version} ({count})" for version, count in told.versions)
    yield from wrap(terminal(f"Answered with tocsin {versions}."), columns)
