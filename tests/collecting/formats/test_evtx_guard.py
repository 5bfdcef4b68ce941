"""The guard: the same results in another process, an end to what does not end, and no process left behind."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from tocsin.collecting.batches import ALL_FIELDS, EventBatch
from tocsin.collecting.format import Source
from tocsin.collecting.formats import evtx, evtx_guard, evtx_parser
from tocsin.collecting.formats.evtx_child import results
from tocsin.collecting.formats.evtx_chunks import CHUNK, walk
from tocsin.collecting.formats.evtx_guard import Guard, guarded
from tocsin.model.evidence import Rejected

from tests.collecting.samples import EVTX

NUMBERS = list(range(1, 51))


def damaged() -> bytes:
    """A file with one changed byte in the second chunk, in a place that no record needs."""
    data = bytearray(EVTX)
    data[4096 + CHUNK + 60] ^= 1
    return bytes(data)


def test_the_guard_gives_what_the_parser_gives() -> None:
    assert guarded(EVTX, NUMBERS) == results(EVTX, NUMBERS)
    assert guarded(EVTX, NUMBERS[:3]) == results(EVTX, NUMBERS[:3])


def test_what_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "slow.py"
    slow.write_text("import sys\nsys.stdin.buffer.read(1)\nwhile True: pass\n")
    monkeypatch.setattr(evtx_guard, "_PROGRAM", slow)
    guard = Guard()
    with pytest.raises(TimeoutError, match=r"took more than 0\.2 s"):
        guard.ask(EVTX, NUMBERS, 0.2)
    assert guard._child is None


def test_a_process_that_dies_or_never_starts_is_done_without(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    dead = tmp_path / "dead.py"
    dead.write_text("raise SystemExit(3)\n")
    monkeypatch.setattr(evtx_guard, "_PROGRAM", dead)
    monkeypatch.setattr(evtx_guard, "_guards", {})
    assert guarded(EVTX, NUMBERS) == results(EVTX, NUMBERS)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
    assert guarded(EVTX, NUMBERS) == results(EVTX, NUMBERS)


def test_only_changed_chunks_are_guarded(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(
        evtx_parser, "guarded", lambda file, numbers: asked.append(len(numbers)) or results(file, numbers)
    )
    assert walk(4096, EVTX[4096 : 4096 + CHUNK]).sealed
    list(evtx.read(io.BytesIO(EVTX), Source("x"), ALL_FIELDS))
    assert asked == []
    list(evtx.read(io.BytesIO(damaged()), Source("x"), ALL_FIELDS))
    assert asked


def test_a_chunk_that_never_ends_costs_its_records_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(file: bytes, numbers: list[int]) -> list[tuple[bool, str]]:
        raise TimeoutError("the parser took more than 20 s")

    monkeypatch.setattr(evtx_parser, "guarded", endless)
    parts = list(evtx.read(io.BytesIO(damaged()), Source("x"), ALL_FIELDS))
    numbers = [n for part in parts if isinstance(part, EventBatch) for n in part.events.column("_record").to_pylist()]
    lost = [part for part in parts if isinstance(part, Rejected)]

    second = walk(4096 + CHUNK, damaged()[4096 + CHUNK : 4096 + 2 * CHUNK])
    assert sorted(numbers) == sorted(set(range(1, 601)) - {place.number for place in second.records})
    assert len(lost) == len(second.records)
    assert all("took more than 20 s" in one.reason for one in lost)
