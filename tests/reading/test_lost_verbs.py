"""A sentence whose verb was taken for a part of a noun gets it back."""

from __future__ import annotations

from tocsin.model.report import Act

from benchmarks.read_claims import read


def test_participles_that_are_the_verb() -> None:
    (found,) = read("Denmark's prosecutor general blamed Unit 29155 of the GRU.")

    assert (found.act, found.accused) == (Act.ACCUSE, ("Unit 29155",))


def test_participles_that_open_a_sentence() -> None:
    found = read(
        "Calling the Czech statement unfounded and regrettable, a spokesman for the Chinese foreign ministry, Lin Jian,"
        " urged Prague on 29 May to correct its mistake."
    )

    assert (Act.DENY, ("Lin Jian",), ("China",)) in [(one.act, one.speakers, one.accused) for one in found]
