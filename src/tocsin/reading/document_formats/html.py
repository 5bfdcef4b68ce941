"""HTML: the article's text with its particulars from the metadata; scripts, styles, menus and forms left out.

In: the bytes of a page. Out: text with one line a block, cells of a table row parted by tabs. Nothing is fetched:
images, style sheets, frames and links are not followed. Source of the particulars: HTML, Open Graph, schema.org.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from tocsin.model.errors import DocumentError
from tocsin.reading.document_formats.encodings import decode
from tocsin.reading.document_formats.extracted import DocumentFormat, Extracted, Limits
from tocsin.reading.document_formats.html_particulars import particulars

_LEFT_OUT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "svg",
        "canvas",
        "video",
        "audio",
        "form",
        "button",
        "select",
        "option",
        "textarea",
        "nav",
        "aside",
        "footer",
        "menu",
        "dialog",
        "head",
    ]
)
_ROLES = frozenset(["navigation", "banner", "contentinfo", "complementary", "search", "menu", "dialog", "alert"])
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "body",
        "caption",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_PARAGRAPHS = frozenset(["p", "h1", "h2", "h3", "h4", "table", "ul", "ol", "blockquote", "pre"])
_CELLS = frozenset(("td", "th"))
# breaks while the text is put together, in characters for private use that are taken out of the page's own text
_LINE, _PARAGRAPH = "\ue000", "\ue001"
_BREAKS = re.compile(f"[{_LINE}{_PARAGRAPH}][ \t\n{_LINE}{_PARAGRAPH}]*")
_NOT_TEXT = dict.fromkeys((0, ord("\ue000"), ord("\ue001")))
_CHARSET = re.compile(rb"charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w:.-]{2,40})", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_MAIN = ("//article", "//main", "//*[@role='main']", "//*[@itemprop='articleBody']")
_SHARE = 0.4  # an <article> with less of the page's text than this is a teaser, not the article


_CROWDED = re.compile(
    r"""<([A-Za-z][A-Za-z0-9]*)(?:\s+[^\s<>="']+(?:=(?:"[^"<>]*"|'[^'<>]*'|[^\s<>"']*))?){1000}[^<>]*>"""
)
"""A tag with a thousand attributes and more, which the parser compares with each other: it is read without them."""


def recognise(head: bytes, name: str) -> bool:
    """Look for a doctype or a root element near the start, then at the name."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1024].lower()
    if start.startswith((b"<!doctype html", b"<html")) or (b"<html" in start and start.startswith(b"<")):
        return True
    return name.lower().endswith((".html", ".htm", ".xhtml")) and b"<" in head


def read(data: bytes, name: str, limits: Limits) -> Extracted:
    """Return the article's text and what the page's metadata say about it."""
    declared = _CHARSET.search(data[:4096])
    text, notes = decode(data, declared=declared.group(1).decode("ascii", "replace") if declared else None)
    root = parsed(text)
    if root is None:
        raise DocumentError("the page is empty", where=name)
    return Extracted(article(root), **particulars(root), notes=notes)


def parsed(text: str) -> Any | None:
    """Return the page's root element; None for a page without any. libxml2's own depth limit stays on."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        tame = _CROWDED.sub(r"<\1>", text.lstrip("\ufeff").translate(_NOT_TEXT))
        return etree.fromstring(tame.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def article(root: Any) -> str:
    """Return the text of the page's article: the first main element that holds a good share of it, else all of it."""
    whole = rendered(root)
    for path in _MAIN:
        found = [rendered(element) for element in root.xpath(path)]
        best = max(found, key=len, default="")
        if len(best) > len(whole) * _SHARE:
            return best
    return whole


def rendered(root: Any) -> str:
    """Return an element's text as a browser would break it into lines."""
    parts: list[str] = []
    skipped: Any | None = None  # the element whose content is being left out
    preformatted = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start" and skipped is None:
            if _is_left_out(element, tag):
                skipped = element
                continue
            preformatted += tag == "pre"
            _open(parts, tag)
            _say(parts, element.text, preformatted)
        elif event == "end":
            if skipped is None:
                preformatted -= tag == "pre"
                _close(parts, tag)
            elif skipped is element:
                skipped = None
            if skipped is None and element is not root:
                _say(parts, element.tail, preformatted)
    text = _BREAKS.sub(lambda found: "\n\n" if _PARAGRAPH in found.group() else "\n", "".join(parts))
    lines = [line.strip(" ").rstrip("\t") for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _is_left_out(element: Any, tag: str) -> bool:
    if not tag or tag in _LEFT_OUT or element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    return element.get("role") in _ROLES


def _open(parts: list[str], tag: str) -> None:
    if tag in _BLOCKS or tag == "br":
        parts.append(_LINE)
    elif tag in _CELLS and parts and parts[-1] != _LINE:
        parts.append("\t")


def _close(parts: list[str], tag: str) -> None:
    if tag in _BLOCKS and tag != "hr":
        parts.append(_PARAGRAPH if tag in _PARAGRAPHS else _LINE)


def _say(parts: list[str], text: str | None, preformatted: int) -> None:
    if text:
        parts.append(text.replace("\r\n", "\n") if preformatted else _SPACES.sub(" ", text))


FORMAT = DocumentFormat("html", recognise, read)
