"""Tar members: damaged headers are told, and what lies behind them is found."""

from __future__ import annotations

import io
import tarfile

import pytest

from tocsin.collecting.tars import TAR_ERROR, listing, open_member

from tests.collecting.boxes import tarred

FILES = {f"{number}.log": b"line of a log\n" * (number + 1) * 40 for number in range(5)}


def test_all_members_with_their_bytes() -> None:
    file = io.BytesIO(tarred(FILES))
    found = listing(file)

    assert found.problems == ()
    assert {entry.name: open_member(file, entry).read() for entry in found.entries} == FILES


def test_behind_a_damaged_header_the_rest_is_found() -> None:
    data = bytearray(tarred(FILES))
    place = data.index(b"2.log")
    data[place + 148 : place + 156] = b"xxxxxxxx"  # its checksum
    found = listing(io.BytesIO(bytes(data)))

    assert [entry.name for entry in found.entries] == ["0.log", "1.log", "3.log", "4.log"]
    assert f"damaged at byte {place}" in found.problems[0]


def test_a_cut_archive_gives_what_it_has() -> None:
    data = tarred(FILES)
    cut = io.BytesIO(data[: data.index(b"3.log") + 512 + 100])
    found = listing(cut)
    last = found.entries[-1]

    assert [entry.name for entry in found.entries] == ["0.log", "1.log", "2.log", "3.log"]
    stream = open_member(cut, last)
    assert len(stream.read()) == 100
    with pytest.raises(EOFError, match="ends inside the member"):
        stream.read()


def test_noise_is_no_archive() -> None:
    with pytest.raises(TAR_ERROR):
        listing(io.BytesIO(b"x" * 2000))


def test_long_names_and_what_is_no_file() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("a/" * 150 + "é.log")
        info.size = 3
        archive.addfile(info, io.BytesIO(b"abc"))
        device = tarfile.TarInfo("dev")
        device.type = tarfile.CHRTYPE
        archive.addfile(device)
    file = io.BytesIO(out.getvalue())
    found = listing(file)

    assert open_member(file, found.entries[0]).read() == b"abc"
    assert (found.entries[0].name, found.entries[1].problem) == ("a/" * 150 + "é.log", "a device or pipe")
    with pytest.raises(OSError, match="device"):
        open_member(file, found.entries[1])


def test_a_size_beyond_any_file_ends_the_listing() -> None:
    pax = tarfile.TarInfo("pax")
    records = b"29 size=99999999999999999999\n"
    pax.type, pax.size = tarfile.XHDTYPE, len(records)
    data = pax.tobuf(tarfile.USTAR_FORMAT) + records + bytes(512 - len(records)) + tarred({"good.log": b"x"})

    (entry,) = listing(io.BytesIO(data)).entries
    assert entry.size == 99999999999999999999
