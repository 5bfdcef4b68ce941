"""Keeping freed memory changes nothing but where memory comes from."""

from __future__ import annotations

import numpy as np
import pytest

from tocsin.collecting import memory


def test_arrays_are_as_before() -> None:
    memory.keep_freed()

    assert np.zeros(1 << 20, np.uint8).sum() == 0


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory.ctypes, "CDLL", lambda _name: object())

    memory.keep_freed()


def test_untouched_arrays_are_zeros_to_write_to() -> None:
    found = memory.untouched(3, 4, kind=np.int64)
    found[1, 2] = 7

    assert found.shape == (3, 4)
    assert found.sum() == 7
    assert memory.untouched(0, 4, kind=np.int64).shape == (0, 4)
