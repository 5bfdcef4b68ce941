"""Sign-ins, directory audit, risk detections and alerts of Microsoft Entra under the names that Graph gives them.

In: an object as Graph, the diagnostic settings (`properties`), PowerShell (`CreatedDateTime`) or Log Analytics
(`TimeGenerated`) write it. Out: which log it is of, and the object under Graph's names (`status.errorCode`); what
stands beside `properties` keeps its own name. Added to sign-ins: `outcome`, `Success` where the error code is 0, else
`Failure`, and `authenticationProtocolName`, the portal's word for the protocol; to alerts of PIM: `riskEventType`,
their type without its namespace. Source: learn.microsoft.com, Graph resources signIn, directoryAudit, riskDetection,
unifiedRoleManagementAlert; Azure Monitor reference, tables SigninLogs and AuditLogs.
"""

from __future__ import annotations

from typing import Any

from tocsin.collecting.formats.json_fields import loaded
from tocsin.collecting.formats.json_tables import Event, Table

SIGN_IN, AUDIT, RISK, PIM = "azure-signinlogs", "azure-auditlogs", "azure-riskdetection", "azure-pim"
_TENANT = ("tenantId", "homeTenantId", "resourceTenantId", "aadTenantId")


def _table(family: str, log: str, *times: str, texts: tuple[str, ...] = ()) -> Table:
    return Table(family, log, (*times, "time", "timeGenerated"), _TENANT, frozenset(texts))


_SIGN_IN_TEXTS = ("appliedConditionalAccessPolicies", "authenticationDetails", "networkLocationDetails", "mfaDetail")
_AUDIT_TEXTS = ("targetResources", "initiatedBy", "additionalDetails")
SIGN_INS = {
    log.lower(): _table(SIGN_IN, log, "createdDateTime", texts=_SIGN_IN_TEXTS)
    for log in (
        "SignInLogs",
        "NonInteractiveUserSignInLogs",
        "ServicePrincipalSignInLogs",
        "ManagedIdentitySignInLogs",
        "ADFSSignInLogs",
    )
}
SIGN_INS["signin"] = SIGN_INS["signinlogs"]
AUDITS = _table(AUDIT, "AuditLogs", "activityDateTime", texts=_AUDIT_TEXTS)
RISKS = _table(RISK, "RiskDetections", "activityDateTime", "detectedDateTime", "lastUpdatedDateTime")
ALERTS = _table(PIM, "RoleManagementAlerts", "incidentDiscoveryDateTime", "createdDateTime", "lastModifiedDateTime")
_RISK_CATEGORIES = frozenset({"userriskevents", "serviceprincipalriskevents", "riskyusers", "riskyserviceprincipals"})
_SPECIAL = {
    "IPAddress": "ipAddress",
    "Id": "id",
    "AADTenantId": "aadTenantId",
    "LocationDetails": "location",
    "OperationName": "operationName",
    "RiskEventTypes_V2": "riskEventTypes_v2",
}
_SIGN_IN_MARKS = frozenset({"conditionalAccessStatus", "appliedConditionalAccessPolicies", "signInEventTypes"})
PROTOCOLS = {"devicecode": "Device Code", "ropc": "ROPC", "oauth2": "OAuth 2.0", "saml20": "SAML 2.0"}
"""What the portal calls the protocols of sign-ins."""

_NESTED = ("status", "deviceDetail", "location", "targetResources", "initiatedBy", "additionalDetails", "mfaDetail")


def sort_entra(value: Event) -> tuple[Table, Event] | None:
    """Return the log of a record and the record as Graph would write it; None: it is none of Entra's."""
    category = value.get("category", value.get("Category"))
    properties = value.get("properties")
    if isinstance(properties, str) and properties[:1] == "{":
        properties = loaded(properties)
    if isinstance(category, str) and isinstance(properties, dict):
        known = _of_category(category.lower())
        if known is None:
            return None
        envelope = {key: said for key, said in value.items() if key != "properties"}
        return known, _finished(known, {**envelope, **properties})
    if "TimeGenerated" in value and ("OperationName" in value or "ConditionalAccessStatus" in value):
        return _of_log_analytics(value)
    if "CreatedDateTime" in value or "ActivityDateTime" in value:
        value = _lowered(value)
    known = _of_shape(value)
    return None if known is None else (known, _finished(known, value))


def _of_category(category: str) -> Table | None:
    if category == "auditlogs":
        return AUDITS
    return RISKS if category in _RISK_CATEGORIES else SIGN_INS.get(category)


