"""Files in which Windows keeps what was done, laid out as it does: prefetch, shortcuts, jump lists, change journal.

Sources: libyal (libscca, dtformats), [MS-SHLLINK], [MS-CFB], [MS-XCA], Microsoft Learn (USN_RECORD_V2, _V3).
"""

from __future__ import annotations

import sqlite3
import struct
import tempfile
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.collecting.windows_files import filetime

START = datetime(2021, 3, 2, 7, tzinfo=UTC)
CLASS = bytes.fromhex("0114020000000000c000000000000046")


def wide(text: str, size: int | None = None) -> bytes:
    """Text in UTF-16; with a size, filled up with zeros."""
    data = text.encode("utf-16-le")
    return data if size is None else data.ljust(size, b"\0")


def prefetch(
    process: str, files: Sequence[str], runs: Sequence[datetime], *, version: int = 30, count: int = 9
) -> bytes:
    """A prefetch file, not packed; version 30 is laid out as Windows 10 does since 2017 (shorter first part)."""
    first = {17: 68, 23: 156, 26: 220, 30: 212}[version]
    place, most, counted = {17: (120, 1, 144), 23: (128, 1, 152), 26: (128, 8, 208), 30: (128, 8, 200)}[version]
    texts = b"".join(wide(one) + b"\0\0" for one in files)
    device = wide("\\VOLUME{01d6f8a9a5a3f0d0-5c2f1a2b}")
    volume_bytes = {17: 40, 23: 104, 26: 104, 30: 96}[version]
    metrics = 84 + first
    strings, volumes = metrics, metrics + len(texts) + -len(texts) % 8
    volume = struct.pack("<IIQI", volume_bytes, len(device) // 2, filetime(START - timedelta(900)), 0x5C2F1A2B)
    body = bytearray(volumes) + volume.ljust(volume_bytes, b"\0") + device
    struct.pack_into("<I4sII", body, 0, version, b"SCCA", 17, len(body))
    body[16:76] = wide(process, 60)
    struct.pack_into("<II", body, 76, 0x0BD30981, 0)
    struct.pack_into(
        "<9I", body, 84, metrics, 0, metrics, 0, strings, len(texts), volumes, 1, volume_bytes + len(device)
    )
    times = [filetime(one) for one in runs][:most]
    struct.pack_into(f"<{len(times)}Q", body, place, *times)
    struct.pack_into("<I", body, counted, count)
    body[strings : strings + len(texts)] = texts
    return bytes(body)


def packed(data: bytes) -> bytes:
    """Data in the frame of Xpress Huffman, every byte a symbol of nine bits; runs of one byte as one long match."""
    out = bytearray(b"MAM\x04" + struct.pack("<I", len(data)))
    for begin in range(0, len(data), 65536):
        out += _block(data[begin : begin + 65536], last=begin + 65536 >= len(data))
    return bytes(out)


def _block(data: bytes, *, last: bool) -> bytes:
    codes = range(512)
    bits: list[tuple[int, int] | bytes] = []
    place = 0
    while place < len(data):
        run = 1
        while place + run < len(data) and data[place + run] == data[place] and run < 260:
            run += 1
        bits.append((codes[data[place]], 9))
        if run > 4:  # the rest of the run: from one byte back
            count = run - 1 - 3
            bits.append((codes[256 + min(count, 15)], 9))
            if count >= 15:
                bits.append(bytes([count - 15]))
            place += run
        else:
            place += 1
    if last:
        bits.append((codes[256], 9))
    return b"\x99" * 256 + _written(bits)


def _written(bits: Sequence[tuple[int, int] | bytes]) -> bytes:
    """Bits in words of sixteen as their reader takes them: two words ahead, lengths between them."""
    values = [0, 0]
    used = 0
    order: list[tuple[str, int | bytes]] = [("w", 0), ("w", 1)]
    for part in bits:
        if isinstance(part, bytes):
            order.append(("b", part))
            continue
        code, size = part
        for at in range(size - 1, -1, -1):
            word = used // 16
            values[word] |= (code >> at & 1) << 15 - used % 16
            used += 1
        while used > 16 * (len(values) - 1):
            order.append(("w", len(values)))
            values.append(0)
    return b"".join(struct.pack("<H", values[one]) if isinstance(one, int) else one for _, one in order)


def shortcut(
    target: str,
    arguments: str = "",
    *,
    machine: str = "ws1",
    times: Sequence[datetime] = (START,) * 3,
    size: int = 4096,
) -> bytes:
    """A shortcut to a file on a local disk."""
    flags = 0x2 | 0x80 | (0x20 if arguments else 0) | 0x10
    made, read, written = (filetime(one) for one in (times[0], times[2], times[1]))
    head = struct.pack("<I16sIIQQQIIIHHII", 0x4C, CLASS, flags, 0x20, made, read, written, size, 0, 1, 0, 0, 0, 0)
    volume = struct.pack("<IIII", 17, 3, 0x5C2F1A2B, 16) + b"\0"
    base = target.encode("latin-1") + b"\0"
    info = struct.pack(
        "<7I", 28 + len(volume) + len(base) + 1, 28, 1, 28, 28 + len(volume), 0, 28 + len(volume) + len(base)
    )
    texts = b"".join(struct.pack("<H", len(one)) + wide(one) for one in ("C:\\", *([arguments] if arguments else [])))
    droid = uuid.UUID("94c77840-fa47-11d0-b357-00105a1b2c3d").bytes_le
    tracker = struct.pack("<IIII16s", 0x60, 0xA0000003, 0x58, 0, machine.encode().ljust(16, b"\0")) + droid * 4
    return head + info + volume + base + b"\0" + texts + tracker + bytes(4)


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file; its streams are filled up so that none is a small one."""
    sector = 512
    filled = {name: data.ljust(max(4096, len(data) + -len(data) % sector), b"\0") for name, data in streams.items()}
    folder_sectors = (len(filled) + 1 + 3) // 4  # the directory comes first, as Windows writes it
    table = [*range(1, folder_sectors), 0xFFFFFFFE]
    entries = [("Root Entry", 5, 0xFFFFFFFE, 0)]
    body = b""
    for name, data in filled.items():
        begin, count = len(table), len(data) // sector
        table += [*range(begin + 1, begin + count), 0xFFFFFFFE]
        entries.append((name, 2, begin, len(data)))
        body += data
    folder = b""
    for number, (name, kind, begin, size) in enumerate(entries):
        right = number + 1 if 0 < number < len(entries) - 1 else 0xFFFFFFFF
        child = 1 if number == 0 and len(entries) > 1 else 0xFFFFFFFF
        folder += wide(name, 64) + struct.pack(
            "<HBBIII16sIQQIQ", 2 * len(name) + 2, kind, 1, 0xFFFFFFFF, right, child, bytes(16), 0, 0, 0, begin, size
        )
    body = folder.ljust(folder_sectors * sector, b"\0") + body
    first = 0
    sectors = 1
    while (len(table) + sectors) * 4 > sectors * sector:
        sectors += 1
    places = range(len(table), len(table) + sectors)
    table += [0xFFFFFFFD] * sectors
    body += struct.pack(f"<{len(table)}I", *table).ljust(sectors * sector, b"\xff")
    head = struct.pack(
        "<8s16sHHHHHHIIIIIIIIII", bytes.fromhex("d0cf11e0a1b11ae1"), bytes(16), 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, sectors,
        first, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0,
    )  # fmt: skip
    return head + struct.pack(f"<{sectors}I", *places).ljust(436, b"\xff") + body


def jump_list(entries: Sequence[tuple[str, datetime, int]], links: Mapping[str, bytes] = {}) -> bytes:
    """An automatic jump list of Windows 10: paths with their last opening and how often; the first is pinned."""
    listed = struct.pack("<IIIfQQ", 4, len(entries), 1, 0, len(entries), 0)
    for number, (path, opened, accesses) in enumerate(entries, 1):
        listed += (
            bytes(72)
            + b"ws1".ljust(16, b"\0")
            + struct.pack("<IIfQi", number, 0, 0.0, filetime(opened), 0 if number == 1 else -1)
        )
        listed += struct.pack("<IIQ", 0, accesses, 0)[:16] + struct.pack("<H", len(path)) + wide(path) + bytes(4)
    return compound({"DestList": listed} | dict(links))


def custom_list(links: Sequence[bytes]) -> bytes:
    """A custom jump list."""
    return (
        struct.pack("<III", 2, 1, 0)
        + struct.pack("<II", 2, len(links))
        + b"".join(CLASS + one for one in links)
        + b"\xab\xfb\xbf\xba"
    )


def usn_record(
    name: str, reason: int, number: int, *, version: int = 2, time: datetime = START, attributes: int = 0x20
) -> bytes:
    """A record of a change journal."""
    text = wide(name)
    reference, parent = 41 | 3 << 48, 5 | 5 << 48
    refs = struct.pack("<QQ", reference, parent) if version == 2 else struct.pack("<QQQQ", reference, 0, parent, 0)
    head = 60 if version == 2 else 76
    size = (head + len(text) + 7) // 8 * 8
    rest = struct.pack("<QQIIIIHH", number, filetime(time), reason, 0, 0, attributes, len(text), head)
    return (struct.pack("<IHH", size, version, 0) + refs + rest + text).ljust(size, b"\0")


def recycled(path: str, size: int, deleted: datetime, *, version: int = 2) -> bytes:
    """The file beside a deleted one."""
    head = struct.pack("<QqQ", version, size, filetime(deleted))
    return head + wide(path, 520) if version == 1 else head + struct.pack("<I", len(path) + 1) + wide(path) + b"\0\0"


def detection(threat: str, path: str, when: datetime, sha256: str) -> bytes:
    """A detection of Defender Antivirus."""

    def value(kind: int, data: bytes) -> bytes:
        return (struct.pack("<II", len(data), kind) + data).ljust((8 + len(data) + 7) // 8 * 8, b"\0")

    def text(said: str) -> bytes:
        return value(0x15, wide(said) + b"\0\0")

    def tracked(name: str, said: str) -> bytes:
        key, data = wide(name) + b"\0\0", wide(said) + b"\0\0"
        return struct.pack("<I", len(key)) + key + struct.pack("<II", 6, len(data)) + data

    pairs = tracked("ThreatTrackingSha256", sha256)
    mark = text("Magic.Version:1.2")
    guid = uuid.UUID("6ffd37b7-0b2b-4d2b-9c3e-5a1f0c2d3e4f").bytes_le
    return (
        value(6, struct.pack("<I", 0)) + value(0x1E, guid) + mark + value(8, struct.pack("<Q", 2147519003))
        + text(threat) + mark + text("file") + text(path)
        + value(0x28, struct.pack("<5I", 1, 20, len(pairs), 20 + len(pairs), 0) + pairs)
        + mark + value(0x0A, struct.pack("<Q", filetime(when))) + text("CORP\\alice")
        + text("C:\\Windows\\explorer.exe")
    )  # fmt: skip


def database(script: str) -> bytes:
    """A SQLite database made by a script."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.db"
        base = sqlite3.connect(path)
        base.executescript(script)
        base.close()
        return path.read_bytes()


def webkit(moment: datetime) -> int:
    """A time as Chromium keeps it."""
    return filetime(moment) // 10


CHROMIUM = f"""
CREATE TABLE meta(key LONGVARCHAR NOT NULL UNIQUE PRIMARY KEY, value LONGVARCHAR);
CREATE TABLE urls(id INTEGER PRIMARY KEY AUTOINCREMENT, url LONGVARCHAR, title LONGVARCHAR, visit_count INTEGER,
 typed_count INTEGER DEFAULT 0, last_visit_time INTEGER NOT NULL, hidden INTEGER DEFAULT 0);
CREATE TABLE visits(id INTEGER PRIMARY KEY, url INTEGER NOT NULL, visit_time INTEGER NOT NULL, from_visit INTEGER,
 transition INTEGER DEFAULT 0 NOT NULL, segment_id INTEGER, visit_duration INTEGER DEFAULT 0 NOT NULL);
CREATE TABLE downloads(id INTEGER PRIMARY KEY, guid VARCHAR NOT NULL, current_path LONGVARCHAR, target_path LONGVARCHAR,
 start_time INTEGER, received_bytes INTEGER, total_bytes INTEGER, state INTEGER, danger_type INTEGER, referrer VARCHAR,
 mime_type VARCHAR(255));
CREATE TABLE downloads_url_chains(id INTEGER NOT NULL, chain_index INTEGER NOT NULL, url LONGVARCHAR NOT NULL,
 PRIMARY KEY(id, chain_index));
INSERT INTO urls VALUES(1, 'https://www.example.org/', 'Example', 1, 1, {webkit(START)}, 0);
INSERT INTO urls VALUES(2, 'https://www.example.org/get', 'Get', 1, 0, {webkit(START)}, 0);
INSERT INTO visits VALUES(1, 1, {webkit(START)}, 0, 805306369, 0, 0);
INSERT INTO visits VALUES(2, 2, {webkit(START + timedelta(seconds=5))}, 1, 805306368, 0, 0);
INSERT INTO downloads VALUES(1, 'g', 'C:\\Users\\alice\\Downloads\\a.iso', 'C:\\Users\\alice\\Downloads\\a.iso',
 {webkit(START + timedelta(seconds=9))}, 512, 512, 1, 0, 'https://www.example.org/get', 'application/octet-stream');
INSERT INTO downloads_url_chains VALUES(1, 0, 'http://198.51.100.7/a.iso');
"""
FIREFOX = """
CREATE TABLE moz_places(id INTEGER PRIMARY KEY, url LONGVARCHAR, title LONGVARCHAR, visit_count INTEGER);
CREATE TABLE moz_historyvisits(id INTEGER PRIMARY KEY, from_visit INTEGER, place_id INTEGER, visit_date INTEGER,
 visit_type INTEGER, session INTEGER);
CREATE TABLE moz_anno_attributes(id INTEGER PRIMARY KEY, name VARCHAR(32) UNIQUE NOT NULL);
CREATE TABLE moz_annos(id INTEGER PRIMARY KEY, place_id INTEGER NOT NULL, anno_attribute_id INTEGER, content TEXT,
 flags INTEGER, expiration INTEGER, type INTEGER, dateAdded INTEGER, lastModified INTEGER);
INSERT INTO moz_places VALUES(1, 'https://mail.example.org/', 'Mail', 1);
INSERT INTO moz_historyvisits VALUES(1, 0, 1, 1614668400000000, 2, 0);
INSERT INTO moz_anno_attributes VALUES(1, 'downloads/destinationFileURI');
INSERT INTO moz_annos VALUES(1, 1, 1, 'file:///home/alice/x.sh', 0, 4, 3, 1614668401000000, 1614668401000000);
"""
SAFARI = """
CREATE TABLE history_items(id INTEGER PRIMARY KEY AUTOINCREMENT, url TEXT NOT NULL UNIQUE, visit_count INTEGER);
CREATE TABLE history_visits(id INTEGER PRIMARY KEY AUTOINCREMENT, history_item INTEGER NOT NULL, visit_time REAL,
 title TEXT NULL);
INSERT INTO history_items VALUES(1, 'https://x.example/', 1);
INSERT INTO history_visits VALUES(1, 1, 636361200.5, 'X');
"""
QUARANTINE = """
CREATE TABLE LSQuarantineEvent(LSQuarantineEventIdentifier TEXT PRIMARY KEY NOT NULL, LSQuarantineTimeStamp REAL,
 LSQuarantineAgentBundleIdentifier TEXT, LSQuarantineAgentName TEXT, LSQuarantineDataURLString TEXT,
 LSQuarantineSenderName TEXT, LSQuarantineSenderAddress TEXT, LSQuarantineTypeNumber INTEGER,
 LSQuarantineOriginTitle TEXT, LSQuarantineOriginURLString TEXT, LSQuarantineOriginAlias BLOB);
INSERT INTO LSQuarantineEvent VALUES('A', 636361200.0, 'com.apple.Safari', 'Safari', 'http://198.51.100.7/x.dmg', NULL,
 NULL, 0, NULL, 'http://198.51.100.7/', NULL);
"""
TIMELINE = """
CREATE TABLE ActivityOperation(Id GUID);
CREATE TABLE Activity(Id GUID PRIMARY KEY NOT NULL, AppId TEXT NOT NULL, ActivityType INT NOT NULL, StartTime DATETIME,
 EndTime DATETIME, Payload BLOB, LastModifiedTime DATETIME);
INSERT INTO Activity VALUES('a', '[{"application":"C:\\x.exe"}]', 5, 1614668400, 1614668460, '{"displayText":"x"}', 1);
"""
WTMPDB = """
CREATE TABLE wtmp(ID INTEGER PRIMARY KEY, Type INTEGER, User TEXT NOT NULL, Login INTEGER, Logout INTEGER, TTY TEXT,
 RemoteHost TEXT, Service TEXT);
INSERT INTO wtmp VALUES(1, 3, 'alice', 1614668400000000, NULL, 'ssh', '203.0.113.9', 'sshd');
"""
COOKIES = f"""
CREATE TABLE cookies(creation_utc INTEGER NOT NULL, host_key TEXT NOT NULL, name TEXT NOT NULL, value TEXT, path TEXT,
 last_access_utc INTEGER);
INSERT INTO cookies VALUES({webkit(START)}, '.evil.example', 'sid', '', '/', {webkit(START)});
"""
FIREFOX_COOKIES = """
CREATE TABLE moz_cookies(id INTEGER PRIMARY KEY, name TEXT, value TEXT, host TEXT, path TEXT, lastAccessed INTEGER,
 creationTime INTEGER);
INSERT INTO moz_cookies VALUES(1, 'sid', 'x', '.evil.example', '/', 1614668400000000, 1614668400000000);
"""
CALLS = """
CREATE TABLE calls(_id INTEGER PRIMARY KEY, number TEXT, date INTEGER, duration INTEGER, type INTEGER);
INSERT INTO calls VALUES(1, '+15550100', 1614668400000, 61, 2);
"""
SMS = """
CREATE TABLE sms(_id INTEGER PRIMARY KEY, address TEXT, date INTEGER, body TEXT, type INTEGER);
INSERT INTO sms VALUES(1, '+15550100', 1614668400000, 'http://198.51.100.7/a', 1);
"""
IMESSAGE = """
CREATE TABLE handle(ROWID INTEGER PRIMARY KEY, id TEXT);
CREATE TABLE message(ROWID INTEGER PRIMARY KEY, text TEXT, date INTEGER, handle_id INTEGER, is_from_me INTEGER);
INSERT INTO handle VALUES(7, '+15550100');
INSERT INTO message VALUES(1, 'hi', 636361200000000000, 7, 0);
"""
TCC = """
CREATE TABLE access(service TEXT NOT NULL, client TEXT NOT NULL, client_type INTEGER NOT NULL, auth_value INTEGER,
 auth_reason INTEGER, last_modified INTEGER NOT NULL DEFAULT 0);
INSERT INTO access VALUES('kTCCServiceSystemPolicyAllFiles', '/tmp/x', 1, 2, 4, 1614668400);
"""
