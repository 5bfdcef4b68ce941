"""Small pieces of HTML that all parts of a page use.

In: text, which is escaped here, and markup, which is not. Out: markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tocsin.model.noun import Window
from tocsin.model.verdict import Outcome
from tocsin.showing.escape import html as safe
from tocsin.showing.outcomes import LOOKS
from tocsin.showing.times import short

NAME = 300
SENTENCE = 2_000
VALUE = 8_000


def section(id_: str, title: str, body: str) -> str:
    """Return a section with its heading; nothing for an empty body."""
    if not body:
        return ""
    return f'<section id="{id_}" aria-labelledby="{id_}-h">\n<h2 id="{id_}-h">{title}</h2>\n{body}\n</section>\n'


def mark(outcome: Outcome) -> str:
    """Return an outcome as shape and word."""
    look = LOOKS[outcome]
    return f'<span class="mark {look.css}"><span aria-hidden="true">{look.symbol}</span> {outcome.value}</span>'


def isolated(text: str, limit: int = NAME) -> str:
    """Return text that a stranger wrote, kept from turning the line around it (right-to-left scripts)."""
    return f"<bdi>{safe(text, limit)}</bdi>"


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Return a list of names and values; the values are markup; pairs without a value are left out."""
    rows = "".join(f"<div><dt>{name}</dt> <dd>{body}</dd></div>" for name, body in pairs if body)
    return f'<dl class="facts">{rows}</dl>' if rows else ""


def table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Iterable[str]],
    *,
    numbers: frozenset[int] = frozenset(),
    stacked: bool = False,
) -> str:
    """Return a table that scrolls by itself where it is too wide; cells are markup; `numbers` are aligned right.

    `stacked`: on a narrow screen each row stands as a list of its cells, each with its head.
    """
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    opening = [
        "<td" + (' class="number"' if place in numbers else "") + (f' data-head="{name}"' if stacked else "") + ">"
        for place, name in enumerate(heads)
    ]
    body = "".join(
        "<tr>"
        + "".join(
            f"{before}{_whole(cell) if stacked else cell}</td>" for before, cell in zip(opening, row, strict=True)
        )
        + "</tr>\n"
        for row in rows
    )
    kind = "words stacked" if stacked else "words"
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{caption}"><table class="{kind}">'
        f"<caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table></div>\n"
    )


def _whole(cell: str) -> str:
    # a stacked cell is a grid of its head and its content, which has to be one thing for that
    return f"<div>{cell}</div>" if cell else ""


def bullets(items: Iterable[str]) -> str:
    """Return a list; the items are markup."""
    rows = "".join(f"<li>{item}</li>\n" for item in items)
    return f"<ul>\n{rows}</ul>\n" if rows else ""


def period(window: Window | None) -> str:
    """Return a window in words, escaped."""
    if window is None or (window.begin is None and window.end is None):
        return ""
    begin, end = (
        safe(short(time).removesuffix(" 00:00:00"), NAME) if time else "…" for time in (window.begin, window.end)
    )
    return f"{begin} to {end}"


def count(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its word.

    >>> count(1, "hit"), count(2000, "hit")
    ('1 hit', '2,000 hits')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def more(left: int, word: str, where: str = "verdict.json") -> str:
    """Return a line that says how many of a list are not on the page, and where they are."""
    return (
        f'<p class="soft">and {count(left, f"more {word}")}; all are in <code>{where}</code>.</p>' if left > 0 else ""
    )
