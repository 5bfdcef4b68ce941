"""The picture of many answers in lines that fit and are inert."""

from __future__ import annotations

from tocsin.library.answers import Picture, PictureRow
from tocsin.model.verdict import Outcome
from tocsin.showing.picture_text import picture_lines

EVIL = "a\x1b[2J\u202e" + "x" * 60


def test_lines() -> None:
    rows = tuple(
        PictureRow(behaviour=f"b{number}", name=EVIL, members=3, outcomes={Outcome.SEEN: 1}, could=1, partly=1, blind=1)
        for number in range(40)
    )
    told = Picture(
        document="0" * 64, title=EVIL, members=3, outcomes={Outcome.SEEN: 1, Outcome.BLIND: 2}, hit=(EVIL,), rows=rows,
        missing=(("iis", 2),), versions=(("1.0", 3),),
    )  # fmt: skip
    lines = list(picture_lines(told, 60))
    assert max(map(len, lines)) <= 60
    assert "3 answered: 1 seen, 2 blind." in lines
    assert any("and 10 more" in line for line in lines)
    assert any(line.split() == ["2", "iis"] for line in lines)
    assert not [line for line in lines if "\x1b" in line or "\u202e" in line]
    assert len(list(picture_lines(told, 60, verbose=True))) == len(lines) + 9
