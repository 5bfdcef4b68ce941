"""Coded events tell the values of some of their rows by field."""

from __future__ import annotations

import numpy as np

from tests.collecting.formats.coded_files import asked, both_ways, needs_kernels
from tests.collecting.formats.evtx_blocks import many

pytestmark = needs_kernels


def test_values_of_rows_are_ordered_by_field_and_row() -> None:
    batch, columns = both_ways(many(90), asked("Image", "TargetFilename"))
    coded = batch.coded
    assert coded is not None
    assert columns.events is not None
    rows = np.array([4, 7, 9, 80])
    fields, row, word = coded.values(rows)

    assert (np.diff(fields) >= 0).all()
    for name in ("Image", "TargetFilename", "EventID", "Channel"):
        mine = fields == coded.words.fields.index(name)
        texts = {
            place: coded.words.texts(np.array([one]))[0].as_py()
            for place, one in zip(row[mine].tolist(), word[mine].tolist(), strict=True)
        }
        due = columns.events.column(name).take(rows).to_pylist()
        assert [texts.get(place) for place in range(4)] == [None if one is None else str(one) for one in due]
