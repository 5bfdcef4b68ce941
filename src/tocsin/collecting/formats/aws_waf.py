"""AWS WAF: requests and what the web ACL did with them, as JSON lines of a bucket or log group.

Out: one event a request under WAF's names (`httpRequest.clientIp`, `httpRequest.uri`, `action`, `terminatingRuleId`);
each header has a field of its own, `httpRequest.headers.<name in small letters>`. `_log` is `waf`, `_host` the header
`Host`. Times are milliseconds since 1970. Source: docs.aws.amazon.com, Log fields for web ACL traffic.
"""

from __future__ import annotations

from tocsin.collecting.formats.json_tables import Event, Table, json_format

FAMILY = "aws-waf"
LISTS = ("events",)
WAF = Table(FAMILY, "waf", ("timestamp",), ("httpRequest.headers.host",), frozenset({"ruleGroupList"}))


def sort(value: Event) -> tuple[Table, Event] | None:
    """Return a request; None: it is none of WAF's."""
    request = value.get("httpRequest")
    if "webaclId" not in value or "action" not in value or not isinstance(request, dict):
        return None
    headers = request.get("headers")
    if isinstance(headers, list):
        request = {**request, "headers": [_small(header) for header in headers]}
    return WAF, {**value, "httpRequest": request}


def _small(header: object) -> object:
    if isinstance(header, dict) and isinstance(header.get("name"), str):
        return {**header, "name": header["name"].lower()}
    return header


FORMAT = json_format("aws-waf", FAMILY, "requests as AWS WAF logs them", sort, LISTS)
