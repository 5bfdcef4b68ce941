"""Data packed with LZ77 and Huffman codes as Windows packs prefetch files (Xpress Huffman), unpacked up to a size.

In: packed bytes, and how many bytes they are unpacked, which is what keeps a bomb from growing. Out: those bytes, or
fewer where the packed ones end before. Own code since `dissect.util`'s decoder goes on to the end of what it is given,
whatever that grows to, a bit at a time. Source: [MS-XCA] 2.2, LZ77+Huffman decompression.
"""

from __future__ import annotations

BLOCK = 65536
_TABLE_BYTES = 256
_BITS = 15


def unpacked(data: bytes, size: int) -> bytes:
    """Return `data` unpacked; raises `ValueError` where a code means nothing."""
    out = bytearray()
    place = 0
    while len(out) < size and place + _TABLE_BYTES < len(data):
        table = _table(data[place : place + _TABLE_BYTES])
        place = _block(data, place + _TABLE_BYTES, table, out, min(size, len(out) + BLOCK))
    return bytes(out[:size])


def _table(lengths: bytes) -> list[int]:
    """Return, for each fifteen bits, `symbol << 4 | length` of the code that they begin with."""
    codes = sorted(
        (length, symbol)
        for symbol, length in enumerate(half for byte in lengths for half in (byte & 15, byte >> 4))
        if length
    )
    table: list[int] = []
    for length, symbol in codes:
        table += [symbol << 4 | length] * (1 << (_BITS - length))
    if len(table) != 1 << _BITS:
        raise ValueError("its codes do not fill their table")
    return table


def _block(data: bytes, place: int, table: list[int], out: bytearray, end: int) -> int:
    """Unpack a block; returns where the next begins."""
    bits = int.from_bytes(data[place : place + 2], "little") << 16 | int.from_bytes(
        data[place + 2 : place + 4], "little"
    )
    place += 4
    left = 16  # bits behind those sixteen that are always there
    while len(out) < end and place <= len(data) + 2:  # a word is read ahead
        entry = table[bits >> 17]
        length = entry & 15
        bits = bits << length & 0xFFFFFFFF
        left -= length
        if left < 0:
            bits |= int.from_bytes(data[place : place + 2], "little") << -left
            place += 2
            left += 16
        symbol = entry >> 4
        if symbol < 256:
            out.append(symbol)
            continue
        if symbol == 256 and place >= len(data):
            return place
        count, wide = symbol & 15, symbol - 256 >> 4
        if count == 15:
            count, place = _long(data, place)
        back = (1 << wide) | (bits >> 32 - wide if wide else 0)
        bits = bits << wide & 0xFFFFFFFF
        left -= wide
        if left < 0:
            bits |= int.from_bytes(data[place : place + 2], "little") << -left
            place += 2
            left += 16
        if back > len(out):
            raise ValueError("it points before its beginning")
        _repeat(out, back, min(count + 3, end + BLOCK - len(out)))
    return place


def _long(data: bytes, place: int) -> tuple[int, int]:
    """Return a length that no code has room for, and where the data goes on."""
    if data[place] < 255:
        return data[place] + 15, place + 1
    count = int.from_bytes(data[place + 1 : place + 3], "little")
    if count:
        return count, place + 3
    return int.from_bytes(data[place + 3 : place + 7], "little"), place + 7


def _repeat(out: bytearray, back: int, count: int) -> None:
    """Copy bytes from so far back; they may overlap with what they make."""
    if back >= count:
        begin = len(out) - back
        out += out[begin : begin + count]
        return
    pattern = bytes(out[-back:])
    out += (pattern * (count // back + 1))[:count]
