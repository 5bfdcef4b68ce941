"""Ids for names that tables hold only in another form: with or without the word for what they are.

"NetwireRAT" is NETWIRE, "Lazarus" the Lazarus Group. Only one entry may fit, letters and digits count, and what is left
without that word must be long enough to mean something.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from tocsin import knowledge
from tocsin.knowledge.entries import Name
from tocsin.model.report import MentionKind

_SOFTWARE = (MentionKind.MALWARE, MentionKind.TOOL)
_ACTORS = (MentionKind.INTRUSION_SET, MentionKind.THREAT_ACTOR)
_WORDS = {
    True: ("rat", "ransomware", "malware", "trojan", "loader", "stealer", "backdoor", "botnet", "banker"),
    False: ("group", "team", "gang", "apt"),
}
_SHORTEST = 5


@cache
def _names(software: bool) -> dict[str, dict[str, Name]]:
    """Return by letters and digits the entries of software, or of actors, that have such a name."""
    kinds = _SOFTWARE if software else _ACTORS
    made: dict[str, dict[str, Name]] = defaultdict(dict)
    for name in knowledge.base().gazetteer():
        if name.kind in kinds and name.id and not name.common:
            made[_key(name.text)].setdefault(name.id, name)
    return made


def _key(written: str) -> str:
    return "".join(letter for letter in written.casefold() if letter.isalnum())


def linked(written: str, kind: MentionKind) -> Name | None:
    """Return the entry that a name of software or an actor means, if it is one only.

    >>> [linked(name, MentionKind.MALWARE).id for name in ("NetwireRAT", "PlugX malware", "plug-x")]
    ['S0198', 'S0013', 'S0013']
    >>> linked("RAT", MentionKind.MALWARE), linked("Lazarus", MentionKind.INTRUSION_SET).id
    (None, 'G0032')
    """
    if kind not in (*_SOFTWARE, *_ACTORS):
        return None
    software = kind in _SOFTWARE
    key, names, words = _key(written), _names(software), _WORDS[software]
    forms = [key, *(key.removesuffix(word) for word in words if key.endswith(word)), *(key + word for word in words)]
    for form in forms:
        found = names.get(form, {}) if len(form) >= _SHORTEST or form == key else {}
        official = [one for id_, one in found.items() if id_[0] in "SG"]
        entries = official or list(found.values())
        if len(entries) == 1:
            return entries[0]
    return None
