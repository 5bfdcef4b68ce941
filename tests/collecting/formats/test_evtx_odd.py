"""Records that no writer makes: coded they are what the columnar path says, and nothing is written elsewhere."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from tocsin.collecting.format import Source
from tocsin.collecting.formats import evtx_coding, evtx_layouts, evtx_sameness
from tocsin.collecting.formats.evtx_coded import Coding
from tocsin.collecting.formats.evtx_coder import Coder
from tocsin.collecting.formats.evtx_events import field_name, read_block
from tocsin.collecting.formats.evtx_exemplars import Exemplars

from benchmarks import evtx_writer as writer
from tests.collecting.formats.coded_files import asked, needs_kernels
from tests.collecting.formats.evtx_blocks import block_of, sysmon

pytestmark = needs_kernels

Values = Sequence[tuple[int, bytes]]
SYSTEM = ("System", [], [("EventID", [], (1, 0x06)), ("Channel", [], (2, 1)), ("Computer", [], (3, 1))])
FLAT = ("Event", [], [SYSTEM, ("EventData", [], [("Data", [("Name", "CommandLine")], (0, 1))])])


def text(said: str) -> tuple[int, bytes]:
    return 1, said.encode("utf-16-le")


def laid_out(instance: bytes, values: Values) -> bytes:
    """Return a record with these values."""
    out = instance + struct.pack("<I", len(values))
    out += b"".join(struct.pack("<HBB", len(raw), kind, 0) for kind, raw in values) + b"".join(raw for _, raw in values)
    size = 24 + len(out) + 4
    size += -size % 8
    head = struct.pack("<IIQQ", 0x2A2A, size, 1, writer._filetime(datetime(2021, 1, 1, tzinfo=UTC)))
    return (head + out).ljust(size - 4, b"\0") + struct.pack("<I", size)


def chunk_of(root: Any, values: Values) -> bytes:
    """Return a chunk of one record whose values are of any kind."""
    chunk = writer._Chunk(1)
    chunk.last = len(chunk.data)
    chunk.data += laid_out(bytes(chunk.instance(len(chunk.data) + 24, ("flat",), root)), values)
    chunk.records = 1
    return chunk.sealed()


HEADS = {
    "channel that is a list": [text("c"), (6, b"\1\0"), (0x81, "a\0b\0".encode("utf-16-le")), text("DC1")],
    "computer that is a list": [text("c"), (6, b"\1\0"), text("Sec"), (0x81, "a\0b\0".encode("utf-16-le"))],
    "id that is a list": [text("c"), (0x81, "1\0".encode("utf-16-le")), text("Sec"), text("h")],
    "id that is a long text": [text("c"), text("1" * 5000), text("Sec"), text("h")],
    "id that is a word": [text("c"), text("abc"), text("Sec"), text("h")],
    "id in hex": [text("c"), (0x14, b"\1\0\0\0"), text("Sec"), text("h")],
    "id below zero": [text("c"), (0x05, b"\xff\xff"), text("Sec"), text("h")],
}


@pytest.mark.parametrize("values", HEADS.values(), ids=HEADS.keys())
def test_an_odd_head_costs_no_other_event(values: Values) -> None:
    sound = writer.write_evtx([sysmon(1, Image="a")])
    block, chunks = block_of(bytes(writer.FILE_HEADER) + chunk_of(FLAT, values) + sound[writer.FILE_HEADER :])
    wanted = asked("Image")
    coding = Coding(wanted, chunks)
    left = coding.take(block, chunks, writer.FILE_HEADER)
    coded = coding.events(Source("x")).events
    columns = read_block(block, chunks, writer.FILE_HEADER, Source("x"), wanted, Exemplars()).events

    assert coded is not None
    assert columns is not None
    assert left in ([], [0])  # the chunk with it goes the simple path
    for name in ("EventID", "Channel", "Computer"):
        due = columns.column(name).to_pylist()[len(left) :]  # lists, where one is
        assert coded.column(name).to_pylist() == [one[0] if isinstance(one, list) else one for one in due]


def test_a_template_that_only_refused_records_have_hides_none_that_follow() -> None:
    many = writer.write_evtx(
        sysmon(1, **({"CommandLine": "c", "Image": "i"} if number == 0 else {f"F{number}": "v"}))
        for number in range(63)
    )
    odd = bytearray(writer.write_evtx([sysmon(1, Odd="zz")]))
    place = odd.find(struct.pack("<HBB", 4, 1, 0) + "zz".encode("utf-16-le"))
    odd[place + 2] = 0x7F  # no kind of value
    last = chunk_of(FLAT, [text("mimikatz"), (6, b"\1\0"), text("Security"), text("DC1")])
    block, chunks = block_of(many + bytes(odd[writer.FILE_HEADER :]) + last)
    coding = Coding(asked("CommandLine", "Image"), chunks)
    coding.take(block, chunks, writer.FILE_HEADER)
    events = coding.events(Source("x"))

    assert events.events is not None
    assert events.coded is not None
    assert events.events.column("Channel")[-1].as_py() == "Security"
    assert events.coded.table(np.array([events.events.num_rows - 1])).column("CommandLine").to_pylist() == ["mimikatz"]


def test_marks_of_very_many_frames_are_not_written_beyond_the_stream() -> None:
    full, empty = 16, 480
    system = ("System", [], [("EventID", [], (0, 0x06)), ("Channel", [], (1, 1))])
    root = ("Event", [], [system, *[(2 + number, 0x21) for number in range(full + empty)]])
    entries = evtx_coding.ROOM - 2 - 3 - full  # what fills the room but for the kind and the marks
    counts = [entries // full + (number < entries % full) for number in range(full)]
    chunk = writer._Chunk(1)
    base = len(chunk.data) + 24
    instance = bytes(chunk.instance(base, ("root",), root))
    values = [(6, b"\1\0"), text("c")]
    at = base + len(instance) + 4 + 4 * (2 + full + empty) + 4
    for number in range(full + empty):
        count = counts[number] if number < full else 0
        below = (f"L{count}", [], [("CommandLine", [], "x") for _ in range(count)] or None)
        fragment = bytes(chunk.instance(at, ("L", count), below)) + struct.pack("<I", 0)
        values.append((0x21, fragment))
        at += len(fragment)
    chunk.last = len(chunk.data)
    chunk.data += laid_out(instance, values)
    chunk.records = 1
    block, _ = block_of(bytes(writer.FILE_HEADER) + chunk.sealed())
    coder = Coder(asked("X"), field_name, 1)
    room = np.full(evtx_coding.ROOM + 5000, 12345, np.int32)
    coder._stream = room[: evtx_coding.ROOM]

    assert coder.take(block, 1, 0) == [0]
    assert (room[evtx_coding.ROOM :] == 12345).all()


MOST = [(evtx_sameness, "MOST_OF_ALL", 8), (evtx_layouts, "MOST_LAYOUTS", 8), (evtx_layouts, "MOST_NODES", 2)]


@pytest.mark.parametrize(("module", "name", "most"), MOST, ids=[name for _, name, _ in MOST])
def test_records_of_very_many_templates_go_the_simple_path(
    monkeypatch: pytest.MonkeyPatch, module: Any, name: str, most: int
) -> None:
    monkeypatch.setattr(module, name, most)
    file = writer.write_evtx(sysmon(1, **{f"F{number % 25}": "v"}) for number in range(900))
    block, chunks = block_of(file)
    coding = Coding(asked("F1"), chunks)
    left = coding.take(block, chunks, writer.FILE_HEADER)

    assert left != []
    assert coding._coder.full
    coding.events(Source("x"))
    coding.buffer(1)  # another coder begins
    assert not coding._coder.full


def test_letters_of_literals_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evtx_layouts, "MOST_LETTERS", 4)
    flat = ("Event", [], [("System", [], [("EventID", [], "4688"), ("Channel", [], "Security")])])
    other = ("Event", [], [("System", [], [("EventID", [], "4689"), ("Channel", [], "Security")])])
    block, chunks = block_of(bytes(writer.FILE_HEADER) + chunk_of(flat, []) + chunk_of(other, []))

    assert Coding(asked("Channel"), chunks).take(block, chunks, writer.FILE_HEADER) == [1]
