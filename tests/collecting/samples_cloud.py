"""Small logs of cloud services, as their interfaces and exports write them."""

from __future__ import annotations

import json
from typing import Any

TENANT = "6f0a2f8e-0000-4000-8000-0000000000aa"


def document(value: Any) -> bytes:
    """Return JSON as an interface sends it: on one line."""
    return json.dumps(value, separators=(",", ":")).encode()


def lines(*values: Any) -> bytes:
    """Return JSON lines."""
    return b"".join(document(value) + b"\n" for value in values)


UAL_RULE = {
    "CreationTime": "2021-03-02T07:00:00",
    "Id": "0b5d0000-0000-4000-8000-000000000001",
    "Operation": "New-InboxRule",
    "OrganizationId": TENANT,
    "RecordType": 1,
    "ResultStatus": "True",
    "UserKey": "anna@example.org",
    "UserType": 2,
    "Version": 1,
    "Workload": "Exchange",
    "ClientIP": "203.0.113.9:40112",
    "ObjectId": "EURPR01A001\\anna\\.",
    "UserId": "anna@example.org",
    "OrganizationName": "example.onmicrosoft.com",
    "Parameters": [
        {"Name": "AlwaysDeleteOutlookRulesBlob", "Value": "False"},
        {"Name": "Name", "Value": ".."},
        {"Name": "ForwardTo", "Value": "drop@example.net"},
        {"Name": "DeleteMessage", "Value": "True"},
    ],
}
UAL_LOGON = {
    "CreationTime": "2021-03-02T07:05:00",
    "Operation": "UserLoggedIn",
    "OrganizationId": TENANT,
    "RecordType": 15,
    "ResultStatus": "Success",
    "Workload": "AzureActiveDirectory",
    "ClientIP": "203.0.113.9",
    "UserId": "anna@example.org",
    "ApplicationId": "9ba1a5c7-f17a-4de9-a1f1-6178c8d51223",
    "ObjectId": "00000002-0000-0000-c000-000000000000",
    "ExtendedProperties": [{"Name": "RequestType", "Value": "Cmsi:Cmsi"}],
    "Actor": [{"ID": "anna@example.org", "Type": 5}],
}
UAL_ALERT = {
    "CreationTime": "2021-03-02T07:10:00",
    "Operation": "AlertTriggered",
    "OrganizationId": TENANT,
    "RecordType": 40,
    "ResultStatus": "Succeeded",
    "UserId": "SecurityComplianceAlerts",
    "Workload": "SecurityComplianceCenter",
    "Name": "eDiscovery search started or exported",
    "Category": "ThreatManagement",
    "Severity": "Medium",
}
UAL_CSV = (
    b'\xef\xbb\xbf"RecordId","CreationDate","RecordType","Operation","UserId","AuditData","AssociatedAdminUnits"\r\n'
    + b'"1","2021-03-02T07:00:00.0000000Z","1","New-InboxRule","anna@example.org","'
    + document(UAL_RULE).replace(b'"', b'""')
    + b'",""\r\n'
)
UAL_CMDLET = {
    "RunspaceId": "9a000000-0000-4000-8000-000000000000",
    "RecordType": "ExchangeAdmin",
    "CreationDate": "/Date(1614668400000)/",
    "UserIds": "anna@example.org",
    "Operations": "New-InboxRule",
    "AuditData": document(UAL_RULE).decode(),
    "ResultIndex": 1,
    "ResultCount": 1,
}

