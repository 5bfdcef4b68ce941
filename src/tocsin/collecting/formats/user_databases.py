r"""Other databases in which systems note what users did: Windows' timeline, macOS' permissions, wtmpdb, telephones.

In: the database (`ActivitiesCache.db`, `com.apple.LaunchServices.QuarantineEventsV2`, `TCC.db`, `wtmp.db`,
`calllog.db`, `mmssms.db`, `chat.db`). Out: one event a row. `_log` is `ActivitiesCache`, `Quarantine`, `TCC`, `wtmpdb`,
`calls`, `sms` or `iMessage`; times are UTC. Sources: libyal, "Windows 10 Timeline"; plaso's descriptions of the
databases of macOS and of telephones; wtmpdb(8).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.sqlite_files import COCOA, MICROS, SECONDS, Question, read_sqlite, recognised, since
from tocsin.model.evidence import Rejected

FAMILY = "user-databases"
_ACTIVITIES = {5: "open", 6: "in use", 10: "clipboard", 16: "copied"}
_ALLOWED = {0: "denied", 1: "unknown", 2: "allowed", 3: "limited"}
_CALLS = {1: "incoming", 2: "outgoing", 3: "missed", 5: "rejected", 6: "blocked"}
_MESSAGES = {1: "received", 2: "sent"}
_FROM_ME = {0: "received", 1: "sent"}
_LOGINS = {1: "boot", 2: "runlevel", 3: "user"}
QUESTIONS = (
    Question(
        "ActivitiesCache",
        FAMILY,
        {"Activity": ("AppId", "ActivityType", "StartTime", "EndTime", "Payload", "LastModifiedTime")},
        "SELECT rowid, CASE WHEN StartTime > 0 THEN StartTime ELSE LastModifiedTime END, AppId,"
        " ActivityType AS Activity, Payload, EndTime FROM Activity ORDER BY rowid",
        SECONDS,
        {"Activity": _ACTIVITIES},
    ),
    Question(
        "Quarantine",
        FAMILY,
        {"LSQuarantineEvent": ("LSQuarantineTimeStamp", "LSQuarantineAgentName", "LSQuarantineDataURLString",
                               "LSQuarantineOriginURLString", "LSQuarantineSenderName", "LSQuarantineSenderAddress")},
        "SELECT rowid, LSQuarantineTimeStamp, LSQuarantineAgentName AS Program, LSQuarantineDataURLString AS url,"
        " LSQuarantineOriginURLString AS referrer, LSQuarantineSenderName AS SenderName,"
        " LSQuarantineSenderAddress AS SenderAddress FROM LSQuarantineEvent ORDER BY rowid",
        COCOA,
    ),
    Question(
        "TCC",
        FAMILY,
        {"access": ("service", "client", "auth_value", "last_modified")},
        "SELECT rowid, last_modified, service AS Service, client AS Program, auth_value AS Access FROM access"
        " ORDER BY rowid",
        SECONDS,
        {"Access": _ALLOWED},
    ),
    Question(
        "wtmpdb",
        FAMILY,
        {"wtmp": ("ID", "Type", "User", "Login", "Logout", "TTY", "RemoteHost", "Service")},
        "SELECT ID, Login, Type AS type, User AS user, TTY, RemoteHost AS host, Service AS service, Logout FROM wtmp"
        " ORDER BY ID",
        MICROS,
        {"type": _LOGINS},
    ),
    Question(
        "calls",
        FAMILY,
        {"calls": ("_id", "number", "date", "duration", "type")},
        "SELECT _id, date, number AS Number, duration AS Duration, type AS Direction FROM calls ORDER BY _id",
        since(0, 1000),
        {"Direction": _CALLS},
    ),
    Question(
        "sms",
        FAMILY,
        {"sms": ("_id", "address", "date", "body", "type")},
        "SELECT _id, date, address AS Number, body AS Text, type AS Direction FROM sms ORDER BY _id",
        since(0, 1000),
        {"Direction": _MESSAGES},
    ),
    Question(
        "iMessage",
        FAMILY,
        {"message": ("ROWID", "text", "date", "handle_id", "is_from_me"), "handle": ("ROWID", "id")},
        "SELECT m.ROWID, m.date, h.id AS Number, m.text AS Text, m.is_from_me AS Direction FROM message m"
        " LEFT JOIN handle h ON h.ROWID = m.handle_id ORDER BY m.ROWID",
        since(978_307_200_000_000, 0.001),
        {"Direction": _FROM_ME},
    ),
)  # fmt: skip
_SCHEMAS = (
    (b"Activity", b"ActivityOperation"),
    (b"LSQuarantineEvent", b"LSQuarantineTimeStamp"),
    (b"CREATE TABLE access", b"auth_value"),
    (b"wtmp", b"RemoteHost"),
    (b"CREATE TABLE calls", b"duration"),
    (b"CREATE TABLE sms", b"address"),
    (b"CREATE TABLE message", b"is_from_me"),
)
_NAMES = (
    "activitiescache.db",
    "com.apple.launchservices.quarantineeventsv2",
    "tcc.db",
    "wtmp.db",
    "calllog.db",
    "mmssms.db",
    "chat.db",
    "sms.db",
)


def recognise(head: bytes, name: str) -> Certainty:
    """Judge a database by the tables that its beginning names, else by its name."""
    return recognised(head, name, _SCHEMAS, _NAMES)


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the rows."""
    return read_sqlite(stream, source, wanted, FAMILY, QUESTIONS)


FORMAT = Format(
    "user-databases", FAMILY, "the tables of a database that notes what users did", recognise, read, whole=True
)
