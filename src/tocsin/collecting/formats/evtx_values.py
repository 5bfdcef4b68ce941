"""EVTX by columns, third step: values. Byte ranges of the block become dictionary-encoded text.

Only the distinct values of a field are ever decoded; each kind of value is written as the reference decoder writes it.
Source: [MS-EVEN6] 2.2.12 and 2.2.18 (BinXml value types).
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tocsin.collecting.columns import pc, strings
from tocsin.collecting.formats.evtx_frames import Bytes, Positions, stretches, u32, u64

NULL = 0x00
STRING = 0x01
ANSI = 0x02
UINT64 = 0x0A
FILETIME = 0x11
FRAGMENT = 0x21
STRING_ARRAY = 0x81
_INTEGERS = {0x03: "<i1", 0x04: "<u1", 0x05: "<i2", 0x06: "<u2", 0x07: "<i4", 0x08: "<u4", 0x09: "<i8", UINT64: "<u8"}
INLINE = 12  # bytes that a binary view holds itself (Arrow columnar format, "Variable-size Binary View Layout")
EVEN = 64  # bytes up to which values of one size are copied instead of viewed
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
UNIX_EPOCH_US = 11_644_473_600_000_000  # microseconds from 1601 to 1970


def distinct(block: Bytes, at: Positions, size: Positions) -> tuple[npt.NDArray[np.int32], Ranges]:
    """Return for each byte range the number of its value, and the distinct values."""
    width = int(size[0]) if len(size) else 0
    if 0 < width <= EVEN and (size == width).all():
        even = pa.Array.from_buffers(pa.binary(width), len(at), [None, pa.py_buffer(stretches(block, at, width))])
        return _numbered(even)
    views = np.zeros((len(at), 4), np.int32)
    views[:, 0] = size
    short = size <= INLINE
    ranges, lengths = at[short], size[short]
    if len(ranges):
        low, high = u32(block, ranges).astype(np.uint64), u64(block, ranges + 4)
        bits = np.clip(lengths, 0, 4).astype(np.uint64) * np.uint64(8)
        low &= (np.uint64(1) << bits) - np.uint64(1)
        bits = np.clip(lengths - 4, 0, 8).astype(np.uint64) * np.uint64(8)
        whole = bits == 64
        mask = (np.uint64(1) << np.where(whole, np.uint64(0), bits)) - np.uint64(1)
        high &= np.where(whole, np.uint64(0xFFFFFFFFFFFFFFFF), mask)
        views[short, 1] = low.astype(np.uint32).view(np.int32)
        views[short, 2:4] = high.view(np.int32).reshape(-1, 2)
    views[~short, 3] = at[~short]
    column = pa.Array.from_buffers(pa.binary_view(), len(at), [None, pa.py_buffer(views), pa.py_buffer(block)])
    return _numbered(column.cast(pa.binary()))


@dataclass(frozen=True, slots=True)
class Ranges:
    """Byte strings laid end to end: value v is `data[offsets[v] : offsets[v + 1]]`."""

    offsets: npt.NDArray[np.int64]
    data: Bytes

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def tolist(self) -> list[bytes]:
        """Return the values one by one."""
        data, ends = self.data.tobytes(), self.offsets.tolist()
        return [data[begin:end] for begin, end in pairwise(ends)]


def _numbered(values: pa.Array) -> tuple[npt.NDArray[np.int32], Ranges]:
    encoded = values.dictionary_encode()
    found = encoded.dictionary
    if pa.types.is_fixed_size_binary(found.type):
        offsets = np.arange(len(found) + 1, dtype=np.int64) * found.type.byte_width
        data = found.buffers()[1]
    else:
        _, ends, data = found.buffers()
        offsets = np.frombuffer(ends, np.int32)[: len(found) + 1].astype(np.int64)
    whole = np.frombuffer(data, np.uint8)[: offsets[-1]] if data is not None else np.empty(0, np.uint8)
    return encoded.indices.to_numpy(), Ranges(offsets, whole)


def texts(kind: int, values: Ranges) -> pa.Array:
    """Return values of one kind (none of arrays) as text, each as the reference decoder writes it."""
    plain = _plain(values) if kind == STRING else _integers(kind, values)
    return strings(list(map(RENDER[kind], values.tolist()))) if plain is None else plain


def _plain(values: Ranges) -> pa.Array | None:
    """Return UTF-16 as text without looking at values one by one, but for those with more than ASCII in them."""
    if not len(values) or (values.offsets & 1).any():
        return None
    units = values.data.view("<u2")
    strange = units - np.uint16(1) >= np.uint16(0x7F)  # NUL too: it is taken off the end of a value
    odd = np.empty(0, np.int64)
    if strange.any():
        odd = np.unique(np.searchsorted(values.offsets, 2 * np.flatnonzero(strange), "right") - 1)
        if 4 * len(odd) > len(values):
            return None
        units = np.where(strange, np.uint16(0x3F), units)
    narrow = pa.py_buffer(units.astype(np.uint8))
    offsets = pa.py_buffer((values.offsets // 2).astype(np.int32))
    found = pa.Array.from_buffers(pa.string(), len(values), [None, offsets, narrow])
    if not len(odd):
        return found
    mask = np.zeros(len(values), bool)
    mask[odd] = True
    begins, ends = values.offsets[odd].tolist(), values.offsets[odd + 1].tolist()
    rendered = [_string(values.data[begin:end].tobytes()) for begin, end in zip(begins, ends, strict=True)]
    return pc.replace_with_mask(found, mask, strings(rendered))


def _integers(kind: int, values: Ranges) -> pa.Array | None:
    form = _INTEGERS.get(kind)
    if form is None or not len(values) or (np.diff(values.offsets) != np.dtype(form).itemsize).any():
        return None
    return pa.array(values.data.view(form)).cast(pa.string())


def _string(raw: bytes) -> str:
    return raw.decode("utf-16-le", "replace").rstrip("\x00")


def _number(form: str) -> Callable[[bytes], str]:
    size = struct.calcsize(form)

    def render(raw: bytes) -> str:
        return str(struct.unpack(form, raw)[0]) if len(raw) == size else raw.hex().upper()

    return render


def _hexadecimal(raw: bytes) -> str:
    return f"0x{int.from_bytes(raw, 'little'):x}"


def _boolean(raw: bytes) -> str:
    return "true" if any(raw) else "false"


def _guid(raw: bytes) -> str:
    if len(raw) != 16:
        return raw.hex().upper()
    first, second, third = struct.unpack_from("<IHH", raw)
    return f"{first:08X}-{second:04X}-{third:04X}-{raw[8:10].hex().upper()}-{raw[10:].hex().upper()}"


def _sid(raw: bytes) -> str:
    if len(raw) < 8 or len(raw) != 8 + 4 * raw[1]:
        return raw.hex().upper()
    parts = struct.unpack_from(f"<{raw[1]}I", raw, 8)
    return "-".join(["S", str(raw[0]), str(int.from_bytes(raw[2:8], "big")), *map(str, parts)])


def _filetime(raw: bytes) -> str:
    try:
        moment = EPOCH + timedelta(microseconds=int.from_bytes(raw, "little") // 10)
    except OverflowError:
        return raw.hex().upper()
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _systemtime(raw: bytes) -> str:
    if len(raw) != 16:
        return raw.hex().upper()
    year, month, _, day, hour, minute, second, milli = struct.unpack("<8H", raw)
    return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}.{milli:03d}000Z"


RENDER: dict[int, Callable[[bytes], str]] = {
    STRING: _string,
    ANSI: lambda raw: raw.decode("cp1252", "replace").rstrip("\x00"),
    0x03: _number("<b"),
    0x04: _number("<B"),
    0x05: _number("<h"),
    0x06: _number("<H"),
    0x07: _number("<i"),
    0x08: _number("<I"),
    0x09: _number("<q"),
    UINT64: _number("<Q"),
    0x0D: _boolean,
    0x0E: lambda raw: raw.hex().upper(),
    0x0F: _guid,
    FILETIME: _filetime,
    0x12: _systemtime,
    0x13: _sid,
    0x14: _hexadecimal,
    0x15: _hexadecimal,
}
"""How a value of a kind is written. Kinds that are not here send their events the simple path."""


def strings_of(raw: bytes) -> tuple[str, ...]:
    """Return the members of an array of strings: each ends with a NUL."""
    text = raw.decode("utf-16-le", "replace")
    return tuple(text[:-1].split("\x00")) if text.endswith("\x00") else tuple(text.split("\x00"))
