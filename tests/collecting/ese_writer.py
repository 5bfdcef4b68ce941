"""Small databases of the Extensible Storage Engine: a catalogue, and each table on one page.

Source: libyal, "Extensible Storage Engine (ESE) Database File format" (libesedb); [Microsoft's ESE source, MIT].
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

from tests.collecting.artefact_files import wide

PAGE = 8192
CATALOGUE = 4
MAGIC = 0x89ABCDEF
BIT, BYTE, SHORT, LONG, CURRENCY, DOUBLE, TIME, BINARY, TEXT, LONG_BINARY, LONG_TEXT, GUID, LONGLONG = (
    1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 16, 15,
)  # fmt: skip
_FORMS = {BIT: "<B", BYTE: "<B", SHORT: "<h", LONG: "<i", CURRENCY: "<q", DOUBLE: "<d", TIME: "<d", LONGLONG: "<q"}
_SIZES = {BIT: 1, BYTE: 1, SHORT: 2, LONG: 4, CURRENCY: 8, DOUBLE: 8, TIME: 8, LONGLONG: 8, GUID: 16}
Value = int | float | str | bytes | None
Columns = Mapping[str, int]
Table = tuple[Columns, Sequence[Mapping[str, Value]]]


def _identifiers(columns: Columns) -> dict[str, int]:
    """Fixed columns count from 1, short texts and bytes from 128, long ones from 256."""
    counts = {0: 1, 1: 128, 2: 256}
    found: dict[str, int] = {}
    for name, kind in columns.items():
        group = 0 if kind in _SIZES else 1 if kind in (BINARY, TEXT) else 2
        found[name] = counts[group]
        counts[group] += 1
    return found


def _bytes(kind: int, value: Value) -> bytes:
    if isinstance(value, str):
        return wide(value)
    if isinstance(value, bytes):
        return value
    if value is None:
        return bytes(_SIZES[kind])
    form = "<q" if kind == TIME and isinstance(value, int) else _FORMS[kind]
    return struct.pack(form, value)


def record(columns: Columns, values: Mapping[str, Value]) -> bytes:
    """A record: fixed columns with a map of those that are null, variable ones, tagged ones."""
    numbers = _identifiers(columns)
    fixed = [name for name in columns if numbers[name] < 128]
    variable = [name for name in columns if 128 <= numbers[name] < 256]
    tagged = [name for name in columns if numbers[name] >= 256 and values.get(name) is not None]
    data = b"".join(_bytes(columns[name], values.get(name)).ljust(_SIZES[columns[name]], b"\0") for name in fixed)
    nulls = bytearray((len(fixed) + 7) // 8)
    for place, name in enumerate(fixed):
        if values.get(name) is None:
            nulls[place // 8] |= 1 << place % 8
    body, offsets = b"", []
    for name in variable:
        body += b"" if values.get(name) is None else _bytes(columns[name], values[name])
        offsets.append(len(body) | (0x8000 if values.get(name) is None else 0))
    head = struct.pack("<BBH", len(fixed), 127 + len(variable), 4 + len(data) + len(nulls))
    whole = head + data + bytes(nulls) + struct.pack(f"<{len(offsets)}H", *offsets) + body
    fields, content = b"", b""
    for name in tagged:
        fields += struct.pack("<HH", numbers[name], 4 * len(tagged) + len(content))
        content += _bytes(columns[name], values[name])
    return whole + fields + content


def _page(records: Sequence[bytes]) -> bytes:
    """A page that is a whole tree: its root and its only leaf."""
    data, tags = b"", [struct.pack("<HH", 0, 0)]
    for number, one in enumerate(records):
        node = struct.pack("<H", 4) + number.to_bytes(4, "big") + one
        tags.append(struct.pack("<HH", len(node), len(data)))
        data += node
    head = struct.pack("<qqIIIHHHHI", 0, 0, 0, 0, 2, 0, 0, len(data), len(tags), 0x1 | 0x2 | 0x800)
    free = PAGE - len(head) - len(data) - 4 * len(tags)
    if free < 0:
        raise ValueError("more records than a page has room for")
    return head + data + bytes(free) + b"".join(reversed(tags))


_CATALOGUE: Columns = {
    "ObjidTable": LONG, "Type": SHORT, "Id": LONG, "ColtypOrPgnoFDP": LONG, "SpaceUsage": LONG, "Flags": LONG,
    "PagesOrLocale": LONG, "Name": TEXT,
}  # fmt: skip


def ese(tables: Mapping[str, Table], *, dirty: bool = False) -> bytes:
    """A database with these tables: columns with their kinds, and records."""
    listed: list[bytes] = []
    pages: list[bytes] = []
    for number, (name, (columns, rows)) in enumerate(tables.items()):
        root = CATALOGUE + 1 + number
        listed.append(_entry(1, number + 2, root, 0, 0, name))
        for column, identifier in _identifiers(columns).items():
            kind = columns[column]
            locale = 1200 if kind in (TEXT, LONG_TEXT) else 0
            listed.append(_entry(2, identifier, kind, _SIZES.get(kind, 255), locale, column))
        pages.append(_page([record(columns, row) for row in rows]))
    head = bytearray(PAGE)
    struct.pack_into("<IIII", head, 0, 0, MAGIC, 0x620, 0)
    struct.pack_into("<I", head, 52, 2 if dirty else 3)
    struct.pack_into("<II", head, 232, 0x14, PAGE)
    empty = bytes(PAGE) * (CATALOGUE - 1)
    return bytes(head) * 2 + empty + _page(listed) + b"".join(pages)


def _entry(kind: int, identifier: int, what: int, size: int, locale: int, name: str) -> bytes:
    """An entry of the catalogue; names in it are ASCII."""
    values: dict[str, Value] = {
        "ObjidTable": 2, "Type": kind, "Id": identifier, "ColtypOrPgnoFDP": what, "SpaceUsage": size, "Flags": 0,
        "PagesOrLocale": locale, "Name": name.encode(),
    }  # fmt: skip
    return record(_CATALOGUE, values)
