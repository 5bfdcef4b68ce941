"""Parcels: what goes in comes out, and nothing but data of known classes comes out of a hostile one."""

from __future__ import annotations

import os
import pickle
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from tocsin.isolation.parcels import UntrustedError, pack, unpack
from tocsin.model.evidence import Loss


@dataclass(slots=True)
class Shelf:
    things: list[Any] = field(default_factory=list)


def test_what_goes_in_comes_out() -> None:
    table = pa.table({"a": pa.array(["x", None, "x"]).dictionary_encode(), "b": pa.array([1, 2, 3], pa.int64())})
    given = Shelf(
        [Loss(offset=1, reason="r", records=2), Counter({1: 2}), np.arange(6).reshape(2, 3), table, (None, "ä")]
    )

    found = unpack(pack(given), (Shelf, Loss))

    assert found.things[:2] == given.things[:2]
    assert (found.things[2] == given.things[2]).all()
    found.things[2][0, 0] = 7  # an array that can be written to
    assert found.things[3].equals(table)
    assert found.things[4] == (None, "ä")


class Evil:
    def __init__(self, *call: Any) -> None:
        self.call = call

    def __reduce__(self) -> Any:
        return self.call[0], self.call[1:]


@pytest.mark.parametrize(
    "call", [(os.system, "true"), (eval, "1"), (open, "/dev/null"), (getattr, Loss, "offset"), (Shelf,)], ids=str
)
def test_anything_else_is_refused(call: tuple[Any, ...]) -> None:
    with pytest.raises(UntrustedError, match="not expected"):
        unpack(pickle.dumps(Evil(*call)), (Loss,))


def test_attributes_of_a_class_cannot_be_set() -> None:
    # GLOBAL tests…Shelf, BUILD with a state of slots: pickle sets the attributes of whatever it is given
    hostile = b"\x80\x04" + f"c{Shelf.__module__}\nShelf\n".encode() + b"N}\x8c\x06__eq__NsX\x03\x00\x00\x00newNs\x86b."
    before = Shelf.__eq__

    with pytest.raises(UntrustedError, match="changes classes"):
        unpack(hostile, (Shelf,))

    assert Shelf.__eq__ is before
    assert not hasattr(Shelf, "new")


@pytest.mark.parametrize("data", [b"", b"\x80", b"no pickle", pack([1, 2])[:-3], b"\x80\x04\x96" + b"\xff" * 8])
def test_what_is_no_parcel_is_refused(data: bytes) -> None:
    with pytest.raises((UntrustedError, MemoryError)):
        unpack(data, ())


def test_a_damaged_table_is_refused() -> None:
    data = pack(pa.table({"a": ["text"] * 50}))
    for place in range(0, len(data), 7):
        try:
            unpack(data[:place] + b"\xff" + data[place + 1 :], ())
        except (UntrustedError, MemoryError):
            continue
