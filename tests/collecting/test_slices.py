"""Slices of a large file: read one after the other they give what the file gives."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting import collect
from tocsin.collecting.batches import EventBatch, Unit

from tests.collecting.formats.evtx_blocks import many
from tests.collecting.samples import HTTPPROXY, IIS, NXLOG, httpproxy_row


def test_a_large_evtx_file_read_in_slices_gives_the_same_events(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "big.evtx"
    path.write_bytes(many(2000))
    monkeypatch.setattr("tocsin.collecting.slices.SLICE_BYTES", 65536)
    (unit,) = collect([path]).units

    slices = unit.slices()

    def rows(parts: Iterable[Unit]) -> list[tuple[object, object]]:
        return sorted(
            (row["_offset"], row.get("Image") or row.get("TargetFilename"))
            for part in parts
            for batch in part.read()
            if isinstance(batch, EventBatch)
            for row in batch.events.to_pylist()
        )

    assert len(slices) > 3
    assert sum(part.size for part in slices) == unit.size
    assert {part.path for part in slices} == {unit.path}
    assert len(rows(slices)) == 2000
    assert rows(slices) == rows([unit])


@pytest.mark.parametrize("chunks", [4, 5, 7, 12, 13, 40])
def test_slices_of_an_evtx_file_are_about_as_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunks: int
) -> None:
    path = tmp_path / "big.evtx"
    path.write_bytes(many(20)[:4096] + bytes(chunks * 65536 - 100))
    monkeypatch.setattr("tocsin.collecting.slices.SLICE_BYTES", 2 * 65536)
    (unit,) = collect([path]).units

    sizes = [-(-part.size // 65536) for part in unit.slices()]

    assert sum(sizes) in (chunks, chunks + 1)  # the first has the header, too
    assert len(sizes) % 2 == 0
    assert max(sizes[1:]) <= 2
    assert max(sizes[1:]) - min(sizes[1:]) <= 1


def test_what_is_no_large_evtx_file_is_not_divided(tmp_path: Path) -> None:
    path = tmp_path / "small.evtx"
    path.write_bytes(many(20))
    (unit,) = collect([path]).units

    assert unit.slices() == (unit,)


def told(parts: Iterable[Unit]) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    for part in parts:
        for batch in part.read():
            if isinstance(batch, EventBatch):
                rows = batch.events.to_pylist()
                found += [
                    tuple((key, str(value)) for key, value in sorted(row.items()) if value is not None) for row in rows
                ]
            else:
                found.append((batch.offset, batch.reason))
    return sorted(found, key=str)


LINES = [NXLOG, b"{}", b"", b"{broken", b"[1]", b'{"a": "\xff"}', b'{"a":1}\r', json.dumps({"t": "x" * 90}).encode()]


@settings(derandomize=True, max_examples=40, deadline=None)
@given(
    lines=st.lists(st.sampled_from(LINES), min_size=1, max_size=60),
    size=st.sampled_from([64, 200, 1000]),
    ends=st.booleans(),
)
def test_lines_of_json_read_in_slices_are_those_of_the_file(
    lines: list[bytes], size: int, ends: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("slices") / "log.json"
    path.write_bytes(b"\xef\xbb\xbf" + b"\n".join([NXLOG, *lines]) + (b"\n" if ends else b""))
    (unit,) = collect([path]).units
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tocsin.collecting.slices.LINES_BYTES", size)
        patch.setattr("tocsin.collecting.slices._LOOK_BYTES", max(size // 2, 1))
        slices = unit.slices()

    assert sum(part.size for part in slices) == unit.size
    assert told(slices) == told([unit])


HTTPPROXY_ROW = httpproxy_row(HttpStatus="241").rstrip()
HEADED: dict[str, tuple[bytes, list[bytes]]] = {
    "iis": (
        IIS,
        [
            *IIS.splitlines(),
            b"#Fields: time c-ip",
            b"07:00:01 198.51.100.7",
            b"x y",
            b"",
            b"#Date: 2021-03-05 00:00:00",
        ],
    ),
    "exchange-httpproxy": (
        HTTPPROXY,
        [
            HTTPPROXY_ROW,
            b"DateTime,Protocol,HttpStatus",
            b"2021-03-02T07:00:00.841Z,Ecp,200",
            b"x,y",
            b"",
            b"#Version: 1",
        ],
    ),
}


@pytest.mark.parametrize("name", HEADED)
@settings(derandomize=True, max_examples=40, deadline=None)
@given(data=st.data(), size=st.sampled_from([200, 700, 3000]))
def test_lines_under_headers_read_in_slices_are_those_of_the_file(
    name: str, data: st.DataObject, size: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    begin, some = HEADED[name]
    lines = data.draw(st.lists(st.sampled_from(some), max_size=40))
    path = tmp_path_factory.mktemp("slices") / "x.log"
    path.write_bytes(begin + b"\r\n".join(lines))
    (unit,) = collect([path]).units
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tocsin.collecting.slices.LINES_BYTES", size)
        patch.setattr("tocsin.collecting.slices._LOOK_BYTES", size // 2)
        slices = unit.slices()

    assert unit.format == name
    assert told(slices) == told([unit])


def test_an_array_over_several_lines_is_not_divided(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tocsin.collecting.slices.LINES_BYTES", 64)
    path = tmp_path / "log.json"
    path.write_bytes(b"[\n" + b",\n".join([NXLOG] * 20) + b"\n]\n")
    (unit,) = collect([path]).units

    assert unit.slices() == (unit,)


def test_a_file_that_is_gone_is_told_by_its_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tocsin.collecting.slices.LINES_BYTES", 64)
    path = tmp_path / "log.json"
    path.write_bytes(b"\n".join([NXLOG] * 20))
    (unit,) = collect([path]).units
    slices = unit.slices()
    path.unlink()

    assert len(slices) > 1
    assert unit.slices() == (unit,)
    (part,) = slices[1].read()
    assert not isinstance(part, EventBatch)
    assert "cannot be opened" in part.reason


def test_a_file_that_becomes_shorter_is_a_loss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tocsin.collecting.slices.LINES_BYTES", 64)
    path = tmp_path / "log.json"
    whole = b"\n".join([NXLOG] * 20) + b"\n"
    path.write_bytes(whole)
    (unit,) = collect([path]).units
    monkeypatch.setattr("tocsin.collecting.slices._LOOK_BYTES", 1000)
    slices = unit.slices()
    path.write_bytes(whole[: len(whole) // 2])

    assert not any("shorter" in str(part) for part in slices[0].read())
    assert any("became shorter" in part.reason for part in slices[-1].read() if not isinstance(part, EventBatch))


def test_rows_with_line_feeds_in_quotes_are_divided_where_quotes_are_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tocsin.collecting.slices.LINES_BYTES", 400)
    monkeypatch.setattr("tocsin.collecting.slices._LOOK_BYTES", 64)
    head = b"Time,User,Client IP,Method,URL,User Agent\r\n"
    rows = [
        b'2021-03-02 07:00:%02d,alice,192.0.2.1,GET,http://a.example/%d,"odd %s agent"\r\n'
        % (number % 60, number, b"\n" * (number % 3))
        for number in range(60)
    ]
    for name, tail in (("proxy.csv", b""), ("broken.csv", b'"never closed\r\n' + b"".join(rows))):
        path = tmp_path / name
        path.write_bytes(head + b"".join(rows) + tail)
        (unit,) = collect([path]).units
        assert unit.format == "proxy-csv"
        slices = unit.slices()
        assert len(slices) > 5
        assert told(slices) == told([unit])
