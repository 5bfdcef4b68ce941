"""The columnar EVTX reader gives what was written, the same as the reference decoder, and never guesses."""

from __future__ import annotations

import json
import random
from datetime import timedelta
from pathlib import Path

import evtx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.formats.evtx_columns import columns, decode
from tocsin.collecting.formats.evtx_exemplars import Exemplars

from benchmarks.evtx_writer import Event, write_evtx
from tests.collecting.formats.evtx_blocks import START, block_of, events_of, many, simple_name
from tests.material import DATA, needs_data

SAMPLES = sorted((DATA / "evtx-samples").rglob("*.evtx")) + sorted((DATA / "sigma-regression").rglob("*.evtx"))

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
DATA_FIELDS = st.lists(st.tuples(st.sampled_from(["Image", "User", "Ünïcode", None]), TEXT), max_size=4).filter(
    lambda pairs: len({name for name, _ in pairs if name}) == len([name for name, _ in pairs if name])
)


def expected(event: Event) -> dict[str, object]:
    """What an event's payload must come out as."""
    fields: dict[str, object] = {name: value for name, value in event.data if name is not None}
    unnamed = [value for name, value in event.data if name is None]
    return fields | ({"Data": unnamed} if unnamed else {})


def payload(event: dict[str, object]) -> dict[str, object]:
    """Keep an event's payload; one unnamed value may stand alone."""
    kept = {name: value for name, value in event.items() if name in ("Image", "User", "Ünïcode", "Data")}
    if isinstance(kept.get("Data"), str):
        kept["Data"] = [kept["Data"]]
    return kept


@given(st.lists(st.tuples(st.sampled_from(["Security", "System"]), st.integers(0, 65535), DATA_FIELDS), max_size=20))
@settings(derandomize=True, max_examples=60, deadline=None)
def test_what_was_written_comes_out(shapes: list[tuple[str, int, list[tuple[str | None, str]]]]) -> None:
    written = [
        Event(channel, "Provider", number, START + timedelta(seconds=at), data=data)
        for at, (channel, number, data) in enumerate(shapes)
    ]
    events, records, left = events_of(*block_of(write_evtx(written)))

    assert left == 0
    assert records == list(range(1, len(written) + 1))
    assert [(event["Channel"], event["EventID"]) for event in events] == [(e.channel, str(e.event_id)) for e in written]
    for event, source in zip(events, written, strict=True):
        for name in ("Image", "User", "Ünïcode"):
            if isinstance(event.get(name), list):  # the column holds lists as soon as one event repeats the field
                event[name] = event[name][0]  # type: ignore[index]
        assert payload(event) == expected(source)


def test_times_are_those_of_the_events_to_the_microsecond() -> None:
    written = [Event("Security", "P", 1, START + timedelta(microseconds=n * 1_000_001)) for n in range(5)]
    block, chunks = block_of(write_evtx(written))

    found = decode(block, chunks, Exemplars()).times()

    assert found.tolist() == [round(event.time.timestamp() * 1_000_000) for event in written]


def test_only_the_fields_asked_for_are_read() -> None:
    block, chunks = block_of(many(50))
    found = decode(block, chunks, Exemplars())

    table = columns(found, np.ones(50, bool), simple_name, [frozenset({"Image"})] * len(found.layouts))

    assert list(table) == ["Image"]
    assert table["Image"].null_count == 17


def test_a_damaged_chunk_is_named_and_the_others_come_out() -> None:
    block, chunks = block_of(many(2000))
    assert chunks > 2
    block[65536 + 512 : 65536 + 600] = 0x55
    found = decode(block, chunks, Exemplars())

    assert found.records.unhealthy.tolist() == [1]
    assert set(np.unique(found.records.at // 65536)) == set(range(chunks)) - {1}


@pytest.mark.parametrize("seed", range(40))
def test_flipped_bytes_never_end_in_an_error_and_no_record_is_counted_twice(seed: int) -> None:
    chance = random.Random(seed)
    block, chunks = block_of(many(400))
    for _ in range(chance.randrange(1, 200)):
        block[chance.randrange(chunks * 65536)] = chance.randrange(256)

    events, records, left = events_of(block, chunks)

    assert len(events) == len(records)
    assert len(records) + left <= 400


def test_a_template_that_lies_about_its_guid_is_not_mistaken_for_another() -> None:
    """Two files whose EventData templates carry one GUID but say different things, chunk by chunk."""
    first = write_evtx([Event("Security", "P", 1, START, data=(("Image", "a"),))])
    second = bytearray(write_evtx([Event("Security", "P", 1, START, data=(("Imago", "b"),))]))
    block, chunks = block_of(first + bytes(second[4096:]))
    inner = [layout for path, layout in decode(block, chunks, Exemplars()).layouts if path]
    assert len(inner) == 2
    places = [
        int(at)
        for at in np.flatnonzero(np.all(np.lib.stride_tricks.sliding_window_view(block, 4) == [0x0F, 1, 1, 0], axis=1))
    ]
    definitions = sorted(
        {at - 24 for at in places if block[at + 4] == 0x01 and b"D\0a\0t\0a" in block[at : at + 80].tobytes()}
    )
    block[definitions[1] + 4 : definitions[1] + 20] = block[definitions[0] + 4 : definitions[0] + 20]

    events, _, left = events_of(block, chunks)

    assert left == 0
    assert [(event.get("Image"), event.get("Imago")) for event in events] == [("a", None), (None, "b")]


@needs_data
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem[:40])
def test_values_are_those_of_the_reference_decoder(path: Path) -> None:
    block, chunks = block_of(path.read_bytes())
    if chunks <= 0:
        pytest.skip("no whole chunk")
    events, records, _ = events_of(block, chunks)
    reference = {
        record["event_record_id"]: json.loads(record["data"])["Event"]
        for record in evtx.PyEvtxParser(str(path)).records_json()
    }

    for number, event in zip(records, events, strict=True):
        theirs = reference[number]
        assert event["Provider_Name"] == theirs["System"]["Provider"]["#attributes"]["Name"]
        data = theirs.get("EventData")
        if not isinstance(data, dict):
            continue
        for name, value in data.items():
            if isinstance(value, dict | list | type(None)) or name in ("Version", "Level", "Task", "Data"):
                continue
            shown = {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
            assert event.get(name) == shown, (number, name)
