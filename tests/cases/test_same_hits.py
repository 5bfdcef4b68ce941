"""The same hits, whatever way there: one process or two, files in any order, by columns or event by event.

The evidence is several large files of mixed events with damage among them: chunks that are garbage, a chunk whose
header lies, records with bytes turned over, a file that is cut. Blocks and slices are made small, so that some
megabytes take the ways that gigabytes take.
"""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import random
import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tocsin.cli.main import run
from tocsin.collecting import slices
from tocsin.collecting.formats import evtx
from tocsin.hunting.engines import local

from benchmarks.evtx_corpus import CHUNK, FILE_HEADER, chunks_of, write_corpus
from benchmarks.evtx_writer import write_evtx
from benchmarks.rule_sets import made_rules, write_rules
from benchmarks.windows_days import events
from tests.collecting.formats.coded_files import needs_kernels

KEYWORDS = """title: Words anywhere
id: 5b0d1f6e-6a0e-4f6e-9f0e-3f5b6f0b7a11
status: test
level: high
logsource: {product: windows}
detection:
  words: ['delete shadows', 'urlcache']
  condition: words
"""


def _garbage(data: bytearray, at: int, dice: random.Random) -> None:
    data[at : at + CHUNK] = dice.randbytes(CHUNK)


def _lying_header(data: bytearray, at: int, dice: random.Random) -> None:
    struct.pack_into("<II", data, at + 44, 0xFFFFFFF0, 0xFFFFFFF0)


def _turned_bytes(data: bytearray, at: int, dice: random.Random) -> None:
    for _ in range(40):
        data[at + dice.randrange(512, CHUNK)] ^= 1 << dice.randrange(8)


DAMAGE: tuple[Callable[[bytearray, int, random.Random], None], ...] = (_garbage, _lying_header, _turned_bytes)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Evidence of two files of 36 chunks, one chunk in eight damaged; and rules."""
    folder = tmp_path_factory.mktemp("case")
    (folder / "base.evtx").write_bytes(write_evtx(events(600)))
    evidence = folder / "evidence"
    write_corpus(evidence, chunks_of([folder / "base.evtx"]), events=4750, chunks_a_file=36)
    dice = random.Random(7)
    for file in sorted(evidence.iterdir()):
        data = bytearray(file.read_bytes())
        for number in range((len(data) - FILE_HEADER) // CHUNK):
            if dice.random() < 0.125:
                dice.choice(DAMAGE)(data, FILE_HEADER + number * CHUNK, dice)
        file.write_bytes(data[:-20_000] if file.name.endswith("1.evtx") else data)
    rules = write_rules(folder / "rules", made_rules(60))
    (rules / "keywords.yml").write_text(KEYWORDS, encoding="utf-8")
    return evidence, rules


def cut(monkeypatch: pytest.MonkeyPatch, block: int, piece: int) -> None:
    """Make blocks and slices so many chunks."""
    monkeypatch.setattr(evtx, "BLOCK_CHUNKS", block)
    monkeypatch.setattr(evtx, "BATCH_CHUNKS", block)
    monkeypatch.setattr(evtx, "_spare", [])  # a buffer kept from before has the size from before
    monkeypatch.setattr(slices, "SLICE_BYTES", piece * CHUNK)


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make two slices of each file, and blocks that end inside them."""
    cut(monkeypatch, 17, 18)


Written = tuple[bytes, str]
"""What a hunt writes, and the line of its books."""


def hunted(case: tuple[Path, Path], *evidence: Path, workers: int = 1) -> Written:
    out, said = case[0].parent / "hits.jsonl", io.StringIO()
    asked = ["hunt", *map(str, evidence or [case[0]]), "--rules", str(case[1]), "--format", "jsonl"]
    with contextlib.redirect_stderr(said):
        assert run([*asked, "--workers", str(workers), "--out", str(out), "--force"]) == 1
    return out.read_bytes(), next(line for line in said.getvalue().splitlines() if line.startswith("Records:"))


@pytest.fixture
def by_columns(monkeypatch: pytest.MonkeyPatch) -> Any:
    """How many blocks went by columns, and how many events they gave, in whatever process."""
    real, counts = evtx.read_block, multiprocessing.Array("q", 2)

    def counted(*given: Any, **more: Any) -> Any:
        taken = real(*given, **more)
        with counts.get_lock():
            counts[0] += 1
            counts[1] += 0 if taken.events is None else taken.events.num_rows
        return taken

    monkeypatch.setattr(evtx, "read_block", counted)
    return counts


@pytest.fixture(scope="module")
def due(case: tuple[Path, Path]) -> Written:
    """One process, the folder as it is, each file one block that goes by columns as far as it can."""
    written = hunted(case)
    assert written[0].count(b"\n") >= 100
    assert not written[1].endswith("+ 0 rejected.")
    return written


@pytest.mark.usefixtures("small_blocks")
def test_two_processes_write_what_one_does(case: tuple[Path, Path], due: Written) -> None:
    assert hunted(case, workers=2) == due


@pytest.mark.usefixtures("small_blocks")
def test_the_order_of_files_does_not_matter(case: tuple[Path, Path], due: Written, by_columns: Any) -> None:
    assert hunted(case, *sorted(case[0].iterdir(), reverse=True)) == due
    assert by_columns[0] >= 4
    assert by_columns[1] > 2500


def test_the_simple_path_gives_what_the_columns_give(
    case: tuple[Path, Path], due: Written, by_columns: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut(monkeypatch, evtx.COLUMNAR_CHUNKS - 1, 2048)  # blocks of fewer chunks than the columnar path takes

    assert hunted(case) == due
    assert by_columns[0] == 0


@needs_kernels
@pytest.mark.parametrize("workers", [1, 2])
def test_coded_events_give_what_the_columns_give(
    case: tuple[Path, Path],
    due: Written,
    by_columns: Any,
    monkeypatch: pytest.MonkeyPatch,
    small_blocks: None,
    workers: int,
) -> None:
    monkeypatch.setattr(evtx, "CODED_CHUNKS", 2)
    monkeypatch.setattr(local, "COMPILED_FROM", 0)

    assert hunted(case, workers=workers) == due
    assert by_columns[0] == 0


def test_a_copy_among_the_files_changes_no_other_hit(case: tuple[Path, Path], due: Written, tmp_path: Path) -> None:
    folder = tmp_path / "with-copy"
    shutil.copytree(case[0], folder)
    shutil.copyfile(folder / "corpus-000.evtx", folder / "copy.evtx")
    both, _ = hunted(case, folder)

    # hits of the file that is there twice are named for one or for both: those of the other stay as they were
    kept = [line for line in both.splitlines() if b'"path":"corpus-001.evtx"' in line]
    assert kept == [line for line in due[0].splitlines() if b'"path":"corpus-001.evtx"' in line]
    assert kept
