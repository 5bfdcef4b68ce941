"""Text in UTF-16: read like any other, with offsets of the file; nothing else is touched."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

import tocsin
from tocsin.collecting.batches import ALL_FIELDS, EventBatch
from tocsin.collecting.format import Source
from tocsin.collecting.formats import by_name, recognise
from tocsin.collecting.recoded import Joined, Recoded, encoding_of, head_of, reading
from tocsin.model.evidence import Rejected

from tests.collecting.samples import IIS, SAMPLES

LINES = '{"a": "plain"}\n{"a": "gr\u00fc\u00df \u65e5\u672c \U0001f600"}\nno object \u20ac\n{"a": "last"}\n'


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", ["\ufeff", ""])
def test_events_and_rejections_have_the_offsets_of_the_file(encoding: str, mark: str) -> None:
    data = (mark + LINES).encode(encoding)
    parts = list(reading(by_name("json"), io.BytesIO(data), Source("x.json"), ALL_FIELDS))
    events = [row for part in parts if isinstance(part, EventBatch) for row in part.events.to_pylist()]
    lost = [part for part in parts if isinstance(part, Rejected)]

    assert [event["a"] for event in events] == ["plain", "gr\u00fc\u00df \u65e5\u672c \U0001f600", "last"]
    for event in events:
        assert data[event["_offset"] :].startswith('{"a": '.encode(encoding))
    assert [data[one.offset : one.offset + one.size].decode(encoding) for one in lost] == ["no object \u20ac"]


def test_blocks_that_end_inside_a_character_map_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tocsin.collecting.recoded.BLOCK_BYTES", 7)
    text = "a\u00e9\U0001f600\u65e5z" * 9
    stream = Recoded(Joined(b"", io.BytesIO(text.encode("utf-16-le"))), "utf-16-le", 0)
    assert stream.read() == text.encode()

    for position in range(len(text)):
        offset = np.array([len(text[:position].encode())])
        assert stream.original(offset).tolist() == [len(text[:position].encode("utf-16-le"))]


def test_a_file_in_another_encoding_passes_through_unchanged() -> None:
    assert encoding_of(IIS) is None
    assert head_of(IIS) == IIS
    assert encoding_of(SAMPLES["evtx"][1]) is None
    assert encoding_of(b"\xff\xfe\0\0x\0\0\0") is None  # UTF-32

    batch = next(reading(by_name("iis"), io.BytesIO(IIS), Source("x"), ALL_FIELDS))
    assert isinstance(batch, EventBatch)
    assert batch.events.num_rows == 3


def test_lone_surrogates_and_an_odd_last_byte_do_not_stop_it() -> None:
    data = b"\xff\xfe" + b"\x00\xd8" + "b\n".encode("utf-16-le") + b"\x00"
    stream = Recoded(Joined(b"", io.BytesIO(data)), "utf-16-le", 2)
    assert stream.read(3) + stream.read() == "\ufffdb\n\ufffd".encode()


def test_a_log_that_powershell_redirected_is_collected(tmp_path: Path) -> None:
    (tmp_path / "u_ex.log").write_bytes(b"\xff\xfe" + IIS.decode().encode("utf-16-le"))
    (tmp_path / "notes.txt").write_bytes(b"\xff\xfe" + "nothing".encode("utf-16-le"))
    evidence = tocsin.collect([tmp_path])

    assert [unit.format for unit in evidence.units] == ["iis"]
    assert [part.reason for part in evidence.not_read] == ["text in UTF-16, in a format that no reader knows"]
    assert sum(part.events.num_rows for part in evidence.units[0].read() if isinstance(part, EventBatch)) == 3


def test_recognition_sees_the_text() -> None:
    known = recognise(("\ufeff" + IIS.decode()).encode("utf-16-le")[:121], "x")
    assert known is not None
    assert known[0].name == "iis"
