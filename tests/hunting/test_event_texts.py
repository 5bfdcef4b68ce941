"""Events as JSON: byte by byte what orjson makes of them one by one."""

from __future__ import annotations

from typing import Any

import orjson
import pyarrow as pa
import pytest

from tocsin.hunting import event_texts as event_texts_module
from tocsin.hunting.event_texts import event_texts
from tocsin.hunting.event_writing import measured
from tocsin.hunting.event_writing import written as written_by_loop

from tests.collecting.formats.coded_files import needs_kernels
from tests.hunting.rulebook import batch_of, column

EVENTS: list[dict[str, Any]] = [
    {"Image": "C:\\é.exe", "EventID": 1, "Data": ["a", 'b"'], "Ratio": 0.5, "On": True, "_host": "B"},
    {"Image": None, "EventID": 1, "Data": None, "Last": "\x7f"},
    {"Image": 'quote " and \\ and \x01\n', "EventID": 7, 'Na"me': "\\\\", "Ratio": -0.0},
    {"_host": "x"},
    {"EventID": None, "Image": "\t\x00", "Last": ""},
    {"Last": "\U0001f600\u2028", "On": False},
]


def written(event: dict[str, Any], names: list[str]) -> str:
    return orjson.dumps({name: event[name] for name in names if event.get(name) is not None}).decode()


def fields(events: pa.RecordBatch) -> list[str]:
    return [name for name in events.schema.names if not name.startswith("_")]


@pytest.fixture(params=[pytest.param("loop", marks=needs_kernels), "columns"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put events together by the compiled loops, or by columns."""
    for kernel in (measured, written_by_loop):
        monkeypatch.setattr(kernel, "_call", None)
        if request.param == "loop":
            kernel.load()


@pytest.mark.parametrize("few", [0, event_texts_module.FEW], ids=["by columns", "one by one"])
@pytest.mark.parametrize("coded", [False, True])
def test_an_event_is_written_as_json_whatever_its_values_are(
    coded: bool, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_texts_module, "FEW", few)
    events = batch_of(EVENTS).events
    if coded:
        columns = [one.dictionary_encode() if pa.types.is_string(one.type) else one for one in events.columns]
        events = pa.RecordBatch.from_arrays(columns, names=events.schema.names)

    assert event_texts(events).to_pylist() == [written(event, fields(events)) for event in EVENTS]


def test_values_of_other_events_in_a_dictionary_are_not_written() -> None:
    words = pa.DictionaryArray.from_arrays(pa.array([2, None], pa.int32()), ["a", "b", "c", "d"])

    assert event_texts(pa.RecordBatch.from_pydict({"A": words})).to_pylist() == ['{"A":"c"}', "{}"]


def test_events_without_any_field_are_empty_objects() -> None:
    assert event_texts(batch_of([{}, {}]).events).to_pylist() == ["{}", "{}"]
    lacking = pa.RecordBatch.from_pydict({"A": column([None, None]), "B": pa.nulls(2)})
    assert event_texts(lacking).to_pylist() == ["{}", "{}"]
