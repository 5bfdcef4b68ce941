"""Made-up verdicts to show: a rich one, an empty one, one as hostile as can be, one that is large."""

from __future__ import annotations

from enum import Enum
from typing import Any

import msgspec

from tocsin.model.evidence import Coverage, EvidenceFile, Gap, HourCount, NotRead, RecordedKind, Tampering
from tocsin.model.hits import Correlated, Hit, Matched, Place
from tocsin.model.logs import LogSource
from tocsin.model.noun import Span, Window
from tocsin.model.packs import SaidUse, Stage
from tocsin.model.report import (
    Act,
    Behaviour,
    BehaviourKind,
    Certainty,
    Claim,
    Document,
    IncidentMention,
    Indicator,
    Level,
    Mention,
    MentionKind,
    Problem,
    ProblemKind,
    Relation,
    Report,
    TechniqueMention,
    VictimCountry,
    Victims,
    VictimSector,
    Vulnerability,
)
from tocsin.model.rules import GateResult, RuleInfo, UnusableRule
from tocsin.model.verdict import (
    Blind,
    Books,
    Finding,
    HostVerdict,
    Improvement,
    Outcome,
    RulesUsed,
    Sensitivity,
    Strength,
    Verdict,
    Versions,
    Visible,
)

TEXT = """The United States and its allies on Monday accused China of the Microsoft Exchange hack.

"These contract hackers exploited four vulnerabilities," the Secretary of State said. The Foreign Office
said it was almost certain that the Ministry of State Security was responsible. According to the agency,
banks in Ruritania were hit too. Beijing denied the charge. Addresses such as 192.0.2[.]17 were named (T1505.03).
"""

WINDOW = Window("2021-01-01T00:00:00Z", "2021-04-15T00:00:00Z")
SYSMON = LogSource(product="windows", service="sysmon")
IIS = LogSource(product="windows", category="webserver", service="iis")
MANAGEMENT = LogSource(product="windows", service="msexchange-management")
SECURITY = LogSource(product="windows", service="security")

SYSMON_REMEDY = """Install Sysmon with a configuration that logs file creation and process creation:
sysmon64.exe -accepteula -i sysmonconfig.xml"""


def span(words: str) -> tuple[int, int]:
    """Where the words stand in the text."""
    start = TEXT.index(words)
    return start, start + len(words)


def at(words: str) -> dict[str, int]:
    start, end = span(words)
    return {"start": start, "end": end}


def claim(number: int, words: str, **other: Any) -> Claim:
    given: dict[str, Any] = {
        "id": f"claim:{number}",
        "speakers": ("United States",),
        "speaker_ids": ("US",),
        "act": Act.ACCUSE,
        "accused": ("China",),
        "accused_ids": ("CN",),
        "deed": "the Microsoft Exchange hack",
        "incident": "incident:exchange-2021",
        "date": "2021-07-19",
        "window": None,
        "certainty": Certainty(words=None, scale="none", level=Level.ASSERTED),
        "basis": None,
        "origin": "own",
        "via": (),
        "negated": False,
        "negation": None,
        "quote": words,
        **at(words),
    }
    return Claim(**{**given, **other})


BEHAVIOURS = {
    "ssrf": Behaviour(
        id="step:exchange-2021/ssrf",
        kind=BehaviourKind.STEP,
        ref="exchange-2021/ssrf",
        name="Requests forged through the front end (SSRF)",
        spans=(Span(*span("Microsoft Exchange hack")),),
    ),
    "written": Behaviour(
        id="step:exchange-2021/wrote-file",
        kind=BehaviourKind.STEP,
        ref="exchange-2021/wrote-file",
        name="Web shell written below FrontEnd\\HttpProxy",
        spans=(Span(*span("Microsoft Exchange hack")),),
    ),
    "cve": Behaviour(
        id="vulnerability:CVE-2021-26855",
        kind=BehaviourKind.VULNERABILITY,
        ref="CVE-2021-26855",
        name="CVE-2021-26855",
        spans=(Span(*span("four vulnerabilities")),),
    ),
    "webshell": Behaviour(
        id="technique:T1505.003",
        kind=BehaviourKind.TECHNIQUE,
        ref="T1505.003",
        name="Server Software Component: Web Shell",
        spans=(Span(*span("T1505.03")),),
    ),
    "dump": Behaviour(
        id="technique:T1003.001", kind=BehaviourKind.TECHNIQUE, ref="T1003.001", name="LSASS Memory", spans=()
    ),
    "rent": Behaviour(
        id="technique:T1583.003", kind=BehaviourKind.TECHNIQUE, ref="T1583.003", name="Virtual Private Server", spans=()
    ),
    "tool": Behaviour(id="tool:S0020", kind=BehaviourKind.TOOL, ref="S0020", name="China Chopper", spans=()),
    "address": Behaviour(
        id="indicator:ipv4-addr:192.0.2.17",
        kind=BehaviourKind.INDICATOR,
        ref="ipv4-addr:192.0.2.17",
        name="192.0.2.17",
        spans=(Span(*span("192.0.2[.]17")),),
    ),
}