def _of_shape(value: Event) -> Table | None:
    if "activityDisplayName" in value and ("activityDateTime" in value or "loggedByService" in value):
        return AUDITS
    if "riskEventType" in value and ("detectedDateTime" in value or "activityDateTime" in value):
        return RISKS
    kind = value.get("@odata.type")
    if "alertDefinitionId" in value or (isinstance(kind, str) and kind.endswith("AlertIncident")):
        return ALERTS
    if "createdDateTime" in value and not _SIGN_IN_MARKS.isdisjoint(value):
        kinds = value.get("signInEventTypes")
        first = str(kinds[0]).lower() if isinstance(kinds, list) and kinds else ""
        if first.startswith("noninteractive") or (not first and value.get("isInteractive") is False):
            return SIGN_INS["noninteractiveusersigninlogs"]
        if first.startswith("serviceprincipal"):
            return SIGN_INS["serviceprincipalsigninlogs"]
        return SIGN_INS["managedidentitysigninlogs" if first.startswith("managedidentity") else "signinlogs"]
    return None


def _of_log_analytics(value: Event) -> tuple[Table, Event] | None:
    kind = str(value.get("Type") or value.get("Category") or "").lower()
    if kind.startswith("aad"):
        kind = kind[3:]
    if kind in SIGN_INS or "ConditionalAccessStatus" in value:
        known = SIGN_INS.get(kind, SIGN_INS["signinlogs"])
    elif "LoggedByService" in value and "TargetResources" in value:
        known = AUDITS
    else:
        return None
    plain = _lowered(value)
    if known is not AUDITS and isinstance(value.get("Location"), str):
        plain.setdefault("location", {"countryOrRegion": value["Location"]})
    return known, _finished(known, plain)


def with_objects(row: Event) -> Event:
    """Return a row of CSV with JSON in its cells read, and names without the ` [UTC]` of the portal."""
    record: Event = {}
    for name, said in row.items():
        inner = loaded(said) if isinstance(said, str) and said[:1] in ("{", "[") else None
        record[name.removesuffix(" [UTC]")] = said if inner is None else inner
    return record


def _lowered(value: Any, depth: int = 0) -> Any:
    """Return an object with its names as Graph has them, JSON in its values read."""
    if isinstance(value, list):
        return [_lowered(member, depth + 1) for member in value] if depth < 8 else value
    if not isinstance(value, dict) or depth > 8:
        return value
    plain: Event = {}
    for name, said in value.items():
        if name == "Location" and depth == 0 and not isinstance(said, dict):
            continue
        own = _SPECIAL.get(name, name[:1].lower() + name[1:])
        if depth == 0 and own in _NESTED and isinstance(said, str) and said[:1] in ("{", "["):
            said = loaded(said) or said
        plain[own] = _lowered(said, depth + 1)
    return plain


def _finished(known: Table, value: Event) -> Event:
    """Add what follows from the record: the outcome of a sign-in, the plain type of an alert, the activity's name."""
    if known.family == SIGN_IN:
        status = value.get("status")
        code = status.get("errorCode") if isinstance(status, dict) else None
        if code is None and value.get("resultType") is not None:
            code = value["resultType"]
            reason = {"failureReason": value["resultDescription"]} if value.get("resultDescription") else {}
            value = {**value, "status": {"errorCode": code, **reason}}
        if code is not None:
            value = {**value, "outcome": "Success" if str(code) == "0" else "Failure"}
        protocol = value.get("authenticationProtocol")
        if isinstance(protocol, str):
            value = {**value, "authenticationProtocolName": PROTOCOLS.get(protocol.lower(), protocol)}
    elif known.family == PIM:
        kind = value.get("@odata.type")
        if isinstance(kind, str):
            value = {**value, "riskEventType": kind.removeprefix("#microsoft.graph.")}
    elif known.family == AUDIT:
        if "activityDisplayName" not in value and "operationName" in value:
            value = {**value, "activityDisplayName": value["operationName"]}
        targets = value.get("targetResources")
        if isinstance(targets, list):
            value = {**value, "targetResources": [_target(target) for target in targets]}
    return value


def _target(target: Any) -> Any:
    """Return a target whose changed values are plain: Graph writes them as JSON, strings in quotes."""
    changes = target.get("modifiedProperties") if isinstance(target, dict) else None
    if not isinstance(changes, list):
        return target
    return {**target, "modifiedProperties": [_change(change) for change in changes]}


def _change(change: Any) -> Any:
    return {name: _plain(said) for name, said in change.items()} if isinstance(change, dict) else change


def _plain(said: Any) -> Any:
    if isinstance(said, str) and said[:1] == '"':
        inner = loaded(said)
        return inner if isinstance(inner, str) else said
    return said
