"""Which sentences of a text speak of attacks: where nobody attacks, nobody is accused of it.

In: sentences with the names in each. Out: whether one speaks of attacks, one near it, how many of all do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tocsin.model.report import Mention, MentionKind
from tocsin.reading.on_record import sort_on_record
from tocsin.reading.parties import ACTORS
from tocsin.reading.sentences import Sentence

ACTING = (*ACTORS, MentionKind.MALWARE)
"""Where they are named, attacks are spoken of."""
_ATTACKS = re.compile(
    r"\b(?:hack|attack|cyber|intru|espionage|spy|spies|spied|breach|malware|ransom|sabotage|wiper|worm|backdoor"
    r"|botnet|phish|surveillance|exploit|vulnerab|meddl|interfer|theft|stole|steal|infiltrat|break-in"
    r"|br(?:oke|oken|eak|eaking) into|tamper"
    r"|compromis|heist|robber|hijack|extort|defac|eavesdrop|wiretap"
    r"|leak|spoofing|destabili[sz]|hybrid (?:threat|activit|attack|operation|campaign|war))"
)

_SOME_LENGTH = 6  # sentences
_IN_PASSING = 0.12  # of the sentences


def speaks_of_attacks(text: str) -> bool:
    """Say whether a text has words for attacks."""
    return _ATTACKS.search(text.casefold()) is not None


class About:
    """Which sentences speak of attacks, each looked at when somebody asks for it, since few are asked for."""

    def __init__(self, sentences: Sequence[Sentence], names: Sequence[Sequence[Mention]]) -> None:
        self._sentences, self._names = sentences, names
        self._told: dict[int, bool] = {}

    def at(self, number: int) -> bool:
        """Say whether a sentence speaks of attacks."""
        if number not in self._told:
            acting = any(
                name.kind in ACTING or sort_on_record(name.id) == "security-company" for name in self._names[number]
            )
            self._told[number] = acting or self._outside_offices(number)
        return self._told[number]

    def _outside_offices(self, number: int) -> bool:
        """Say whether words for attacks stand elsewhere than in names of offices: "the Centre for Cyber Security"."""
        sentence = self._sentences[number]
        offices = [name for name in self._names[number] if name.kind is MentionKind.GOVERNMENT_BODY]
        return any(not any(name.start <= sentence.start + found.start() < name.end for name in offices)
                   for found in _ATTACKS.finditer(sentence.text.lower()))  # fmt: skip

    def near(self, number: int) -> bool:
        """Say whether a sentence or one beside it does."""
        return any(self.at(one) for one in range(max(0, number - 1), min(number + 2, len(self._sentences))))

    def share(self) -> float:
        """Return the share of all sentences that do."""
        return sum(self.at(one) for one in range(len(self._sentences))) / max(1, len(self._sentences))

    def in_passing(self) -> bool:
        """Say whether a text of some length is about something else altogether."""
        return len(self._sentences) >= _SOME_LENGTH and self.share() < _IN_PASSING
