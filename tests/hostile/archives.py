"""Archives: bombs, nests, members that share bytes, lengths that lie, names that lead elsewhere. And disk images."""

from __future__ import annotations

import bz2
import functools
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib

from tests.collecting.boxes import gzipped, seven_zipped, tarred, zipped
from tests.collecting.samples import IIS
from tests.hostile.inputs import Input, cuts, evidence, fields, overwritten

FILES = {"W3SVC1/u_ex210302.log": IIS, "b.log": IIS * 3}


@functools.cache
def zeros(megabytes: int) -> bytes:
    """Return zeros of so many megabytes, packed by deflate with as much as it can."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(megabytes)) + packer.flush()


def bomb_zip(megabytes: int, members: int) -> bytes:
    """Return a zip whose members are zeros: 1000 times as many bytes as it has."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for number in range(members):
            archive.writestr(f"{number}.log", bytes(megabytes << 20))
    return out.getvalue()


def nested_zip(depth: int, wide: int, core: bytes) -> bytes:
    """Return zips in zips, `wide` in each, as in 42.zip."""
    made = core
    for _ in range(depth):
        made = zipped({f"{number}.zip": made for number in range(wide)})
    return made


def overlapping(members: int, megabytes: int) -> bytes:
    """Return a zip all of whose members are the same bytes: its directory names them again and again."""
    packed = zeros(megabytes)
    size = megabytes << 20
    crc = zlib.crc32(bytes(size))
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 0, crc, len(packed), size, 5, 0) + b"a.log" + packed
    entry = b"".join(
        struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 0, crc, len(packed), size, 7, 0, 0, 0, 0, 0, 0)
        + b"%03d.log" % (number % 1000)
        for number in range(members)
    )
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, members & 0xFFFF, members & 0xFFFF, len(entry), len(local), 0)
    return local + entry + end


