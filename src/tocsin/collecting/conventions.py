"""How times became UTC, format by format, and which of them could be meant twice.

In: a format's name and what the user said. Out: words for `EvidenceFile.times`; and, for local times, the hours of a
log in which clocks went back, so that a time in them occurs twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ALWAYS_UTC = frozenset(
    [
        "evtx",
        "evt",
        "iis",
        "iis-httperr",
        "windows-mplog",
        "exchange-httpproxy",
        "exchange-ecp",
        "exchange-log",
        "exchange-oabgenerator",
        "exchange-online",
        "azure",
        "defender",
        "m365-audit",
        "aws-cloudtrail",
        "aws-guardduty",
        "aws-cloudfront",
        "aws-vpcflow",
        "aws-waf",
        "aws-dns",
        "gcp-network",
        "cloudflare",
        "gcp-http",
        "zscaler",
        "gcp-audit",
        "google-workspace",
        "github-audit",
        "okta",
        "kubernetes-audit",
        "proxy-elff",
        "zeek",
        "windows-prefetch",
        "windows-lnk",
        "windows-jumplist",
        "windows-usn",
        "windows-recycle-bin",
        "windows-detection-history",
        "windows-ese",
        "windows-etl",
        "windows-wer",
        "browser-history",
        "user-databases",
        *("windows-quarantine", "windows-i30", "macos-plist", "macos-fsevents", "plaso", "outlook", "leveldb"),
    ]
)
_IN_EACH = frozenset(
    [
        "webserver",
        "aws-access",
        "zeek-json",
        "suricata-eve",
        "atlassian-audit",
        "macos-log-json",
        "duo",
        "gitlab-audit",
        "onelogin",
        "1password",
    ]
)
_COUNTED = frozenset(
    [
        *("auditd", "laurel", "journal-export", "journal-json", "squid", "shell-history", "utmp", "lastlog"),
        *("macos-utmpx", "macos-asl", "otlp", "ivanti-vc0"),
    ]
)
_LOCAL = frozenset(
    [
        "iis-native",
        "ivanti-vpn",
        "openvpn",
        "paloalto",
        "sonicwall",
        "netscaler",
        "suricata-fast",
        "syslog",
        "windows-at-log",
        "windows-dhcp",
        "windows-dns-debug",
        "windows-firewall",
        "windows-nps",
        "windows-setupapi",
        "powershell-transcript",
        "windows-text",
        "cisco-asa",
        "cisco-ios",
        "fortigate",
        "juniper",
        "checkpoint",
        "sophos",
        "huawei",
        "f5-apm",
        "cef",
        "leef",
        "windows-task",
        "windows-cmtrace",
        "remote-access",
        "antivirus-log",
        "package-log",
        "macos-log",
    ]
)
_AS_WRITTEN = frozenset(
    [
        "json",
        "windows-json",
        "windows-csv",
        "windows-xml",
        "webserver-json",
        "proxy-csv",
        "detections",
        "parquet",
        "logfmt",
    ]
)


def how_utc(form: str, timezone: str | None) -> str | None:
    """Return how the times of a format became UTC; None: the format says nothing of it.

    >>> how_utc("iis", None), how_utc("windows-dhcp", "Europe/Berlin")
    ('UTC by the convention of the log', 'a zone where a time has one, else Europe/Berlin (--timezone)')
    """
    if form in _ALWAYS_UTC:
        return "UTC by the convention of the log"
    if form in _IN_EACH:
        return "the zone or offset that each time has"
    if form in _COUNTED:
        return "seconds since 1970"
    if form in _LOCAL or form in _AS_WRITTEN:
        if timezone is not None:
            return f"a zone where a time has one, else {timezone} (--timezone)"
        return "a zone where a time has one, else taken as UTC: --timezone says it better"
    return None


def depends_on_zone(form: str) -> bool:
    """Say whether `--timezone` holds for times of a format."""
    return form in _LOCAL or form in _AS_WRITTEN


def doubled_hours(hours: Iterable[int], timezone: str) -> list[int]:
    """Return those hours (since 1970, UTC) whose local time occurs twice because clocks went back.

    >>> doubled_hours(range(454_440, 454_448), "Europe/Berlin")
    []
    """
    zone = ZoneInfo(timezone)
    found: list[int] = []
    for hour in sorted(set(hours)):
        try:
            local = (_EPOCH + timedelta(hours=hour)).astimezone(zone).replace(tzinfo=None)
        except (OverflowError, ValueError):
            continue
        if _offset(local, zone, 0) != _offset(local, zone, 1) and _offset(local, zone, 0) > _offset(local, zone, 1):
            found.append(hour)
    return found


def _offset(local: datetime, zone: ZoneInfo, fold: int) -> timedelta:
    return local.replace(tzinfo=zone, fold=fold).utcoffset() or timedelta(0)
