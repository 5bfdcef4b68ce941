"""Small logs of firewalls and VPN gateways, each with a rule and the records (lines) that it is true of."""

from __future__ import annotations

from typing import Any

from tests.cases.sensor_cases import Case
from tests.collecting import samples_appliances as logs


def case(source: str, detection: dict[str, Any], log: bytes, *records: int) -> Case:
    """Return a case; `source` is product and service, or a category before a colon."""
    category, _, rest = source.rpartition(":")
    product, _, service = rest.partition("/")
    named = {"category": category, "product": product, "service": service}
    return Case(source, {name: value for name, value in named.items() if value}, detection, "fw/log.txt", log, records)


SEEN = {"s": {"src_ip": "203.0.113.9"}}
APPLIANCE_CASES: tuple[Case, ...] = (
    case("fortigate/event", {"s": {"action": "Add", "cfgpath": "system.admin"}}, logs.FORTIGATE, 2),
    case("fortigate/event", {"s": {"tunneltype|startswith": "ssl", "src_ip": "203.0.113.9"}}, logs.FORTIGATE, 3),
    case("firewall:", {"s": {"dst_port": 23, "action": "accept", "blocked": "false"}}, logs.FORTIGATE, 1),
    case("firewall:", {"s": {"dst_port": 23, "action": "allow"}}, logs.PALOALTO, 1),
    case("paloalto/threat", {"s": {"misc|startswith": "bad.example", "src_ip": "10.0.0.5"}}, logs.PALOALTO, 2),
    case("paloalto/globalprotect", {"s": {"status": "failure", "src_ip": "203.0.113.9"}}, logs.PALOALTO, 3),
    case("appliance:paloalto/globalprotect", {"keywords": ["failed to unmarshal session(../"]}, logs.PALOALTO, 4),
    case("firewall:", {"s": {"dst_port": 23, "blocked": "true"}}, logs.CISCO_ASA, 2),
    case("firewall:cisco", {"s": {"dst_port": 445, "blocked": "true"}}, logs.CISCO_ASA, 6),
    case("cisco/asa", {"s": {"user": "anna", "action": "failure"}}, logs.CISCO_ASA, 3),
    case("cisco/aaa", {"keywords": ["show running-config"]}, logs.CISCO_ASA, 5),
    case("cisco/aaa", {"keywords": ["show running-config", "no logging"]}, logs.CISCO_IOS, 3, 5),
    case("cisco/syslog", {"keywords": {"|all": ["%SEC_LOGIN-4-LOGIN_FAILED:", "cisco_support"]}}, logs.CISCO_IOS, 2),
    case("cisco/bgp", {"keywords": {"|all": ["(179)", "TCP-6-BADAUTH"]}}, logs.CISCO_IOS, 6),
    case("juniper/bgp", {"keywords": {"|all": [":179", "missing MD5 digest"]}}, logs.JUNIPER, 4),
    case("firewall:", {"s": {"dst_port": 23, "blocked": "true"}}, logs.JUNIPER, 1),
    case("juniper/", {"s": {"command|startswith": "show conf"}}, logs.JUNIPER, 3),
    case("huawei/bgp", {"keywords": {"|all": [":179", "BGP_AUTH_FAILED"]}}, logs.HUAWEI, 1),
    case("firewall:", {"s": {"dst_ip": "203.0.113.9", "action": "accept"}}, logs.CHECKPOINT, 1, 3),
    case("firewall:sonicwall", SEEN, logs.SONICWALL, 2),
    case("firewall:", {"s": {"dst_ip": "203.0.113.9", "dst_port": 443, "action": "Allowed"}}, logs.SOPHOS, 1),
    case("firewall:", {"s": {"dst_ip": "203.0.113.9", "dst_port": 443, "action": "blocked"}}, logs.CEF, 1),
    case("proxy:", {"s": {"c-uri|contains": "bad.example/a?x=1"}}, logs.CEF, 1),
    case("firewall:", SEEN, logs.LEEF, 1, 2, 3),
    case("ivanti/vpn", {"s": {"msgid": "AUT24326", "username": "anna"}}, logs.IVANTI, 1),
    case("citrix/netscaler", {"s": {"event": "LOGIN", "user": "anna", "src_ip": "203.0.113.9"}}, logs.NETSCALER, 1),
    case("f5/apm", SEEN, logs.F5, 1),
    case("openvpn/", {"s": {"result": "failure", "src_ip": "198.51.100.7"}}, logs.OPENVPN, 5),
    case("firewall:aws", {"s": {"dst_port": 23, "action": "reject"}}, logs.VPCFLOW, 2),
    case("/netflow", {"s": {"destination.port": 23}}, logs.VPCFLOW, 2),
    case("webserver:", {"s": {"cs-uri-query|contains": "/cgi/x?cmd="}}, logs.AWS_ACCESS, 1),
    case("webserver:", {"s": {"cs-uri-stem|endswith": "/wp-login.php", "sc-status": 404}}, logs.AWS_ACCESS, 2),
    case(
        "webserver:",
        {"s": {"cs-uri-query|contains": "/wp-login.php?cmd=", "c-useragent": "curl/7 x"}},
        logs.CLOUDFRONT,
        3,
    ),
    case("aws/s3", {"s": {"operation": "REST.GET.OBJECT", "key|endswith": ".zip"}}, logs.AWS_ACCESS, 3),
)
