"""Google Cloud's audit entries, whatever carried them."""

from __future__ import annotations

import pytest

from tocsin.collecting.formats import recognise
from tocsin.collecting.formats.gcp_audit import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_cloud import document, lines
from tests.collecting.samples_saas import GCP_ENTRY, LOGIN_ENTRY

BIGQUERY = {("protopayload_auditlog" if name == "protoPayload" else name): said for name, said in GCP_ENTRY.items()}


@pytest.mark.parametrize(
    "data",
    [
        document([GCP_ENTRY]),
        document({"entries": [GCP_ENTRY], "nextPageToken": "x"}),
        lines({"data": GCP_ENTRY, "insertId": "x"}),
        lines(BIGQUERY),
    ],
    ids=["array", "page", "data", "bigquery"],
)
def test_an_entry_is_the_same_whatever_carried_it(data: bytes) -> None:
    known = recognise(data, "x")
    assert known is not None
    assert known[0] is FORMAT
    (event,), rejected = events_and_rejections(FORMAT, data)
    assert rejected == []
    assert (event["_log"], event["_host"], event["logId"]) == (
        "activity",
        "example-1",
        "cloudaudit.googleapis.com%2Factivity",
    )
    assert event["protoPayload.authorizationInfo.permission"] == "storage.buckets.delete"
    assert str(event["_time"]) == "2021-03-02 07:00:00.123456+00:00"


def test_entries_of_workspace_are_told_apart() -> None:
    events, _ = events_and_rejections(FORMAT, lines(GCP_ENTRY, LOGIN_ENTRY))
    assert [(event["_log"], event["_host"]) for event in events] == [("activity", "example-1"), ("login", "123")]


def test_damage_is_told() -> None:
    events, rejected = events_and_rejections(FORMAT, lines(GCP_ENTRY) + b'{"protoPayload": {"serv\n' + lines(GCP_ENTRY))
    assert (len(events), [one.offset for one in rejected]) == (2, [len(lines(GCP_ENTRY))])
