"""Vendors: the companies that names of products begin with, as mentions of their own.

In: the mentions of a report. Out: the further mentions. "Microsoft Exchange" is one name to whoever reads claims, and
no claim is about Microsoft; so these are added last, when everything else has been read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from tocsin import knowledge
from tocsin.model.report import Mention, MentionKind

_WORD = re.compile(r"\s+")


@cache
def _organisations() -> dict[str, tuple[str, str]]:
    """Return id and name of organisations by how they are written, those that are ordinary words left out."""
    names = knowledge.base().gazetteer()
    return {
        name.text: (name.id, name.name)
        for name in names
        if name.kind is MentionKind.ORGANISATION and name.id and not name.common
    }


def find_vendors(mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the organisation that the name of each mentioned product begins with, where it does."""
    for mention in mentions:
        if mention.kind is not MentionKind.PRODUCT:
            continue
        for blank in reversed(list(_WORD.finditer(mention.text))):
            written = mention.text[: blank.start()]
            known = _organisations().get(" ".join(written.split()))
            if known is not None:
                yield Mention(
                    start=mention.start, end=mention.start + len(written), text=written,
                    kind=MentionKind.ORGANISATION, id=known[0], name=known[1],
                )  # fmt: skip
                break
