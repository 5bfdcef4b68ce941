"""What programs of Linux and of network devices say in their syslog messages, as patterns; see `messages`.

Fields: `user`, `src_ip`, `src_port`, `method`, `result` of logons; `user`, `TTY`, `PWD`, `USER`, `COMMAND` of sudo (the
names it writes itself); `user`, `action`, `COMMAND` of cron; `src_ip`, `dst_ip`, `src_port`, `dst_port`, `protocol`,
`action` of packet filters; `query`, `record_type`, `answer`, `src_ip` of name servers; the W3C names for HAProxy.
Sources: the message catalogues in the programs' own code and manuals: OpenSSH auth.c and log.c, sudo_plugin(8) and
sudoers(5) "Event logging", Linux-PAM pam_unix, shadow, cronie and vixie-cron, netfilter xt_LOG, ufw(8), pfSense "Raw
Filter Log Format", dnsmasq(8), BIND 9 ARM "query log", unbound.conf(5), HAProxy configuration manual section 8.2.
"""

from __future__ import annotations

import pyarrow as pa

from tocsin.collecting.columns import pc, strings
from tocsin.collecting.messages import Pattern, Speaker, plain
from tocsin.collecting.patterned import filled

_FROM = r" from (?P<src_ip>[^\s]+)(?: port (?P<src_port>\d+))?"
_PEER = r"(?P<src_ip>[0-9A-Fa-f][0-9A-Fa-f:.%\w]*)(?: port (?P<src_port>\d+))?"
_ENDED = r"^(?:Connection (?:closed|reset) by|Disconnected from|Received disconnect from|Disconnecting)"
_REPEATED = r"^(?:message repeated (?P<repeated>\d+) times: \[ )?"

