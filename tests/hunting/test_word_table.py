"""Fields of coded rows are those of the columns."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tocsin.hunting.match import Matcher
from tocsin.hunting.plan import compile_plan
from tocsin.hunting.profiles import Profiles
from tocsin.hunting.table import Field, Table
from tocsin.hunting.word_table import WordTable

from tests.collecting.formats.coded_files import asked, both_ways, needs_kernels
from tests.collecting.formats.evtx_blocks import many
from tests.hunting.rulebook import load_text, text_of

pytestmark = needs_kernels


def values(field: Field | None) -> list[str | None] | None:
    return None if field is None else [None if code < 0 else field.values[code] for code in field.codes.tolist()]


def test_fields_are_those_of_columns_and_tests_are_known_where_they_can_be(tmp_path: Path) -> None:
    matcher = Matcher(compile_plan(load_text(tmp_path, text_of({"s": {"Image|endswith": "3.exe"}}))))
    batch, columns = both_ways(many(90), asked("Image", "TargetFilename"))
    assert batch.coded is not None
    assert columns.events is not None
    profiles = Profiles(batch.coded.words, matcher.plan, matcher.fields, "windows")
    profiles.learn(batch.coded.count, frozenset())
    rows = np.array([3, 4, 6, 50, 88])
    mine, theirs = WordTable(batch.coded, rows, profiles), Table(columns.events.take(rows), {})

    for name in ("Image", "TargetFilename", "EventID", "name(Image)", "Nothing"):
        assert values(mine.field(name)) == values(theirs.field(name))
    field, pairs = mine.field("Image"), mine.pairs("Image")
    assert field is not None
    assert pairs is not None
    assert [field.values[value] for value in pairs[1].tolist()] == [
        one for one in field.values if one.endswith("3.exe")
    ]
    assert mine.pairs("name(Image)") is None
    assert "Image" in mine.names()
