"""Objects of a journal file: compact and not, packed and not, damaged, hostile."""

from __future__ import annotations

import lzma
import random

import pyarrow as pa
import pytest

from tocsin.collecting.formats.journal_objects import Entry, Journal, Lost, unpacked, zstd_size

from tests.collecting.journal_writer import HEAD, write_journal

ENTRIES = [{"_HOSTNAME": "web1", "MESSAGE": f"message {number} " * (1 + 90 * (number % 2))} for number in range(6)]


def walked(data: bytes) -> tuple[list[Entry], list[Lost]]:
    parts = list(Journal(memoryview(data)).walk())
    return [part for part in parts if isinstance(part, Entry)], [part for part in parts if isinstance(part, Lost)]


@pytest.mark.parametrize("compact", [True, False])
@pytest.mark.parametrize("pack_from", [64, 1 << 20])
def test_every_entry_has_its_fields(compact: bool, pack_from: int) -> None:
    entries, lost = walked(write_journal(ENTRIES, compact=compact, pack_from=pack_from))
    assert [dict(entry.fields) for entry in entries] == ENTRIES
    assert ([entry.number for entry in entries], lost) == ([1, 2, 3, 4, 5, 6], [])


def test_a_hole_costs_what_lay_in_it() -> None:
    data = bytearray(write_journal(ENTRIES))
    second = walked(bytes(data))[0][1].offset
    data[second : second + 40] = b"\xff" * 40
    entries, lost = walked(bytes(data))
    assert [entry.number for entry in entries] == [1, 3, 4, 5, 6]
    assert [one.reason for one in lost] == ["no object of the journal"]
    assert lost[0].offset == second


def test_data_that_cannot_be_read_is_told_as_missing() -> None:
    data = write_journal(ENTRIES[:1]).replace(b"MESSAGE=", b"MESSAGE?")
    (entry,), lost = walked(data)
    assert (entry.fields, entry.missing, lost) == ([("_HOSTNAME", "web1")], 1, [])
    assert (
        walked(data.replace(b"_HOSTNAME=", b"_HOSTNAME?"))[1][0].reason == "an entry of whose data nothing can be read"
    )


def test_damage_never_raises_and_a_cut_is_told() -> None:
    data = write_journal(ENTRIES)
    chance = random.Random(7)
    for _ in range(60):
        hurt = bytearray(data[: chance.randrange(len(data))])
        for _ in range(chance.randrange(30)):
            if hurt:
                hurt[chance.randrange(len(hurt))] = chance.randrange(256)
        walked(bytes(hurt))
    assert walked(data[: HEAD + 20])[1] == [Lost(HEAD, HEAD + 20, "no object of the journal")]


def test_entries_that_share_large_data_end_at_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    from tocsin.collecting.formats import journal_objects
    from tocsin.collecting.limits import Limits

    monkeypatch.setattr(journal_objects, "DEFAULT", Limits(ratio=2, ratio_from=1))
    entries, lost = walked(write_journal([{"MESSAGE": "x" * 3000}] * 50))
    assert 1 <= len(entries) < 50
    assert "archive bomb" in lost[-1].reason


def test_packed_data() -> None:
    for size in (10, 600, 70_000):
        frame = pa.compress(b"a" * size, codec="zstd", asbytes=True)
        assert zstd_size(frame) == size
        assert unpacked(frame, 4) == b"a" * size
        block = pa.compress(b"a" * size, codec="lz4_raw", asbytes=True)
        assert unpacked(size.to_bytes(8, "little") + block, 2) == b"a" * size
        assert unpacked(lzma.compress(b"a" * size), 1) == b"a" * size
    assert unpacked(b"\xff" * 40, 2) is None
    assert unpacked(b"\xff" * 40, 1) is None
    assert unpacked(b"no frame", 4) is None
