"""What a text says about itself: title, date of publication, publisher, version.

Only the text is believed: neither the file's name nor its time stamps. A date counts as the date of publication
when words beside it say so, or when it stands alone near the top; "on Monday" is not resolved here.
"""

from __future__ import annotations

import re
from functools import cache

from tocsin.reading.data import table
from tocsin.reading.dates import DATE, day

__all__ = ["day", "domains_of", "own_hosts", "parted", "published", "publisher", "title", "version"]

_HEAD = 4_000  # characters in which a document names itself
_TITLE = 300
_RELEASED = re.compile(
    r"\b(?:original\srelease\sdate|release\s?date|released(?:\son)?|published(?:\son)?|publication\sdate|posted(?:\son)?"
    r"|date\sissued|issued(?:\son)?|date|veröffentlicht\sam|publié\sle|stand|datum)"
    rf"\s{{0,3}}:?\s{{0,3}}({DATE})",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"^(?:\w+day,?\s)?({DATE})(?:\s*[|•–-].{{0,80}})?$", re.IGNORECASE | re.MULTILINE)
_DATELINE = re.compile(rf"^[A-Z][A-Z .,]{{2,40}}[,(]?\s?((?i:{DATE}))\)?\s?(?:[(–—-]|--)", re.MULTILINE)
_REVISED = re.compile(
    rf"\b(?:last\srevised|last\supdated|updated(?:\son)?|revised(?:\son)?|revision\sdate)\s{{0,3}}:?\s{{0,3}}({DATE})",
    re.I,
)
_VERSION = re.compile(r"\b(?:version|revision)\s{0,3}:?\s{0,3}(\d{1,3}(?:\.\d{1,3}){0,2})\b", re.IGNORECASE)
_LABEL = re.compile(r"^(?:title|subject)\s{0,3}:\s{0,3}", re.IGNORECASE)
_OWN_ADDRESS = re.compile(
    r"^(?:url|source|link|permalink)\s{0,3}:\s{0,3}https?://([\w.-]{3,253})", re.IGNORECASE | re.M
)
_NAMED_ADDRESS = re.compile(
    r"^(?:publisher|author|organi[sz]ation)\s{0,3}:\s{0,3}([^\r\n]{2,100})", re.IGNORECASE | re.M
)


def title(text: str) -> str | None:
    """Return the first line that says something, without a leading `title:` or `#`; None when it is no title."""
    for line in text[:_HEAD].lstrip("\ufeff").splitlines():
        candidate = _LABEL.sub("", line.strip().lstrip("#").strip())
        if sum(character.isalpha() for character in candidate) >= 3:
            return " ".join(candidate.split()) if len(candidate) <= _TITLE else None
    return None


def parted(printed: str) -> tuple[str, str | None]:
    """Part a title from the publisher that pages print behind it.

    >>> parted("Mitigate Microsoft Exchange Server Vulnerabilities | CISA")
    ('Mitigate Microsoft Exchange Server Vulnerabilities', 'CISA')
    """
    head, bar, tail = printed.rpartition(" | ")
    return (head.strip(), tail.strip()) if bar and head.strip() and 2 <= len(tail.strip()) <= 40 else (printed, None)


def published(text: str) -> str | None:
    """Return the day on which the text says it was published; None when it does not."""
    head = text[:_HEAD]
    for pattern in (_RELEASED, _DATELINE, _ALONE):
        found = pattern.search(head)
        if found and (exact := day(found.group(1))):
            return exact
    return None


def version(text: str) -> str | None:
    """Return the version that the head of the text states: the day of the last revision, or a number."""
    head = text[:_HEAD]
    revised = _REVISED.search(head)
    if revised and (exact := day(revised.group(1))):
        return exact
    # a version number stands in the head only; further down it is that of some product
    numbered = _VERSION.search(head[:400])
    return numbered.group(1) if numbered else None


def publisher(text: str) -> str | None:
    """Return who the text says published it: a `publisher:` line, or the owner of its own address."""
    head = text[:_HEAD]
    named = _NAMED_ADDRESS.search(head)
    if named:
        return named.group(1).strip()
    own = _OWN_ADDRESS.search(head)
    return _owner(own.group(1)) if own else None


def own_hosts(text: str) -> frozenset[str]:
    """Return the host names that a text names as its own address."""
    return frozenset(found.group(1).lower() for found in _OWN_ADDRESS.finditer(text[:_HEAD]))


def domains_of(publisher: str) -> frozenset[str]:
    """Return the domains of a publisher whose name is known."""
    name = publisher.casefold()
    return frozenset(domain for domain, owner in _publishers().items() if owner.casefold() == name)


@cache
def _publishers() -> dict[str, str]:
    return dict(line.split("\t", 1) for line in table("publishers.tsv"))


def _owner(host: str) -> str:
    """Return the known publisher behind a host name, or the host name itself."""
    labels = host.lower().rstrip(".").split(".")
    names = (".".join(labels[start:]) for start in range(len(labels)))
    return next((_publishers()[name] for name in names if name in _publishers()), host.lower())
