"""JSON logs of one event an object: what is not theirs comes out all the same."""

from __future__ import annotations

import io

from tocsin.collecting.batches import ALL_FIELDS, EventBatch
from tocsin.collecting.format import Source
from tocsin.collecting.formats.json_objects import Found
from tocsin.collecting.formats.json_rows import flat, read_rows
from tocsin.collecting.rows import Row


def take(found: Found) -> Row | None:
    return Row(found.line, found.offset, None, None, "x", flat(found.value)) if "mine" in found.value else None


def test_objects_of_another_kind_come_out_as_plain_json() -> None:
    parts = list(read_rows(io.BytesIO(b'{"mine": 1}\n{"a": 2}\nno\n'), Source("p"), ALL_FIELDS, "f", take))
    batches = [part for part in parts if isinstance(part, EventBatch)]
    assert [(batch.family, batch.events.num_rows) for batch in batches] == [("f", 1), ("json", 1)]
    assert len(parts) == 3


def test_lists_of_objects_are_lists_of_their_values() -> None:
    assert flat({"a": [{"b": 1, "c": None}, {"b": [2, "3"]}], "d": [], "e": [1]}) == {
        "a.b": ["1", "2", "3"],
        "d": [],
        "e": ["1"],
    }
