"""Pieces of text that lie in many places, put end to end by one compiled loop: each byte is copied once.

In: where each piece begins in memory, and how many bytes it has. Out: the bytes of all, in this order. Arrow says the
same by columns (`binary_join_element_wise`), but copies what comes from several tables four times.
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.compiled import kernel, part_made_by
from tocsin.hunting.texts import offsets_of

Numbers = npt.NDArray[np.int64]


def _putting() -> Any:
    """Return what numba compiles into one copy from any address."""
    from llvmlite import ir
    from numba import types
    from numba.core import cgutils
    from numba.extending import intrinsic

    def put(typing_context: Any, out: Any, at: Any, address: Any, size: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            array = context.make_array(signature.args[0])(context, builder, values[0])
            pointer = ir.IntType(8).as_pointer()
            source = builder.inttoptr(values[2], pointer)
            cgutils.raw_memcpy(builder, builder.gep(array.data, [values[1]]), source, values[3], 1)
            return context.get_dummy_value()

        return types.void(types.Array(types.uint8, 1, "C"), types.int64, types.int64, types.int64), code

    return intrinsic(put)


@part_made_by(_putting)
def put(out: Any, at: Any, address: Any, size: Any) -> None:
    """Copy bytes that begin at an address."""
    ctypes.memmove(out.ctypes.data + int(at), int(address), int(size))


@kernel("int64[::1]; int64[::1]; uint8[::1]")
def joined(addresses: Any, sizes: Any, out: Any) -> Any:
    """Copy all pieces; there must be room for them."""
    at = 0
    for piece in range(len(addresses)):
        put(out, at, addresses[piece], sizes[piece])
        at += sizes[piece]
    return at


class Pieces:
    """Texts as they lie in memory: where each begins and how many bytes it has; `owner` keeps them there."""

    __slots__ = ("addresses", "owner", "sizes")

    def __init__(self, owner: Any, addresses: Numbers, sizes: Numbers) -> None:
        """Take what holds the texts, and their places."""
        self.owner, self.addresses, self.sizes = owner, addresses, sizes

    @classmethod
    def of(cls, texts: pa.StringArray, rows: Numbers) -> Pieces:
        """Take some of the texts, none of them null."""
        data, offsets = texts.buffers()[2], offsets_of(texts)
        begins = offsets[rows].astype(np.int64)
        return cls(texts, begins + (0 if data is None else data.address), offsets[rows + 1] - begins)


def end_to_end(columns: list[Pieces]) -> memoryview:
    """Return the rows of some columns end to end, each row with its columns one after the other."""
    sizes = np.stack([column.sizes for column in columns], 1).ravel()
    addresses = np.stack([column.addresses for column in columns], 1).ravel()
    out = np.empty(int(sizes.sum()), np.uint8)
    joined(addresses, sizes, out)
    return memoryview(out)  # type: ignore[arg-type]
