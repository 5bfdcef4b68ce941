"""Names of the values in Palo Alto's syslog lines, by type, in their order; of the columns of the interface's CSV.

A newer version appends fields; what goes beyond the names known here is `extra_1`, `extra_2`, … Source:
docs.paloaltonetworks.com, PAN-OS Syslog Field Descriptions (10.1): Traffic, Threat, System, Config, GlobalProtect,
User-ID, Authentication, HIP Match.
"""

from __future__ import annotations

_BEGIN = "future_use1 receive_time serial type subtype future_use2 time_generated"
_GROUPS = "dg_hier_level_1 dg_hier_level_2 dg_hier_level_3 dg_hier_level_4 vsys_name device_name"
_FLOW = (
    "src dst natsrc natdst rule srcuser dstuser app vsys from to inbound_if outbound_if logset future_use3 sessionid"
    " repeatcnt sport dport natsport natdport flags proto action"
)
_TYPES = {
    "TRAFFIC": (
        f"{_FLOW} bytes bytes_sent bytes_received packets start elapsed category future_use4 seqno actionflags srcloc"
        f" dstloc future_use5 pkts_sent pkts_received session_end_reason {_GROUPS} action_source src_uuid dst_uuid"
        " tunnelid monitortag parent_session_id parent_start_time tunnel assoc_id chunks chunks_sent chunks_received"
        " rule_uuid http2_connection"
    ),
    "THREAT": (
        f"{_FLOW} misc threatid category severity direction seqno actionflags srcloc dstloc future_use4 contenttype"
        " pcap_id filedigest cloud url_idx user_agent filetype xff referer sender subject recipient reportid"
        f" {_GROUPS} future_use5 src_uuid dst_uuid http_method tunnel_id monitortag parent_session_id"
        " parent_start_time tunnel thr_category contentver future_use6 assoc_id ppid http_headers url_category_list"
        " rule_uuid http2_connection"
    ),
    "SYSTEM": (
        f"vsys eventid object future_use3 future_use4 module severity opaque seqno actionflags {_GROUPS} future_use5"
        " future_use6 high_res_timestamp"
    ),
    "CONFIG": (
        "host vsys cmd admin client result path before_change_detail after_change_detail seqno actionflags"
        f" {_GROUPS} dg_id audit_comment future_use3 high_res_timestamp"
    ),
    "GLOBALPROTECT": (
        "vsys eventid stage auth_method tunnel_type srcuser srcregion machinename public_ip public_ipv6 private_ip"
        " private_ipv6 hostid serialnumber client_ver client_os client_os_ver repeatcnt reason error opaque status"
        " location login_duration connect_method error_code portal seqno actionflags high_res_timestamp"
        " selection_type response_time priority attempted_gateways gateway"
        f" {_GROUPS} vsys_id"
    ),
    "USERID": (
        "vsys ip user datasourcename eventid repeatcnt timeout beginport endport datasource datasourcetype seqno"
        f" actionflags {_GROUPS} vsys_id factortype factorcompletiontime factorno"
    ),
    "AUTHENTICATION": (
        "vsys ip user normalize_user object authpolicy repeatcnt authid vendor logset serverprofile desc clienttype"
        f" event factorno seqno actionflags {_GROUPS} vsys_id authproto"
    ),
    "HIPMATCH": (
        "srcuser vsys machinename os src matchname repeatcnt matchtype future_use3 future_use4 seqno actionflags"
        f" {_GROUPS} vsys_id srcipv6 hostid"
    ),
    "DECRYPTION": f"{_FLOW} future_use4 future_use5 src_uuid dst_uuid rule_uuid",
}
FIELDS = {kind: tuple(f"{_BEGIN} {names}".split()) for kind, names in _TYPES.items()}
FIELDS["HIP-MATCH"] = FIELDS["HIPMATCH"]
"""Type of a record -> names of its values."""

COLUMNS = {
    "domain": "future_use1",
    "receive time": "receive_time",
    "serial #": "serial",
    "type": "type",
    "threat/content type": "subtype",
    "config version": "future_use2",
    "generate time": "time_generated",
    "generated time": "time_generated",
    "source address": "src",
    "destination address": "dst",
    "nat source ip": "natsrc",
    "nat destination ip": "natdst",
    "rule": "rule",
    "source user": "srcuser",
    "destination user": "dstuser",
    "application": "app",
    "virtual system": "vsys",
    "source zone": "from",
    "destination zone": "to",
    "inbound interface": "inbound_if",
    "outbound interface": "outbound_if",
    "log action": "logset",
    "session id": "sessionid",
    "repeat count": "repeatcnt",
    "source port": "sport",
    "destination port": "dport",
    "nat source port": "natsport",
    "nat destination port": "natdport",
    "flags": "flags",
    "ip protocol": "proto",
    "action": "action",
    "bytes": "bytes",
    "bytes sent": "bytes_sent",
    "bytes received": "bytes_received",
    "packets": "packets",
    "start time": "start",
    "elapsed time (sec)": "elapsed",
    "category": "category",
    "sequence number": "seqno",
    "action flags": "actionflags",
    "source country": "srcloc",
    "destination country": "dstloc",
    "session end reason": "session_end_reason",
    "device name": "device_name",
    "threat/content name": "threatid",
    "url/filename": "misc",
    "url": "misc",
    "severity": "severity",
    "direction": "direction",
    "user agent": "user_agent",
    "referer": "referer",
    "event": "eventid",
    "object": "object",
    "description": "opaque",
    "host": "host",
    "command": "cmd",
    "admin": "admin",
    "client": "client",
    "result": "result",
    "configuration path": "path",
    "public ip": "public_ip",
    "machine name": "machinename",
}
"""Column of the web interface's CSV, in lower case -> name of the value."""
