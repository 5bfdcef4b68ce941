"""CloudTrail: who called which interface of AWS, from where, with what.

In: files of `Records` (one object, or several behind each other), lines, `aws cloudtrail lookup-events`
(`CloudTrailEvent` as text), events that came through EventBridge (`detail`) or CloudWatch Logs (`message`), and CSV of
Athena or of the console's event history. Out: one event a record under CloudTrail's names; `requestParameters` and
`responseElements` are kept as JSON text too. `_host` is the account. Added: `outcome`, `failure` where there is an
error code or message, else `success`.
A digest file (which log files there were, and their hashes) is told apart: one event of the log `CloudTrail digest`.
Source: docs.aws.amazon.com, CloudTrail record contents; digest file structure; lookup-events; Athena table.
"""

from __future__ import annotations

from tocsin.collecting.formats.csv_rows import header_of
from tocsin.collecting.formats.json_fields import loaded
from tocsin.collecting.formats.json_tables import Event, Sort, Table
from tocsin.collecting.formats.records_or_rows import records_or_rows

FAMILY = "aws-cloudtrail"
LISTS = ("Records", "Events", "events", "logEvents")
TRAIL = Table(
    FAMILY,
    "CloudTrail",
    ("eventTime",),
    ("recipientAccountId", "userIdentity.accountId"),
    frozenset({"requestParameters", "responseElements", "serviceEventDetails", "additionalEventData"}),
)
DIGEST = Table("aws-cloudtrail-digest", "CloudTrail digest", ("digestEndTime",), ("awsAccountId",))
_WITH_JSON = ("requestParameters", "responseElements", "additionalEventData", "serviceEventDetails", "resources")
_ATHENA = {
    name.lower(): name
    for name in (
        *("eventVersion", "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress"),
        *("userAgent", "errorCode", "errorMessage", "requestParameters", "responseElements", "additionalEventData"),
        *("requestId", "eventId", "resources", "eventType", "apiVersion", "readOnly", "recipientAccountId"),
        *("serviceEventDetails", "sharedEventID", "vpcEndpointId", "eventCategory", "tlsDetails", "managementEvent"),
    )
} | {"requestid": "requestID", "eventid": "eventID"}
_CONSOLE = {
    "event id": "eventID",
    "event time": "eventTime",
    "event name": "eventName",
    "event source": "eventSource",
    "user name": "userIdentity.userName",
    "aws access key": "userIdentity.accessKeyId",
    "aws region": "awsRegion",
    "error code": "errorCode",
    "source ip address": "sourceIPAddress",
    "request id": "requestID",
    "read-only": "readOnly",
    "resource type": "resources.type",
    "resource name": "resources.ARN",
}
_IDENTITY = {
    name.lower(): name
    for name in (
        *("principalId", "accountId", "userName", "accessKeyId", "sessionContext", "sessionIssuer", "invokedBy"),
        *("mfaAuthenticated", "creationDate", "identityProvider", "webIdFederationData", "federatedProvider"),
        *("sourceIdentity", "ec2RoleDelivery"),
    )
}


def sort(value: Event) -> tuple[Table, Event] | None:
    """Return the record out of what carried it; None: it is none of CloudTrail's."""
    if "digestStartTime" in value and "logFiles" in value:
        return DIGEST, value
    carried = value.get("CloudTrailEvent", value.get("message", value.get("detail")))
    if carried is not None and "eventSource" not in value:
        inner = loaded(carried) if isinstance(carried, str) else carried
        if not isinstance(inner, dict):
            return None
        value = inner
    if "eventSource" not in value or "eventName" not in value or "eventTime" not in value:
        return None
    failed = "errorCode" in value or "errorMessage" in value
    return TRAIL, {**value, "outcome": "failure" if failed else "success"}


def _athena(row: Event) -> tuple[Table, Event] | None:
    record: Event = {}
    for name, said in row.items():
        own = _ATHENA.get(name.lower(), name)
        if own in _WITH_JSON and said[:1] in ("{", "["):
            said = loaded(said) or said
        elif own == "userIdentity" and said[:1] == "{":
            said = loaded(said) or struct_of(said)
        record[own] = said
    return sort(record)


def struct_of(text: str) -> Event | str:
    """Return what Athena writes for a struct as an object, the text itself where it is none.

    >>> struct_of("{type=Role, sessioncontext={attributes=null, sessionissuer={username=x}}}")
    {'type': 'Role', 'sessionContext': {'sessionIssuer': {'userName': 'x'}}}
    """
    stack: list[Event] = [{}]
    key = word = ""
    for sign in text[:65536]:
        if sign == "=" and not key:
            key, word = word.strip(), ""
        elif sign == "{":
            if len(stack) > 16:
                return text
            stack.append({})
            if len(stack) > 2:
                stack[-2][_IDENTITY.get(key, key)] = stack[-1]
            key = word = ""
        elif sign in ",}":
            if key and word.strip() != "null":
                stack[-1][_IDENTITY.get(key, key)] = word.strip()
            key = word = ""
            if sign == "}" and len(stack) > 2:
                stack.pop()
        else:
            word += sign
    return stack[1] if len(stack) > 1 else text


def _console(row: Event) -> tuple[Table, Event] | None:
    record = {_CONSOLE.get(name.lower(), name): said for name, said in row.items()}
    return sort(record)


def _rows(names: tuple[str, ...]) -> Sort:
    return _athena if _is_athena(names) else _console


def _is_athena(names: tuple[str, ...]) -> bool:
    return {"eventsource", "eventname", "eventtime"} <= {name.lower() for name in names}


def _is_csv(head: bytes) -> bool:
    names = header_of(head)
    return _is_athena(names) or {"event name", "event time", "event source"} <= {name.lower() for name in names}


FORMAT = records_or_rows("aws-cloudtrail", FAMILY, "records of AWS CloudTrail", sort, _rows, _is_csv, LISTS)
