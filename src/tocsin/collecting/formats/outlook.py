"""Outlook's data files (`.pst`, `.ost`): each message with its headers and times, by `libpff`, an extra of its own.

In: a file. Out: one event a message with `Folder`, `Subject`, `SenderName`, `SenderAddress`, `To`, `Cc`, of the
transport headers `From`, `ReplyTo`, `MessageId`, `Received`, `OriginatingIp` and all as `Headers`; `MessageClass`,
`Attachments` (names), `AttachmentSizes`, and `Body` as text. Messages that no folder leads to any more have `Orphan`.
`_log` is `outlook`, `_record` the message's number in the file, `_time` when it was delivered, else sent, else made.
Source: [MS-PST]; [MS-OXPROPS].
"""

from __future__ import annotations

import email.parser
import importlib.util
from collections.abc import Iterator
from typing import Any, BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source, rejected
from tocsin.collecting.rows import Fields, Row, Rows
from tocsin.collecting.seekable import seekable
from tocsin.collecting.small_files import filetime, utf16
from tocsin.collecting.times import iso
from tocsin.model.evidence import Rejected

FAMILY = "outlook"
LOG = "outlook"
MAGIC = b"!BDN"
EXTRA = "a data file of Outlook: pip install 'tocsin[mail]' makes it readable"
_DEEPEST = 64
_LONGEST = 65_536
_MOST_ATTACHED = 256
_TEXTS = {
    0x001A: "MessageClass", 0x0037: "Subject", 0x0C1A: "SenderName", 0x0C1F: "SenderAddress",
    0x5D01: "SenderSmtp", 0x0E04: "To", 0x0E03: "Cc", 0x1035: "MessageId", 0x007D: "Headers", 0x1000: "Body",
}  # fmt: skip
_TIMES = {0x0E06: "Delivered", 0x0039: "Submitted", 0x3007: "Created", 0x3008: "Modified"}
_HEADERS = {"From": "From", "Reply-To": "ReplyTo", "Message-ID": "MessageId", "X-Originating-IP": "OriginatingIp"}
_UNICODE, _ANSI = 0x1F, 0x1E


