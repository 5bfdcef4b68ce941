"""Good files made bad in every way that copying, disks and attackers do it: nothing crashes, what is whole comes out.

Every sample of every format is damaged. What is lost is told with its place, and the records that the damage did not
touch are the same as before.
"""

from __future__ import annotations

import io
import random
import struct
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tocsin.collecting import collect
from tocsin.collecting.batches import ALL_FIELDS, EventBatch
from tocsin.collecting.format import Source
from tocsin.collecting.formats import by_name
from tocsin.model.evidence import Rejected

from benchmarks.evtx_writer import Event, write_evtx
from tests.collecting.boxes import zipped
from tests.collecting.reading import events_and_rejections
from tests.collecting.samples import SAMPLES, START

CHUNK, HEADER = 65536, 4096
EVTX = write_evtx([Event("System", "Service Control Manager", 7036, START, data=(("n", str(n)),)) for n in range(1500)])
LONG = b"x" * 10_000_000


def values(events: list[dict[str, Any]]) -> Counter[str]:
    """Events without their places, which damage before them moves."""
    return Counter(
        repr(sorted((name, value) for name, value in event.items() if name not in ("_record", "_offset", "_line")))
        for event in events
    )


def by_lines(name: str) -> bool:
    """Whether every line of a sample that is no header is an event."""
    data = SAMPLES[name][1]
    if b"\0\0" in data:  # no text
        return False
    lines = [line for line in data.split(b"\n") if line.strip()]
    events, _ = events_and_rejections(by_name(name), data)
    joined = any("lines" in event for event in events)  # a line without a header belongs to the event before it
    alone = len({event["_offset"] for event in events}) == len(events) > 1
    return alone and not joined and 0 <= len(lines) - len(events) <= 6


YEARLESS = {"suricata-fast"}
"""Formats whose lines may lack the year and get it from lines near them: what stands between moves it."""

LINED = [name for name in SAMPLES if by_lines(name) and name not in YEARLESS]


def test_many_formats_are_damaged_line_by_line() -> None:
    assert {"iis", "exchange-httpproxy", "windows-json", "json"} <= set(LINED)


@pytest.mark.parametrize("name", LINED)
@pytest.mark.parametrize(
    "bad",
    [
        [b"2021-03-02 07:0"] * 25,
        [b"\xff\xfe\x00\x00", b"\x00" * 300, b"\x00\x01\x02"],
        ["caf\xe9 \xfcber".encode("latin-1")],
        [LONG],
        [b'"', b",,,,", b'{"a": [', b"<Event"],
    ],
    ids=["twenty-five bad lines", "binary", "latin-1", "ten megabytes", "open brackets"],
)
def test_bad_lines_cost_no_other(name: str, bad: list[bytes]) -> None:
    lines = SAMPLES[name][1].split(b"\n")
    whole, _ = events_and_rejections(by_name(name), SAMPLES[name][1])
    last = max(event["_offset"] for event in whole)
    place = SAMPLES[name][1][:last].count(b"\n")  # before the last event
    hurt = b"\n".join([*lines[:place], *bad, *lines[place:]])

    events, rejected = events_and_rejections(by_name(name), hurt)

    assert not values(whole) - values(events), "an undamaged record is missing"
    assert len(events) + len(rejected) >= len(whole) + 1
    begin = len(b"\n".join(lines[:place]))
    told = [one.offset for one in rejected] + [event["_offset"] for event in events]
    assert any(begin <= offset <= begin + sum(map(len, bad)) + len(bad) for offset in told)


@pytest.mark.parametrize("name", LINED)
def test_ends_of_lines_and_a_byte_order_mark_change_nothing(name: str) -> None:
    data = SAMPLES[name][1]
    plain = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    expected, _ = events_and_rejections(by_name(name), plain)
    for changed in (plain.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + plain, plain.rstrip(b"\n"), plain + b"\n\n\n"):
        events, rejected = events_and_rejections(by_name(name), changed)
        assert (values(events), rejected) == (values(expected), [])


@pytest.mark.parametrize("name", LINED)
def test_utf_16_is_read_as_the_same_text(name: str, tmp_path: Path) -> None:
    path, data = SAMPLES[name]
    try:
        text = data.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError:
        pytest.skip("the sample is not UTF-8")
    forms = {"plain": text.encode(), "le": text.encode("utf-16"), "be": b"\xfe\xff" + text.encode("utf-16-be")}
    for folder, encoded in forms.items():
        (tmp_path / folder / path).parent.mkdir(parents=True)
        (tmp_path / folder / path).write_bytes(encoded)
    files = collect([tmp_path]).files()
    books = {folder: [file for file in files if file.path.startswith(f"{folder}/")] for folder in forms}
    assert [(file.format, file.events, file.rejected) for file in books["le"]] == [
        (file.format, file.events, file.rejected) for file in books["plain"]
    ]
    assert [file.events for file in books["be"]] == [file.events for file in books["plain"]]


