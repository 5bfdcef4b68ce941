"""CSV files that the Azure and Entra portals offer to download: their headers to the names that Graph gives.

In: a header. Out: a function that makes a row a sign-in, an audit record, a risk detection or an activity; None for
others. Times of these files are UTC ("Date (UTC)"). Source: downloads of the portals; Graph resource signIn.
"""

from __future__ import annotations

import re

from tocsin.collecting.formats.azure_entra import AUDITS, RISKS, SIGN_IN, SIGN_INS
from tocsin.collecting.formats.json_tables import Event, Sort, Table

ACTIVITY = Table("azure-activitylogs", "portal", ("Time", "eventTimestamp"), ("Subscription",))

_SIGN_IN_COLUMNS = {
    "date (utc)": "createdDateTime",
    "request id": "id",
    "user agent": "userAgent",
    "correlation id": "correlationId",
    "user id": "userId",
    "user": "userDisplayName",
    "username": "userPrincipalName",
    "user type": "userType",
    "cross tenant access type": "crossTenantAccessType",
    "incoming token type": "incomingTokenType",
    "authentication protocol": "authenticationProtocol",
    "original transfer method": "originalTransferMethod",
    "client credential type": "clientCredentialType",
    "application": "appDisplayName",
    "application id": "appId",
    "resource": "resourceDisplayName",
    "resource id": "resourceId",
    "resource tenant id": "resourceTenantId",
    "home tenant id": "homeTenantId",
    "home tenant name": "homeTenantName",
    "ip address": "ipAddress",
    "ip address (seen by resource)": "ipAddressFromResourceProvider",
    "sign-in error code": "status.errorCode",
    "failure reason": "status.failureReason",
    "status": "outcome",
    "client app": "clientAppUsed",
    "device id": "deviceDetail.deviceId",
    "browser": "deviceDetail.browser",
    "operating system": "deviceDetail.operatingSystem",
    "compliant": "deviceDetail.isCompliant",
    "managed": "deviceDetail.isManaged",
    "join type": "deviceDetail.trustType",
    "multifactor authentication result": "mfaDetail.result",
    "multifactor authentication auth method": "mfaDetail.authMethod",
    "authentication requirement": "authenticationRequirement",
    "sign-in identifier": "signInIdentifier",
    "session id": "sessionId",
    "token issuer type": "tokenIssuerType",
    "token issuer name": "tokenIssuerName",
    "conditional access": "conditionalAccessStatus",
    "autonomous system number": "autonomousSystemNumber",
    "flagged for review": "flaggedForReview",
    "service principal id": "servicePrincipalId",
    "service principal name": "servicePrincipalName",
    "managed identity type": "managedIdentityType",
    "unique token identifier": "uniqueTokenIdentifier",
}
_AUDIT = {
    "date (utc)": "activityDateTime",
    "correlationid": "correlationId",
    "service": "loggedByService",
    "category": "category",
    "activity": "activityDisplayName",
    "result": "result",
    "resultreason": "resultReason",
    "actortype": "initiatedBy.type",
    "actordisplayname": "initiatedBy.user.displayName",
    "actorobjectid": "initiatedBy.user.id",
    "actoruserprincipalname": "initiatedBy.user.userPrincipalName",
    "ipaddress": "initiatedBy.user.ipAddress",
    "actorserviceprincipalid": "initiatedBy.app.servicePrincipalId",
    "actorserviceprincipalname": "initiatedBy.app.displayName",
}
_RISK = {
    "detection type": "riskEventType",
    "user": "userDisplayName",
    "username": "userPrincipalName",
    "ip address": "ipAddress",
    "location": "location",
    "detection time (utc)": "detectedDateTime",
    "activity time (utc)": "activityDateTime",
    "risk state": "riskState",
    "risk level": "riskLevel",
    "risk detail": "riskDetail",
    "detection last updated": "lastUpdatedDateTime",
}
_ACTIVITY = {
    "correlation id": "correlationId",
    "operation name": "operationName",
    "status": "status",
    "event category": "category",
    "level": "level",
    "time": "Time",
    "subscription": "Subscription",
    "event initiated by": "caller",
    "resource type": "resourceType",
    "resource group": "resourceGroupName",
    "resource": "resourceId",
}
_TARGET = re.compile(r"target\d+(?:modifiedproperty\d+)?(.+)", re.IGNORECASE)
_PARTS = {
    "type": "type",
    "displayname": "displayName",
    "objectid": "id",
    "userprincipalname": "userPrincipalName",
    "name": "modifiedProperties.displayName",
    "oldvalue": "modifiedProperties.oldValue",
    "newvalue": "modifiedProperties.newValue",
}


def _plain(name: str) -> str:
    return " ".join(name.lower().split())


def portal_rows(names: tuple[str, ...]) -> Sort | None:
    """Return how the rows below a header become records; None: it is none of these downloads."""
    plain = {_plain(name) for name in names}
    if {"date (utc)", "request id", "ip address"} <= plain:
        return _renaming(names, _SIGN_IN_COLUMNS, _sign_in_table(plain), location=True)
    if {"date (utc)", "activity", "service", "category"} <= plain:
        return _renaming(names, _AUDIT, AUDITS)
    if {"detection type", "risk state"} <= plain:
        return _renaming(names, _RISK, RISKS)
    if {"operation name", "event category", "event initiated by"} <= plain:
        return _renaming(names, _ACTIVITY, ACTIVITY)
    return None


def _sign_in_table(plain: set[str]) -> Table:
    if "managed identity type" in plain and "username" not in plain:
        return SIGN_INS["managedidentitysigninlogs"]
    return SIGN_INS["signinlogs" if "username" in plain or "user" in plain else "serviceprincipalsigninlogs"]


def _renaming(names: tuple[str, ...], known: dict[str, str], table: Table, *, location: bool = False) -> Sort:
    own = {name: _own(name, known) for name in names}

    def sort(row: Event) -> tuple[Table, Event]:
        record: Event = {}
        for name, said in row.items():
            new = own.get(name, name)
            if new in record:
                before = record[new]
                record[new] = [*before, said] if isinstance(before, list) else [before, said]
            else:
                record[new] = said
        if table.family == SIGN_IN:
            _signed_in(record)
        where = record.get("Location")
        if location and isinstance(where, str):
            record["location.countryOrRegion"] = where.rpartition(",")[2].strip()
        return table, record

    return sort


_REQUIREMENTS = {
    "single-factor authentication": "singleFactorAuthentication",
    "multifactor authentication": "multiFactorAuthentication",
    "multi-factor authentication": "multiFactorAuthentication",
}


def _signed_in(record: Event) -> None:
    """Put Graph's words for the portal's."""
    required = record.get("authenticationRequirement")
    if isinstance(required, str):
        record["authenticationRequirement"] = _REQUIREMENTS.get(required.lower(), required)
    if record.get("outcome") == "Success":
        record.setdefault("status.errorCode", "0")
    if isinstance(record.get("authenticationProtocol"), str):
        record["authenticationProtocolName"] = record["authenticationProtocol"]


def _own(name: str, known: dict[str, str]) -> str:
    plain = _plain(name)
    if plain in known:
        return known[plain]
    target = _TARGET.fullmatch(plain)
    if target and known is _AUDIT:
        return f"targetResources.{_PARTS.get(target[1], target[1])}"
    return name
