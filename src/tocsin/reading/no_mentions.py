"""Names that mention nobody where they stand: in a web address or a path, and the state in a sum of money.

In: a text and the mentions in it. Out: those that are left. "https://x.example/apt40-profile" tells where a page is,
"US$300" what something costs, "D:/build/Italy" where somebody keeps his files. Software and companies stay: the
address of a sample is named after it, and of a page after its publisher.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tocsin.model.report import Mention, MentionKind
from tocsin.reading.lexicons import mention_words

_TITLE = 40  # characters in which the title and the first name of a person are looked for
_BEFORE = 200  # characters in which the begin of an address is looked for
_STOP = re.compile(r"[\s()\[\]<>{}\"“”|]")
_ADDRESS = re.compile(r"://|\Awww\.|\A[A-Za-z]:[\\/]")
_SUM = re.compile(r"\s?\$")
_HELD = (
    MentionKind.INTRUSION_SET, MentionKind.THREAT_ACTOR, MentionKind.COUNTRY, MentionKind.LOCATION,
    MentionKind.SECTOR, MentionKind.GOVERNMENT_BODY,
)  # fmt: skip


def without_addresses(text: str, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Yield the mentions that stand for what they name."""
    for mention in mentions:
        if mention.kind in _HELD and _in_address(text, mention.start):
            continue
        if mention.kind is MentionKind.COUNTRY and mention.id == "US" and _SUM.match(text, mention.end):
            continue
        if text[mention.end : mention.end + 1] == "_" and mention.kind in _HELD:
            continue  # "APT27_Attack" is another name
        if mention.kind is MentionKind.COUNTRY and _is_family_name(text, mention):
            continue
        yield mention


def _is_family_name(text: str, mention: Mention) -> bool:
    """Say whether what is also a state's name is that of a person with a title: "opposition leader David Brazil"."""
    words = text[max(0, mention.start - _TITLE) : mention.start].split(" ")
    if len(words) < 3 or words[-1] or not (words[-2].isalpha() and words[-2].istitle()):
        return False
    title = words[-3].lower().rstrip(".")
    return title in mention_words().person_titles and words[-2].lower() not in mention_words().directions


def _in_address(text: str, start: int) -> bool:
    word = _STOP.split(text[max(0, start - _BEFORE) : start])[-1]
    return bool(_ADDRESS.search(word))
