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


def test_who_speaks_behind_a_place() -> None:
    (found,) = read(
        "In Jakarta the head of the national cyber agency told lawmakers that Lazarus had hacked the ministry."
    )

    assert (found.speakers, found.accused) == (("head of the national cyber agency",), ("Lazarus",))


def test_who_meets_and_speaks_admits_nothing() -> None:
    assert read("The minister held a meeting with the heads of the Chinese cyber agencies and spoke of a fruit.") == ()
