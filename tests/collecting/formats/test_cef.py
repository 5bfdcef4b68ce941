"""CEF: head, extension, escapes, labels and times."""

from __future__ import annotations

from tocsin.collecting.formats.cef import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_appliances import CEF


def test_head_extension_and_labels() -> None:
    events, rejected = events_and_rejections(FORMAT, CEF)
    assert rejected == []
    first, second = events
    assert (first["DeviceProduct"], first["Name"], first["Severity"]) == ("Web | Proxy", "URL | blocked", "5")
    assert (first["request"], first["msg"]) == ("https://bad.example/a?x=1&y=2", "Policy says no: path C:\\x")
    assert (first["cs1"], first["Policy"]) == ("Web rule", "Web rule")
    assert (str(first["_time"])[:23], first["_host"]) == ("2021-03-02 07:00:00.123", "proxy1")
    assert (second["suser"], str(second["_time"])[:19]) == ("anna", "2021-03-02 07:00:01")


def test_a_line_that_is_none_is_rejected_with_its_place() -> None:
    events, rejected = events_and_rejections(FORMAT, CEF + b"\xff half a li\n" + CEF)
    whole, _ = events_and_rejections(FORMAT, CEF)
    assert len(events) == 2 * len(whole)
    assert [one.offset for one in rejected] == [len(CEF)]
