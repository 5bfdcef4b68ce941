"""Azure's logs: which log a record is of, in whatever form it was exported."""

from __future__ import annotations

import json

import pytest

from tocsin.collecting.format import Certainty
from tocsin.collecting.formats import recognise as recognise_file
from tocsin.collecting.formats.azure import FORMAT, recognise, sort

from tests.collecting import samples_cloud as cloud
from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_cloud import document, lines


@pytest.mark.parametrize(
    ("data", "log"),
    [
        (cloud.AZURE, "SignInLogs"),
        (document([cloud.SIGN_IN]), "SignInLogs"),
        (lines(cloud.SIGN_IN_SUCCESS), "NonInteractiveUserSignInLogs"),
        (document({"records": [cloud.SIGN_IN_DIAGNOSTIC]}), "NonInteractiveUserSignInLogs"),
        (lines(cloud.AUDIT_DIAGNOSTIC), "AuditLogs"),
        (document({"value": [cloud.RISK]}), "RiskDetections"),
        (document({"value": [cloud.PIM_ALERT]}), "RoleManagementAlerts"),
        (document([cloud.ACTIVITY_REST]), "Activity"),
        (lines(cloud.ACTIVITY_DIAGNOSTIC), "Activity"),
    ],
)
def test_a_record_goes_to_its_log(data: bytes, log: str) -> None:
    assert recognise(data[:8192], "x") is Certainty.SURE
    events, rejected = events_and_rejections(FORMAT, data)
    assert rejected == []
    assert events[0]["_log"] == log
    assert all("_time" in event for event in events)


def test_the_activity_log_has_the_values_of_its_pairs() -> None:
    (event,), _ = events_and_rejections(FORMAT, document({"value": [cloud.ACTIVITY_REST]}))
    assert event["operationName"] == "Microsoft.Authorization/elevateAccess/action"
    assert event["operationName.localizedValue"] == "Elevate access"
    assert event["category"] == "Administrative"
    assert "category.localizedValue" not in event
    assert event["_host"] == cloud.SUBSCRIPTION


def test_what_resources_log_is_kept_under_its_category() -> None:
    record = {
        "time": "2021-03-02T07:00:00Z",
        "category": "AuditEvent",
        "resourceId": f"/SUBSCRIPTIONS/{cloud.SUBSCRIPTION}/RESOURCEGROUPS/RG/PROVIDERS/MICROSOFT.KEYVAULT/VAULTS/V",
        "operationName": "SecretGet",
        "callerIpAddress": "203.0.113.9",
        "properties": '{"id": "https://v.example/secrets/x"}',
    }
    (event,), _ = events_and_rejections(FORMAT, lines(record))
    assert (event["_log"], event["properties.id"]) == ("AuditEvent", "https://v.example/secrets/x")
    assert event["_host"] == cloud.SUBSCRIPTION


CELLS = (
    b"CreatedDateTime,UserPrincipalName,IPAddress,ConditionalAccessStatus,Status,DeviceDetail\r\n"
    b'2021-03-02T07:00:00Z,anna@example.org,203.0.113.9,success,"{""ErrorCode"":50053}","{""IsCompliant"":false}"\r\n',
    b"createdDateTime,userPrincipalName,ipAddress,conditionalAccessStatus,status,deviceDetail\r\n"
    b'2021-03-02T07:00:00Z,anna@example.org,203.0.113.9,success,"{""errorCode"":50053}","{""isCompliant"":false}"\r\n',
    b"TimeGenerated [UTC],UserPrincipalName,IPAddress,ConditionalAccessStatus,ResultType,DeviceDetail\r\n"
    b'"3/2/2021, 7:00:00.000 AM",anna@example.org,203.0.113.9,success,50053,"{""isCompliant"":false}"\r\n',
)


@pytest.mark.parametrize("data", CELLS, ids=["powershell", "graph", "log-analytics"])
def test_tables_of_sign_ins_as_csv_have_the_same_names(data: bytes) -> None:
    assert recognise(data, "x.csv") is Certainty.SURE
    (event,), rejected = events_and_rejections(FORMAT, data)
    assert rejected == []
    assert (event["_log"], event["ipAddress"], event["status.errorCode"]) == ("SignInLogs", "203.0.113.9", "50053")
    assert (event["deviceDetail.isCompliant"], event["outcome"]) == ("false", "Failure")
    assert str(event["_time"])[:19] == "2021-03-02 07:00:00"


def test_other_json_is_not_taken() -> None:
    for value in ({"a": 1}, {"category": "x", "properties": {}}, {"time": "x", "category": 1, "operationName": "y"}):
        assert sort(value) is None


def test_a_log_in_which_records_of_several_logs_are_mixed_and_damaged() -> None:
    data = lines(cloud.SIGN_IN, cloud.ACTIVITY_REST) + b'{"category": "AuditLogs", "pro\n' + lines(cloud.ENTRA_AUDIT)
    events, rejected = events_and_rejections(FORMAT, data)
    assert [event["_log"] for event in events] == ["SignInLogs", "Activity", "AuditLogs"]
    assert len(rejected) == 1


def test_requests_to_an_application_gateway() -> None:
    record = {
        "resourceId": "/SUBSCRIPTIONS/11111111-1111-1111-1111-111111111111/APPLICATIONGATEWAYS/Z",
        "operationName": "ApplicationGatewayAccess",
        "timeStamp": "2021-03-02T07:00:00+00:00",
        "category": "ApplicationGatewayAccessLog",
        "properties": {"clientIP": "203.0.113.9", "httpMethod": "GET", "requestUri": "/x"},
    }
    known = recognise_file(json.dumps(record).encode(), "PT1H.json")
    assert known is not None
    assert known[0] is FORMAT
    (event,), _ = events_and_rejections(FORMAT, json.dumps(record).encode())
    assert (event["_log"], event["properties.clientIP"]) == ("ApplicationGatewayAccessLog", "203.0.113.9")
    assert str(event["_time"]) == "2021-03-02 07:00:00+00:00"
