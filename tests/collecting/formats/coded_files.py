"""Files read both ways: coded, and by columns."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from tocsin.collecting.batches import Wanted
from tocsin.collecting.compiled import compiles
from tocsin.collecting.format import Source
from tocsin.collecting.formats.evtx_events import BlockEvents, read_block
from tocsin.collecting.formats.evtx_exemplars import Exemplars

from benchmarks.evtx_writer import FILE_HEADER
from tests.collecting.formats.evtx_blocks import block_of

needs_kernels = pytest.mark.skipif(not compiles(), reason="SKIPPED, nothing can be compiled here")
"""Marks tests of what is compiled: there is numba, and a cache folder of one's own."""


def both_loops(module: ModuleType, *names: str) -> Any:
    """Return a fixture with which tests run twice: with a module's loops compiled, and as plain functions."""

    @pytest.fixture(params=[pytest.param("compiled", marks=needs_kernels), "plain"])
    def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
        for name in names if request.param == "plain" else ():
            monkeypatch.setattr(module, name, getattr(module, name).function)
        with np.errstate(over="ignore"):
            yield request.param

    return way


def asked(*fields: str, searched: bool = False) -> Wanted:
    """Ask for events as numbers."""
    return Wanted(frozenset(fields), coded=True, searched=searched, dull=b"0123456789", dull_clocks=True)


def both_ways(file: bytes, wanted: Wanted) -> tuple[BlockEvents, BlockEvents]:
    """Return a file's events coded, and by columns; chunks left by both must be the same."""
    from tocsin.collecting.formats.evtx_coded import Coding

    block, chunks = block_of(file)
    coding = Coding(wanted, chunks)
    left = coding.take(block, chunks, FILE_HEADER)
    coded = coding.events(Source("x.evtx"))
    columns = read_block(block, chunks, FILE_HEADER, Source("x.evtx"), wanted, Exemplars())
    assert left == columns.chunks_left
    return coded, columns
