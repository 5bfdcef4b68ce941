"""Entra's records under Graph's names, from whichever of Microsoft's interfaces they came."""

from __future__ import annotations

import json
from typing import Any

from tocsin.collecting.formats.azure_entra import AUDITS, SIGN_INS, sort_entra
from tocsin.collecting.formats.json_fields import Flattener

from tests.collecting.samples_cloud import AUDIT_DIAGNOSTIC, ENTRA_AUDIT, PIM_ALERT, SIGN_IN, SIGN_IN_DIAGNOSTIC


def record(value: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The log and the record of an object that is one."""
    found = sort_entra(value)
    assert found is not None
    return found[0].log, found[1]


def test_the_envelope_of_diagnostic_settings_stands_beside_the_record() -> None:
    log, sign_in = record(SIGN_IN_DIAGNOSTIC)
    assert log == "NonInteractiveUserSignInLogs"
    assert (sign_in["userPrincipalName"], sign_in["resultType"], sign_in["outcome"]) == (
        "anna@example.org",
        "0",
        "Success",
    )
    assert sign_in["location"]["countryOrRegion"] == "FR"
    log, audit = record({**AUDIT_DIAGNOSTIC, "properties": json.dumps(ENTRA_AUDIT)})
    assert (log, audit["category"], audit["loggedByService"]) == ("AuditLogs", "UserManagement", "Core Directory")


def test_a_sign_in_without_status_has_that_of_its_envelope() -> None:
    properties = {key: value for key, value in SIGN_IN.items() if key != "status"}
    _, sign_in = record(
        {**SIGN_IN_DIAGNOSTIC, "resultType": "50126", "resultDescription": "Invalid", "properties": properties}
    )
    assert sign_in["status"] == {"errorCode": "50126", "failureReason": "Invalid"}
    assert sign_in["outcome"] == "Failure"


def test_names_of_powershell_are_those_of_graph() -> None:
    written = {"CreatedDateTime": "2021-03-02T07:00:00Z", "ConditionalAccessStatus": "success", "Id": "1"}
    written |= {"IPAddress": "203.0.113.9", "Status": {"ErrorCode": 0}, "Location": {"CountryOrRegion": "FR"}}
    log, sign_in = record(written)
    assert (log, sign_in["ipAddress"], sign_in["outcome"]) == ("SignInLogs", "203.0.113.9", "Success")
    assert sign_in["location"] == {"countryOrRegion": "FR"}


def test_names_of_log_analytics_are_those_of_graph() -> None:
    written = {"TimeGenerated": "2021-03-02T07:00:00Z", "ConditionalAccessStatus": "success", "ResultType": "50053"}
    written |= {"Location": "FR", "DeviceDetail": '{"isCompliant": false}', "Type": "AADNonInteractiveUserSignInLogs"}
    log, sign_in = record({**written, "LocationDetails": '{"city": "Lyon", "countryOrRegion": "FR"}'})
    assert log == "NonInteractiveUserSignInLogs"
    assert (sign_in["deviceDetail"], sign_in["outcome"]) == ({"isCompliant": False}, "Failure")
    assert sign_in["location"]["city"] == "Lyon"
    audit = {"TimeGenerated": "2021-03-02T07:00:00Z", "OperationName": "Add user", "LoggedByService": "Core Directory"}
    log, found = record({**audit, "TargetResources": '[{"type": "User"}]', "Category": "UserManagement"})
    assert (log, found["activityDisplayName"], found["targetResources"]) == (
        "AuditLogs",
        "Add user",
        [{"type": "User"}],
    )


def test_an_alert_has_its_plain_type() -> None:
    assert record(PIM_ALERT)[1]["riskEventType"] == "noMfaOnRoleActivationAlertIncident"


def test_kinds_of_sign_ins() -> None:
    for kind, log in [
        ("nonInteractiveUser", "NonInteractiveUserSignInLogs"),
        ("servicePrincipal", "ServicePrincipalSignInLogs"),
        ("managedIdentity", "ManagedIdentitySignInLogs"),
        ("interactiveUser", "SignInLogs"),
    ]:
        assert record({**SIGN_IN, "signInEventTypes": [kind]})[0] == log


def test_changed_values_are_plain_and_have_their_own_names() -> None:
    change = {"displayName": "ConsentContext.IsAdminConsent", "oldValue": None, "newValue": '"False"'}
    odd = {"displayName": "x", "newValue": '"cut'}
    _, audit = record({**ENTRA_AUDIT, "targetResources": [{"modifiedProperties": [change, odd, 1]}, 2]})
    fields = Flattener(None).fields(audit)
    assert fields["targetResources.modifiedProperties.newValue"] == ["False", '"cut']
    assert fields["targetResources.modifiedProperties.ConsentContext.IsAdminConsent.newValue"] == "False"


def test_the_protocol_has_the_portals_word() -> None:
    assert record({**SIGN_IN, "authenticationProtocol": "deviceCode"})[1]["authenticationProtocolName"] == "Device Code"


def test_other_objects_are_none() -> None:
    assert sort_entra({"category": "Administrative", "properties": {}}) is None
    assert sort_entra({"createdDateTime": "x"}) is None
    assert sort_entra({"TimeGenerated": "x", "OperationName": "y"}) is None
    assert {AUDITS.family, SIGN_INS["signin"].family} == {"azure-auditlogs", "azure-signinlogs"}
