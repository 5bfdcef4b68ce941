"""Small logs of Linux and of network sensors, each with a rule and the records that it is true of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.collecting.samples_text import (
    ACCESS_JSON,
    AUDIT,
    AUDIT_INTERPRETED,
    CATALINA,
    CRI,
    DOCKER,
    ELFF,
    EVE,
    FAST,
    JOURNAL_EXPORT,
    JOURNAL_FILE,
    JOURNAL_JSON,
    LAUREL,
    LINUX_SYSMON,
    MODSECURITY,
    OPENCANARY,
    PROXY_CSV,
    SERVICES,
    SQUID,
    SYSLOG,
    UTMP,
    ZEEK_DNS,
    ZEEK_JSON,
)


@dataclass(frozen=True)
class Case:
    """A rule, a log, and where the rule is true of it."""

    name: str
    logsource: dict[str, str]
    detection: dict[str, Any]
    path: str
    log: bytes
    records: tuple[int, ...]


def linux(
    service: str, detection: dict[str, Any], log: bytes, *records: int, path: str = "web1/var/log/syslog"
) -> Case:
    """Return a case of one of Linux's services."""
    return Case(f"linux/{service}", {"product": "linux", "service": service}, detection, path, log, records)


def category(name: str, detection: dict[str, Any], log: bytes, *records: int) -> Case:
    """Return a case of a category of Linux's."""
    return Case(f"linux/{name}", {"product": "linux", "category": name}, detection, "web1/var/log/x", log, records)


def sensor(product: str, service: str, detection: dict[str, Any], log: bytes, *records: int) -> Case:
    """Return a case of a network sensor."""
    return Case(f"{product}/{service}", {"product": product, "service": service}, detection, "s1/x.log", log, records)


def proxy(detection: dict[str, Any], log: bytes, *records: int) -> Case:
    """Return a case of a web proxy."""
    return Case("proxy", {"category": "proxy"}, detection, "p1/x.log", log, records)


