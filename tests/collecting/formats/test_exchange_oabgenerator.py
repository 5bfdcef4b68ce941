"""OABGenerator logs: every line is an event with its whole text, fields where they fit."""

from __future__ import annotations

from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats import exchange_oabgenerator as oab

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples import OAB

SENTENCE = "Download failed and temporary file 'C:\\x\\y.aspx' needs to be removed"


def test_the_sentence_that_tells_of_the_attack() -> None:
    events, rejected = events_and_rejections(oab.FORMAT, OAB, Source("x.log", host="EXCH01"))

    assert rejected == []
    assert SENTENCE in events[0]["Message"]
    assert events[0]["_time"].second == 2
    assert (events[0]["_host"], events[0]["_log"]) == ("EXCH01", "OABGenerator")


def test_values_under_a_header_and_lines_that_do_not_fit_it() -> None:
    log = b"#Fields: date-time,Id,Text\r\n2021-03-02T07:00:00Z,1,ok\r\n2021-03-02T07:00:00Z,1,one, two\r\nno time\r\n"
    events, rejected = events_and_rejections(oab.FORMAT, log)

    assert rejected == []
    assert [event.get("Text") for event in events] == ["ok", None, None]
    assert [event["Message"] for event in events][2] == "no time"


def test_recognition() -> None:
    assert oab.recognise(OAB, "x") is Certainty.SURE
    assert oab.recognise(SENTENCE.encode(), "x") is Certainty.LIKELY
    assert oab.recognise(b"2021 anything", "Logging/OABGeneratorLog/a.log") is Certainty.MAYBE
    assert oab.recognise(b"2021 anything", "a.log") is Certainty.NO