REPORT = Report(
    document=Document(
        title="Governments accuse China of the Microsoft Exchange hack",
        published="2021-07-19",
        publisher="The Daily Ledger",
        language="en",
        version=None,
        sha256="4f" * 32,
        characters=len(TEXT),
        text=TEXT,
        notes=("page 3 holds an image and no text",),
    ),
    mentions=(
        Mention(text="China", kind=MentionKind.COUNTRY, id="CN", name="China", **at("China")),
        Mention(
            text="Ministry of State Security",
            kind=MentionKind.GOVERNMENT_BODY,
            id="body:cn-mss",
            name="Ministry of State Security",
            **at("Ministry of State Security"),
        ),
    ),
    claims=(
        claim(1, "The United States and its allies on Monday accused China of the Microsoft Exchange hack"),
        claim(
            2,
            "The Foreign Office\nsaid it was almost certain that the Ministry of State Security was responsible",
            speakers=("Foreign, Commonwealth & Development Office",),
            speaker_ids=("body:gb-fcdo",),
            act=Act.ASSESS,
            accused=("Ministry of State Security",),
            accused_ids=("body:cn-mss",),
            certainty=Certainty(words="almost certain", scale="uk-yardstick", level=Level.ALMOST_CERTAIN),
            window=WINDOW,
        ),
        claim(
            3,
            "According to the agency,\nbanks in Ruritania were hit too",
            speakers=(),
            speaker_ids=(),
            act=Act.WARN,
            accused=(),
            accused_ids=(),
            deed="banks were hit",
            origin="relay",
            via=("the agency",),
        ),
        claim(
            4,
            "Beijing denied the charge",
            speakers=("China",),
            speaker_ids=("CN",),
            act=Act.DENY,
            deed="the charge",
        ),
    ),
    relations=(Relation(source="claim:4", target="claim:1", kind="conflicts"),),
    problems=(
        Problem(
            kind=ProblemKind.VICTIMS_OF_ANOTHER_INCIDENT,
            message="Banks in Ruritania do not fit the victims that are known of the Microsoft Exchange hack.",
            claims=("claim:3",),
            suggestion="Read who says so: the sentence names no organisation.",
            **at("banks in Ruritania"),
        ),
        Problem(
            kind=ProblemKind.IDENTIFIER_MALFORMED,
            message="T1505.03 is not an ATT&CK identifier.",
            claims=(),
            suggestion="T1505.003 (Web Shell)",
            **at("T1505.03"),
        ),
    ),
    victims=Victims(
        sectors=(VictimSector(name="financial-services", incident=None, **at("banks")),),
        countries=(VictimCountry(code="XX", name="Ruritania", incident=None, **at("Ruritania")),),
    ),
    techniques=(
        TechniqueMention(
            id="T1505.003", name="Web Shell", basis="identifier", score=None, status="current", **at("T1505.03")
        ),
    ),
    vulnerabilities=(Vulnerability(id="CVE-2021-26855", known_exploited=True, **at("four vulnerabilities")),),
    indicators=(
        Indicator(
            type="ipv4-addr",
            value="192.0.2.17",
            defanged=True,
            window=WINDOW,
            guard="the report calls its addresses not definitive",
            **at("192.0.2[.]17"),
        ),
        Indicator(type="file:sha256", value="ab" * 32, defanged=False, window=None, guard=None, **at("192.0.2[.]17")),
        Indicator(
            type="file:path",
            value=r"C:\inetpub\wwwroot\aspnet_client\it's.aspx",
            defanged=False,
            window=None,
            guard=None,
            **at("192.0.2[.]17"),
        ),
    ),
    incidents=(
        IncidentMention(
            id="incident:exchange-2021",
            name="Microsoft Exchange hack, early 2021",
            basis="name",
            vulnerabilities=("CVE-2021-26855", "CVE-2021-27065"),
            window=WINDOW,
        ),
    ),
    behaviours=tuple(BEHAVIOURS.values()),
)

