"""Who is said to be the same: a claim with its speaker. What the user sets can be taken back, and changes no names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.library import Library
from tocsin.library.attribution import positions
from tocsin.library.sameness import all_said, part, said_same, treat, treated
from tocsin.model.errors import UsageError
from tocsin.reading.documents import document_of
from tocsin.reading.report import read_document

from tests.library.reports import claim, report

NOW = "2021-07-20T08:00:00Z"


def told(sentence: str) -> list[tuple[str, str, str, str | None]]:
    read = read_document(document_of(f"A title\n\nPublisher: CISA\n\n{sentence}\n".encode(), "x.txt"))
    return [(one.text, relation, other.text, speaker) for one, other, relation, speaker, _, _ in said_same(read)]


def test_what_sentences_tie_together() -> None:
    assert told("APT40, also known as Leviathan, BRONZE MOHAWK and Gadolinium, is active.") == [
        ("APT40", "same", name, "CISA") for name in ("Leviathan", "BRONZE MOHAWK", "Gadolinium")
    ]
    # a name that nobody knows does not end the list, another sentence or a verb does
    assert [other for _, _, other, _ in told("APT40, aka BRONZE MOHAWK, FEVERDREAM, GreenCrash, and Leviathan.")] == [
        "BRONZE MOHAWK",
        "Leviathan",
    ]
    assert len(told("APT40, also known as Leviathan, was seen where HAFNIUM was.")) == 1
    assert told("The activity overlaps. APT40 overlaps with HAFNIUM.") == [("APT40", "overlaps", "HAFNIUM", "CISA")]
    assert told("APT40 and HAFNIUM are active. Leviathan is not.") == []


def shelf(path: Path) -> Library:
    library = Library(path / "x.sqlite")
    library.add(
        report("A", claim(1, "us", "attribute", "apt40"), claim(2, "gb", "attribute", "leviathan")), "a", now=NOW
    )
    library.add(report("B", claim(1, "gb", "attribute", "apt40", origin="relay")), "b", now=NOW)
    return library


def test_counted_as_one_and_apart_again(tmp_path: Path) -> None:
    with shelf(tmp_path) as library:
        apart = positions(library)
        number = treat(library, "APT40", "leviathan", now=NOW)
        gb = [one for one in positions(library) if one.speaker == "gb"]
        assert [(one.own, one.relayed) for one in gb] == [(1, 1)]
        assert {one.accused for one in gb} == {("leviathan",)}  # the names stay the reports' own
        # a report that comes later is counted the same way
        library.add(report("C", claim(1, "fr", "attribute", "leviathan")), "c", now=NOW)
        keys = {key for one in positions(library) for key in one.accused_keys}
        assert len(keys) == 1
        part(library, number, now=NOW)
        assert [one for one in positions(library) if one.speaker != "fr"] == apart
        assert [(one.one, one.undone) for one in treated(library)] == [("APT40", NOW)]


def test_chains_are_one_and_come_apart_link_by_link(tmp_path: Path) -> None:
    with shelf(tmp_path) as library:
        library.add(report("D", claim(1, "de", "attribute", "gadolinium")), "d", now=NOW)
        first = treat(library, "apt40", "leviathan", now=NOW)
        treat(library, "leviathan", "gadolinium", now=NOW)
        assert len({key for one in positions(library) for key in one.accused_keys}) == 1
        part(library, first, now=NOW)
        keys = {one.accused[0]: one.accused_keys[0] for one in positions(library)}
        assert keys["leviathan"] == keys["gadolinium"] != keys["apt40"]


def test_what_is_not_there_is_one_line(tmp_path: Path) -> None:
    with shelf(tmp_path) as library:
        with pytest.raises(UsageError, match="names 'nobody'"):
            treat(library, "apt40", "nobody", now=NOW)
        with pytest.raises(UsageError, match="one already"):
            treat(library, "apt40", "APT40", now=NOW)
        with pytest.raises(UsageError, match="nothing of number 7"):
            part(library, 7, now=NOW)


def test_said_in_the_library(gold: Library) -> None:
    assert {(one.one, one.other, one.speaker) for one in all_said(gold, "leviathan")} >= {
        ("APT40", "Leviathan", "FBI, CISA")
    }
    assert all_said(gold, "nobody") == []