@pytest.mark.parametrize("name", SAMPLES)
def test_cuts_flips_and_zeros_anywhere_never_crash_and_are_counted(name: str) -> None:
    data = SAMPLES[name][1][:200_000]
    chance = random.Random(name)
    whole, _ = events_and_rejections(by_name(name), data)
    for _ in range(5):
        hurt = bytearray(data)
        begin = chance.randrange(len(hurt))
        size = chance.choice([1, 16, 512, CHUNK])
        for damage in (
            lambda h, b, s: h[:b],
            lambda h, b, s: h[b:],
            lambda h, b, s: h[:b] + bytes(min(s, len(h) - b)) + h[b + s :],
            lambda h, b, s: h[:b] + bytes(255 - byte for byte in h[b : b + s]) + h[b + s :],
        ):
            events, rejected = events_and_rejections(by_name(name), bytes(damage(hurt, begin, size)))
            assert len(events) <= 2 * len(whole) + 20
            assert all(0 <= one.offset <= len(data) and one.reason for one in rejected)


def evtx_numbers(data: bytes) -> tuple[set[int], list[Rejected]]:
    parts = list(by_name("evtx").read(io.BytesIO(data), Source("x"), ALL_FIELDS))
    numbers = {
        number for part in parts if isinstance(part, EventBatch) for number in part.events.column("_record").to_pylist()
    }
    return numbers, [part for part in parts if isinstance(part, Rejected)]


def records_by_chunk() -> list[set[int]]:
    found = []
    for at in range(HEADER, len(EVTX), CHUNK):
        first, last = struct.unpack_from("<QQ", EVTX, at + 8)
        found.append(set(range(first, last + 1)))
    return found


@pytest.mark.parametrize("chunk", [0, 1, -1])
@pytest.mark.parametrize(
    "damage",
    [
        lambda chunk: bytes(CHUNK),
        lambda chunk: b"\xaa" * CHUNK,
        lambda chunk: bytes(8) + chunk[8:],
        lambda chunk: chunk[:48] + struct.pack("<I", 0xFFFFFFFF) + chunk[52:],
        lambda chunk: chunk[:48] + bytes(4) + chunk[52:],
        lambda chunk: chunk[:16] + struct.pack("<QQQ", 1 << 60, 0, 1 << 60) + chunk[40:],
        lambda chunk: chunk[:516] + bytes(4) + chunk[520:],
        lambda chunk: chunk[:516] + b"\xff\xff\xff\xff" + chunk[520:],
    ],
    ids=["zeroed", "overwritten", "signature", "free space", "no free space", "counts", "size zero", "size enormous"],
)
def test_a_damaged_chunk_costs_no_other_chunk(chunk: int, damage: Callable[[bytes], bytes]) -> None:
    own = records_by_chunk()
    number = chunk % len(own)
    begin = HEADER + number * CHUNK
    hurt = EVTX[:begin] + damage(EVTX[begin : begin + CHUNK]) + EVTX[begin + CHUNK :]
    numbers, rejected = evtx_numbers(hurt)

    others = set().union(*(records for place, records in enumerate(own) if place != number))
    assert others <= numbers
    if own[number] - numbers:
        assert any(begin <= one.offset < begin + CHUNK for one in rejected), "the loss is not told where it is"


def test_one_empty_one_tiny_one_cut_and_one_folder_cost_nothing_among_a_thousand(tmp_path: Path) -> None:
    files = {f"{number:04}.evtx": SAMPLES["evtx"][1] for number in range(3)}
    files |= {f"empty{number:04}.evtx": b"" for number in range(990)}
    files |= {"one.evtx": b"E", "cut.evtx": SAMPLES["evtx"][1][:5000], "head.evtx": SAMPLES["evtx"][1][:100]}
    (tmp_path / "x.zip").write_bytes(zipped(files))
    (tmp_path / "folder.evtx").mkdir()
    evidence = collect([tmp_path])

    books = {file.path: file for file in evidence.files()}
    assert [books[f"x.zip/{number:04}.evtx"].events for number in range(3)] == [600] * 3
    assert sum(one.reason == "the file is empty" for one in evidence.not_read) == 990
    assert all(books[f"x.zip/{name}"].rejected for name in ("one.evtx", "cut.evtx", "head.evtx"))
    assert len(books) + len(evidence.not_read) == len(files)


def test_an_endless_line_is_one_loss_and_is_never_held(tmp_path: Path) -> None:
    log = SAMPLES["iis"][1]
    (tmp_path / "u.log").write_bytes(log + b"\0" * 80_000_000 + b"\r\n" + log.split(b"\r\n")[-2] + b"\r\n")
    (file,) = collect([tmp_path]).files()
    assert (file.events, file.rejected) == (4, 1)
    assert file.losses[0].offset == len(log)
    assert "bytes long" in file.losses[0].reason


def test_a_missing_date_column_is_filled_from_the_header(tmp_path: Path) -> None:
    log = (
        b"#Software: Microsoft Internet Information Services 10.0\r\n#Date: 2021-03-02 00:00:00\r\n"
        b"#Fields: time cs-method cs-uri-stem sc-status\r\n07:00:00 POST /EWS/Exchange.asmx 200\r\n"
    )
    (tmp_path / "u_ex210302.log").write_bytes(log)
    assert collect([tmp_path]).coverage()[0].begin == "2021-03-02T07:00:00Z"