RULE_WRITTEN = RuleInfo(
    id="5f9c2d1e-0000-4000-8000-000000000001",
    title="File Written Below Exchange Front End",
    level="high",
    tags=("attack.persistence", "attack.t1505.003"),
)
RULE_SSRF = RuleInfo(
    id="5f9c2d1e-0000-4000-8000-000000000002",
    title="Forged AnchorMailbox In HttpProxy Log",
    level="critical",
    tags=("attack.initial-access", "attack.t1190", "cve.2021-26855"),
)
RULE_ADDRESS = RuleInfo(id="indicator:ipv4-addr:192.0.2.17", title="Indicator 192.0.2.17", level="high")


def hit(
    number: int, rule: RuleInfo = RULE_WRITTEN, *, host: str | None = "MXS01.azsentinel.local", **other: Any
) -> Hit:
    given: dict[str, Any] = {
        "time": f"2021-03-03T04:{12 + number // 60:02d}:{number % 60:02d}.5Z",
        "host": host,
        "rule": rule,
        "source": Place(path="logs.zip/sysmon.evtx", record=4100 + number, offset=65536 + 512 * number),
        "logsource": SYSMON,
        "event": {
            "EventID": 11,
            "Channel": "Microsoft-Windows-Sysmon/Operational",
            "Image": r"C:\Windows\System32\inetsrv\w3wp.exe",
            "TargetFilename": r"C:\Program Files\Microsoft\Exchange Server\V15\FrontEnd\HttpProxy\owa\auth\a.aspx",
            "Data": ("one", "two"),
            "Elevated": True,
            "Missing": None,
        },
        "matched": (Matched(field="TargetFilename", modifier="contains", value="\\FrontEnd\\HttpProxy\\"),),
        "log_id": "windows-sysmon",
    }
    return Hit(**{**given, **other})


def finding(behaviour: str, host: str | None, outcome: Outcome, *, hits: tuple[Hit, ...] = (), **other: Any) -> Finding:
    given: dict[str, Any] = {
        "id": f"finding:{behaviour}:{host}",
        "behaviour": BEHAVIOURS[behaviour],
        "host": host,
        "outcome": outcome,
        "stage": None,
        "strength": None,
        "hits": hits,
        "hit_count": len(hits),
        "first": hits[0].time if hits else None,
        "last": hits[-1].time if hits else None,
        "window": WINDOW,
        "share": None,
        "visible": (),
        "blind": (),
        "gate": (),
        "sensitivity": None,
        "explanation": f"{BEHAVIOURS[behaviour].name}: {outcome.value} on {host}.",
    }
    return Finding(**{**given, **other})


BLIND_SYSMON = Blind(
    logsource=SYSMON,
    log_id="windows-sysmon",
    begin="2021-01-01T00:00:00Z",
    end="2021-04-15T00:00:00Z",
    why="no Sysmon log of this host in the evidence",
    remedy=SYSMON_REMEDY,
)
VISIBLE_IIS = Visible(logsource=IIS, log_id="iis", begin="2021-02-09T00:00:00Z", end="2021-03-10T09:00:00Z", share=0.29)

MXS01, MXS02, FS01, WEB01 = "MXS01.azsentinel.local", "MXS02.azsentinel.local", "FS01", "WEB01"

