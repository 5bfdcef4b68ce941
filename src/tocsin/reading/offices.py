"""Offices without a name that a sentence is about: "in Paris the foreign ministry said", to whom "it" goes back.

In: the scene of a sentence, its subject, who it is that speaks. Out: the office as a `Party` of its state, or None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from tocsin.model.report import MentionKind
from tocsin.reading.parties import Party, Scene
from tocsin.reading.trees import Word
from tocsin.reading.whose import MISSIONS

_OFFICES = MISSIONS | {"ministry", "department", "council", "commission"}


class Knowing(Protocol):
    """Who knows from the text whom a noun means."""

    def speaking(self, scene: Scene, words: Sequence[Word]) -> tuple[Party, ...]:
        """Return who speaks."""
        ...


def office_told_of(subject: Word, mind: Knowing, scene: Scene) -> Party | None:
    """Return the ministry or embassy that a subject means, where the text tells whose it is."""
    told = subject.tag == "NN" and subject.lemma in _OFFICES
    office = next(iter(mind.speaking(scene, [subject])), None) if told else None
    return replace(office, kind=MentionKind.GOVERNMENT_BODY) if office is not None and office.country else None
