"""Records of Linux's audit system joined to events: those that bear one serial are one event.

In: records in the order of the file. Out: for each event the names and values of all its records, `type` with the types
of them all; where several records have a name, its values are a list. Added are the call's name (`SYSCALL`), the
command as one line (`CommandLine`) and what a socket's address says (`laddr`, `lport`; of a connection that is begun
`DestinationIp`, `DestinationPort`).
An event is closed by its `EOE` or `PROCTITLE` record, by being of a kind that has one record only, or by later ones:
records of several events may stand between each other, but not for more than a few seconds.
Source: github.com/linux-audit/audit-documentation ("audit event parsing": rules for when an event is complete).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tocsin.collecting.audit_records import Pairs, Record, arguments
from tocsin.collecting.rows import Fields, Row
from tocsin.knowledge.syscalls import syscall_name

LOG = "auditd"
MOST_OPEN = 256
MOST_RECORDS = 4096
_LATER_US = 5_000_000
_JOINED = re.compile(
    r"SYSCALL|PATH|IPC|SOCKETCALL|CONFIG_CHANGE|SOCKADDR|CWD|EXECVE|IPC_SET_PERM|MQ_\w+|KERNEL_OTHER|FD_PAIR|OBJ_PID|TTY|EOE"
    r"|BPRM_FCAPS|CAPSET|MMAP|NETFILTER_\w+|SECCOMP|PROCTITLE|FEATURE_CHANGE|REPLACE|KERN_MODULE|FANOTIFY|TIME_\w+|BPF"
    r"|EVENT_LISTENER|URINGOP|OPENAT2|DM_\w+|AVC|SELINUX_ERR|AVC_PATH|MAC_POLICY_LOAD|ANOM_(?:ABEND|PROMISCUOUS|LINK|CREAT)"
    r"|INTEGRITY_\w+|LOGIN|CONTAINER_OP"
)
"""Types of records that the kernel writes, of which an event may have several; any other is an event of its own."""
Key = tuple[str | None, int | str | None, str]


@dataclass(slots=True)
class Open:
    """An event of which more records may come."""

    first: Record
    record: int
    offset: int
    records: list[Record] = field(default_factory=list[Record])


@dataclass(slots=True)
class Joining:
    """Events that are open, in the order of their first records."""

    host: str | None
    _open: dict[Key, Open] = field(default_factory=dict[Key, Open])

    def take(self, record: Record, line: int, offset: int) -> Iterator[Row]:
        """Take a record in; yield the events that are whole by it."""
        key = (record.node, record.time, record.serial)
        event = self._open.get(key)
        if event is None:
            if _JOINED.fullmatch(record.type) is None:
                yield self._row(Open(record, line, offset, [record]))
                return
            event = self._open[key] = Open(record, line, offset)
        event.records.append(record)
        if _is_last(record, event) or len(event.records) >= MOST_RECORDS:
            del self._open[key]
            yield self._row(event)
        elif len(self._open) > 1:
            yield from self._overdue(record)

    def _overdue(self, latest: Record) -> Iterator[Row]:
        while len(self._open) > 1:
            key = next(iter(self._open))
            late = isinstance(latest.time, int) and isinstance(key[1], int) and latest.time - key[1] > _LATER_US
            if not late and len(self._open) <= MOST_OPEN:
                return
            yield self._row(self._open.pop(key))

    def rest(self) -> Iterator[Row]:
        """Yield what is open at the end of a file, or where ausearch draws a line."""
        for event in self._open.values():
            yield self._row(event)
        self._open.clear()

    def _row(self, event: Open) -> Row:
        types = [record.type for record in event.records]
        fields = event_fields([(record.type, record.pairs) for record in event.records])
        kind = " ".join(dict.fromkeys(types))
        first = event.first
        return Row(event.record, event.offset, first.time, first.node or self.host, LOG, fields, kind, len(types))


def _is_last(record: Record, event: Open) -> bool:
    """Say whether a record closes its event; ausearch prints them in the other order, the title first."""
    called = record.type == "PROCTITLE" and any(one.type == "SYSCALL" for one in event.records)
    return record.type == "EOE" or called


def event_fields(records: list[tuple[str, Pairs]]) -> Fields:
    """Return the fields of an event made of these records.

    >>> event_fields([("SYSCALL", {"a0": "5", "exe": "/bin/id"}), ("EXECVE", {"a0": "id", "a1": "-u"})])["CommandLine"]
    'id -u'
    """
    types = list(dict.fromkeys(kind for kind, _ in records))
    fields: Fields = {"type": types[0] if len(types) == 1 else types}
    for _, pairs in records:
        for name, value in pairs.items():
            known = fields.get(name)
            fields[name] = value if known is None else _both(known, value)
    for kind, pairs in records:
        if kind == "EXECVE":
            fields["CommandLine"] = " ".join(arguments(pairs))
        elif kind == "SYSCALL" and "SYSCALL" not in pairs:
            named = _call(pairs)
            if named is not None:
                fields["SYSCALL"] = named
        elif kind == "SOCKADDR":
            _address(fields, pairs)
    return fields


def _both(known: str | list[str], value: str | list[str]) -> str | list[str]:
    one = known if isinstance(known, list) else [known]
    other = value if isinstance(value, list) else [value]
    both = list(dict.fromkeys([*one, *other]))
    return both[0] if len(both) == 1 else both


def _call(pairs: Pairs) -> str | None:
    number, machine = pairs.get("syscall"), pairs.get("arch")
    if not isinstance(number, str):
        return None
    if not number.isdigit():
        return number  # interpreted: the name already
    return syscall_name(machine, number) if isinstance(machine, str) else None


def _address(fields: Fields, pairs: Pairs) -> None:
    address, port = pairs.get("laddr"), pairs.get("lport")
    if not isinstance(address, str):
        raw = pairs.get("saddr")
        found = socket_address(raw) if isinstance(raw, str) else None
        if found is None:
            return
        address, port = found
        fields["laddr"] = address
        if port is not None:
            fields["lport"] = port
    if fields.get("SYSCALL") == "connect" or fields.get("syscall") == "connect":
        fields["DestinationIp"], fields["DestinationPort"] = address, port if isinstance(port, str) else None
        fields["Initiated"] = "true"


def socket_address(raw: str) -> tuple[str, str | None] | None:
    """Return address and port that the bytes of a socket's address say; None: it is of no network.

    >>> socket_address("0200115CCB007109"), socket_address("01002F72756E2F7800")
    (('203.0.113.9', '4444'), ('/run/x', None))
    """
    try:
        data = bytes.fromhex(raw)
    except ValueError:
        return None
    family = int.from_bytes(data[:2], "little")
    if family == 2 and len(data) >= 8:
        return str(ipaddress.IPv4Address(data[4:8])), str(int.from_bytes(data[2:4], "big"))
    if family == 10 and len(data) >= 24:
        return str(ipaddress.IPv6Address(data[8:24])), str(int.from_bytes(data[2:4], "big"))
    if family == 1 and len(data) > 2:
        return data[2:].strip(b"\0").partition(b"\0")[0].decode("utf-8", "replace"), None
    return None