PAM = (
    Pattern(
        r"^pam_\w+\((?P<service>[^:)]+):\w+\): authentication failure; logname=(?P<logname>\S*) uid=(?P<uid>\d*)"
        r" euid=\d* tty=(?P<TTY>\S*) ruser=(?P<ruser>\S*) rhost=(?P<src_ip>\S*)(?: +user=(?P<user>.*))?$",
        {"result": "failed", "method": "pam"},
    ),
    Pattern(
        r"^pam_\w+\((?P<service>[^:)]+):session\): session (?P<action>opened|closed) for user (?P<user>[^(\s]+)"
        r"(?:\(uid=(?P<uid>\d+)\))?(?: by (?P<by>[^(\s]*)(?:\(uid=\d+\))?)?",
        {"method": "pam"},
    ),
    Pattern(
        r"^pam_\w+\((?P<service>[^:)]+):chauthtok\): password changed for (?P<user>\S+)", {"action": "password changed"}
    ),
)
SSHD = (
    Pattern(
        _REPEATED + r"Accepted (?P<method>\S+) for (?P<user>.*)" + _FROM + r"(?: ssh\d?)?(?:: (?P<key>.*?))?(?: ?\])?$",
        {"result": "accepted"},
    ),
    Pattern(
        _REPEATED
        + r"(?:Failed|Postponed) (?P<method>\S+) for (?:(?:invalid|illegal) user )?(?P<user>.*)"
        + _FROM
        + r"(?: ssh\d?)?(?: \[preauth\])?(?:: (?P<key>.*?))?(?: ?\])?$",
        {"result": "failed"},
    ),
    Pattern(r"^(?:Invalid|Illegal) user (?P<user>.*)" + _FROM + "$", {"result": "invalid user"}),
    Pattern(r"^User (?P<user>.*)" + _FROM + r" not allowed because (?P<reason>.*)$", {"result": "not allowed"}),
    Pattern(
        r"^error: maximum authentication attempts exceeded for (?:invalid user )?(?P<user>.*)" + _FROM,
        {"result": "failed", "reason": "too many attempts"},
    ),
    Pattern(r"^Connection" + _FROM + r" on (?P<dst_ip>\S+) port (?P<dst_port>\d+)", {"action": "connected"}),
    Pattern(
        _ENDED
        + r" (?:authenticating |invalid )?user (?P<user>.*) (?P<src_ip>[0-9A-Fa-f:.%\w]+) port (?P<src_port>\d+)",
        {"action": "disconnected"},
    ),
    Pattern(_ENDED + " " + _PEER, {"action": "disconnected"}),
    Pattern(r"^(?:Did not receive identification string|Bad protocol version identification .*)" + _FROM),
    *PAM,
)
SUDO = (
    Pattern(
        r"^ *(?P<user>\S+) : (?:(?P<result>[^;=]*?) ; )?(?:HOST=[^;]* ; )?TTY=(?P<TTY>[^;]*?) ; (?:CHROOT=[^;]* ; )?"
        r"PWD=(?P<PWD>.*?) ; USER=(?P<USER>.*?) ; (?:GROUP=(?P<GROUP>[^;]*?) ; )?(?:[A-Z_]+=[^;]*? ; )*?"
        r"COMMAND=(?P<COMMAND>(?s:.*))$"
    ),
    *PAM,
)
SU = (
    Pattern(r"^Successful su for (?P<USER>\S+) by (?P<user>\S+)", {"result": "accepted", "method": "su"}),
    Pattern(r"^FAILED (?:su|SU) (?:for )?\(?(?:to )?(?P<USER>[^)\s]+)\)? (?:by )?(?P<user>\S+)", {"result": "failed"}),
    Pattern(r"^\(to (?P<USER>\S+)\) (?P<user>\S+) on (?P<TTY>\S+)", {"result": "accepted", "method": "su"}),
    Pattern(r"^\+ (?P<TTY>\S+) (?P<user>[^:]+):(?P<USER>\S+)", {"result": "accepted", "method": "su"}),
    Pattern(r"^- (?P<TTY>\S+) (?P<user>[^:]+):(?P<USER>\S+)", {"result": "failed", "method": "su"}),
    *PAM,
)
ACCOUNTS = (
    Pattern(
        r"^new user: name=(?P<user>[^,]*), UID=(?P<uid>\d+), GID=(?P<gid>\d+), home=(?P<home>[^,]*),"
        r" shell=(?P<shell>[^,]*)(?:, from=(?P<TTY>.*))?$",
        {"action": "new user"},
    ),
    Pattern(r"^new group: name=(?P<GROUP>[^,]*), GID=(?P<gid>\d+)", {"action": "new group"}),
    Pattern(r"^add '(?P<user>[^']*)' to (?:shadow )?group '(?P<GROUP>[^']*)'", {"action": "added to group"}),
    Pattern(r"^(?P<action>change|delete|lock|unlock) user '?(?P<user>[^'\s]+)'?(?: (?P<what>.*))?$"),
    Pattern(r"^password for '?(?P<user>[^'\s]+)'? changed", {"action": "password changed"}),
    Pattern(r"^New session (?P<session>\S+) of user (?P<user>[^\s]+?)\.?$", {"action": "opened"}),
    Pattern(r"^Removed session (?P<session>\S+?)\.?$", {"action": "closed"}),
    Pattern(
        r"^(?P<user>\S+): Executing command \[USER=(?P<USER>[^\]]*)\] \[TTY=(?P<TTY>[^\]]*)\] \[CWD=(?P<PWD>[^\]]*)\]"
        r" \[COMMAND=(?P<COMMAND>.*)\]$",
        {"result": "accepted", "method": "pkexec"},
    ),
    Pattern(r"^FAILED LOGIN .*?on '(?P<TTY>[^']*)' FOR '(?P<user>[^']*)'", {"result": "failed", "method": "login"}),
    Pattern(r"^ROOT LOGIN +on '?(?P<TTY>[^'\s]+)'?", {"result": "accepted", "method": "login", "user": "root"}),
    *PAM,
)
CRON = (
    Pattern(r"^\((?P<user>[^)]*)\) (?P<action>CMD|CMDEND|CMDOUT|MAIL) \((?P<COMMAND>(?s:.*))\)$"),
    Pattern(r"^\((?P<user>[^)]*)\) (?P<action>[A-Z][A-Za-z ]*?) \((?P<what>.*)\)$"),
    *PAM,
)
_PACKET = (
    r"IN=(?P<in>\S*) OUT=(?P<out>\S*).*? SRC=(?P<src_ip>\S+) DST=(?P<dst_ip>\S+).*? PROTO=(?P<protocol>\S+)"
    r"(?: SPT=(?P<src_port>\d+) DPT=(?P<dst_port>\d+))?"
)
_CLOCK = r"^(?:\[ *[\d.]+\] )?"
NETFILTER = (
    Pattern(
        _CLOCK + r"(?P<prefix>(?i:.*?\b(?:drop|block|deny|denied|reject)[a-z]*).*?)[: ]*" + _PACKET,
        {"action": "block", "blocked": "true"},
    ),
    Pattern(
        _CLOCK + r"(?P<prefix>(?i:.*?\b(?:accept|allow|pass|permit)[a-z]*).*?)[: ]*" + _PACKET,
        {"action": "accept", "blocked": "false"},
    ),
    Pattern(_CLOCK + r"(?P<prefix>.*?)[: ]*" + _PACKET),
)
_PF_HEAD = r"^(?P<rule>[^,]*),(?:[^,]*,){3}(?P<in>[^,]*),[^,]*,"
_PF_ENDS = r"(?P<src_ip>[^,]*),(?P<dst_ip>[^,]*)(?:,(?P<src_port>\d+),(?P<dst_port>\d+))?(?:,|$)"
_PF_V4 = r"(?P<direction>[^,]*),4,(?:[^,]*,){7}(?P<protocol>[^,]*),[^,]*," + _PF_ENDS
_PF_V6 = r"(?P<direction>[^,]*),6,(?:[^,]*,){3}(?P<protocol>[^,]*),[^,]*,[^,]*," + _PF_ENDS
FILTERLOG = tuple(
    Pattern(_PF_HEAD + f"(?P<action>{action})," + body, {"blocked": blocked})
    for body in (_PF_V4, _PF_V6)
    for action, blocked in (("pass", "false"), ("block|reject", "true"))
)
DNSMASQ = (
    Pattern(r"^(?:\d+ \S+ )?query\[(?P<record_type>[^\]]+)\] (?P<query>\S+?)\.? from (?P<src_ip>\S+)$"),
    Pattern(
        r"^(?:\d+ \S+ )?(?P<action>reply|cached|config|cached-stale|/\S+) (?P<query>\S+?)\.? is (?P<answer>.*)$",
    ),
    Pattern(r"^(?:\d+ \S+ )?(?P<action>forwarded) (?P<query>\S+?)\.? to (?P<dst_ip>\S+)$"),
)
NAMED = (
    Pattern(
        r"^(?:queries: )?(?:info: )?client (?:@0x[0-9a-f]+ )?(?P<src_ip>[^#\s]+)#(?P<src_port>\d+)(?: \([^)]*\))?:"
        r" (?:view (?P<view>\S+): )?query: (?P<query>\S+?)\.? (?P<class>\S+) (?P<record_type>\S+) (?P<flags>\S+)"
        r"(?: \((?P<dst_ip>[^)]+)\))?"
    ),
    Pattern(
        r"^(?:[a-z-]+: )?(?:[a-z]+: )?client (?:@0x[0-9a-f]+ )?(?P<src_ip>[^#\s]+)#(?P<src_port>\d+)(?: \([^)]*\))?:"
        r" (?:view \S+: )?(?P<what>.*)$"
    ),
)
UNBOUND = (
    Pattern(
        r"^(?:\[\d+:[0-9a-f]+\] )?(?:info|query|reply): (?P<src_ip>[0-9a-fA-F.:]+)(?:@\d+)? (?P<query>\S+?)\.?"
        r" (?P<record_type>[A-Z0-9]+) (?P<class>IN|CH|HS|ANY)(?: (?P<rcode>[A-Z]+).*)?$"
    ),
)
_SERVED = (
    r"^(?P<c_ip>\S+):(?P<c_port>\d+) \[(?P<accepted>[^\]]+)\] (?P<frontend>\S+)"
    r" (?P<backend>[^/\s]+)/(?P<server>\S+) (?P<timers>[-+\d/]+) "
)
HAPROXY = (
    Pattern(
        _SERVED + r"(?P<sc_status>\d{3}|-1) \+?(?P<sc_bytes>\d+) \S+ \S+ (?P<termination>\S{4})"
        r" (?P<connections>[\d/+]+) (?P<queues>\d+/\d+)(?: \{(?P<headers>[^}]*)\})?(?: \{[^}]*\})?"
        r' "(?:(?P<cs_method>[A-Za-z]{1,32}) (?P<cs_uri_stem>[^?"\s]*)(?:\?(?P<cs_uri_query>[^"\s]*))?'
        r'(?: (?P<cs_version>HTTP/[\d.]+))?"?|(?P<request>[^"]*)"?)$'
    ),
    Pattern(_SERVED + r"\+?(?P<sc_bytes>\d+) (?P<termination>\S{2}) (?P<connections>[\d/+]+) (?P<queues>\d+/\d+)$"),
)
_W3C = {
    name.replace("-", "_"): name
    for name in ("c-ip", "c-port", "sc-status", "sc-bytes", "cs-method", "cs-uri-stem", "cs-uri-query", "cs-version")
}
CLAMAV = (Pattern(r"^(?:\S+ -> )?(?P<Filename>.*): (?P<Signature>\S+) FOUND$"),)
VSFTPD = (
    Pattern(
        r"^(?:\[pid \d+\] )?(?:\[(?P<user>[^\]]*)\] )?(?P<result>OK|FAIL) (?P<action>[A-Z]+):"
        r' Client "(?P<src_ip>[^"]*)"(?:, "(?P<path>(?:[^"\\]|\\.)*)")?'
    ),
    Pattern(r'^(?:\[pid \d+\] )?(?P<action>CONNECT): Client "(?P<src_ip>[^"]*)"'),
)
GUACD = (Pattern(r'^User "(?P<user>[^"]*)" (?P<action>joined|disconnected|authenticated|successfully authenticated)'),)


