"""Pieces of text that lie in many places in memory, and how compiled loops get at what lies at an address."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.compiled import part_made_by
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


def _reading(bits: int) -> Any:
    """Return what numba compiles into one load from an address."""
    from llvmlite import ir
    from numba import types
    from numba.extending import intrinsic

    number = getattr(types, f"int{bits}")

    def read(typing_context: Any, address: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            return builder.load(builder.inttoptr(values[0], ir.IntType(bits).as_pointer()), align=1)

        return number(types.int64), code

    return intrinsic(read)


@part_made_by(lambda: _reading(8))
def at8(address: Any) -> Any:
    """Read a number of 8 bits."""
    return ctypes.c_int8.from_address(int(address)).value


@part_made_by(lambda: _reading(32))
def at32(address: Any) -> Any:
    """Read a number of 32 bits."""
    return ctypes.c_int32.from_address(int(address)).value


@part_made_by(lambda: _reading(64))
def at64(address: Any) -> Any:
    """Read a number of 64 bits."""
    return ctypes.c_int64.from_address(int(address)).value


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