SAID = (
    b"2021-03-02T07:00:00Z web1 clamd[9]: /srv/up/x.php: Webshell.Php-1 FOUND\n"
    b'2021-03-02T07:00:01Z web1 vsftpd[9]: [anna] FAIL LOGIN: Client "203.0.113.9"\n'
    b'2021-03-02T07:00:02Z web1 guacd[9]: User "@x" joined connection "$y" (2 users now present)\n'
    b"2021-03-02T07:00:03Z web1 crontab[9]: (www-data) REPLACE (www-data)\n"
    b"2021-03-02T07:00:04Z web1 named[9]: client @0x1 192.0.2.20#5 (a.example): query: a.example IN TXT + (192.0.2.1)\n"
    b"2021-03-02T07:00:05Z web1 haproxy[9]: 203.0.113.9:5 [02/Mar/2021:07:00:05.1] f b/s 0/0/0/1/1 200 5 - - ----"
    b' 1/1/0/0/0 0/0 "GET /cgi-bin/t?cmd=id HTTP/1.1"\n'
    b"2021-03-02T07:00:06Z web1 systemd[1]: stopping iptables\n"
)
CASES: tuple[Case, ...] = (
    linux("sshd", {"s": {"result": "accepted", "src_ip": "203.0.113.9"}}, SYSLOG, 1),
    linux("sshd", {"keywords": ["Failed password"]}, SYSLOG, 2),
    linux("auth", {"keywords": {"|all": ["pam_unix", "authentication failure"]}}, SYSLOG, 5),
    linux("sudo", {"s": {"USER": "root", "COMMAND|contains": "/id"}}, SYSLOG, 3),
    linux("cron", {"keywords": ["REPLACE"]}, SAID, 4),
    linux("clamav", {"keywords": ["Webshell*FOUND"]}, SAID, 1),
    linux("vsftpd", {"s": {"result": "FAIL", "src_ip|cidr": "203.0.113.0/24"}}, SAID, 2),
    linux("guacamole", {"keywords": ["(2 users now present)"]}, SAID, 3),
    linux("syslog", {"keywords": ["stopping iptables"]}, SAID, 7),
    linux("auditd", {"s": {"type": "EXECVE", "a0": "sh", "a1": "-c"}}, AUDIT, 1),
    linux("auditd", {"s": {"type": "SYSCALL", "SYSCALL": "connect", "euid": 33}}, AUDIT, 3),
    linux("auditd", {"s": {"type": "USER_AUTH", "res": "failed"}}, AUDIT, 9),
    linux("auditd", {"s": {"type": "PATH", "name": "/etc/passwd", "nametype": "CREATE"}}, AUDIT_INTERPRETED, 3),
    linux("auditd", {"s": {"type": "EXECVE", "a2|startswith": "id"}}, LAUREL, 1),
    category("process_creation", {"s": {"Image|endswith": "/dash", "CommandLine|contains": "id"}}, AUDIT, 1),
    category("process_creation", {"s": {"ParentImage|endswith": "/apache2"}}, LAUREL, 1),
    category("process_creation", {"s": {"ParentImage|endswith": "/apache2"}}, LINUX_SYSMON, 77),
    category("network_connection", {"s": {"DestinationPort": 4444, "Initiated": "true"}}, AUDIT, 3),
    category("file_event", {"s": {"TargetFilename|startswith": "/etc/"}}, AUDIT_INTERPRETED, 3),
    Case("linux", {"product": "linux"}, {"keywords": ["run-parts", "joined connection"]}, "a/messages", SAID, (3,)),
    Case("dns", {"category": "dns"}, {"s": {"query|endswith": ".example", "record_type": "TXT"}}, "n", SAID, (5,)),
    Case("firewall", {"category": "firewall"}, {"s": {"dst_port": 23, "blocked": "true"}}, "ufw.log", SYSLOG, (6,)),
    Case("antivirus", {"category": "antivirus"}, {"s": {"Signature|contains": "Webshell"}}, "x", SAID, (1,)),
    Case("haproxy", {"category": "webserver"}, {"s": {"cs-uri-query|contains": "/t?cmd="}}, "x.log", SAID, (6,)),
    sensor(
        "zeek",
        "dns",
        {"s": {"query|endswith": ".example.org"}, "f": {"rejected": "true"}, "condition": "s and not f"},
        ZEEK_DNS,
        9,
    ),
    sensor("zeek", "conn", {"s": {"id.resp_p": 4444, "id.orig_h|cidr": "192.0.2.0/24"}}, ZEEK_DNS, 14),
    sensor("zeek", "http", {"s": {"user_agent|contains": "WebDAV", "method": "PUT"}}, ZEEK_JSON, 1),
    sensor("zeek", "dce_rpc", {"s": {"endpoint": "svcctl", "operation": "CreateServiceW"}}, ZEEK_JSON, 2),
    sensor("suricata", "alert", {"s": {"alert.signature|contains": "web shell"}}, EVE, 1),
    sensor("suricata", "alert", {"s": {"alert.signature_id": 9000001}}, FAST, 1),
    Case(
        "zeek as dns", {"category": "dns"}, {"s": {"query": "www.example.org", "record_type": "A"}}, "x", ZEEK_DNS, (9,)
    ),
    Case(
        "zeek as proxy",
        {"category": "proxy"},
        {"s": {"c-uri|endswith": ".exe", "cs-method": "PUT"}},
        "x",
        ZEEK_JSON,
        (1,),
    ),
    Case(
        "zeek as firewall",
        {"category": "firewall"},
        {"s": {"dst_ip": "203.0.113.9", "dst_port": 4444}},
        "x",
        ZEEK_DNS,
        (14,),
    ),
    Case("suricata as dns", {"category": "dns"}, {"s": {"answer": "two", "record_type": "TXT"}}, "x", EVE, (2,)),
    linux("sshd", {"s": {"result": "accepted", "user": "root"}}, JOURNAL_JSON, 1),
    linux("sshd", {"s": {"result": "invalid user", "src_ip|cidr": "203.0.113.0/24"}}, JOURNAL_FILE, 1),
    linux("wtmp", {"s": {"user": "alice", "src_ip|cidr": "203.0.113.0/24"}}, UTMP, 2, path="web1/var/log/wtmp"),
    linux("btmp", {"s": {"user": "alice", "result": "failed"}}, UTMP, 2, path="web1/var/log/btmp"),
    linux("sudo", {"keywords": ["COMMAND=/bin/sh"]}, JOURNAL_EXPORT, 1),
    proxy({"s": {"c-uri|endswith": "/setup.exe?y=1", "cs-host": "www.example.org"}}, SQUID, 1),
    proxy({"s": {"c-uri|startswith": "/x/", "c-uri-extension": "exe"}}, SQUID, 1),
    proxy({"s": {"c-useragent|startswith": "Wget/"}}, SQUID, 3),
    proxy({"s": {"c-uri|contains": "://www.example.org:8080/x/", "c-uri-query|contains": "b=1"}}, ELFF, 4),
    proxy({"s": {"r-dns": "api.example.org", "sc-status": 403}}, ELFF, 5),
    proxy({"s": {"cs-uri|endswith": "a.exe?b=1", "cs-method": "GET"}}, PROXY_CSV, 2),
    Case(
        "webserver json",
        {"category": "webserver"},
        {"s": {"cs-uri-query|contains": "/x.php?cmd="}},
        "x",
        ACCESS_JSON,
        (1,),
    ),
    Case(
        "dns file",
        {"category": "dns"},
        {"s": {"query|endswith": ".example", "record_type": "TXT"}},
        "x",
        SERVICES,
        (1,),
    ),
    linux("vsftpd", {"keywords": ["FAIL LOGIN"]}, SERVICES, 4),
    linux("clamav", {"keywords": ["Trojan*FOUND"]}, SERVICES, 5),
    Case("jvm", {"product": "jvm", "category": "application"}, {"keywords": ["javax.naming"]}, "x", CATALINA, (2,)),
    Case("docker", {"category": "webserver"}, {"s": {"cs-uri-query|contains": "/x.php?cmd="}}, "x", DOCKER, (1,)),
    Case("pods", {"product": "python", "category": "application"}, {"keywords": ["Traceback"]}, "x", CRI, (1,)),
    Case(
        "modsecurity",
        {"category": "webserver"},
        {"s": {"cs-uri-query|contains": "/etc/passwd", "sc-status": 200}},
        "x",
        MODSECURITY,
        (21,),
    ),
    Case(
        "canary", {"product": "opencanary", "category": "application"}, {"s": {"logtype": 4002}}, "x", OPENCANARY, (1,)
    ),
)