SIGN_IN = {
    "id": "66ea54eb-0000-4000-8000-000000000001",
    "createdDateTime": "2021-03-02T07:00:00Z",
    "userDisplayName": "Anna Example",
    "userPrincipalName": "anna@example.org",
    "userId": "4782e723-0000-4000-8000-000000000001",
    "appId": "de8bc8b5-0000-4000-8000-000000000001",
    "appDisplayName": "Office 365 Exchange Online",
    "ipAddress": "203.0.113.9",
    "clientAppUsed": "Other clients",
    "userAgent": "axios/1.7.2",
    "conditionalAccessStatus": "notApplied",
    "isInteractive": True,
    "riskState": "none",
    "authenticationRequirement": "singleFactorAuthentication",
    "resourceDisplayName": "Windows Azure Active Directory",
    "homeTenantId": TENANT,
    "resourceTenantId": TENANT,
    "status": {"errorCode": 50053, "failureReason": "Account is locked.", "additionalDetails": None},
    "deviceDetail": {"deviceId": "", "operatingSystem": "Linux", "isCompliant": False, "trustType": ""},
    "location": {"city": "Lyon", "countryOrRegion": "FR", "geoCoordinates": {"latitude": 45.7}},
    "appliedConditionalAccessPolicies": [],
}
SIGN_IN_SUCCESS = {**SIGN_IN, "status": {"errorCode": 0}, "isInteractive": False}
ENTRA_AUDIT = {
    "id": "Directory_1",
    "category": "UserManagement",
    "correlationId": "d0c5a4ef-0000-4000-8000-000000000001",
    "result": "success",
    "activityDisplayName": "Update user",
    "activityDateTime": "2021-03-02T07:01:00.1234567Z",
    "loggedByService": "Core Directory",
    "operationType": "Update",
    "initiatedBy": {"user": {"id": "1", "userPrincipalName": "admin@example.org", "ipAddress": "203.0.113.9"}},
    "targetResources": [
        {
            "id": "4782e723-0000-4000-8000-000000000001",
            "type": "User",
            "userPrincipalName": "anna@example.org",
            "modifiedProperties": [
                {"displayName": "StrongAuthenticationRequirement", "oldValue": "[]", "newValue": '[{"State":0}]'},
                {"displayName": "UserType", "oldValue": '["Guest"]', "newValue": '["Member"]'},
            ],
        }
    ],
    "additionalDetails": [{"key": "UserType", "value": "Member"}],
}
RISK = {
    "id": "6a5874ca",
    "riskEventType": "anonymizedIPAddress",
    "riskState": "atRisk",
    "riskLevel": "medium",
    "ipAddress": "203.0.113.9",
    "activityDateTime": "2021-03-02T07:02:00Z",
    "detectedDateTime": "2021-03-02T07:03:00Z",
    "userPrincipalName": "anna@example.org",
    "tenantId": TENANT,
}
PIM_ALERT = {
    "@odata.type": "#microsoft.graph.noMfaOnRoleActivationAlertIncident",
    "id": "28dca0da",
    "roleDisplayName": "Global Administrator",
    "lastModifiedDateTime": "2021-03-02T07:04:00Z",
}
SUBSCRIPTION = "aaaa1111-0000-4000-8000-00000000000a"
ACTIVITY_REST = {
    "authorization": {"action": "Microsoft.Authorization/elevateAccess/action", "scope": "/"},
    "caller": "anna@example.org",
    "claims": {"ipaddr": "203.0.113.9"},
    "eventDataId": "1",
    "eventName": {"value": "EndRequest", "localizedValue": "End request"},
    "category": {"value": "Administrative", "localizedValue": "Administrative"},
    "httpRequest": {"clientIpAddress": "203.0.113.9", "method": "POST"},
    "operationName": {"value": "Microsoft.Authorization/elevateAccess/action", "localizedValue": "Elevate access"},
    "resourceProviderName": {"value": "Microsoft.Authorization", "localizedValue": "Microsoft.Authorization"},
    "resourceId": "/providers/Microsoft.Authorization",
    "status": {"value": "Succeeded", "localizedValue": "Succeeded"},
    "eventTimestamp": "2021-03-02T07:05:00.1Z",
    "subscriptionId": SUBSCRIPTION,
}
ACTIVITY_DIAGNOSTIC = {
    "time": "2021-03-02T07:06:00.1Z",
    "resourceId": f"/SUBSCRIPTIONS/{SUBSCRIPTION.upper()}/RESOURCEGROUPS/RG/PROVIDERS/MICROSOFT.NETWORK/DNSZONES/X",
    "operationName": "MICROSOFT.NETWORK/DNSZONES/DELETE",
    "category": "Administrative",
    "resultType": "Success",
    "callerIpAddress": "203.0.113.9",
    "identity": {"claims": {"name": "Anna"}},
    "level": "Information",
    "properties": {"statusCode": "OK"},
}
SIGN_IN_DIAGNOSTIC = {
    "time": "2021-03-02T07:00:00.5Z",
    "resourceId": f"/tenants/{TENANT}/providers/Microsoft.aadiam",
    "operationName": "Sign-in activity",
    "category": "NonInteractiveUserSignInLogs",
    "tenantId": TENANT,
    "resultType": "0",
    "callerIpAddress": "203.0.113.9",
    "identity": "Anna Example",
    "location": "FR",
    "properties": SIGN_IN_SUCCESS,
}
AUDIT_DIAGNOSTIC = {
    "time": "2021-03-02T07:01:00.5Z",
    "operationName": "Update user",
    "category": "AuditLogs",
    "tenantId": TENANT,
    "resultSignature": "None",
    "properties": ENTRA_AUDIT,
}
AZURE = document({"@odata.context": "https://graph.example/v1.0/$metadata#auditLogs", "value": [SIGN_IN, ENTRA_AUDIT]})

