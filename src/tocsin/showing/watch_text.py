"""What a round of watching announces: in lines for people, and as an e-mail in a file.

In: announcements. Out: lines that fit a terminal, or the bytes of a message (RFC 5322) with the same lines. Titles,
hosts and names are others': inert, also in a header.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

from tocsin.showing.columns import clip, wrap
from tocsin.showing.escape import terminal

if TYPE_CHECKING:
    from tocsin.library.rounds import Announcement
    from tocsin.library.verdicts import Change

_SHOWN = 12
_MAIL_COLUMNS = 76


def announcement_lines(found: Iterable[Announcement], columns: int, *, verbose: bool = False) -> Iterator[str]:
    """Yield what changed, report by report, the gravest first; with `verbose` all of it."""
    for one in found:
        was = f", was {one.was}" if one.was is not None and one.was != one.now else ""
        yield from wrap(terminal(f"[{one.report}] {one.title}"), columns, rest="    ")
        yield clip(terminal(f"    {one.why}: {one.now}{was} in {one.evidence} (verdict {one.verdict})"), columns)
        yield from wrap(terminal(one.statement), columns, first=" " * 4, rest=" " * 4)
        shown = one.changes if verbose else one.changes[:_SHOWN]
        for change in shown:
            yield from wrap(terminal(_change(change)), columns, first=" " * 4, rest=" " * 8)
        rest = Counter(change.now for change in one.changes[len(shown) :])
        if rest:
            told = ", ".join(f"{count:,} {outcome}" for outcome, count in rest.items())
            yield clip(f"    and {sum(rest.values()):,} more: {told} (--verbose)", columns)


def _change(one: Change) -> str:
    was = one.was or "new"
    host = f" on {one.host}" if one.host else ""
    return f"{was} -> {one.now}: {one.name}{host}"


def mail(found: Sequence[Announcement], *, to: str | None, now: str) -> bytes:
    """Return an e-mail that says what changed; `now` is RFC 3339 UTC. It names no sender: who sends it does."""
    from datetime import datetime

    message = EmailMessage(policy=SMTP)
    first = found[0]
    message["Subject"] = _header(
        f"tocsin: {first.now}: {first.title}" + (f" and {len(found) - 1} more" if found[1:] else "")
    )
    if to is not None:
        message["To"] = _header(to)
    message["Date"] = datetime.fromisoformat(now)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n".join(announcement_lines(found, _MAIL_COLUMNS, verbose=True)) + "\n")
    return message.as_bytes()


def _header(text: str) -> str:
    return clip(" ".join(terminal(text).split()), 200)