HITS = (
    hit(0, RULE_SSRF, source=Place(path="logs.zip/HttpProxy_2021030304-1.LOG", record=17, offset=4711)),
    *(hit(number) for number in range(1, 4)),
)
ATTEMPT = hit(
    0,
    RULE_SSRF,
    host=MXS02,
    time="2021-03-02T23:01:09Z",
    logsource=IIS,
    event={"cs-uri-stem": "/ecp/x.js", "sc-status": 404, "c-ip": "192.0.2.17"},
    source=Place(path="mxs02/u_ex210302.log", record=88, offset=9001),
)
CORRELATION = hit(
    5,
    source=None,
    event=None,
    events=(Place(path="a.evtx", record=1, offset=0), Place(path="b.evtx", record=2, offset=9)),
    correlated=(
        Correlated(
            time="2021-03-02T07:00:00Z", host="A", rule="r1", source=Place(path="a.evtx", record=1, offset=0), fields={}
        ),
        Correlated(time="2021-03-02T07:00:01Z", host=None, rule="r2", source=Place(path="b.evtx", record=2, offset=9)),
    ),
)
ALL_HITS = (ATTEMPT, *HITS, CORRELATION, hit(9, time=None))

FINDINGS = (
    finding(
        "ssrf",
        MXS01,
        Outcome.SEEN,
        hits=HITS[:1],
        stage=Stage.EXPLOITED,
        strength=Strength.SPECIFIC,
        visible=(VISIBLE_IIS,),
        gate=(GateResult(rule=RULE_SSRF.id, log_id="iis", can_fire=True, why="all fields exist"),),
    ),
    finding("written", MXS01, Outcome.SEEN, hits=HITS[1:], stage=Stage.FOOTHOLD, strength=Strength.SPECIFIC),
    finding("cve", MXS01, Outcome.SEEN, hits=HITS[:1], stage=Stage.EXPLOITED, strength=Strength.SPECIFIC),
    finding(
        "webshell",
        MXS01,
        Outcome.SEEN,
        hits=HITS[1:],
        stage=Stage.FOOTHOLD,
        strength=Strength.CONSISTENT,
        sensitivity=Sensitivity(seen=7, of=9, source="recordings of 2024"),
    ),
    finding("dump", MXS01, Outcome.PARTLY_BLIND, share=0.29, visible=(VISIBLE_IIS,), blind=(BLIND_SYSMON,)),
    finding("tool", MXS01, Outcome.BLIND, blind=(BLIND_SYSMON,)),
    finding("address", MXS01, Outcome.PARTLY_BLIND, share=0.43, visible=(VISIBLE_IIS,)),
    finding("ssrf", MXS02, Outcome.ATTEMPTED, hits=(ATTEMPT,), stage=Stage.SCANNED, strength=Strength.SPECIFIC),
    finding("written", MXS02, Outcome.BLIND, blind=(BLIND_SYSMON,)),
    finding("cve", MXS02, Outcome.ATTEMPTED, hits=(ATTEMPT,), stage=Stage.SCANNED, strength=Strength.SPECIFIC),
    *(finding(name, FS01, Outcome.BLIND, blind=(BLIND_SYSMON,)) for name in ("ssrf", "written", "cve", "webshell")),
    finding("address", WEB01, Outcome.NOT_SEEN, share=1.0, visible=(VISIBLE_IIS,)),
    finding("ssrf", WEB01, Outcome.NOT_SEEN, share=1.0, visible=(VISIBLE_IIS,)),
    finding("rent", None, Outcome.NOT_CHECKABLE, window=None),
)

FIRST_HOUR = 448_536  # 2021-03-03T00 UTC


def coverage(host: str | None, log: str, log_id: str | None, source: LogSource, first: int, hours: int) -> Coverage:
    return Coverage(
        host=host,
        log=log,
        log_id=log_id,
        logsource=source,
        path=f"logs.zip/{log}",
        begin="2021-02-09T00:00:00Z",
        end="2021-03-10T09:00:00Z",
        events=hours * 40,
        rejected=2 if log == "W3SVC1" else 0,
        kinds=(RecordedKind(key="11", events=hours, hours=(HourCount(first, 40),)),),
        hours=tuple(HourCount(first + hour, 40) for hour in range(hours) if not 100 <= hour < 130),
        gaps=(Gap(begin="2021-02-13T04:00:00Z", end="2021-02-14T10:00:00Z", why="silent for 30 hours"),),
        tampering=(Tampering(time="2021-03-04T00:00:00Z", kind="cleared", detail="the log was cleared (event 1102)"),)
        if log == "Security"
        else (),
        notes=("clock 5 h behind UtcTime",) if "Sysmon" in log else (),
    )


