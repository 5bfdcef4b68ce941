"""The library in lines: they fit, and whatever reports say in them is inert."""

from __future__ import annotations

import csv
import io

from tocsin.library.attribution import Position, Standing
from tocsin.library.changes import Change, Changes
from tocsin.library.store import Shelved
from tocsin.showing.library_text import change_lines, position_csv, position_lines, shelf_lines

EVIL = "\x1b[2J=cmd|x\n" + "w" * 200


def test_everything_is_inert_and_fits() -> None:
    shelved = Shelved(
        id=1,
        name=EVIL,
        title=EVIL,
        publisher=EVIL,
        published=EVIL,
        version=EVIL,
        sha256="0",
        series="s",
        added="x",
        kind="url",
        place=EVIL,
        newer=None,
        claims=1,
        versions=2,
    )
    standing = Standing(report=1, name=EVIL, claim="c1", origin="relay", via=(EVIL,), date=None, quote=EVIL)
    position = Position(
        speaker=EVIL,
        speaker_id=None,
        act="accuse",
        negated=True,
        accused=(EVIL,),
        accused_ids=(None,),
        incident=EVIL,
        level="low",
        bases=(),
        first=EVIL,
        own=0,
        relayed=1,
        standings=(standing,),
    )
    changed = Changes(earlier=EVIL, later="b", added=(Change(kind="behaviour", value=EVIL),), removed=())
    shown = [
        *shelf_lines([shelved], 80),
        *position_lines([position], 1, 80, verbose=True),
        *change_lines(changed, 80),
    ]
    assert not any(sign in line for line in shown for sign in "\x1b\n")
    assert max(map(len, shown)) <= 80
    rows = list(csv.reader(io.StringIO("".join(position_csv([position])))))
    assert len(rows) == 2
    assert not any(cell.startswith(("=", "+", "@", "-")) for cell in rows[1])
