r"""Histories of browsers: of Chromium (Chrome, Edge, …: `History`), Firefox (`places.sqlite`), Safari (`History.db`).

In: the database. Out: one event a visit with `url`, `title`, `visit_type`, `from_url`; and one a download
with `url`, `Path`, `referrer`, `mime_type`, `size`, `state`, `danger`. `_log` is `chromium`, `firefox` or `safari`,
and the same with `-downloads` and `-cookies` (`host`, `Name`, `Path`, when a cookie was set). Times are UTC.
A visit says that a browser asked for a page, not that somebody read
it. Sources: Chromium, components/history (`History` schema); Mozilla, places (nsPlacesTables); libyal, Safari
history.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.sqlite_files import COCOA, MICROS, WEBKIT, Question, read_sqlite, recognised
from tocsin.model.evidence import Rejected

FAMILY = "browser-history"
_CORE = {0: "link", 1: "typed", 2: "bookmark", 3: "frame", 4: "manual frame", 5: "generated", 6: "start page",
         7: "form", 8: "reload", 9: "keyword", 10: "keyword"}  # fmt: skip
_FIREFOX = {1: "link", 2: "typed", 3: "bookmark", 4: "embedded", 5: "redirect", 6: "redirect", 7: "download",
            8: "frame", 9: "reload"}  # fmt: skip
_STATES = {0: "in progress", 1: "complete", 2: "cancelled", 3: "interrupted", 4: "interrupted"}
_DANGERS = {0: "none", 1: "file type", 2: "address", 3: "content", 4: "maybe", 5: "uncommon", 6: "user let it pass",
            7: "host", 8: "unwanted"}  # fmt: skip
QUESTIONS = (
    Question(
        "chromium",
        FAMILY,
        {"visits": ("id", "url", "visit_time", "from_visit", "transition"), "urls": ("id", "url", "title")},
        "SELECT v.id, v.visit_time, u.url AS url, u.title AS title, v.transition AS visit_type, f.url AS from_url"
        " FROM visits v LEFT JOIN urls u ON u.id = v.url LEFT JOIN visits p ON p.id = v.from_visit"
        " LEFT JOIN urls f ON f.id = p.url ORDER BY v.id",
        WEBKIT,
        {"visit_type": _CORE},
        masked=frozenset({"visit_type"}),
    ),
    Question(
        "chromium-downloads",
        FAMILY,
        {
            "downloads": ("id", "target_path", "start_time", "received_bytes", "state", "danger_type", "referrer",
                          "mime_type"),
            "downloads_url_chains": ("id", "chain_index", "url"),
        },
        "SELECT d.id, d.start_time, c.url AS url, d.target_path AS Path, d.referrer AS referrer,"
        " d.mime_type AS mime_type, d.received_bytes AS size, d.state AS state, d.danger_type AS danger"
        " FROM downloads d LEFT JOIN downloads_url_chains c ON c.id = d.id ORDER BY d.id, c.chain_index",
        WEBKIT,
        {"state": _STATES, "danger": _DANGERS},
    ),
    Question(
        "firefox",
        FAMILY,
        {"moz_historyvisits": ("id", "place_id", "visit_date", "visit_type", "from_visit"),
         "moz_places": ("id", "url", "title")},
        "SELECT v.id, v.visit_date, p.url AS url, p.title AS title, v.visit_type AS visit_type, f.url AS from_url"
        " FROM moz_historyvisits v LEFT JOIN moz_places p ON p.id = v.place_id"
        " LEFT JOIN moz_historyvisits b ON b.id = v.from_visit LEFT JOIN moz_places f ON f.id = b.place_id"
        " ORDER BY v.id",
        MICROS,
        {"visit_type": _FIREFOX},
    ),
    Question(
        "firefox-downloads",
        FAMILY,
        {"moz_annos": ("id", "place_id", "content", "dateAdded", "anno_attribute_id"),
         "moz_anno_attributes": ("id", "name"), "moz_places": ("id", "url")},
        "SELECT a.id, a.dateAdded, p.url AS url, a.content AS Path, n.name AS annotation FROM moz_annos a"
        " LEFT JOIN moz_places p ON p.id = a.place_id LEFT JOIN moz_anno_attributes n ON n.id = a.anno_attribute_id"
        " WHERE n.name = 'downloads/destinationFileURI' ORDER BY a.id",
        MICROS,
    ),
    Question(
        "chromium-cookies",
        FAMILY,
        {"cookies": ("host_key", "name", "path", "creation_utc", "last_access_utc")},
        "SELECT rowid, creation_utc, host_key AS host, name AS Name, path AS Path FROM cookies ORDER BY rowid",
        WEBKIT,
    ),
    Question(
        "firefox-cookies",
        FAMILY,
        {"moz_cookies": ("id", "host", "name", "path", "creationTime", "lastAccessed")},
        "SELECT id, creationTime, host, name AS Name, path AS Path FROM moz_cookies ORDER BY id",
        MICROS,
    ),
    Question(
        "safari",
        FAMILY,
        {"history_visits": ("id", "history_item", "visit_time", "title"), "history_items": ("id", "url")},
        "SELECT v.id, v.visit_time, i.url AS url, v.title AS title FROM history_visits v"
        " LEFT JOIN history_items i ON i.id = v.history_item ORDER BY v.id",
        COCOA,
    ),
)  # fmt: skip
_SCHEMAS = (
    (b"CREATE TABLE urls", b"visit"),
    (b"moz_places", b"moz_"),
    (b"history_items", b"history_"),
    (b"CREATE TABLE cookies", b"host_key"),
    (b"moz_cookies", b"creationTime"),
)
_NAMES = ("history", "places.sqlite", "history.db", "archived history", "cookies", "cookies.sqlite")


def recognise(head: bytes, name: str) -> Certainty:
    """Judge a database by the tables that its beginning names, else by its name."""
    return recognised(head, name, _SCHEMAS, _NAMES)


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield visits and downloads."""
    return read_sqlite(stream, source, wanted, FAMILY, QUESTIONS)


FORMAT = Format("browser-history", FAMILY, "the tables of a browser's history", recognise, read, whole=True)
