"""Windows events out of Splunk: XML, the classic input, extracted fields."""

from __future__ import annotations

from tocsin.collecting.formats.windows_splunk import is_splunk, take

from tests.collecting.formats.windows_shapes import NXLOG_LIKE, SPLUNK_CLASSIC, SPLUNK_FIELDS, SPLUNK_XML


def test_what_is_a_windows_event_of_splunk() -> None:
    assert all(map(is_splunk, (SPLUNK_XML, SPLUNK_CLASSIC, SPLUNK_FIELDS)))
    assert is_splunk({"_raw": "<Event xmlns=''>", "_time": "x"})
    assert not is_splunk({"result": {"_raw": "Mar  2 07:00:00 host sshd[1]: x"}})
    assert not is_splunk(NXLOG_LIKE)


def test_what_the_index_adds_is_kept() -> None:
    _, _, fields = take(SPLUNK_XML)
    assert (fields["index"], fields["sourcetype"], fields["host"]) == ("win", "XmlWinEventLog", "ws1")
    assert fields["Computer"] == "ws1.example"


def test_the_classic_input_with_its_message() -> None:
    record, time, fields = take(SPLUNK_CLASSIC)
    assert (record, time) == ("120871", "2021-03-02 07:00:00.609123 UTC")
    assert fields["Message"].startswith("A new process has been created.")
    assert (fields["Task_Name"], fields["Keywords_Names"]) == ("Process Creation", "Audit Success")


def test_the_first_line_says_the_time_where_nothing_else_does() -> None:
    _, time, _ = take({"_raw": SPLUNK_CLASSIC["result"]["_raw"]})
    assert time == "03/02/2021 08:00:00 AM"


def test_broken_xml_falls_back_to_the_extracted_fields() -> None:
    _, _, fields = take({"result": {"_raw": "<Event><System>", "EventCode": "7", "LogName": "System", "host": "h"}})
    assert (fields["EventID"], fields["Channel"], fields["Computer"]) == (7, "System", "h")