def odd_tar(name: str, kind: bytes, link: str = "", size: int | None = None) -> bytes:
    """Return a tar with one odd member and a good one."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as archive:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, link
        archive.addfile(info)
        good = tarfile.TarInfo("good.log")
        good.size = len(IIS)
        archive.addfile(good, io.BytesIO(IIS))
    made = bytearray(out.getvalue())
    if size is not None:
        made[124:136] = b"%011o\0" % size if size >= 0 else b"\xff" * 12
        made[148:156] = b" " * 8
        made[148:156] = b"%06o\0 " % sum(made[:512])
    return bytes(made)


def pax(records: bytes) -> bytes:
    """Return a tar whose extended header is these bytes."""
    info = tarfile.TarInfo("pax")
    info.type, info.size = tarfile.XHDTYPE, len(records)
    block = info.tobuf(tarfile.USTAR_FORMAT) + records + bytes(-len(records) % 512)
    return block + tarred({"good.log": IIS})


def zips() -> list[Input]:
    """Return zips."""
    good = zipped(FILES)
    end = good.rfind(b"PK\5\6")
    directory = good.find(b"PK\1\2")
    found = cuts(
        "zip", "a.zip", good, {"local-header": 20, "name": 35, "data": 80, "directory": directory + 20, "end": end + 10}
    )
    numbers = {
        "packed": directory + 20,
        "unpacked": directory + 24,
        "local": directory + 42,
        "directory-size": end + 12,
    }
    numbers |= {"directory-at": end + 16, "local-packed": 18, "local-unpacked": 22}
    found += fields("zip", "a.zip", good, numbers)
    lengths = {
        "name": directory + 28,
        "extra": directory + 30,
        "comment": directory + 32,
        "local-name": 26,
        "local-extra": 28,
    }
    for what, at in lengths.items():
        for value in (0, 0x7FFF, 0xFFFF):
            new = functools.partial(overwritten, good, at, value.to_bytes(2, "little"))
            found.append(evidence(f"zip-{what}-{value:x}", "a.zip", new))
    makes = {
        "bomb": lambda: bomb_zip(200, 3),
        "42": lambda: nested_zip(4, 8, bomb_zip(50, 2)),
        "nested-10-deep": lambda: nested_zip(10, 1, zipped(FILES)),
        "overlapping": lambda: overlapping(30_000, 20),
        "many-members": lambda: zipped({f"{number}.txt": b"" for number in range(20_000)}),
        "names-outside": lambda: zipped(
            {"../../../../tmp/out.log": IIS, "/etc/out.log": IIS, "C:\\out.log": IIS, "a\0b.log": IIS}
        ),
        "name-twice": lambda: zipped({"a.log": IIS}) + zipped({"a.log": IIS * 2}),
        "in-itself": lambda: overwritten(zipped({"a.zip": zipped(FILES)}), 200, b"PK\3\4PK\5\6"),
        "end-mark-in-comment": lambda: good + b"PK\5\6" * 5000,
    }
    return found + [evidence(f"zip-{name}", "a.zip", make) for name, make in makes.items()]


def others() -> list[Input]:
    """Return tars, packed files and 7z."""
    makes: dict[str, tuple[str, functools.partial[bytes]]] = {}

    def add(name: str, file: str, work: object, *given: object) -> None:
        makes[name] = (file, functools.partial(work, *given))  # type: ignore[arg-type, call-overload]

    for what, size in (("minus-one", -1), ("huge", 0o77777777777), ("zero", 0), ("two-to-31", 1 << 31)):
        add(f"tar-size-{what}", "a.tar", odd_tar, "a.log", tarfile.REGTYPE, "", size)
    for what, kind in (
        ("symlink", tarfile.SYMTYPE),
        ("hardlink", tarfile.LNKTYPE),
        ("device", tarfile.CHRTYPE),
        ("fifo", tarfile.FIFOTYPE),
    ):
        add(f"tar-{what}", "a.tar", odd_tar, "a.log", kind, "a.log" if kind == tarfile.LNKTYPE else "/etc/passwd")
    add("tar-outside", "a.tar", odd_tar, "../../../tmp/out.log", tarfile.REGTYPE)
    add("tar-sparse", "a.tar", odd_tar, "a.log", tarfile.GNUTYPE_SPARSE)
    add("tar-long-name", "a.tar", odd_tar, "a/" * 40_000 + "a.log", tarfile.REGTYPE)
    for what, records in (
        ("path", b"9999999 path=a\n"),
        ("size", b"30 size=99999999999999999999\n"),
        ("zero", b"0 path=a\n"),
        ("noise", b"\xff" * 5000),
    ):
        add(f"tar-pax-{what}", "a.tar", pax, records)
    add("tar-header-flood", "a.tar", functools.partial(tarred, {f"{number}": b"" for number in range(20_000)}))
    add("gz-bomb", "a.log.gz", lambda: gzip.compress(bytes(64 << 20), 9) * 160)
    add("gz-nested-30-deep", "a.log.gz", lambda: functools.reduce(lambda data, _: gzipped(data), range(30), IIS))
    add("gz-header-name-without-end", "a.gz", lambda: b"\x1f\x8b\x08\x08" + b"\0" * 6 + b"a" * (4 << 20))
    add("gz-wrong-checksum", "a.log.gz", lambda: gzipped(IIS * 100)[:-8] + b"\xff" * 8)
    add("gz-trailing-noise", "a.log.gz", lambda: gzipped(IIS) + b"\x1f\x8b" * 10_000)
    add("bz2-bomb", "a.log.bz2", lambda: bz2.compress(bytes(128 << 20)) * 20)
    add("xz-bomb", "a.log.xz", lambda: lzma.compress(bytes(256 << 20), preset=1) * 4)
    add("xz-dictionary-of-4-gb", "a.log.xz", lambda: overwritten(lzma.compress(IIS), 15, b"\x28"))
    add("zst-window-of-2-gb", "a.log.zst", lambda: b"\x28\xb5\x2f\xfd\x00\xa8" + b"\x02\x00\x00" * 10 + b"\x01\x00\x00")
    add("tar-gz-bomb", "a.tar.gz", lambda: gzip.compress(tarred({"a.log": bytes(400 << 20)}), 9))
    add("7z-bomb", "a.7z", lambda: seven_zipped({"a.log": bytes(300 << 20)}))
    found = [evidence(name, file, make) for name, (file, make) in makes.items()]
    for name, file, data in (
        ("gz", "a.log.gz", gzipped(IIS * 50)),
        ("bz2", "a.log.bz2", bz2.compress(IIS * 50)),
        ("xz", "a.log.xz", lzma.compress(IIS * 50)),
        ("tar", "a.tar", tarred(FILES)),
        ("7z", "a.7z", seven_zipped(FILES)),
    ):
        found += cuts(name, file, data, {"magic": 7, "header": 30, "half": len(data) // 2, "end": len(data) - 4})
    seven = seven_zipped(FILES)
    found += fields("7z", "a.7z", seven, {"header-at": 12, "header-size": 20, "header-crc": 28})
    return found


def images() -> list[Input]:
    """Return disk images that are none: what is asked of a reader that is an extra."""
    boot = bytearray(b"\xeb\x52\x90NTFS    " + bytes(501))
    boot[510:512] = b"\x55\xaa"
    sizes = {
        "sector-zero": (11, b"\0\0"),
        "cluster-max": (13, b"\xff"),
        "mft-minus": (48, b"\xff" * 8),
        "mft-loop": (48, bytes(8)),
    }
    found = [
        evidence(f"image-ntfs-{name}", "c.raw", functools.partial(overwritten, bytes(boot) + bytes(1 << 20), at, new))
        for name, (at, new) in sizes.items()
    ]
    heads = {
        "e01": b"EVF\x09\x0d\x0a\xff\x00\x01\x01\x00\x00\x00",
        "vmdk": b"KDMV\x01\0\0\0",
        "vhdx": b"vhdxfile",
        "qcow2": b"QFI\xfb\0\0\0\3",
    }
    return found + [
        evidence(f"image-{name}-noise", f"c.{name}", functools.partial(lambda head: head + b"\xff" * (1 << 20), head))
        for name, head in heads.items()
    ]


def inputs() -> list[Input]:
    """Return all of them."""
    return [*zips(), *others(), *images()]
