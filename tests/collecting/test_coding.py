"""Values of a stream, one by one: compiled and as a plain function."""

from __future__ import annotations

import numpy as np
import pytest

from tocsin.collecting.coding import values_of

from tests.collecting.formats.coded_files import needs_kernels


@pytest.mark.parametrize("compiled", [pytest.param(True, marks=needs_kernels), False])
def test_each_word_comes_with_its_field_and_row(compiled: bool) -> None:
    # a kind, then mark 1 with fields 5 and 6, mark 0 with field 4; the second row has mark 0 alone
    stream = np.array([-2, -5, 10, -1, -3, 11, -4, -3, 12], np.int32)
    fields, starts = np.array([4, 5, 6]), np.array([0, 1, 3])
    found = np.zeros((9, 3), np.int64)
    run = values_of if compiled else values_of.function
    count = run(stream, np.array([0, 6]), np.array([6, 9]), fields, starts, found)

    assert found[:count].tolist() == [[5, 0, 10], [4, 0, 11], [4, 1, 12]]
