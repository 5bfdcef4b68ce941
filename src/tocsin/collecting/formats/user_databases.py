r"""Other databases in which systems note what users did: Windows' timeline, macOS' downloads and permissions, wtmpdb.

In: the database (`ActivitiesCache.db`, `com.apple.LaunchServices.QuarantineEventsV2`, `TCC.db`, `wtmp.db`). Out: one
event a row. `_log` is `ActivitiesCache`, `Quarantine`, `TCC` or `wtmpdb`; times are UTC. Sources: libyal, "Windows 10
Timeline"; plaso's descriptions of the databases of macOS; wtmpdb(8).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.sqlite_files import COCOA, MICROS, SECONDS, Question, read_sqlite, recognised
from tocsin.model.evidence import Rejected

FAMILY = "user-databases"
_ACTIVITIES = {5: "open", 6: "in use", 10: "clipboard", 16: "copied"}
_ALLOWED = {0: "denied", 1: "unknown", 2: "allowed", 3: "limited"}
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
)  # fmt: skip
_SCHEMAS = (
    (b"Activity", b"ActivityOperation"),
    (b"LSQuarantineEvent", b"LSQuarantineTimeStamp"),
    (b"CREATE TABLE access", b"auth_value"),
    (b"wtmp", b"RemoteHost"),
)
_NAMES = ("activitiescache.db", "com.apple.launchservices.quarantineeventsv2", "tcc.db", "wtmp.db")


def recognise(head: bytes, name: str) -> Certainty:
    """Judge a database by the tables that its beginning names, else by its name."""
    return recognised(head, name, _SCHEMAS, _NAMES)


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the rows."""
    return read_sqlite(stream, source, wanted, FAMILY, QUESTIONS)


FORMAT = Format(
    "user-databases", FAMILY, "the tables of a database that notes what users did", recognise, read, whole=True
)