def available() -> bool:
    """Say whether the extra is installed."""
    return importlib.util.find_spec("pypff") is not None


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the signatures: of the file, and of mails (`SM`) or a copy of a server's (`SO`), not of an address book."""
    return Certainty.SURE if head.startswith(MAGIC) and head[8:10] in (b"SM", b"SO") else Certainty.NO


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the messages of each folder, then those that no folder has."""
    if not available():
        yield rejected(source, 0, EXTRA)
        return
    import pypff

    rows = Rows(source, FAMILY, wanted)
    with seekable(stream) as file:
        base: Any = pypff.file()
        try:
            base.open_file_object(file)
            root = base.get_root_folder()
        except Exception as error:  # noqa: BLE001 - a third party's reader of hostile data
            yield rejected(source, 0, f"the data file cannot be opened: {_words(error)}")
            return
        for part in _everything(base, root):
            if isinstance(part, str):
                yield rejected(source, 0, part)
                continue
            rows.add(part)
            if rows.full:
                yield from rows.flush()
        yield from rows.flush()


def _words(error: Exception) -> str:
    """Return the last of what `libpff` says of an error, which goes from the outermost to the cause."""
    said = " ".join(str(error).split())
    return said.rpartition(": ")[2][:200] or type(error).__name__


def _everything(base: Any, root: Any) -> Iterator[Row | str]:
    if root is not None:
        yield from _folder(root, "", 0)
    try:
        orphans = range(base.number_of_orphan_items)
    except Exception as error:  # noqa: BLE001 - as above
        yield f"messages without a folder cannot be looked for: {_words(error)}"
        return
    for number in orphans:
        try:
            item = base.get_orphan_item(number)
            if hasattr(item, "transport_headers"):
                yield _message(item, None, orphan=True)
        except Exception as error:  # noqa: BLE001 - as above
            yield f"message {number} of those without a folder cannot be read: {_words(error)}"


def _folder(folder: Any, above: str, depth: int) -> Iterator[Row | str]:
    """Yield the messages of a folder and of those below it."""
    path = above
    try:
        path = f"{above}/{folder.name or ''}".strip("/")
        messages, take = folder.number_of_sub_messages, folder.get_sub_message
    except Exception as error:  # noqa: BLE001 - as above
        yield f"the list of messages of the folder /{path} cannot be read, what is left is looked for: {_words(error)}"
        messages, take = _left(folder)
    for number in range(messages):
        try:
            message = take(number)
            if hasattr(message, "transport_headers"):
                yield _message(message, f"/{path}", orphan=False)
        except Exception as error:  # noqa: BLE001 - as above
            yield f"message {number} of the folder /{path} cannot be read: {_words(error)}"
    if depth >= _DEEPEST:
        yield f"folders below /{path} are not read: more than {_DEEPEST} in each other"
        return
    try:
        folders = folder.number_of_sub_folders
    except Exception as error:  # noqa: BLE001 - as above
        yield f"folders below /{path} cannot be looked for: {_words(error)}"
        return
    for number in range(folders):
        try:
            below = folder.get_sub_folder(number)
        except Exception as error:  # noqa: BLE001 - as above
            yield f"folder {number} below /{path} cannot be read: {_words(error)}"
            continue
        yield from _folder(below, path, depth + 1)


def _left(folder: Any) -> tuple[int, Any]:
    """Return how many things lie below a folder whose list is damaged, and how to take one."""
    try:
        return folder.number_of_sub_items, folder.get_sub_item
    except Exception:  # noqa: BLE001 - as above; the loss was told
        return 0, None


def _message(message: Any, folder: str | None, *, orphan: bool) -> Row:
    fields: Fields = {"Folder": folder, "Orphan": "true" if orphan else None}
    times: dict[str, int | None] = {}
    for place in range(message.number_of_record_sets):
        values = message.get_record_set(place)
        for number in range(values.number_of_entries):
            entry = values.get_entry(number)
            if entry.entry_type in _TIMES and entry.data is not None:
                times[_TIMES[entry.entry_type]] = filetime(int.from_bytes(entry.data[:8], "little"))
            elif entry.entry_type in _TEXTS and entry.value_type in (_UNICODE, _ANSI):
                fields.setdefault(_TEXTS[entry.entry_type], _text(entry.value_type, entry.data))
    subject = fields.get("Subject")
    if isinstance(subject, str) and subject[:1] == "\x01":  # two letters tell where "RE: " ends
        fields["Subject"] = subject[2:]
    fields |= _headers(fields.get("Headers"), fields)
    fields |= {name: iso(moment) for name, moment in times.items()}
    fields |= _attached(message)
    moment = next((times[name] for name in ("Delivered", "Submitted", "Created") if times.get(name)), None)
    told: Fields = {name: said for name, said in fields.items() if said}
    return Row(int(message.identifier), 0, moment, None, LOG, told)


def _text(kind: int, data: bytes | None) -> str | None:
    if not data:
        return None
    said = utf16(data[: 2 * _LONGEST]) if kind == _UNICODE else data[:_LONGEST].decode("cp1252", "replace")
    return said.rstrip("\0") or None


def _headers(said: Any, known: Fields) -> Fields:
    """Return what is looked for most in the transport headers."""
    if not isinstance(said, str):
        return {}
    parsed = email.parser.HeaderParser().parsestr(said.lstrip())
    found: Fields = {"Received": [" ".join(str(one).split()) for one in parsed.get_all("Received") or []]}
    for name, field in _HEADERS.items():
        if parsed.get(name) and not known.get(field):
            found[field] = " ".join(str(parsed[name]).split())
    return found


def _attached(message: Any) -> Fields:
    """Return the names and sizes of what is attached."""
    names: list[str] = []
    sizes: list[str] = []
    for number in range(min(message.number_of_attachments, _MOST_ATTACHED)):
        try:
            one = message.get_attachment(number)
            names.append(one.long_filename or f"attachment {number}")
            sizes.append(str(one.get_size()))
        except Exception:  # noqa: BLE001 - as above: an attached message has no size
            names += [f"attachment {number}"] if len(names) <= number else []
    return {"Attachments": names, "AttachmentSizes": sizes}


FORMAT = Format("outlook", FAMILY, "the signature of Outlook's data files", recognise, read, whole=True)