def _speaker(log: str, programs: str, *patterns: Pattern, names: dict[str, str] | None = None) -> Speaker:
    return Speaker(log, frozenset(programs.split()), patterns, names or {})


SPEAKERS: tuple[Speaker, ...] = (
    _speaker("auth", "sshd sshd-session sshd-auth", *SSHD),
    _speaker("auth", "sudo", *SUDO),
    _speaker("auth", "su", *SU),
    _speaker(
        "auth",
        "login useradd userdel usermod groupadd groupdel groupmod passwd chpasswd chage chfn chsh gpasswd newgrp"
        " pkexec polkitd polkit-agent-helper-1 systemd-logind gdm-password] lightdm dropbear runuser adduser deluser",
        *ACCOUNTS,
    ),
    _speaker("cron", "cron crond crontab anacron atd", *CRON),
    _speaker("kernel", "kernel", *NETFILTER),
    _speaker("firewall", "filterlog pf", *FILTERLOG),
    _speaker("dns", "dnsmasq", *DNSMASQ),
    _speaker("dns", "named", *NAMED),
    _speaker("dns", "unbound", *UNBOUND),
    _speaker("haproxy", "haproxy", *HAPROXY, names=_W3C),
    _speaker("clamav", "clamd clamav clamav-daemon clamscan clamdscan freshclam clamav-milter", *CLAMAV),
    _speaker("vsftpd", "vsftpd", *VSFTPD),
    _speaker("guacamole", "guacd guacamole", *GUACD),
)


def log_of(program: str) -> str | None:
    """Return the log that a program's messages are of; None: that of the file.

    >>> log_of("sshd"), log_of("rsyslogd")
    ('auth', None)
    """
    return next((speaker.log for speaker in SPEAKERS if program in speaker.programs), None)


def logs_of(programs: pa.Array, said: dict[str, pa.Array], log: str) -> pa.Array:
    """Return the log of each message: its program's, else the file's; a file of one log is that throughout."""
    distinct = programs.dictionary_encode()
    names = [log if log != "syslog" else log_of(plain(name)) or log for name in distinct.dictionary.to_pylist()]
    logs = filled(strings(names).take(distinct.indices), log)
    if "dst_ip" not in said or "in" not in said:
        return logs.dictionary_encode()
    packet = pc.and_(pc.equal(logs, "kernel"), pc.is_valid(said["dst_ip"]))
    return pc.if_else(packet, pa.scalar("firewall", pa.string()), logs).dictionary_encode()