COVERAGE = (
    coverage(MXS01, "Microsoft-Windows-Sysmon/Operational", "windows-sysmon", SYSMON, FIRST_HOUR, 3),
    coverage(MXS01, "MSExchange Management", "exchange-management", MANAGEMENT, FIRST_HOUR - 500, 700),
    coverage(MXS01, "Security", "windows-security", SECURITY, FIRST_HOUR - 48, 200),
    coverage(MXS02, "W3SVC1", "iis", IIS, FIRST_HOUR - 22 * 24, 700),
    coverage(WEB01, "W3SVC1", "iis", IIS, 447_072, 2500),
)

VERDICT = Verdict(
    outcome=Outcome.SEEN,
    stage=Stage.FOOTHOLD,
    statement=(
        "What the report describes was seen on 1 of 4 hosts: MXS01.azsentinel.local, as far as foothold, from 3 March "
        "2021 04:12 UTC on. On MXS02.azsentinel.local somebody tried. FS01 "
        "could not have shown it: its logs are missing."
    ),
    report=REPORT,
    hosts=(
        HostVerdict(
            name=MXS01,
            outcome=Outcome.SEEN,
            stage=Stage.FOOTHOLD,
            steps=("ssrf", "wrote-file"),
            first="2021-03-03T04:12:00.5Z",
            last="2021-03-03T04:12:03.5Z",
        ),
        HostVerdict(
            name=MXS02,
            outcome=Outcome.ATTEMPTED,
            stage=Stage.SCANNED,
            steps=("ssrf",),
            first="2021-03-02T23:01:09Z",
            last="2021-03-02T23:01:09Z",
        ),
        HostVerdict(name=FS01, outcome=Outcome.BLIND, stage=None, steps=(), first=None, last=None),
        HostVerdict(name=WEB01, outcome=Outcome.NOT_SEEN, stage=None, steps=(), first=None, last=None),
    ),
    findings=FINDINGS,
    coverage=COVERAGE,
    files=(
        EvidenceFile(
            path="logs.zip/sysmon.evtx",
            format="evtx",
            why="begins with ElfFile",
            size=1_118_208,
            events=10_480,
            rejected=5,
            recovered=2,
        ),
        EvidenceFile(
            path="mxs02/u_ex210302.log",
            format="iis",
            why="#Software: Microsoft Internet Information Services",
            size=88_000,
            events=400,
            rejected=2,
        ),
    ),
    not_read=(NotRead(path="mxs02/locked.evtx", reason="permission denied", size=69_632),),
    books=Books(files=2, records=10_887, events=10_880, rejected=7, not_read=1),
    rules=RulesUsed(
        loaded=41, used=33, unusable=(UnusableRule(path="rules/broken.yml", why="unknown modifier 'cidr6'", line=12),)
    ),
    versions=Versions(tocsin="0.1.0", knowledge="2025.11", packs={"exchange-2021": "1"}, rules="sha256:beef"),
    improvements=(
        Improvement(
            log_id="windows-sysmon",
            host=FS01,
            what="Sysmon on FS01: no file or process creation is recorded",
            remedy=SYSMON_REMEDY,
            findings=5,
        ),
        Improvement(log_id="iis", host=MXS02, what="IIS logs of MXS02 before 9 February 2021", remedy=None, findings=2),
    ),
    said_to_be_used_by=(
        SaidUse(actor="HAFNIUM", actor_id="G0125", said_by="Microsoft", date="2021-03-02", source="vendor blog"),
    ),
    notes=("The incident began 39 days before the oldest log of MXS02.",),
)

