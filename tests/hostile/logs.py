"""Logs: every format cut where its structure begins and ends; binary ones with lengths and offsets that lie or loop."""

from __future__ import annotations

import functools
import struct
import zlib

from benchmarks.evtx_writer import CHUNK_HEADER, CHUNK_SIZE, FILE_HEADER
from tests.collecting.formats.evt_writer import record, whole
from tests.collecting.journal_writer import HEAD, write_journal
from tests.collecting.samples import EVTX, PARQUET, SAMPLES
from tests.hostile.inputs import LENGTHS, Input, cuts, evidence, fields, overwritten

JOURNAL = write_journal([{"MESSAGE": f"m{number}", "_HOSTNAME": "h", "PRIORITY": "6"} for number in range(20)])
EVT = whole([record(number, 1_614_668_400, 592, 8, "Security", "HOST", ("a", "b")) for number in range(1, 9)])
TEMPLATES = 384  # in a chunk's header: 32 offsets of templates, behind 64 of names
NAMES = 128


def every_format() -> list[Input]:
    """Return each format's sample cut in its first record, behind it, before the last byte, and not at all twice."""
    found: list[Input] = []
    for name, (file, data) in SAMPLES.items():
        first = data.find(b"\n") + 1 or len(data) // 2
        places = {
            "first-byte": 1,
            "half-header": first // 2,
            "header": first,
            "last-record": data.rstrip(b"\r\n").rfind(b"\n") + 3,
            "last-byte": len(data.rstrip(b"\r\n")) - 1,
        }
        found += cuts(f"log-{name}", file, data, places)
    return found


def sealed(data: bytes, chunk: int = 0) -> bytes:
    """Return an EVTX file with the checksums of a chunk made right, as an attacker would."""
    made = bytearray(data)
    at = FILE_HEADER + chunk * CHUNK_SIZE
    free = min(struct.unpack_from("<I", made, at + 48)[0], CHUNK_SIZE)
    struct.pack_into("<I", made, at + 52, zlib.crc32(bytes(made[at + CHUNK_HEADER : at + max(free, CHUNK_HEADER)])))
    struct.pack_into("<I", made, at + 124, zlib.crc32(bytes(made[at : at + 120] + made[at + 128 : at + 512])))
    return bytes(made)


def _sealed(data: bytes, at: int, new: bytes) -> bytes:
    return sealed(overwritten(data, at, new))


def evtx() -> list[Input]:
    """Return EVTX files cut at every structure, with every length wrong, and with loops; checksums right or not."""
    file = "Sysmon.evtx"
    chunk = FILE_HEADER
    first = chunk + CHUNK_HEADER
    size = struct.unpack_from("<I", EVTX, first + 4)[0]
    ends = {
        "magic": 8,
        "header": 128,
        "header-block": FILE_HEADER,
        "chunk-magic": chunk + 8,
        "chunk-header": chunk + 128,
        "chunk-tables": first,
        "record-magic": first + 4,
        "record-header": first + 24,
        "record": first + size,
        "second-record": first + size + 24,
        "chunk": chunk + CHUNK_SIZE,
        "second-chunk": chunk + CHUNK_SIZE + 512,
    }
    found = cuts("evtx", file, EVTX, ends)
    numbers = {"header-chunks": 42, "chunk-free": chunk + 48, "chunk-last": chunk + 44, "record-size": first + 4}
    found += fields("evtx", file, EVTX, numbers)
    within = {"free": chunk + 48, "record-size": first + 4, "chunk-first-number": chunk + 8}
    token = first + 24
    within |= {
        "fragment": token,
        "template-offset": token + 10,
        "template-size": token + 34,
        "substitutions": token + 18,
    }
    for what, at in within.items():
        for named, value in LENGTHS.items():
            new = value.to_bytes(4, "little")
            found.append(evidence(f"evtx-sealed-{what}-{named}", file, functools.partial(_sealed, EVTX, at, new)))
    found += [
        evidence(f"evtx-loop-{what}", file, functools.partial(_looped, at, kind))
        for what, at, kind in (
            ("names", NAMES, "next"),
            ("templates", TEMPLATES, "next"),
            ("template-in-itself", 0, "self"),
        )
    ]
    found += [
        evidence(f"evtx-all-{byte:02x}", file, functools.partial(_filled, byte))
        for byte in (0x00, 0x01, 0x0C, 0x0F, 0xFF)
    ]
    many = functools.partial(_many_chunks, 256)
    found.append(evidence("evtx-many-broken-chunks", file, many))
    return found


