"""A small world to judge in: a catalogue of six logs, a pack of six steps, and cases written as plain data.

A case gives coverage, hits and the gate's refusals; `verdict_for` judges it. Coverage is a line
`HOST LOG FROM TO [kinds=1,11@2021-02-01] [gap=FROM..TO] [damaged=HOUR] [rejected=N]`, a hit a line
`TIME HOST RULE [record=N]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tocsin.judging.hours import hour_after, hour_of, stamp
from tocsin.judging.material import Material
from tocsin.judging.verdict import verdict_of
from tocsin.model.evidence import Coverage, EvidenceFile, Gap, HourCount, RecordedKind
from tocsin.model.hits import Hit, Place
from tocsin.model.logs import Log, LogRecords, LogSource
from tocsin.model.noun import Window
from tocsin.model.packs import Pack, SaidUse, Stage, Step, StepLog, StepRule
from tocsin.model.report import Behaviour, BehaviourKind, Document, IncidentMention, Indicator, Report
from tocsin.model.rules import GateResult, RuleCard, RuleInfo
from tocsin.model.verdict import Sensitivity, Verdict

WEB = LogSource(category="webserver")


def _log(id_: str, family: str, logsource: LogSource, **more: Any) -> Log:
    return Log(id=id_, title=more.pop("title"), family=family, logsource=logsource, source="tests", **more)


def _windows(service: str) -> LogSource:
    return LogSource(product="windows", service=service)


CATALOGUE = {
    log.id: log
    for log in (
        _log("iis", "iis", LogSource(product="windows", service="iis"), title="IIS request log", also=(WEB,),
             remedy="switch on W3C logging", retention="no limit by default"),
        _log("exchange-httpproxy", "exchange-httpproxy", LogSource(product="exchange", service="httpproxy"),
             title="Exchange HttpProxy log", also=(WEB,), remedy="on by default", retention="about 30 days"),
        _log("exchange-um", "windows", _windows("msexchange-um"), title="Unified Messaging event log",
             remedy="on by default where the role is installed"),
        _log("exchange-management", "windows", _windows("msexchange-management"),
             title="MSExchange Management event log", remedy="on by default",
             records=(LogRecords(event_ids=(1,)), LogRecords(event_ids=(6,)))),
        _log("windows-sysmon", "windows", _windows("sysmon"), title="Sysmon", remedy="install Sysmon", records=(
            LogRecords(category="process_creation", event_ids=(1,), remedy="add <ProcessCreate>"),
            LogRecords(category="network_connection", event_ids=(3,), remedy="add <NetworkConnect>"),
            LogRecords(category="image_load", event_ids=(7,), remedy="add <ImageLoad>"),
            LogRecords(category="file_event", event_ids=(11,), remedy="add <FileCreate>"),
            LogRecords(category="registry_event", event_ids=(12, 13), remedy="add <RegistryEvent>"))),
        _log("aws-cloudtrail", "aws-cloudtrail", LogSource(product="aws", service="cloudtrail"),
             title="AWS CloudTrail log", remedy="create a trail"),
        _log("windows-security", "windows", _windows("security"), title="Security",
             remedy="collect Security.evtx", records=(
            LogRecords(category="process_creation", event_ids=(4688,), remedy="auditpol: Process Creation"),
            LogRecords(event_ids=(5145,), remedy="auditpol: Detailed File Share"))),
    )
}  # fmt: skip


def _step(id_: str, stage: Stage, rules: Mapping[str, Stage], ways: Iterable[tuple[str, ...]], **more: Any) -> Step:
    return Step(
        id=id_,
        name=id_.replace("-", " "),
        stage=stage,
        description="",
        rules=tuple(
            StepRule(rule=rule, stage=own, lookalikes=("backup",) if rule == "drop" else ())
            for rule, own in rules.items()
        ),
        visible_in=tuple(StepLog(logs=logs, rules=tuple(rules)) for logs in ways),
        **more,
    )


PACK = Pack(
    id="case",
    version="1",
    name="The case",
    incident="incident:case",
    vulnerabilities=("CVE-2021-26855", "CVE-2021-27065"),
    said_to_be_used_by=(SaidUse(actor="HAFNIUM", actor_id="G0125", said_by="Microsoft", date=None, source="tests"),),
    steps=(
        _step("asked", Stage.ATTEMPTED, {"ask": Stage.ATTEMPTED, "scan": Stage.SCANNED}, [("exchange-httpproxy",)],
              vulnerabilities=("CVE-2021-26855",)),
        _step("ssrf", Stage.EXPLOITED, {"ssrf": Stage.EXPLOITED}, [("exchange-httpproxy",)],
              vulnerabilities=("CVE-2021-26855",), techniques=("T1190",)),
        _step("posted", Stage.EXPLOITED, {"post": Stage.EXPLOITED}, [("iis",)]),
        _step("cmdlet", Stage.EXPLOITED, {"cmdlet": Stage.EXPLOITED}, [("exchange-management#1",)],
              vulnerabilities=("CVE-2021-26855", "CVE-2021-27065"), after=("ssrf",)),
        _step("oab", Stage.EXPLOITED, {"oab": Stage.EXPLOITED}, [("exchange-oab",)],
              vulnerabilities=("CVE-2021-26858",)),
        _step("page", Stage.FOOTHOLD, {"page": Stage.FOOTHOLD}, [("windows-sysmon#11",)], after=("cmdlet",),
              vulnerabilities=("CVE-2021-26858", "CVE-2021-27065")),
        _step("dropped", Stage.FOOTHOLD, {"drop": Stage.FOOTHOLD}, [("windows-sysmon#11",), ("windows-security#5145",)],
              techniques=("T1505.003",)),
        _step("child", Stage.POST_EXPLOITATION, {"child": Stage.POST_EXPLOITATION}, [("windows-sysmon#1",)]),
        _step("joined", Stage.EXPLOITED, {"join": Stage.EXPLOITED}, [("iis", "exchange-httpproxy")]),
        _step("mapi", Stage.EXPLOITED, {"mapi": Stage.EXPLOITED}, [("exchange-httpproxy#Mapi",)]),
        _step("voice", Stage.EXPLOITED, {"voice": Stage.EXPLOITED}, [("exchange-um",)]),
    ),
)  # fmt: skip
STEP_RULES = tuple(rule.rule for step in PACK.steps for rule in step.rules)


def card(id_: str, level: str = "high", tags: tuple[str, ...] = (), logsource: LogSource | None = None) -> RuleCard:
    """A rule's card."""
    return RuleCard(
        info=RuleInfo(id=id_, title=id_, level=level, tags=tags),
        logsource=logsource or LogSource(product="windows", category="process_creation"),
        path=f"{id_}.yml",
    )


