"""Juniper (Junos, SRX): sessions and messages, structured (`[junos@2636… source-address="192.0.2.1" …]`) or in words.

Out: one event a line with `program`, `message_id` (`RT_FLOW_SESSION_CLOSE`, `UI_CMDLINE_READ_LINE`,
`SSHD_LOGIN_FAILED`), `message`, and `src_ip`, `src_port`, `dst_ip`, `dst_port`, `policy`, `protocol`, `action`,
`user`, `command` where it has them. `_log` is `flow` for sessions, else `junos`. Source: juniper.net, System Log
Explorer; Structured system log messages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.columns import pc
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats.line_kinds import Columns, Kind, read_kinds, share, shown
from tocsin.collecting.messages import Pattern
from tocsin.model.evidence import Rejected

FAMILY = "juniper"
_WORD = r'(?: |^)%s="(?P<%s>[^"]*)"'
STRUCTURED = r"^(?:(?P<program>RT_[A-Z_]+) )(?:- )?(?:(?P<message_id>RT_[A-Z_0-9]+) )?(?P<message>\[junos@2636\S* .*)$"
FLOW = r"^(?P<program>RT_[A-Z_]+)(?: -)?:? (?P<message_id>RT_[A-Z_0-9]+):? (?P<message>.*)$"
NAMED = (
    r"^(?P<program>[a-z][\w.-]*)(?:\[(?P<pid>\d+)\])?:? (?:- )?%?(?P<message_id>[A-Z][A-Z0-9]*"
    r"(?:_[A-Z0-9]+)+):? (?P<message>.*)$"
)
PLAIN = (
    r"^(?P<program>rpd|mgd|sshd|kernel|chassisd|dcd|eventd|snmpd|login|jlaunchd|cscript)"
    r"(?:\[(?P<pid>\d+)\])?: (?P<message>.*)$"
)
_RECORD = re.compile(r"\[junos@2636|RT_FLOW|(?:^|\s)(?:mgd|rpd|chassisd|dcd|jlaunchd)(?:\[\d+\])?: |UI_[A-Z_]+: ")
_END = r"(?P<src_ip>[0-9a-fA-F.:]+)/(?P<src_port>\d+)->(?P<dst_ip>[0-9a-fA-F.:]+)/(?P<dst_port>\d+)"
_PAIRS = (
    r'.*?source-address="(?P<src_ip>[^"]*)".*?source-port="(?P<src_port>[^"]*)".*?destination-address="'
    r'(?P<dst_ip>[^"]*)"'
    r'.*?destination-port="(?P<dst_port>[^"]*)"(?:.*?service-name="(?P<service>[^"]*)")?(?:.*?policy-name="'
    r'(?P<policy>[^"]*)")?'
)
MESSAGES = (
    Pattern(rf"session denied {_END}", {"action": "deny", "blocked": "true"}),
    Pattern(rf"session created {_END}", {"action": "accept", "blocked": "false"}),
    Pattern(rf"session closed (?P<reason>[^:]*): {_END}", {"action": "close", "blocked": "false"}),
    Pattern(_PAIRS),
    Pattern(r"^User '(?P<user>[^']*)', command '(?P<command>.*?)\s*'"),
    Pattern(r"^Login failed for user '(?P<user>[^']*)' from host '(?P<src_ip>[^']*)'", {"action": "failure"}),
    Pattern(
        r"^Authenticated user '(?P<user>[^']*)'(?: at permission level '(?P<class>[^']*)')?", {"action": "success"}
    ),
    Pattern(
        r"^(?P<action>Accepted|Failed) \S+ for (?:invalid user )?(?P<user>.*) from (?P<src_ip>\S+) port "
        r"(?P<src_port>\d+)"
    ),
)


def _refused(values: Columns) -> Columns:
    """Return what was done with a session, from its message's name."""
    kind = values["message_id"]
    denied = pc.ends_with(kind, "_DENY")
    return {
        "action": pc.if_else(denied, "deny", "accept").cast(pa.string()),
        "blocked": pc.if_else(denied, "true", "false").cast(pa.string()),
    }


_KINDS = (
    Kind(STRUCTURED, FAMILY, "flow", messages=MESSAGES, more=_refused),
    Kind(FLOW, FAMILY, "flow", messages=MESSAGES),
    Kind(NAMED, FAMILY, "junos", messages=MESSAGES),
    Kind(PLAIN, FAMILY, "junos", messages=MESSAGES),
)
REST = Kind(r"^(?P<message>.*)$", FAMILY, "junos")


def recognise(head: bytes, name: str) -> Certainty:
    """Judge the first lines: sessions, structured data of Junos, or its own programs."""
    lines = shown(head, syslog=False)
    return (
        Certainty.SURE
        if share(lines, _RECORD) >= 0.5 and not share(lines, re.compile(r"%[A-Z]+-\d-"))
        else Certainty.NO
    )


def read(stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Yield the messages in batches, and what else has a syslog header."""
    return read_kinds(stream, source, wanted, _KINDS, "no message of Junos", syslog=True, rest=REST)


FORMAT = Format("juniper", FAMILY, "messages of Junos", recognise, read)