def _looped(table: int, kind: str) -> bytes:
    """Return a file whose lists of names or templates point to themselves."""
    made = bytearray(EVTX)
    chunk = FILE_HEADER
    if kind == "self":
        token = chunk + CHUNK_HEADER + 24
        offset = struct.unpack_from("<I", made, token + 10)[0]
        struct.pack_into("<I", made, chunk + offset, offset)
        return sealed(bytes(made))
    count = 64 if table == NAMES else 32
    for number in range(count):
        offset = struct.unpack_from("<I", made, chunk + table + 4 * number)[0]
        if 512 <= offset < CHUNK_SIZE - 4:
            struct.pack_into("<I", made, chunk + offset, offset)
    return sealed(bytes(made))


def _filled(byte: int) -> bytes:
    """Return a file whose records' bodies are one byte over and over."""
    made = bytearray(EVTX)
    at = FILE_HEADER + CHUNK_HEADER
    end = FILE_HEADER + struct.unpack_from("<I", made, FILE_HEADER + 48)[0]
    while at < end:
        size = struct.unpack_from("<I", made, at + 4)[0]
        made[at + 24 : at + size - 4] = bytes([byte]) * (size - 28)
        at += size
    return sealed(bytes(made))


def _many_chunks(count: int) -> bytes:
    """Return many chunks, each of them broken in its own way."""
    chunk = EVTX[FILE_HEADER : FILE_HEADER + CHUNK_SIZE]
    made = bytearray(EVTX[:FILE_HEADER])
    for number in range(count):
        broken = bytearray(chunk)
        for at in range(CHUNK_HEADER + number, CHUNK_SIZE, 257):
            broken[at] ^= number + 1 & 0xFF
        made += broken
    return bytes(made)