CARDS = {
    one.info.id: one
    for one in (
        *(card(rule) for rule in STEP_RULES),
        card("backup", "low"),
        card("shell", "high", ("attack.execution", "attack.t1059.001")),
        card("quiet", "low", ("attack.t1059.003",)),
        card(
            "beacon", "high", ("attack.command-and-control", "attack.s0154"), LogSource(category="network_connection")
        ),
        card("webshell", "high", ("attack.persistence", "attack.t1505.003"), WEB),
        card("key", "high", ("attack.t1098.001",), LogSource(product="aws", service="cloudtrail")),
        card("odd", "high", ("attack.t1041",), LogSource(product="zeek", service="conn")),
        card(
            "old", "high", ("cve.2020-0688", "attack.initial-access"), LogSource(product="windows", service="security")
        ),
    )
}


@dataclass(frozen=True)
class Known:
    """A technique as the knowledge base has it."""

    tactics: tuple[str, ...] = ("execution",)
    platforms: tuple[str, ...] = ("Windows",)
    replaced_by: str | None = None


TECHNIQUES = {
    "T1583.003": Known(("resource-development",), ("PRE",)),
    "T1595.002": Known(("reconnaissance",), ("PRE",)),
    "T1086": Known(replaced_by="T1059.001"),
}


def coverage_line(line: str) -> Coverage:
    """Read a line of coverage."""
    host, log, begin, end, *options = line.split()
    log_id, _, name = log.partition(":")
    given = dict(option.split("=", 1) for option in options)
    first, after = hour_of(begin), hour_after(end)
    assert first is not None
    assert after is not None
    kinds: list[RecordedKind] = []
    for kind in given.get("kinds", "").split(";"):
        keys, _, since = kind.partition("@")
        hour = hour_of(since) if since else first
        kinds += [
            RecordedKind(key=key, events=1, hours=(HourCount(hour or first, 1),)) for key in keys.split(",") if key
        ]
    lost = hour_of(given["damaged"]) if "damaged" in given else None
    gaps = [gap.split("..") for gap in given.get("gap", "").split(";") if gap]
    return Coverage(
        host=None if host == "-" else host,
        log=name or log_id,
        log_id=log_id if log_id in CATALOGUE else None,
        logsource=CATALOGUE[log_id].logsource if log_id in CATALOGUE else LogSource(),
        path=given.get("path", f"{host}/{log}"),
        begin=stamp(first),
        end=stamp(after - 1),
        events=int(given.get("events", "100")),
        rejected=int(given.get("rejected", "0")),
        kinds=tuple(kinds),
        damaged=() if lost is None else (HourCount(lost, 7),),
        gaps=tuple(Gap(begin=stamp(hour_of(a) or 0), end=stamp(hour_after(b) or 0), why="silent") for a, b in gaps),
    )


