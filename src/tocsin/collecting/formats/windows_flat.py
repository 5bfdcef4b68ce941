"""Windows events as flat objects: NXLog, recordings, Sentinel, `Get-WinEvent`, EvtxECmd; head and data side by side.

Objects with the same names in the same order share a `Plan`, made once: which name becomes which, which values are
numbers, which say the time. So an event costs one dictionary and not a loop over its fields.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tocsin.collecting.batches import ALWAYS
from tocsin.collecting.formats import windows_texts
from tocsin.collecting.formats.json_objects import Found
from tocsin.collecting.windows import NUMBERS, Event, Row, add_data, leaves_of, moment, number, put, text

Taken = tuple[Any, str | None, Event]
"""Record number, time as written, plain fields."""

RENAMED = {
    "EventId": "EventID",
    "EventCode": "EventID",
    "EventSourceName": "Provider_Name",
    "SourceName": "Provider_Name",
    "Provider": "Provider_Name",
    "ProviderGuid": "Provider_Guid",
    "Hostname": "Computer",
    "HostName": "Computer",
    "ComputerName": "Computer",
    "MachineName": "Computer",
    "EventLog": "Channel",
    "LogName": "Channel",
}
RENAMED_BY_NXLOG = {
    "OpcodeValue": "Opcode",
    "ExecutionProcessID": "Execution_ProcessID",
    "ThreadID": "Execution_ThreadID",
    "ActivityID": "Correlation_ActivityID",
    "RelatedActivityID": "Correlation_RelatedActivityID",
}
RENAMED_BY = (
    (frozenset({"EventReceivedTime", "SourceModuleName"}), RENAMED_BY_NXLOG),
    (
        frozenset({"ProviderName", "LogName"}),
        {
            "Id": "EventID",
            "ProviderId": "Provider_Guid",
            "ProcessId": "Execution_ProcessID",
            "ThreadId": "Execution_ThreadID",
            "UserId": "Security_UserID",
        },
    ),
    (
        frozenset({"MapDescription", "PayloadData1"}),
        {"ProcessId": "Execution_ProcessID", "ThreadId": "Execution_ThreadID", "UserId": "Security_UserID"},
    ),
    (
        frozenset({"EventLog", "RenderedDescription"}),
        {"Source": "Provider_Name", "EventLevel": "Level", "EventLevelName": "Level_Name"},
    ),
)
"""What further names mean beside one of the first: NXLog, `Get-WinEvent`, EvtxECmd, Sentinel's table `Event`."""

HEADS = frozenset(
    {*NUMBERS, "Channel", "Provider_Name", "Provider_Guid", "Computer", "Keywords", "Message", "Level_Name"}
    | {"Execution_ProcessID", "Execution_ThreadID", "Security_UserID", "RecordNumber", "EventRecordID", "RecordId"}
    | {
        "TimeCreated",
        "TimeGenerated",
        "TimeWritten",
        "SystemTime",
        "UtcTime",
        "Timestamp",
        "EventTime",
        "Id",
        "Qualifiers",
    }
    | {
        "ActivityId",
        "RelatedActivityId",
        "ContainerLog",
        "MatchedQueryIds",
        "Bookmark",
        "Properties",
        "LevelDisplayName",
    }
    | {"OpcodeDisplayName", "TaskDisplayName", "KeywordsDisplayNames", "RenderedDescription", "RenderedMessage", "Type"}
    | {
        "SourceSystem",
        "TenantId",
        "MG",
        "ManagementGroupName",
        "EventCategory",
        "UserName",
        "User",
        "AzureDeploymentID",
    }
    | {
        "Role",
        "Task_Name",
        "Opcode_Name",
        "EventType",
        "Category",
        "CategoryNumber",
        "EntryType",
        "Index",
        "Data",
        "Site",
    }
    | {
        "Container",
        "InstanceId",
        "ReplacementStrings",
        "Source",
        "TaskCategory",
        "OpCode",
        "Keywords_Names",
        "json._ResourceId",
    }
)
"""Names that say nothing of what happened: an event that has only these has it in its message alone."""

RECORD_NAMES = ("RecordNumber", "EventRecordID", "RecordId", "RecordID", "EventRecordId")
TIME_NAMES = (
    "TimeCreated",
    "SystemTime",
    "@timestamp",
    "EventTime",
    "TimeGenerated",
    "UtcTime",
    "Timestamp",
    "timestamp",
)
LOCAL_TIME = ("EventTime", "EventReceivedTime", "@timestamp")
IDS = frozenset({"EventID", "EventId", "EventCode", "Id"})
MARKS = frozenset(
    {"Channel", "SourceName", "ProviderName", "Provider_Name", "EventLog", "LogName", "Provider", "EventSourceName"}
)
"""A flat event has one of each of these."""


def decisive(wanted: Set[str]) -> frozenset[str]:
    """Return the names of an object that decide what it is and what some plain names are in it.

    Those that only tell whether more than one value stands under a plain name matter where that one is looked at.
    """
    plain = {*wanted, *ALWAYS}
    names = {*plain, *IDS, *MARKS, *RECORD_NAMES, *TIME_NAMES, *LOCAL_TIME, *windows_texts.HOLDERS}
    names |= {"RuleTitle", "_raw", "sourcetype", "ProviderName"}
    for marks, renamed in ((frozenset[str](), RENAMED), *RENAMED_BY):
        names |= marks | {given for given, own in renamed.items() if own in plain}
    names |= {name.removesuffix("_Name") for name in plain & {f"{number}_Name" for number in NUMBERS}}
    return frozenset(names | ({"OpcodeValue", "Opcode"} if plain & {"Opcode", "Opcode_Name"} else set()))


_MOST_PLANS = 4096


