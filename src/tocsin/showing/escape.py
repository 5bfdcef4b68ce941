r"""The only place that formats text which strangers wrote: documents, log records, rules, file and host names.

In: any string, hostile ones included (terminal escapes, HTML, formulas, right-to-left marks, NUL, lone surrogates,
a megabyte of it). Out: the same text, inert in its medium, with every character that does not show made visible as
`\x1b` or `\u202e`. Backslashes stay as they are, since Windows paths are full of them.
"""

from __future__ import annotations

import html as _html
import re

ELLIPSIS = "…"

INVISIBLE = (
    "\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\uf8ff\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "\U000f0000-\U0010ffff"
)
"""Ranges of characters that show as nothing or steer what shows: Unicode's categories Cc, Cf, Cs, Co, Zl, Zp (controls,
bidi, zero width, tags, surrogates, private use, separators), and letters that are blank by design."""

_UNSEEN = re.compile(f"[{INVISIBLE}]")
_UNSEEN_IN_LINES = re.compile(f"(?![\n\t])[{INVISIBLE}]")
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_MARKDOWN = re.compile(r"[\\`*_\[\]|~#]|(?<=:)//|(?<=www)\.|^\s*(?:[+-]|\d+[.)]|=+)(?=\s|$)", re.IGNORECASE)


def terminal(text: str, limit: int | None = None) -> str:
    r"""Return the text as one line that cannot steer a terminal; at most `limit` characters, the last then `…`.

    >>> terminal("a\x1b[31mb\nc\u202ed")
    'a\\x1b[31mb\\nc\\u202ed'
    >>> terminal("x" * 1000, 10)
    'xxxxxxxxx…'
    """
    return _cut(_UNSEEN.sub(_visible, _head(text, limit)), limit)


def plain(text: str, limit: int | None = None) -> str:
    r"""Return the text for a place that takes text only and shows its lines; line ends and tabs stay.

    >>> plain("<b>\x00")
    '<b>\\x00'
    """
    if text.isascii() and text.isprintable():  # nearly all there is, and a tenth of the time
        return _cut(text, limit)
    return _cut(_UNSEEN_IN_LINES.sub(_visible, _head(text, limit)), limit)


def html(text: str, limit: int | None = None) -> str:
    r"""Return the text for an element's content or a quoted attribute; line ends and tabs stay.

    >>> html("<b onclick='x'>\x00")
    '&lt;b onclick=&#x27;x&#x27;&gt;\\x00'
    """
    return _html.escape(plain(text, limit))


def csv_cell(value: object, limit: int | None = None) -> str:
    """Return a value as one CSV cell that no spreadsheet takes for a formula; numbers stay numbers, None is empty.

    >>> print(csv_cell('=HYPERLINK("http://x")'))
    "'=HYPERLINK(""http://x"")"
    >>> csv_cell(-5), csv_cell(None), csv_cell("plain")
    ('-5', '', 'plain')
    """
    if value is None:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    text = str(value)
    shown = terminal(text, limit)
    if _FORMULA.match(text):
        shown = "'" + shown
    if any(mark in shown for mark in ',;"') or shown != shown.strip():
        return '"' + shown.replace('"', '""') + '"'
    return shown


def markdown(text: str, limit: int | None = None) -> str:
    r"""Return the text as one line of Markdown that reads as it stands: no markup, HTML, link or list out of it.

    >>> markdown("*a* <b> [c](http://d)")
    '\\*a\\* &lt;b&gt; \\[c\\](http:\\//d)'
    """
    shown = _MARKDOWN.sub(r"\\\g<0>", terminal(text, limit))
    shown = re.sub(r"^\\(\s*\d+)([.)])", r"\1\\\2", shown)
    return _html.escape(shown, quote=False)


def markdown_code(text: str, limit: int | None = None) -> str:
    """Return the text as inline code of Markdown, whatever backticks and bars it holds.

    >>> markdown_code("a `b`")
    '`` a `b` ``'
    """
    shown = terminal(text, limit).replace("|", "¦") or " "
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    space = " " if longest else ""
    return f"{fence}{space}{shown}{space}{fence}"


def _head(text: str, limit: int | None) -> str:
    # of a megabyte, only what can be shown is looked at; one more, so that the cut is noticed
    return text if limit is None else text[: limit + 1]


def _cut(text: str, limit: int | None) -> str:
    if limit is None or len(text) <= limit:
        return text
    return text[: max(limit - 1, 0)] + ELLIPSIS if limit else ""


def _visible(found: re.Match[str]) -> str:
    character = found.group()
    point = ord(character)
    if character in "\t\n\r":
        return {"\t": r"\t", "\n": r"\n", "\r": r"\r"}[character]
    if point <= 0xFF:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"