def hit_line(line: str, number: int) -> Hit:
    """Read a line of a hit: `TIME HOST RULE [record=N] [log=ID] [event=N]`; RULE may be `indicator:TYPE:VALUE`."""
    time, host, rule, *options = line.split()
    given = dict(option.split("=", 1) for option in options)
    known = CARDS.get(rule)
    record = int(given.get("record", number + 1))
    return Hit(
        time=None if time == "-" else time,
        host=None if host == "-" else host,
        rule=known.info if known else RuleInfo(id=rule, title=rule, level="high"),
        source=Place(path="log", record=record, offset=record),
        logsource=LogSource(),
        event={"EventID": int(given["event"])} if "event" in given else {},
        log_id=given.get("log"),
        indicator=rule.removeprefix("indicator:") if rule.startswith("indicator:") else None,
    )


def behaviour(id_: str) -> Behaviour:
    """A behaviour from its id."""
    kind, _, ref = id_.partition(":")
    return Behaviour(id=id_, kind=BehaviourKind(kind), ref=ref, name=ref, spans=())


def report_for(case: Mapping[str, Any], behaviours: Iterable[str]) -> Report:
    """A report with these behaviours; its incident has the case's window."""
    window = case.get("window")
    ids = tuple(behaviours)
    indicators = [id_.removeprefix("indicator:") for id_ in ids if id_.startswith("indicator:")]
    return Report(
        document=Document(
            title="A report", published=_text(case.get("published")), publisher=None, language="en", version=None,
            sha256="", characters=0, text="",
        ),
        incidents=(
            IncidentMention(
                id="incident:case", name="The case", basis="name", vulnerabilities=(),
                window=Window(*map(_text, window)) if window else None,
            ),
        ),
        indicators=tuple(_indicator(ref, case) for ref in indicators),
        behaviours=tuple(map(behaviour, ids)),
    )  # fmt: skip


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _indicator(ref: str, case: Mapping[str, Any]) -> Indicator:
    kind, value = ("file:" + ref.split(":")[1], ref.split(":")[2]) if ref.startswith("file:") else ref.split(":", 1)
    own = case.get("indicator_window")
    return Indicator(
        type=kind, value=value, start=0, end=0, defanged=False,
        window=Window(*map(_text, own)) if own else None, guard=case.get("guard"),
    )  # fmt: skip


def material_for(case: Mapping[str, Any]) -> Material:
    """The material of a case."""
    refused: Mapping[str, str] = case.get("gate", {})

    def gate(rule: str, log: Log) -> GateResult:
        why = refused.get(rule) or refused.get(f"{rule}@{log.id}")
        return GateResult(rule=rule, log_id=log.id, can_fire=why is None, why=why or "every field is there")

    coverage = tuple(map(coverage_line, case.get("coverage", ())))
    return Material(
        coverage=coverage,
        hits=[hit_line(line, number) for number, line in enumerate(case.get("hits", ()))],
        cards=CARDS,
        packs=(PACK,),
        logs=CATALOGUE,
        gate=gate,
        technique=lambda id_: TECHNIQUES.get(id_, Known()),
        files=tuple(
            EvidenceFile(path=one.path, format="f", why="", size=1, events=one.events, rejected=one.rejected)
            for one in coverage
        ),
        sensitivities={
            id_: Sensitivity(seen=seen, of=of, source="recordings")
            for id_, (seen, of) in case.get("sensitivity", {}).items()
        },
    )


def verdict_for(case: Mapping[str, Any], behaviours: Iterable[str] | None = None) -> Verdict:
    """Judge a case."""
    ids = behaviours if behaviours is not None else case.get("behaviours", [case.get("behaviour")])
    since, until = case.get("since"), case.get("until")
    return verdict_of(
        report_for(case, ids),
        material_for(case),
        since=hour_of(_text(since)),
        until=hour_after(_text(until)),
        host=case.get("host"),
    )