@dataclass(frozen=True, slots=True)
class Plan:
    """How objects of one shape become events."""

    names: tuple[str, ...]  # plain names, in the order of the object's own
    numbers: tuple[str, ...]
    record: str | None
    times: tuple[str, ...]
    local_time: bool
    holders: tuple[str, ...]  # fields that may hold data in a text
    message: bool  # what happened may be in the message alone
    disputed: bool  # a name stays as it is because another one has the one that it would get


def plan(names: Sequence[str]) -> Plan:
    """Make the plan of a shape."""
    given = set(names)
    renamed, nxlog = RENAMED, bool(given & RENAMED_BY[0][0])
    for marks, others in RENAMED_BY:
        if given & marks if others is RENAMED_BY_NXLOG else given >= marks:
            renamed = renamed | others
    taken: dict[str, None] = {}
    disputed = False
    for name in names:
        plain = renamed.get(name, name)
        if plain != name and (plain in given or plain in taken):
            plain, disputed = name, True
        if plain == "ProviderName" and given.isdisjoint({"SourceName", "Provider", "Provider_Name"}):
            plain = "Provider_Name"
        if plain == "Opcode" and name == "Opcode" and "OpcodeValue" in given and nxlog:
            plain = "Opcode_Name"  # NXLog: the word; OpcodeValue has the number
        elif name == "OpcodeValue" and nxlog:
            plain = "Opcode"
        taken[f"json.{plain}" if plain.startswith("_") else plain] = None
    return Plan(
        names=tuple(taken),
        numbers=tuple(name for name in NUMBERS if name in taken),
        record=next((name for name in RECORD_NAMES if name in given), None),
        times=tuple(name for name in TIME_NAMES if name in given),
        local_time=given.issuperset(LOCAL_TIME),
        holders=tuple(name for name in windows_texts.HOLDERS if name in taken),
        message=HEADS.issuperset(set(taken) - set(windows_texts.HOLDERS)),
        disputed=disputed,
    )


@dataclass(slots=True)
class Flat:
    """Takes flat events; keeps the plans of the shapes it met."""

    plans: dict[tuple[str, ...], Plan]

    def plan(self, names: tuple[str, ...]) -> Plan:
        """Return the plan of a shape."""
        made = self.plans.get(names)
        if made is None:
            if len(self.plans) >= _MOST_PLANS:
                self.plans.clear()
            made = self.plans[names] = plan(names)
        return made

    def __call__(self, value: Event) -> Taken:
        """Return record number, time as written and plain fields of an object."""
        made = self.plan(tuple(value))
        fields: Event = dict(zip(made.names, value.values(), strict=True))
        for name in made.numbers:
            if type(fields[name]) is not int:
                _number(fields, name)
        keywords = fields.get("Keywords")
        if type(keywords) is int:
            fields["Keywords"] = hex(keywords & (2**64 - 1))  # NXLog writes them as a signed number
        if dict in set(map(type, value.values())):
            fields = _spread(fields)
        if made.holders:
            windows_texts.spread(fields, made.holders)
        if made.message:
            windows_texts.message(fields)
        return value[made.record] if made.record else None, _time(value, made), fields


def row(found: Found, take: Callable[[Event], Taken]) -> Row:
    """Return an object as a row; where it names no record number, its line is its number."""
    record, time, fields = take(found.value)
    said = record if type(record) is int else number(record)
    return Row(found.line if said is None else said, found.offset, time, fields)


def _number(fields: Event, name: str) -> None:
    """Make one of `NUMBERS` a number; words in its place (`Opcode: Info`) go under `<name>_Name`."""
    said = fields.pop(name)
    numeric = number(said)
    if numeric is not None:
        fields[name] = numeric
    elif said is not None:
        put(fields, "Event", f"{name}_Name", text(said))


def _spread(fields: Event) -> Event:
    """Put nested objects into the event: EventData under its own names, others under dotted ones."""
    plain = {name: said for name, said in fields.items() if not isinstance(said, dict)}
    for name, said in fields.items():
        if not isinstance(said, dict):
            continue
        if name in ("EventData", "UserData"):
            add_data(plain, name, said)
        else:
            for leaf, inner in leaves_of(said, name):
                put(plain, "Event", leaf, text(inner))
    return plain


def _time(value: Event, made: Plan) -> str | None:
    """Return the time of an event as written, with its zone where that can be told."""
    if made.local_time:
        event, received, stamped = (value[name] for name in LOCAL_TIME)
        if type(event) is str and type(received) is str and type(stamped) is str:
            zone = zone_between(received[:19], stamped[:19] + "Z")
            if zone is not None:
                return event + zone
    for name in made.times:
        written = value[name]
        said = written if type(written) is str and written[:1] != "/" else moment(written)
        if said is not None:
            return said
    return None


@functools.lru_cache(maxsize=4096)
def zone_between(local: str, utc: str) -> str | None:
    """Return the offset that makes a local time the UTC time beside it, to the quarter of an hour.

    >>> zone_between("2020-06-09 22:50:56", "2020-06-10T02:50:56Z")
    '-04:00'
    """
    try:
        here, there = datetime.fromisoformat(local), datetime.fromisoformat(utc)
    except ValueError:
        return None
    if here.tzinfo is not None or there.tzinfo is None:
        return None
    ahead = here.replace(tzinfo=UTC) - there
    quarters = round(ahead / timedelta(minutes=15))
    if abs(quarters) > 56 or abs(ahead - quarters * timedelta(minutes=15)) > timedelta(minutes=2):
        return None
    hours, minutes = divmod(abs(quarters) * 15, 60)
    return f"{'-' if quarters < 0 else '+'}{hours:02d}:{minutes:02d}"
