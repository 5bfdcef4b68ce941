"""The formats of logs that tocsin reads, in order: the more particular before the more general.

Each is a module of this package with a constant `FORMAT`, loaded when somebody asks for it: whoever reads event logs of
Windows does not wait for seventy others.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import overload

from tocsin.collecting.format import Certainty, Format
from tocsin.collecting.recoded import head_of

MODULES: tuple[str, ...] = (
    "evtx",
    "evt",
    "windows_prefetch",
    "windows_lnk",
    "windows_jumplist",
    "windows_usn",
    "windows_recycle_bin",
    "windows_quarantine",
    "windows_i30",
    "windows_detection_history",
    "windows_ese",
    "windows_etl",
    "macos_asl",
    "macos_utmpx",
    "macos_fsevents",
    "macos_plist",
    "browser_history",
    "user_databases",
    "plaso_storage",
    "leveldb",
    "outlook",
    "parquet",
    "exchange_httpproxy",
    "exchange_ecp",
    "exchange_oabgenerator",
    "exchange_log",  # after those with a reader of their own
    "windows_firewall",
    "iis_httperr",  # has header fields of IIS too
    "proxy_elff",  # before iis, which takes any header with fields of a request
    "iis",
    "iis_native",
    "windows_dhcp",
    "windows_nps",
    "windows_mplog",
    "windows_setupapi",
    "windows_at_log",
    "windows_task",
    "windows_wer",
    "windows_cmtrace",
    "remote_access",
    "antivirus_log",
    "package_log",
    "shell_history",  # known by its name where it has no times: before whatever takes any text
    "macos_log",  # before syslog, whose lines those of one style look like
    "windows_dns_debug",
    "powershell_transcript",
    "squid",  # before webserver: its combined format is one with a word more
    "container_log",
    "modsecurity",
    "webserver",
    "windows_xml",
    "auditd",
    "windows_csv",
    "proxy_csv",
    "windows_text",
    "journal_file",
    "utmp",
    "lastlog",
    "journal_export",
    "zeek",
    "suricata_fast",
    "cef",
    "leef",
    "fortigate",
    "paloalto",
    "cisco_asa",
    "cisco_ios",
    "juniper",
    "huawei",
    "checkpoint",
    "sonicwall",
    "sophos",
    "ivanti_vpn",
    "ivanti_vc0",
    "netscaler",
    "f5_apm",
    "openvpn",
    "aws_cloudfront",  # before proxies and IIS, whose headers begin the same way
    "aws_vpcflow",
    "aws_access",
    "service_log",
    "logfmt",
    "syslog",  # behind whatever arrives inside syslog lines and is more than they are
    "otlp",
    "detections",
    "defender",  # before azure, whose records look like those of the streaming interface
    "m365_audit",
    "azure",
    "aws_cloudtrail",
    "aws_guardduty",
    "aws_waf",
    "aws_dns",
    "gcp_network",
    "cloudflare",
    "zscaler",
    "gcp_audit",
    "gcp_http",
    "google_workspace",
    "kubernetes_audit",
    "okta",
    "github_audit",
    "gitlab_audit",
    "atlassian_audit",
    "onelogin",
    "duo",
    "onepassword",
    "exchange_online",
    "windows_json",
    "laurel",
    "journal_json",
    "macos_log_json",
    "suricata",
    "opencanary",
    "zeek_json",
    "webserver_json",
    "json_lines",  # whatever has an object in it
    "dated_text",  # last: whatever has times in it
)


class _Formats(Sequence[Format]):
    """The formats of those modules."""

    @overload
    def __getitem__(self, place: int) -> Format: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Format, ...]: ...
    def __getitem__(self, place: int | slice) -> Format | tuple[Format, ...]:
        if isinstance(place, slice):
            return tuple(map(_loaded, MODULES[place]))
        return _loaded(MODULES[place])

    def __len__(self) -> int:
        return len(MODULES)


@cache
def _loaded(module: str) -> Format:
    return import_module(f"{__name__}.{module}").FORMAT


FORMATS: Sequence[Format] = _Formats()


def by_name(name: str) -> Format:
    """Return the format of that name."""
    found = find(name)
    if found is None:
        raise LookupError(name)
    return found


def find(name: str) -> Format | None:
    """Return the format of that name; None: it is none of tocsin's own."""
    likely = name.replace("-", "_")  # most modules are named after their format
    first = [likely] if likely in MODULES else []
    return next((known for known in map(_loaded, [*first, *MODULES]) if known.name == name), None)


def recognise(head: bytes, path: str) -> tuple[Format, Certainty] | None:
    """Return the format that is surest of a file, the earlier of equals; None: nobody knows it."""
    head = head_of(head)
    best: tuple[Format, Certainty] | None = None
    for known in FORMATS:
        certainty = known.recognise(head, path)
        if certainty is Certainty.SURE:
            return known, certainty
        if certainty > (best[1] if best else Certainty.NO):
            best = known, certainty
    return best
