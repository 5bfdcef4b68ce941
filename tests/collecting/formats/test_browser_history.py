"""Browsers' histories: visits and downloads of each kind of browser."""

from __future__ import annotations

from datetime import timedelta

from tocsin.collecting.format import Certainty
from tocsin.collecting.formats.browser_history import FORMAT, recognise

from tests.collecting.artefact_files import CHROMIUM, COOKIES, FIREFOX, FIREFOX_COOKIES, SAFARI, START, database
from tests.collecting.reading import events_and_rejections


def test_chromium() -> None:
    (first, second, loaded), rejected = events_and_rejections(FORMAT, database(CHROMIUM))
    assert rejected == []
    assert (first["url"], first["visit_type"], first["_time"]) == ("https://www.example.org/", "typed", START)
    assert second["from_url"] == "https://www.example.org/"
    assert (loaded["url"], loaded["Path"]) == ("http://198.51.100.7/a.iso", "C:\\Users\\alice\\Downloads\\a.iso")
    assert (loaded["state"], loaded["_log"], loaded["_time"]) == (
        "complete",
        "chromium-downloads",
        START + timedelta(seconds=9),
    )


def test_firefox_and_safari() -> None:
    (visit, loaded), _ = events_and_rejections(FORMAT, database(FIREFOX))
    assert (visit["url"], visit["visit_type"], visit["_time"]) == ("https://mail.example.org/", "typed", START)
    assert loaded["Path"] == "file:///home/alice/x.sh"
    (visit,), _ = events_and_rejections(FORMAT, database(SAFARI))
    assert (visit["url"], visit["title"], visit["_time"]) == ("https://x.example/", "X", START + timedelta(seconds=0.5))


def test_cookies() -> None:
    for script, log in ((COOKIES, "chromium-cookies"), (FIREFOX_COOKIES, "firefox-cookies")):
        (event,), rejected = events_and_rejections(FORMAT, database(script))
        assert rejected == []
        assert (event["_log"], event["host"], event["Name"], event["_time"]) == (log, ".evil.example", "sid", START)


def test_a_database_is_known_by_its_tables_or_its_name() -> None:
    assert all(recognise(database(one)[:8192], "x") is Certainty.SURE for one in (CHROMIUM, FIREFOX, SAFARI))
    assert recognise(b"SQLite format 3\0" + bytes(500), "Profile 1/History") is Certainty.LIKELY
    assert recognise(b"SQLite format 3\0" + bytes(500), "x.db") is Certainty.NO
