"""What words around a name tell of it: a firm's spokesman by his title, a band's software by its first word.

In: the mentions in a title and how it is written, a name and those of bands.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tocsin.model.report import Mention, MentionKind


def not_public(titles: Sequence[Mention], written: str) -> bool:
    """Say whether a title is one at a firm or a union of states: "Avast spokeswoman Lee", "SITA spokesman Lee"."""
    short = written.partition(" ")[0]
    unknown = not titles and short != written and short.isupper() and short.isalnum() and len(short) > 2
    return unknown or any(one.id or one.kind is MentionKind.ORGANISATION for one in titles)


def of_brand(name: str, brands: Collection[str]) -> bool:
    """Say whether software goes by a name of its operators, in whatever version: "LockBit", "LockBit Black"."""
    lower = name.lower()
    return lower in brands or lower.partition(" ")[0] in brands