ACCOUNT = "111122223333"
TRAIL: dict[str, Any] = {
    "eventVersion": "1.08",
    "userIdentity": {
        "type": "AssumedRole",
        "principalId": "AROAEXAMPLE:anna",
        "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/Admin/anna",
        "accountId": ACCOUNT,
        "accessKeyId": "ASIAEXAMPLE",
        "sessionContext": {"sessionIssuer": {"type": "Role", "userName": "Admin"}},
    },
    "eventTime": "2021-03-02T07:00:00Z",
    "eventSource": "cloudtrail.amazonaws.com",
    "eventName": "StopLogging",
    "awsRegion": "eu-west-1",
    "sourceIPAddress": "203.0.113.9",
    "userAgent": "aws-cli/2.1.30 Python/3.8.8",
    "requestParameters": {"name": "main", "tags": [{"key": "team", "value": "a"}]},
    "responseElements": None,
    "requestID": "r-1",
    "eventID": "e-1",
    "readOnly": False,
    "eventType": "AwsApiCall",
    "managementEvent": True,
    "recipientAccountId": ACCOUNT,
    "eventCategory": "Management",
}
CONSOLE = {
    **TRAIL,
    "eventSource": "signin.amazonaws.com",
    "eventName": "ConsoleLogin",
    "requestParameters": None,
    "responseElements": {"ConsoleLogin": "Success"},
    "additionalEventData": {"MFAUsed": "No", "LoginTo": "https://console.aws.example/"},
    "eventID": "e-2",
}
CLOUDTRAIL = document({"Records": [TRAIL, CONSOLE]})
DIGEST = {
    "awsAccountId": ACCOUNT,
    "digestStartTime": "2021-03-02T06:00:00Z",
    "digestEndTime": "2021-03-02T07:00:00Z",
    "digestS3Bucket": "trail-bucket",
    "logFiles": [{"s3Object": "AWSLogs/1.json.gz", "hashValue": "ab", "oldestEventTime": "2021-03-02T06:00:01Z"}],
}
GUARDDUTY = lines(
    {
        "schemaVersion": "2.0",
        "accountId": ACCOUNT,
        "region": "eu-west-1",
        "id": "f-1",
        "type": "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS",
        "resource": {"resourceType": "AccessKey", "accessKeyDetails": {"userName": "web-role"}},
        "service": {
            "serviceName": "guardduty",
            "count": 2,
            "action": {"awsApiCallAction": {"api": "ListBuckets", "remoteIpDetails": {"ipAddressV4": "203.0.113.9"}}},
        },
        "severity": 8,
        "createdAt": "2021-03-02T07:00:00.1Z",
        "updatedAt": "2021-03-02T07:30:00.1Z",
        "title": "Credentials used from an outside address",
    }
)
CLOUD_SAMPLES: dict[str, tuple[str, bytes]] = {
    "m365-audit": ("ual.json", lines(UAL_RULE, UAL_LOGON, UAL_ALERT)),
    "azure": ("signins.json", AZURE),
    "aws-cloudtrail": ("AWSLogs/1_CloudTrail_eu-west-1_20210302T0700Z_x.json", CLOUDTRAIL),
    "aws-guardduty": ("findings.jsonl", GUARDDUTY),
}
"""Name of a format -> (path, content)."""
