"""Zip members: every kind of packing and locking, directories that are damaged or lie."""

from __future__ import annotations

import base64
import io
import struct
import zipfile

import inflate64
import pytest

from tocsin.collecting import zips
from tocsin.collecting.archives import FAILURES

from tests.collecting.boxes import zipped

LINE = b"2021-03-02 07:00:00 203.0.113.9 a line of a log\n"
# made with other programs (pyzipper 0.3.6 and Info-ZIP 3.0), password "secret", so that our own reading of AES is not
# tested against itself
AES_128 = (
    "UEsDBBQAAQBjAE5We10AAAAAQgAAADAAAAAFAAsAYS5sb2cBmQcAAgBBRQEIAEUX8Wu5SWdPIm7LMvwi5d3PuLcb8evWHCi+PfGp35yIyWWhEthz"
    "CFz3aoM6fpKjE+WBqFrCgo8NFRr2e+I4aVVO5FBLAQIUAxQAAQBjAE5We10AAAAAQgAAADAAAAAFAAsAAAAAAAAAAACAAQAAAABhLmxvZwGZBwAC"
    "AEFFAQgAUEsFBgAAAAABAAEAPgAAAHAAAAAAAA=="
)
AES_256 = (
    "UEsDBBQAAQBjAE5We10AAAAASgAAADAAAAAFAAsAYS5sb2cBmQcAAgBBRQMIANTyd0UgcsmSR2p5kXaJMVkK5+xegtrTL9jPU88O6/ZQDC9o+Mor"
    "6GdlSLa7m6S86kUQ+Th1gHaJCOiBkVxF9ZU6rxYQT0TJl8paUEsBAhQDFAABAGMATlZ7XQAAAABKAAAAMAAAAAUACwAAAAAAAAAAAIABAAAAAGEu"
    "bG9nAZkHAAIAQUUDCABQSwUGAAAAAAEAAQA+AAAAeAAAAAAA"
)
ZIP_CRYPTO = (
    "UEsDBBQACQAIAE5We12B84fFOgAAADAAAAAFABwAYS5sb2dVVAkAA3NgCWt0YAlrdXgLAAEEAAAAAAQAAAAArVRbT4E8jfkDW4ldXUPzpK/YMTsA"
    "qLKmGDVyhz/gllJ2vxXJtKscQbpBBOmz96PdTeOUANpZA54VpVBLBwiB84fFOgAAADAAAABQSwECHgMUAAkACABOVntdgfOHxToAAAAwAAAABQAY"
    "AAAAAAABAAAApIEAAAAAYS5sb2dVVAUAA3NgCWt1eAsAAQQAAAAABAAAAABQSwUGAAAAAAEAAQBLAAAAiQAAAAAA"
)


def content(data: bytes, password: bytes | None = None, member: int = 0) -> bytes:
    """A member's bytes."""
    file = io.BytesIO(data)
    return zips.open_member(file, zips.entries(file)[member], password).read()


@pytest.mark.parametrize("archive", [AES_128, AES_256, ZIP_CRYPTO])
def test_a_locked_member_opens_with_its_password_only(archive: str) -> None:
    data = base64.b64decode(archive)

    assert content(data, b"secret") == LINE
    with pytest.raises(OSError, match="password is wrong"):
        content(data, b"another")
    with pytest.raises(OSError, match="no password was given"):
        content(data)


def test_bytes_of_a_locked_member_that_were_changed_are_told() -> None:
    data = bytearray(base64.b64decode(AES_256))
    data[data.index(b"PK\x01\x02") - 3] ^= 1
    with pytest.raises(OSError, match="seal"):
        content(bytes(data), b"secret")


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_kinds_of_packing(method: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("a.log", LINE * 500)
    assert content(out.getvalue()) == LINE * 500


def test_deflate64() -> None:
    packer = inflate64.Deflater()
    packed = packer.deflate(LINE * 5000) + packer.flush()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.log", packed)
    data = bytearray(out.getvalue())
    import zlib

    for place, offset in ((0, 8), (data.index(b"PK\x01\x02"), 10)):
        struct.pack_into("<H", data, place + offset, 9)
        struct.pack_into("<I", data, place + offset + 6, zlib.crc32(LINE * 5000))
        struct.pack_into("<I", data, place + offset + 14, len(LINE * 5000))
    assert content(bytes(data)) == LINE * 5000


def test_a_member_that_was_changed_is_told_at_its_end() -> None:
    data = bytearray(zipped({"a.log": b"x"}))
    data[data.index(b"PK\x01\x02") + 16] ^= 1
    with pytest.raises(OSError, match="checksum"):
        content(bytes(data))


def test_sizes_beyond_32_bits() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, archive.open(zipfile.ZipInfo("a.log"), "w", force_zip64=True) as member:
        member.write(LINE)
    assert content(out.getvalue()) == LINE


def test_without_a_directory_members_are_found_by_their_headers() -> None:
    whole = zipped({"a.log": LINE * 50, "b/c.log": LINE * 70, "d.log": LINE * 90})
    cut = io.BytesIO(whole[: whole.index(b"PK\x01\x02") - 4])
    with pytest.raises(FAILURES):
        zips.entries(cut)
    found = zips.entries_by_headers(cut)

    assert [entry.name for entry in found] == ["a.log", "b/c.log", "d.log"]
    assert zips.open_member(cut, found[1], None).read() == LINE * 70


def test_a_member_of_unknown_size_is_found_by_its_header() -> None:
    class Pipe(io.RawIOBase):
        """What cannot be gone back in: sizes then stand behind the member."""

        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.data += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        archive.writestr("a.log", LINE * 50)
        archive.writestr("b.log", LINE * 60)
    cut = io.BytesIO(pipe.data[: pipe.data.index(b"PK\x01\x02")])
    found = zips.entries_by_headers(cut)

    assert [zips.open_member(cut, entry, None).read() for entry in found] == [LINE * 50, LINE * 60]


def test_members_that_share_their_bytes_are_a_bomb() -> None:
    file = io.BytesIO(zipped({"a.log": LINE * 50, "b.log": LINE}))
    honest = zips.entries(file)
    assert not zips.overlapping(honest)
    assert zips.overlapping([honest[0], honest[0]]) == {0}


def test_names_in_utf_8_without_saying_so() -> None:
    data = zipped({"cafe.log": LINE}).replace(b"cafe.log", "caé.l0".encode() + b"g")
    assert zips.entries(io.BytesIO(data))[0].name == "caé.l0g"


def test_a_directory_that_points_elsewhere() -> None:
    data = zipped({"a.log": LINE})
    with pytest.raises(OSError, match="no such member"):
        zips.open_member(io.BytesIO(b"0" * len(data)), zips.entries(io.BytesIO(data))[0], None)


def test_a_kind_of_packing_that_nobody_knows() -> None:
    data = bytearray(zipped({"a.log": LINE}))
    struct.pack_into("<H", data, data.index(b"PK\x01\x02") + 10, 97)
    with pytest.raises(OSError, match="method 97"):
        content(bytes(data))
