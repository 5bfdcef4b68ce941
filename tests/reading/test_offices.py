"""An office without a name is whom a sentence is about, so that "it" goes back to it."""

from __future__ import annotations

from collections.abc import Callable

from tocsin.model.report import Document
from tocsin.reading.claims import find_claims
from tocsin.reading.entities import find_entities

Make = Callable[..., Document]


def test_it_is_the_ministry_that_spoke_before(document: Make) -> None:
    text = (
        "The FBI is looking into it and blamed China. In Beijing, the foreign ministry said the case was old. "
        '"China opposes all forms of hacking," it said.'
    )
    made = document(text, language="en")

    assert find_claims(made, find_entities(made), ())[0][-1].speaker_ids == ("CN",)
