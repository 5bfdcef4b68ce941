"""Kernels do what their functions do, are kept as machine code, and are not made where others could put code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tocsin.collecting import compiled
from tocsin.collecting.compiled import Kernel, compiles, part, ready
from tocsin.collecting.compiled_parts import load64

from tests.collecting.formats.coded_files import needs_kernels

LIMIT = 5


@part
def squared(number: Any) -> Any:
    """Return a square."""
    return number * number


def total(values: Any, table: Any, least: Any, into: Any) -> Any:
    """Add up squares from a number on, and the corner of a table."""
    found = 0
    for place in range(len(values)):
        if values[place] >= least and values[place] < LIMIT:
            found += squared(values[place])
            into[0] += 1
    return found + table[1, 2]


@part
def first_number(block: Any) -> Any:
    """Read the number at the beginning."""
    return load64(block, 0)


def through_a_part(block: Any) -> Any:
    """Call a part that calls one of another module."""
    return first_number(block)


def fresh() -> Kernel:
    return Kernel(total, "int64[::1]; int64[:, ::1]; int64; int64[::1]")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own."""
    monkeypatch.setenv("TOCSIN_CACHE", str(tmp_path / "cache"))
    compiles.cache_clear()
    return tmp_path / "cache"


@pytest.fixture(autouse=True)
def afterwards() -> Any:
    """Ask anew in the next test."""
    yield
    compiles.cache_clear()


@needs_kernels
def test_a_kernel_does_what_its_function_does_and_is_kept(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, count = fresh(), np.zeros(1, np.int64)
    values, table = np.arange(9), np.arange(6).reshape(2, 3)
    assert not ready([one], compile_them=False)
    assert ready([one], compile_them=True)
    assert one(values, table, 2, count) == total(values, table, 2, np.zeros(1, np.int64)) == 4 + 9 + 16 + 5
    assert count.tolist() == [3]
    assert (cache / "kernels").stat().st_mode & 0o077 == 0

    monkeypatch.setattr(Kernel, "_compiled", lambda _self: pytest.fail("compiled again"))
    again = fresh()
    assert again.is_kept
    assert again(values, table, 2, count) == 34


def test_machine_code_depends_on_the_sources_of_all_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Kernel(through_a_part, "uint8[::1]")
    before = one._key()
    assert one._key() == before

    monkeypatch.setattr(compiled, "_content", lambda path: b"other" if "compiled_parts" in path else b"")
    other = one._key()
    monkeypatch.setattr(compiled, "_content", lambda _path: b"")
    assert other != one._key()


@needs_kernels
def test_arrays_of_another_form_are_refused_before_machine_code_sees_them() -> None:
    with pytest.raises(TypeError, match="array of this form"):
        fresh()(np.arange(9, dtype=np.int32), np.zeros((2, 3), np.int64), 0, np.zeros(1, np.int64))
    with pytest.raises(TypeError, match="array of this form"):
        fresh()(np.arange(18)[::2], np.zeros((2, 3), np.int64), 0, np.zeros(1, np.int64))


@pytest.mark.usefixtures("cache")
def test_nothing_is_compiled_without_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "find_spec", lambda _name: None)

    assert not compiles()
    assert not ready([fresh()], compile_them=True)


@pytest.mark.usefixtures("cache")
def test_nothing_is_compiled_when_it_is_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_COMPILED", "0")

    assert not compiles()


def test_nothing_is_compiled_where_others_can_write(cache: Path) -> None:
    (cache / "kernels").mkdir(parents=True)
    (cache / "kernels").chmod(0o777)

    assert not compiles()


def test_nothing_is_compiled_where_nothing_can_be_kept(cache: Path) -> None:
    cache.write_text("a file")

    assert not compiles()


@needs_kernels
@pytest.mark.usefixtures("cache")
def test_a_kernel_that_raises_is_an_error_here_too() -> None:
    def raising(values: Any) -> Any:
        if len(values) == 3:
            raise ValueError("three")
        return len(values)

    one = Kernel(raising, "int64[::1]")

    assert one(np.arange(2)) == 2
    with pytest.raises(RuntimeError, match="raising failed"):
        one(np.arange(3))


@needs_kernels
@pytest.mark.usefixtures("cache")
def test_a_function_that_allocates_is_no_kernel() -> None:
    def allocating(values: Any) -> Any:
        return np.zeros(len(values), np.int64)[0]

    with pytest.raises(Exception, match="zeros"):
        Kernel(allocating, "int64[::1]").load()
