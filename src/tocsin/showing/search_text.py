"""What a search found, two lines an event: when, where, which record; and the fields in which it stands, marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tocsin.model.hits import Hit
from tocsin.showing.columns import clip, width
from tocsin.showing.escape import terminal
from tocsin.showing.excerpts import excerpt
from tocsin.showing.hunt_text import merged

if TYPE_CHECKING:
    from tocsin.hunting.conditions import Condition
    from tocsin.showing.terminal import Style

SHOWN = 1000
"""Events that are shown as text, unless all are asked for."""

FIELDS = 4
_NAME = 60


def search_text(hits: Iterable[Hit], condition: Condition, total: int, style: Style) -> Iterator[str]:
    """Yield the lines of a search's hits, in their order; `condition` is what was searched for."""
    for number, hit in enumerate(hits):
        if number >= SHOWN and not style.verbose:
            yield f"… {total - SHOWN:,} more events (--verbose shows them, --format csv has all)"
            break
        yield _head(hit, style)
        yield from _values(hit, condition, style)
    yield f"{total:,} event{'' if total == 1 else 's'} found."


def _head(hit: Hit, style: Style) -> str:
    event = hit.event or {}
    source = hit.source
    words = [
        hit.time or "no time",
        hit.host or "no host",
        str(event.get("Channel") or hit.log_id or "").removeprefix("Microsoft-Windows-"),
        f"event {event['EventID']}" if event.get("EventID") is not None else "",
        "" if source is None or source.record is None else f"record {source.record}",
        "" if source is None else source.path,
    ]
    return clip("  ".join(terminal(word) for word in words if word), style.columns)


def _values(hit: Hit, condition: Condition, style: Style) -> Iterator[str]:
    from tocsin.hunting.conditions import atoms_of
    from tocsin.hunting.marks import spans

    found: dict[tuple[str, str], set[tuple[int, int]]] = {}
    for name, held in (hit.event or {}).items():
        for value in held if isinstance(held, (list, tuple)) else (held,):
            for atom in atoms_of(condition):
                asked = getattr(atom, "field", None)
                if isinstance(value, str) and asked in (None, name):
                    found.setdefault((name, value), set()).update(spans(atom, value))
    shown = [(name, value, places) for (name, value), places in found.items() if places]
    for name, value, places in shown if style.verbose else shown[:FIELDS]:
        head = f"    {clip(terminal(name), _NAME)}: "
        yield head + excerpt(value, merged(places), max(style.columns - width(head), 8), colour=style.colour)
