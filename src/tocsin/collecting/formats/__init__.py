"""The formats of logs that tocsin reads, in order: the more particular before the more general."""

from __future__ import annotations

from tocsin.collecting.format import Certainty, Format
from tocsin.collecting.formats import (
    atlassian_audit,
    auditd,
    aws_access,
    aws_cloudtrail,
    aws_guardduty,
    aws_vpcflow,
    azure,
    cef,
    checkpoint,
    cisco_asa,
    cisco_ios,
    defender,
    detections,
    duo,
    evt,
    evtx,
    exchange_ecp,
    exchange_httpproxy,
    exchange_log,
    exchange_oabgenerator,
    exchange_online,
    f5_apm,
    fortigate,
    gcp_audit,
    github_audit,
    gitlab_audit,
    google_workspace,
    huawei,
    iis,
    iis_httperr,
    iis_native,
    ivanti_vpn,
    journal_export,
    journal_file,
    journal_json,
    json_lines,
    juniper,
    kubernetes_audit,
    laurel,
    leef,
    m365_audit,
    netscaler,
    okta,
    onelogin,
    onepassword,
    openvpn,
    paloalto,
    parquet,
    powershell_transcript,
    proxy_csv,
    proxy_elff,
    sonicwall,
    sophos,
    squid,
    suricata,
    suricata_fast,
    syslog,
    utmp,
    webserver,
    webserver_json,
    windows_at_log,
    windows_csv,
    windows_dhcp,
    windows_dns_debug,
    windows_firewall,
    windows_json,
    windows_mplog,
    windows_nps,
    windows_text,
    windows_xml,
    zeek,
    zeek_json,
)
from tocsin.collecting.recoded import head_of

FORMATS: tuple[Format, ...] = (
    evtx.FORMAT,
    evt.FORMAT,
    parquet.FORMAT,
    exchange_httpproxy.FORMAT,
    exchange_ecp.FORMAT,
    exchange_oabgenerator.FORMAT,
    exchange_log.FORMAT,  # after those with a reader of their own
    windows_firewall.FORMAT,
    iis_httperr.FORMAT,  # has header fields of IIS too
    proxy_elff.FORMAT,  # before iis, which takes any header with fields of a request
    iis.FORMAT,
    iis_native.FORMAT,
    windows_dhcp.FORMAT,
    windows_nps.FORMAT,
    windows_mplog.FORMAT,
    windows_at_log.FORMAT,
    windows_dns_debug.FORMAT,
    powershell_transcript.FORMAT,
    squid.FORMAT,  # before webserver: its combined format is one with a word more
    webserver.FORMAT,
    windows_xml.FORMAT,
    auditd.FORMAT,
    windows_csv.FORMAT,
    proxy_csv.FORMAT,
    windows_text.FORMAT,
    journal_file.FORMAT,
    utmp.FORMAT,
    journal_export.FORMAT,
    zeek.FORMAT,
    suricata_fast.FORMAT,
    cef.FORMAT,
    leef.FORMAT,
    fortigate.FORMAT,
    paloalto.FORMAT,
    cisco_asa.FORMAT,
    cisco_ios.FORMAT,
    juniper.FORMAT,
    huawei.FORMAT,
    checkpoint.FORMAT,
    sonicwall.FORMAT,
    sophos.FORMAT,
    ivanti_vpn.FORMAT,
    netscaler.FORMAT,
    f5_apm.FORMAT,
    openvpn.FORMAT,
    aws_vpcflow.FORMAT,
    aws_access.FORMAT,
    syslog.FORMAT,  # behind whatever arrives inside syslog lines and is more than they are
    detections.FORMAT,
    defender.FORMAT,  # before azure, whose records look like those of the streaming interface
    m365_audit.FORMAT,
    azure.FORMAT,
    aws_cloudtrail.FORMAT,
    aws_guardduty.FORMAT,
    gcp_audit.FORMAT,
    google_workspace.FORMAT,
    kubernetes_audit.FORMAT,
    okta.FORMAT,
    github_audit.FORMAT,
    gitlab_audit.FORMAT,
    atlassian_audit.FORMAT,
    onelogin.FORMAT,
    duo.FORMAT,
    onepassword.FORMAT,
    exchange_online.FORMAT,
    windows_json.FORMAT,
    laurel.FORMAT,
    journal_json.FORMAT,
    suricata.FORMAT,
    zeek_json.FORMAT,
    webserver_json.FORMAT,
    json_lines.FORMAT,  # last: whatever has an object in it
)


def by_name(name: str) -> Format:
    """Return the format of that name."""
    return next(known for known in FORMATS if known.name == name)


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
