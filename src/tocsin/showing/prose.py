"""Text for people as blocks and runs, and its plain forms: Markdown, one HTML file, a terminal.

In: blocks whose runs hold text as it is, of strangers too. Out: the same text, inert in each form. Long texts are cut
where they are put into a run (`said`), so that every form shows the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from tocsin.showing import escape
from tocsin.showing.columns import wrap
from tocsin.showing.pages.frame import page
from tocsin.showing.terminal import BOLD, Style

SENTENCE, NAME = 600, 150


class Run(NamedTuple):
    """Words in one look."""

    text: str
    look: Literal["plain", "strong", "code"] = "plain"


Runs = tuple[Run, ...]


class Heading(NamedTuple):
    """A heading of level 1 to 3; `apart`: it begins a new page on paper."""

    level: int
    text: str
    apart: bool = False


class Paragraph(NamedTuple):
    """A paragraph."""

    runs: Runs


class Bullets(NamedTuple):
    """A list; `numbered` from 1."""

    items: tuple[Runs, ...]
    numbered: bool = False


Block = Heading | Paragraph | Bullets


def said(text: str, limit: int = NAME) -> str:
    """Return text of a stranger's as one line of visible characters, cut to so many."""
    return escape.terminal(text, limit)


def runs(*parts: str | Run) -> Runs:
    """Return runs; plain text may be given as it is.

    >>> runs("a", Run("b", "strong"))
    (Run(text='a', look='plain'), Run(text='b', look='strong'))
    """
    return tuple(Run(part) if isinstance(part, str) else part for part in parts)


def strong(text: str) -> Run:
    """Return words that matter most."""
    return Run(text, "strong")


def code(text: str) -> Run:
    """Return a file's name, a command, a fingerprint."""
    return Run(text, "code")


def markdown(blocks: Iterable[Block]) -> str:
    """Return the blocks as Markdown that also reads well as it stands."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Heading):
            lines += [f"{'#' * block.level} {escape.markdown(block.text)}", ""]
        elif isinstance(block, Paragraph):
            lines += [_markdown(block.runs), ""]
        else:
            marks = (f"{number}." if block.numbered else "-" for number in range(1, len(block.items) + 1))
            lines += [*(f"{mark} {_markdown(item)}" for mark, item in zip(marks, block.items, strict=True)), ""]
    return "\n".join(lines)


def _markdown(given: Sequence[Run]) -> str:
    shown = {
        "plain": escape.markdown,
        "strong": lambda text: f"**{escape.markdown(text)}**",
        "code": escape.markdown_code,
    }
    return "".join(shown[run.look](run.text) for run in given)


def terminal(blocks: Iterable[Block], style: Style) -> str:
    """Return the blocks as text for a terminal."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Heading):
            lines += [*(style.paint(line, BOLD) for line in wrap(_words((Run(block.text),)), style.columns)), ""]
        elif isinstance(block, Paragraph):
            lines += wrap(_words(block.runs), style.columns)
        else:
            for number, item in enumerate(block.items, 1):
                mark = f"{number}." if block.numbered else "-"
                lines += wrap(_words(item), style.columns, first=f"  {mark} ", rest=" " * (len(mark) + 3))
            lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _words(given: Sequence[Run]) -> str:
    return escape.terminal("".join(run.text for run in given))


def html(title: str, blocks: Iterable[Block]) -> str:
    """Return the blocks as one HTML file, in the frame of tocsin's pages."""
    body = "\n".join(map(_html, blocks))
    return page(title, f'<main class="letter">\n{body}\n</main>', scripts=())


def _html(block: Block) -> str:
    if isinstance(block, Heading):
        apart = ' class="apart"' if block.apart else ""
        return f"<h{block.level}{apart}>{escape.html(block.text)}</h{block.level}>"
    if isinstance(block, Paragraph):
        return f"<p>{_marked(block.runs)}</p>"
    kind = "ol" if block.numbered else "ul"
    items = "\n".join(f"<li>{_marked(item)}</li>" for item in block.items)
    return f"<{kind}>\n{items}\n</{kind}>"


def _marked(given: Sequence[Run]) -> str:
    tags = {"plain": "bdi", "strong": "strong", "code": "code"}
    return "".join(f"<{tags[run.look]}>{escape.html(run.text)}</{tags[run.look]}>" for run in given)