def others() -> list[Input]:
    """Return the other binary formats with numbers that lie."""
    found: list[Input] = []
    heads = {"head-size": HEAD - 184, "arena": 96, "entries": 152, "tail": 136}
    found += fields("journal", "system.journal", JOURNAL, heads, 8)
    data_object = HEAD
    objects = {"data-size": data_object + 8, "data-next": data_object + 24, "data-entries": data_object + 48}
    found += fields("journal", "system.journal", JOURNAL, objects, 8)
    entry = _journal_entry()
    found += fields("journal", "system.journal", JOURNAL, {"entry-size": entry + 8, "entry-item": entry + 64}, 8)
    loop = functools.partial(overwritten, JOURNAL, entry + 64, struct.pack("<I", entry))
    found.append(evidence("journal-entry-of-itself", "system.journal", loop))
    found += cuts(
        "journal", "system.journal", JOURNAL, {"magic": 8, "head": HEAD, "object": HEAD + 16, "half": len(JOURNAL) // 2}
    )
    numbers = {
        "header-size": 0,
        "begin": 16,
        "end": 20,
        "record-size": 48,
        "strings": 48 + 36,
        "sid": 48 + 40,
        "data": 48 + 48,
    }
    found += fields("evt", "SecEvent.Evt", EVT, numbers)
    found += cuts("evt", "SecEvent.Evt", EVT, {"header": 48, "record-head": 104, "record": 160})
    found += fields("parquet", "x.parquet", PARQUET, {"footer": len(PARQUET) - 8, "first-page": 4})
    found += cuts("parquet", "x.parquet", PARQUET, {"magic": 4, "half": len(PARQUET) // 2, "footer": len(PARQUET) - 8})
    wtmp = SAMPLES["utmp"][1]
    found += fields("utmp", "wtmp", wtmp, {"type": 0, "time": 340, "second-time": 384 + 340})
    found += cuts("utmp", "wtmp", wtmp, {"half-record": 192, "record-and-a-half": 576})
    return found


def _journal_entry() -> int:
    at = HEAD
    while JOURNAL[at] != 3:
        size = struct.unpack_from("<Q", JOURNAL, at + 8)[0]
        at += size + -size % 8
    return at


def texts() -> list[Input]:
    """Return text that is deep, wide, long, or made to be slow."""
    deep = 1_000_000
    header = b"#Software: Microsoft Internet Information Services 10.0\r\n"
    entities = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    laughs = b'<?xml version="1.0"?><!DOCTYPE e [<!ENTITY l0 "lol">' + entities + b"]>"
    event = b"<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><EventID>1</EventID>%s</System></Event>"
    makes = {
        "json-deep-arrays": ("a.json", lambda: b"[" * deep),
        "json-deep-objects": ("a.json", lambda: b'{"a":' * deep + b"1" + b"}" * deep),
        "json-deep-in-a-line": ("a.json", lambda: b'{"ts":1}\n{"a":' + b"[" * deep + b"]" * deep + b"}\n" + b'{"ts":2}\n'),
        "json-wide": ("a.json", lambda: b"{" + b",".join(b'"k%d":%d' % (n, n) for n in range(300_000)) + b"}\n"),
        "json-one-key-many-times": ("a.json", lambda: b"{" + b",".join([b'"k":1'] * 300_000) + b"}\n"),
        "json-many-schemas": ("a.json", lambda: b"".join(b'{"ts":1,"k%d":1}\n' % n for n in range(30_000))),
        "json-huge-numbers": ("a.json", lambda: b'{"a":1' + b"0" * 1_000_000 + b"}\n" + b'{"a":1e999999}\n{"a":-0.0}\n'),
        "json-surrogates": ("a.json", lambda: b'{"a":"\\ud800","b":"\\udc00\\ud800"}\n' * 1000),
        "json-not-utf8": ("a.json", lambda: b'{"a":"' + bytes(range(128, 256)) * 10_000 + b'"}\n'),
        "json-one-long-string": ("a.json", lambda: b'{"a":"' + b"x" * (64 << 20) + b'"}\n'),
        "json-unclosed-string": ("a.json", lambda: b'{"a":"' + b"\\" * (8 << 20)),
        "json-array-unclosed": ("a.json", lambda: b"[" + b'{"a":1},' * 500_000),
        "xml-laughs": ("a.xml", lambda: laughs + event % b"&l9;"),
        "xml-outside-entity": ("a.xml", lambda: b'<!DOCTYPE e [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + event % b"&x;"),
        "xml-deep": ("a.xml", lambda: event % (b"<a>" * deep + b"</a>" * deep)),
        "xml-unclosed": ("a.xml", lambda: b"<Events>" + (event % b"")[:-8] * 3000),
        "xml-many-attributes": ("a.xml", lambda: event % (b"<a " + b" ".join(b'a%d="1"' % n for n in range(200_000)) + b"/>")),
        "line-without-end": ("access.log", lambda: b'192.0.2.1 - - [02/Mar/2021:07:00:00 +0000] "GET /' + b"a" * (64 << 20)),
        "lines-that-are-empty": ("a.log", lambda: b"\n" * (16 << 20)),
        "carriage-returns": ("a.log", lambda: b"\r" * (16 << 20)),
        "zeros": ("a.log", lambda: bytes(16 << 20)),
        "quotes": ("a.csv", lambda: b"a,b\n" + b'"' * (4 << 20)),
        "columns": ("a.csv", lambda: b",".join(b"c%d" % n for n in range(200_000)) + b"\n" + b"1," * 199_999 + b"1\n"),
        "same-column-many-times": ("a.csv", lambda: b"time," + b"c," * 100_000 + b"c\n" + b"2021-03-02T07:00:00Z," + b"1," * 100_000 + b"1\n"),
        "headers-without-end": ("u_ex.log", lambda: header + b"#Fields: date time\r\n" * 500_000),
        "header-of-many-fields": ("u_ex.log", lambda: header + b"#Fields: date time " + b"f " * 500_000 + b"\r\n"),
        "key-values": ("fw.log", lambda: b"date=2021-03-02 time=07:00:00 devname=a logid=0000000013 type=traffic " + b'a="' * 1_000_000),
        "syslog-priority": ("syslog", lambda: b"<" + b"9" * 1_000_000 + b">Mar  2 07:00:00 h p: m\n"),
        "utf16-odd": ("a.log", lambda: b"\xff\xfe" + "2021-03-02 07:00:00 a".encode("utf-16-le")[:-1] * 1001),
        "times-beyond": ("a.json", lambda: b'{"@timestamp":"9999-99-99T99:99:99Z"}\n{"@timestamp":1e308}\n{"@timestamp":-62135596801}\n' * 1000),
        "modsecurity-sections": ("modsec_audit.log", lambda: b"--aaaaaaaa-A--\n[02/Mar/2021:07:00:00 +0000] a 192.0.2.1 1 192.0.2.2 80\n" + b"--aaaaaaaa-B--\nx\n" * 200_000),
        "journal-export-size": ("a.export", lambda: b"__CURSOR=a\n__REALTIME_TIMESTAMP=1614668400000000\nMESSAGE\n" + b"\xff" * 8 + b"abc\n\n"),
    }  # fmt: skip
    return [evidence(f"text-{name}", file, make) for name, (file, make) in makes.items()]


def inputs() -> list[Input]:
    """Return all of them."""
    return [*every_format(), *evtx(), *others(), *texts()]
