"""Small logs of cloud services, each with a rule in the field names of SigmaHQ's and the records that it is true of."""

from __future__ import annotations

from typing import Any

from tests.cases.sensor_cases import Case
from tests.collecting import samples_cloud as cloud
from tests.collecting.samples_cloud import document, lines


def case(source: str, detection: dict[str, Any], log: bytes, *records: int, path: str = "export.json") -> Case:
    """Return a case; `source` is product and service."""
    product, _, service = source.partition("/")
    return Case(source, {"product": product, "service": service}, {"s": detection}, path, log, records)


UAL = lines(cloud.UAL_LOGON, cloud.UAL_RULE, cloud.UAL_ALERT)
ENTRA = lines(
    cloud.SIGN_IN, cloud.SIGN_IN_DIAGNOSTIC, cloud.ENTRA_AUDIT, cloud.AUDIT_DIAGNOSTIC, cloud.RISK, cloud.PIM_ALERT
)
ACTIVITY = lines(cloud.ACTIVITY_REST, cloud.ACTIVITY_DIAGNOSTIC)
TRAIL = lines(cloud.TRAIL, cloud.CONSOLE, {**cloud.TRAIL, "errorCode": "AccessDenied"})
FORWARDING = {"Operation|contains": ["New-InboxRule", "Set-InboxRule"], "Parameters|contains": "ForwardTo"}
CLOUD_CASES: tuple[Case, ...] = (
    case("m365/audit", FORWARDING, UAL, 2),
    case("m365/audit", FORWARDING, cloud.UAL_CSV, 2, path="Audit.csv"),
    case("m365/audit", FORWARDING, lines(cloud.UAL_CMDLET), 1),
    case("m365/audit", {"Operation": "UserLoggedIn", "RequestType": "Cmsi:Cmsi", "ResultStatus": "Success"}, UAL, 1),
    case("m365/audit", {"Operation": "AlertTriggered"}, UAL, 3),
    case("m365/exchange", {"eventSource": "Exchange", "eventName": "New-InboxRule", "status": "success"}, UAL, 2),
    case(
        "m365/threat_management",
        {"eventSource": "SecurityComplianceCenter", "eventName|startswith": "eDiscovery", "status": "success"},
        UAL,
        3,
    ),
    case("azure/signinlogs", {"ResultType": 50053, "Status": "Failure"}, ENTRA, 1),
    case("azure/signinlogs", {"resultType": 0, "userAgent|contains": "axios", "location": "FR"}, ENTRA, 2),
    case("azure/signinlogs", {"DeviceDetail.isCompliant": "false", "DeviceDetail.deviceId": ""}, ENTRA, 1, 2),
    case(
        "azure/auditlogs",
        {
            "LoggedByService": "Core Directory",
            "Category": "UserManagement",
            "OperationName": "Update user",
            "TargetResources.ModifiedProperties.DisplayName": "StrongAuthenticationRequirement",
            "TargetResources.ModifiedProperties.NewValue|contains": 'State":0',
        },
        ENTRA,
        3,
        4,
    ),
    case("azure/auditlogs", {"properties.message": "Update user", "Status": "Success"}, ENTRA, 3, 4),
    case("azure/riskdetection", {"riskEventType": "anonymizedIPAddress"}, ENTRA, 5),
    case("azure/pim", {"riskEventType": "noMfaOnRoleActivationAlertIncident"}, ENTRA, 6),
    case("azure/activitylogs", {"operationName": "MICROSOFT.AUTHORIZATION/ELEVATEACCESS/ACTION"}, ACTIVITY, 1),
    case("azure/activitylogs", {"CategoryValue": "Administrative", "operationName|endswith": "/DELETE"}, ACTIVITY, 2),
    case(
        "azure/activitylogs",
        {"operationName|contains": "dnszones"},
        document({"records": [cloud.ACTIVITY_DIAGNOSTIC]}),
        1,
    ),
    case(
        "aws/cloudtrail",
        {"eventSource": "cloudtrail.amazonaws.com", "eventName": "StopLogging", "errorCode": None},
        TRAIL,
        1,
    ),
    case("aws/cloudtrail", {"additionalEventData.MFAUsed": "NO", "responseElements.ConsoleLogin": "Success"}, TRAIL, 2),
    case("aws/cloudtrail", {"userIdentity.sessionContext.sessionIssuer.type": "Role", "status": "failure"}, TRAIL, 3),
    case("aws/cloudtrail", {"requestParameters|contains": '"name":"main"', "errorCode|contains": "*"}, TRAIL, 3),
    case("aws/guardduty", {"type|startswith": "UnauthorizedAccess:", "severity|gte": 7}, cloud.GUARDDUTY, 1),
)
