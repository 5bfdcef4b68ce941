"""Small logs of cloud services, each with a rule in the field names of SigmaHQ's and the records that it is true of."""

from __future__ import annotations

from typing import Any

from tests.cases.sensor_cases import Case
from tests.collecting import samples_cloud as cloud
from tests.collecting import samples_saas as saas
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
CONSENT = {
    **cloud.ENTRA_AUDIT,
    "targetResources": [
        {"modifiedProperties": [{"displayName": "ConsentContext.IsAdminConsent", "newValue": '"False"'}]},
    ],
}
DEVICE_CODE = {**cloud.SIGN_IN, "authenticationProtocol": "deviceCode"}
SENT = {"cs-method": "GET", "c-useragent|startswith": "curl/", "cs-host": "www.example.org"}
REQUEST = {"cs-uri-query|contains": "/cgi/x?cmd=", "src_ip": "203.0.113.9", **SENT}
QUERY = {"query|endswith": ".bad.example", "record_type": "TXT", "src_ip": "10.0.0.5"}
REFUSED = {"src_ip": "203.0.113.9", "dst_port": 23, "blocked": "true"}
GCP = lines(saas.GCP_ENTRY, saas.LOGIN_ENTRY)
KUBERNETES = lines(saas.KUBERNETES, saas.KUBERNETES_SECRETS)
BITBUCKET = lines(saas.BITBUCKET)
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
    case("azure/auditlogs", {"ConsentContext.IsAdminConsent": "false"}, lines(CONSENT), 1),
    case("azure/signinlogs", {"properties.message": "Device Code"}, lines(DEVICE_CODE), 1),
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
    case("gcp/gcp.audit", {"gcp.audit.method_name": "storage.buckets.*", "src_ip": "203.0.113.9"}, GCP, 1),
    case(
        "gcp/gcp.audit",
        {
            "data.protoPayload.authorizationInfo.permission": "storage.buckets.delete",
            "data.protoPayload.authorizationInfo.granted": "true",
            "data.protoPayload.logName": "cloudaudit.googleapis.com%2Factivity",
            "data.protoPayload.resource.type": "gcs_bucket",
        },
        lines({"data": saas.GCP_ENTRY}),
        1,
    ),
    case(
        "gcp/google_workspace.login",
        {
            "protoPayload.metadata.event.eventName": "gov_attack_warning",
            "protoPayload.serviceName": "login.googleapis.com",
        },
        GCP,
        2,
    ),
    case(
        "gcp/google_workspace.admin",
        {"eventService": "admin.googleapis.com", "eventName": "ENFORCE_STRONG_AUTHENTICATION", "new_value": "false"},
        saas.WORKSPACE,
        1,
    ),
    case("google_workspace/admin", {"setting_name|startswith": "ContextAwareAccess"}, saas.WORKSPACE, 1),
    case("kubernetes/audit", {"verb": "create", "objectRef.resource": "pods", "hostPath": "*"}, KUBERNETES, 1),
    case("kubernetes/audit", {"verb": "list", "objectRef.resource": "secrets"}, KUBERNETES, 2),
    case("kubernetes/audit", {"responseStatus.code": [201, 403], "username|startswith": "system:"}, KUBERNETES, 1, 2),
    case("okta/okta", {"eventType": "user.session.start", "securityContext.isProxy": "true"}, lines(saas.OKTA), 1),
    case("okta/okta", {"debugContext.debugData.requestUri|contains": "admin"}, saas.OKTA_CSV, 2, path="okta.csv"),
    case(
        "okta/okta",
        {"target.displayName": "Okta Admin Console", "legacyEventType|endswith": "success"},
        lines(saas.OKTA),
        1,
    ),
    case(
        "github/audit", {"action": ["repo.destroy", "project.delete"], "src_ip": "203.0.113.9"}, lines(saas.GITHUB), 1
    ),
    case("gitlab/audit", {"event_name": "member_created", "details.as": "Owner"}, lines(saas.GITLAB), 1),
    case(
        "bitbucket/audit",
        {"auditType.category": "Authentication", "auditType.action": "User login failed"},
        BITBUCKET,
        1,
    ),
    case("onelogin/onelogin.events", {"event_type_id": 3}, lines(saas.ONELOGIN), 1),
    case("cisco/duo", {"event_type": "authentication", "reason": "bypass_user"}, lines(saas.DUO_ADMIN, saas.DUO), 2),
    *(
        Case("webserver", {"category": "webserver"}, {"s": REQUEST}, "requests.json", lines(log), (1,))
        for log in (saas.CLOUDFLARE, saas.WAF, saas.GCP_HTTP, saas.GATEWAY)
    ),
    Case("dns", {"category": "dns"}, {"s": QUERY}, "r.json", lines(saas.AWS_DNS), (1,)),
    Case("dns", {"category": "dns"}, {"s": QUERY}, "r.json", lines(saas.GCP_FIREWALL, saas.GCP_DNS), (2,)),
    Case("firewall", {"category": "firewall"}, {"s": REFUSED}, "f.json", lines(saas.GCP_DNS, saas.GCP_FIREWALL), (2,)),
    Case(
        "proxy", {"category": "proxy"}, {"s": {"c-uri|contains": "?cmd=", **SENT}}, "z.json", lines(saas.ZSCALER), (1,)
    ),
    case("m365/messagetrace", {"FromIP": "203.0.113.9", "Status": "Delivered"}, saas.MESSAGE_TRACE, 2, path="t.csv"),
)
