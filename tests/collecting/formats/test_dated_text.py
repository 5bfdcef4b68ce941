"""Any text log with times: records over several lines, what a log shows itself to be, nothing lost."""

from __future__ import annotations

import pytest

from tocsin.collecting import continued
from tocsin.collecting.format import Certainty, Source
from tocsin.collecting.formats import dated_text
from tocsin.collecting.formats.dated_text import FORMAT, recognise, shown_in

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_text import CATALINA


def test_lines_without_a_time_belong_to_the_record_before() -> None:
    (start, failed, plain), rejected = events_and_rejections(FORMAT, CATALINA)

    assert rejected == []
    assert (start["level"], failed["level"], plain["level"]) == ("INFO", "SEVERE", "WARN")
    assert (failed["lines"], failed["message"].count("\n")) == (4, 3)
    assert [event["_log"] for event in (start, failed, plain)] == ["jvm"] * 3
    assert plain["_time"].isoformat() == "2021-03-02T07:00:02.500000+00:00"


@pytest.mark.parametrize(
    "line",
    [
        "2021-03-02 07:00:00,123 x",
        "[2021-03-02T07:00:00.123Z] x",
        "2021/03/02 07:00:00 x",
        "[02/Mar/2021:08:00:00 +0100] x",
        "[Tue Mar  2 07:00:00 2021] x",
        "Mar 02, 2021 07:00:00 x",
        "INFO: 2021-03-02 07:00:00 UTC x",
        "<14>2021-03-02 07:00:00 x",
        "20210302 07:00:00 x",
        '"2021-03-02 07:00:00","x"',
    ],
)
def test_times_in_the_usual_forms(line: str) -> None:
    (event,), rejected = events_and_rejections(FORMAT, line.encode())
    assert event["_time"].isoformat()[:19] == "2021-03-02T07:00:00"
    assert (event["message"], rejected, recognise(line.encode(), "x")) == (line, [], Certainty.LIKELY)


@pytest.mark.parametrize(
    "head", [b"", b"words\n" * 9, b"GET / HTTP/1.1\n", b"\0\0", b"a,b\n1,2\n", b"2021-03-02 is a day\n"]
)
def test_text_without_times_is_not_taken(head: bytes) -> None:
    assert recognise(head, "x.log") is Certainty.NO


def test_lines_before_any_time_are_rejected_and_records_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dated_text, "MOST_LINES", 2)
    assert continued.MOST_LINES == 2000
    events, rejected = events_and_rejections(FORMAT, b"x\n2021-03-02 07:00:00 a\nb\nc\n", Source("x", host="h"))
    assert (len(events), events[0]["_host"]) == (1, "h")
    assert [one.offset for one in rejected] == [0, 26]


def test_batches_keep_the_record_that_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dated_text, "BATCH_ROWS", 1)
    events, rejected = events_and_rejections(FORMAT, CATALINA * 3)
    assert (len(events), sum(event.get("lines", 1) for event in events), rejected) == (9, 18, [])


@pytest.mark.parametrize(
    ("text", "log"),
    [
        (b"Traceback (most recent call last):\n", "python"),
        (b"app/x.rb:7:in `y'", "ruby"),
        (b"    at Object.<anonymous> (/srv/app/x.js:7:9)", "nodejs"),
        (b"2021-03-02 07:00:00 UTC [7] LOG:  statement: x", "database"),
        (b"2021-03-02T07:00:00Z 0 [Note] [MY-010000] x", "database"),
    ],
)
def test_a_log_is_what_it_shows_itself_to_be(text: bytes, log: str) -> None:
    assert shown_in(text) == log
