"""The unified audit log: its exports give the same event, and damage is told."""

from __future__ import annotations

from typing import Any

import pytest

from tocsin.collecting.formats import recognise
from tocsin.collecting.formats.m365_audit import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_cloud import TENANT, UAL_CMDLET, UAL_CSV, UAL_RULE, document, lines

GRAPH = {
    "value": [{"id": "1", "createdDateTime": "2021-03-02T07:00:00Z", "service": "Exchange", "auditData": UAL_RULE}]
}
FORMS = {
    "interface": lines(UAL_RULE),
    "array": document([UAL_RULE]),
    "cmdlet": lines(UAL_CMDLET),
    "graph": document(GRAPH),
    "purview": UAL_CSV,
    "spreadsheet": b"CreationDate;UserIds;Operations;AuditData\r\n"
    + b'02.03.2021 07:00:00;anna;New-InboxRule;"'
    + document(UAL_RULE).replace(b'"', b'""')
    + b'"\r\n',
    "export-csv": b"#TYPE Deserialized.Object\r\nCreationDate,UserIds,Operations,AuditData\r\n"
    + b'"3/2/2021 7:00:00 AM",anna,New-InboxRule,"'
    + document(UAL_RULE).replace(b'"', b'""')
    + b'"\r\n',
}


@pytest.mark.parametrize("form", FORMS)
def test_every_export_gives_the_same_event(form: str) -> None:
    data = FORMS[form]
    known = recognise(data[:8192], "export.bin")
    assert known is not None
    assert known[0] is FORMAT

    events, rejected = events_and_rejections(FORMAT, data)

    assert rejected == []
    (event,) = events
    assert (event["_log"], event["_host"], event["Operation"]) == ("Exchange", TENANT, "New-InboxRule")
    assert str(event["_time"]) == "2021-03-02 07:00:00+00:00"
    assert event["Parameters.ForwardTo"] == "drop@example.net"
    assert '"DeleteMessage"' in event["Parameters"]
    assert event["outcome"] == "success"


def test_a_record_whose_audit_data_is_cut_off_is_kept_as_it_is() -> None:
    cut: dict[str, Any] = {**UAL_CMDLET, "AuditData": '{"CreationTime": "2021-'}
    events, rejected = events_and_rejections(FORMAT, lines(cut))
    assert rejected == []
    assert (events[0]["AuditData"], events[0]["_log"]) == ('{"CreationTime": "2021-', "unreadable AuditData")
    assert "_time" in events[0]


def test_damage_is_told_with_its_place() -> None:
    data = lines(UAL_RULE) + document(UAL_RULE)[:200] + b"\n" + UAL_CSV[:20] + b"\n" + lines(UAL_RULE)
    events, rejected = events_and_rejections(FORMAT, data)
    size = len(document(UAL_RULE))
    assert [event["_offset"] for event in events] == [0, size + 1 + 201 + 21]
    assert [one.offset for one in rejected] == [size + 1, size + 1 + 201]


def test_a_csv_without_audit_data_is_none_of_it() -> None:
    known = recognise(b"CreationDate,UserIds,Operations\r\n1,2,3\r\n", "Audit.csv")
    assert known is None or known[0] is not FORMAT