EMPTY = Verdict(
    outcome=Outcome.BLIND,
    stage=None,
    statement="Nothing in the evidence could have shown what the report describes.",
    report=Report(
        document=Document(
            title=None,
            published=None,
            publisher=None,
            language=None,
            version=None,
            sha256="0" * 64,
            characters=0,
            text="",
        )
    ),
    hosts=(),
    findings=(),
    coverage=(),
    files=(),
    not_read=(),
    books=Books(files=0, records=0, events=0, rejected=0, not_read=0),
    rules=RulesUsed(loaded=0, used=0, unusable=()),
    versions=Versions(tocsin="0.1.0", knowledge="0", packs={}, rules=""),
)

NASTY = (
    "=cmd|' /C calc'!A0 <script>alert(1)</script> <img src=x onerror=alert(2)> \" ' ` </style></details> "
    "\x1b[2J\x1b]0;owned\x07 \x9b31m \x00 \r\n# h \u202efdp.exe\u2066 [l](javascript:alert(3)) | \u200b\ufeff"
)


def with_strings(value: Any, text: str) -> Any:
    """The same noun with every free string in it replaced by `text`."""
    if isinstance(value, Enum) or value is None:
        return value
    if isinstance(value, str):
        return text
    if isinstance(value, tuple):
        return tuple(with_strings(part, text) for part in value)
    if isinstance(value, dict):
        return {with_strings(key, text): with_strings(part, text) for key, part in value.items()}
    if isinstance(value, msgspec.Struct):
        return msgspec.structs.replace(
            value, **{name: with_strings(getattr(value, name), text) for name in value.__struct_fields__}
        )
    return value


def hostile(text: str = NASTY) -> tuple[Verdict, tuple[Hit, ...]]:
    """The rich verdict and its hits with every string replaced: host names, times, titles, paths, quotes."""
    return with_strings(VERDICT, text), with_strings(ALL_HITS, text)


def odd_times() -> Verdict:
    """Clocks in 1601 and 9999, and times that are none."""
    clocks = ("0001-01-01T00:00:00Z", "1601-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "yesterday", "", None)
    hits = tuple(hit(number, time=clock) for number, clock in enumerate(clocks))
    first = msgspec.structs.replace(FINDINGS[0], hits=hits, hit_count=len(hits), first=clocks[1], last=clocks[2])
    strange = msgspec.structs.replace(
        COVERAGE[0],
        begin=clocks[1],
        end=clocks[2],
        hours=(HourCount(-3_234_576, 1), HourCount(70_389_527, 2), HourCount(10**12, 3)),
    )
    window = Window("1601-01-01", "9999-12-31")
    return msgspec.structs.replace(
        VERDICT,
        findings=(msgspec.structs.replace(first, window=window), *FINDINGS[1:]),
        coverage=(strange, *COVERAGE[1:]),
    )


def large(hosts: int, behaviours: int, hits: int) -> Verdict:
    """A fleet: every behaviour on every host, `hits` of them on the first finding."""
    names = [f"host{number:03d}.example.org" for number in range(hosts)]
    many = tuple(
        Behaviour(
            id=f"technique:T{1000 + number}",
            kind=BehaviourKind.TECHNIQUE,
            ref=f"T{1000 + number}",
            name=f"Technique {number}",
            spans=(),
        )
        for number in range(behaviours)
    )
    outcomes = (Outcome.BLIND, Outcome.NOT_SEEN, Outcome.PARTLY_BLIND)
    findings = tuple(
        msgspec.structs.replace(
            finding("tool", name, outcomes[(row + column) % 3], blind=(BLIND_SYSMON,)),
            behaviour=behaviour,
            id=f"finding:{row}:{column}",
        )
        for column, name in enumerate(names)
        for row, behaviour in enumerate(many)
    )
    shown = tuple(hit(number % 3000, host=names[0]) for number in range(min(hits, 1000)))
    first = msgspec.structs.replace(findings[0], outcome=Outcome.SEEN, hits=shown, hit_count=hits)
    return msgspec.structs.replace(
        VERDICT,
        hosts=tuple(
            HostVerdict(name=name, outcome=Outcome.BLIND, stage=None, steps=(), first=None, last=None) for name in names
        ),
        findings=(first, *findings[1:]),
        coverage=tuple(
            coverage(name, "Security", "windows-security", SECURITY, FIRST_HOUR - 1000, 2000) for name in names
        ),
    )
