"""Last logins: one an account, records that cannot be any are told."""

from __future__ import annotations

from tocsin.collecting.format import Certainty
from tocsin.collecting.formats.lastlog import FORMAT, SIZE, recognise

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_artefacts import LASTLOG


def test_accounts_that_logged_in() -> None:
    (root, user), rejected = events_and_rejections(FORMAT, LASTLOG)
    assert rejected == []
    assert (root["uid"], root["host"], root["TTY"]) == ("0", "203.0.113.9", "pts/0")
    assert (user["uid"], user["_offset"], "host" in user) == ("1000", 1000 * SIZE, False)


def test_what_is_none_is_told() -> None:
    _, rejected = events_and_rejections(FORMAT, LASTLOG[:SIZE] + b"\xff" * SIZE + LASTLOG[:100])
    assert [lost.reason for lost in rejected] == ["account 1: not a last login", "account 2: it is cut off"]
    assert recognise(bytes(8192), "var/log/lastlog") is Certainty.LIKELY
    assert recognise(bytes(8192), "x") is Certainty.NO


def test_text_is_none_whatever_its_first_letters_would_be_as_a_time() -> None:
    assert recognise(b'{"resourceId":"/SUBSCRIPTIONS/X"}'.ljust(700, b"x"), "x.json") is Certainty.NO
