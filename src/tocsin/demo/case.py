"""Makes a case: a report and the evidence of three servers, with the ground truth beside them.

In: a folder, a seed, how far the attack went, and what is to be missing or damaged. Out: `report.md`, `evidence/`,
`truth.json`. Same arguments, same bytes. The logs were collected on 15 March 2021: each reaches back as far as that
product keeps it. Servers beyond the third are ordinary ones that only look-alikes happened to.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from pathlib import Path

from tocsin.demo.attack import STAGES
from tocsin.demo.keeping import FLAWS, Gap, Keeping
from tocsin.demo.others import KINDS, live_beside
from tocsin.demo.scene import DAY, at
from tocsin.demo.servers import Server, Truth, make_server
from tocsin.demo.windows import POWERSHELL, SYSMON
from tocsin.model.errors import UsageError

BEGIN, COLLECTED = at("2021-01-01"), at("2021-03-15")
SCALE = 0.001
HIT, SCANNED, BARE = "EX01", "EX02", "EX03"
MOST_SERVERS = 50

# days back from the collection that a log reaches; the numbers are usual ones
_FULL = {
    "iis": 73,
    "iis-backend": 73,
    "httpproxy": 30,
    "ecp": 30,
    "oab": 30,
    "MSExchange Management": 64,
    "Application": 41,
    "System": 41,
    "Security": 9,
    SYSMON: 28,
    POWERSHELL: 20,
}
_NO_SYSMON = {name: days for name, days in _FULL.items() if name != SYSMON}
_BARE = {"Application": 6, "System": 6}
_SHORT = {"sysmon": SYSMON, "powershell": POWERSHELL, "management": "MSExchange Management"}
LOGS = (*_FULL, *_SHORT)
"""Names of logs that options take, besides `httpproxy/<protocol>`."""


@dataclass(frozen=True, slots=True)
class Options:
    """What is to be missing or damaged on every server, and what else there is."""

    servers: int = 3
    days: int = 73  # of ordinary life before the collection
    without: tuple[str, ...] = ()  # logs that are not there
    keep: Mapping[str, int] = field(default_factory=dict[str, int])  # log -> days that it reaches back
    gaps: tuple[Gap, ...] = ()
    skew: int = 0  # milliseconds by which the first server's clock is ahead
    flaws: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()  # entra, web


@dataclass(frozen=True, slots=True)
class HostTruth:
    """What really happened on a server, and what its logs can tell of it."""

    name: str
    happened: str
    outcomes: tuple[str, ...]  # any of these is right
    stage: str | None
    steps: tuple[str, ...]  # of the pack exchange-2021, those that the logs kept
    hidden: tuple[str, ...] = ()  # steps that were done, and of which no record is left


@dataclass(frozen=True, slots=True)
class DemoCase:
    """A case on disk."""

    report: Path
    evidence: Path
    truth: Path
    seed: int
    stage: str
    hosts: tuple[HostTruth, ...]
    records: int = 0


def make(
    out: Path,
    seed: int = 1,
    *,
    stage: str = "executed",
    scale: float = SCALE,
    options: Options | None = None,
    force: bool = False,
) -> DemoCase:
    """Write a case below `out`; raises `UsageError` for what cannot be made, or when something is there already."""
    options = options or Options()
    _check(stage, scale, options)
    evidence, truth = out / "evidence", out / "truth.json"
    _make_room(evidence, truth, force=force)
    try:
        evidence.mkdir(parents=True)
        made: list[tuple[str, str, Truth]] = []
        for number, (server, happened) in enumerate(_servers(stage, scale, options)):
            made.append((server.name, happened, make_server(server, evidence / server.name, seed, number)))
        begin = COLLECTED - options.days * DAY
        beside = live_beside(evidence, begin, COLLECTED, seed, scale, options.beside) if options.beside else 0
        report = out / "report.md"
        report.write_bytes(files("tocsin.demo").joinpath("article.md").read_bytes())
        hosts = tuple(_host(name, happened, found) for name, happened, found in made)
        records = beside + sum(found.rows for *_, found in made)
        case = DemoCase(report, evidence, truth, seed, stage, hosts, records)
        said = {"seed": seed, "stage": stage, "scale": scale, "options": _said(options), "records": records}
        truth.write_text(json.dumps({**said, "hosts": [asdict(host) for host in hosts]}, indent=1) + "\n", "utf-8")
    except OSError as error:
        raise UsageError(
            f"cannot be written: {error.strerror}",
            where=str(out),
            hint="look whether there is room, and whether you may write there, or name another place",
        ) from error
    return case


def _check(stage: str, scale: float, options: Options) -> None:
    if stage not in STAGES:
        raise UsageError(f"there is no stage {stage!r}", hint=f"one of {', '.join(STAGES)}")
    if not 0 < scale <= 10:
        raise UsageError(f"a scale of {scale} cannot be made", hint="above 0, up to 10")
    if not 1 <= options.servers <= MOST_SERVERS:
        raise UsageError(f"{options.servers} servers cannot be made", hint=f"1 to {MOST_SERVERS}")
    if not 1 <= options.days <= (COLLECTED - BEGIN) // DAY:
        raise UsageError(f"{options.days} days cannot be made", hint=f"1 to {(COLLECTED - BEGIN) // DAY}")
    for log in (*options.without, *options.keep, *(gap.log for gap in options.gaps)):
        if log not in LOGS and not log.startswith("httpproxy/"):
            raise UsageError(f"there is no log {log!r}", hint=f"httpproxy/Ecp, or one of {', '.join(LOGS)}")
    for names, known in ((options.flaws, FLAWS), (options.beside, KINDS)):
        for name in names:
            if name not in known:
                raise UsageError(f"there is nothing by the name {name!r}", hint=f"one of {', '.join(known)}")


def _make_room(evidence: Path, truth: Path, *, force: bool) -> None:
    """Remove an earlier case, if asked to, and nothing that is not one."""
    if not evidence.exists():
        return
    if not force:
        raise UsageError("is there already", where=str(evidence), hint="another --out, or --force")
    if evidence.is_symlink() or not truth.is_file():
        raise UsageError("is not of an earlier demo and is left alone", where=str(evidence), hint="another --out")
    shutil.rmtree(evidence)


def _servers(stage: str, scale: float, options: Options) -> list[tuple[Server, str]]:
    """Return the servers with what happened on each, in words."""
    attacked = f"attacked, up to the step '{stage}'"
    planned = [
        (HIT, _FULL, stage, True, attacked),
        (SCANNED, _NO_SYSMON, "scanned", True, "scanned by others, never broken into"),
        (BARE, _BARE, None, False, "not known: only six days of two Windows channels were kept"),
        *((f"EX{n:02}", _FULL, None, True, "nothing but what looks like it") for n in range(4, options.servers + 1)),
    ][: options.servers]
    begin = COLLECTED - options.days * DAY
    return [
        (
            Server(
                name,
                begin,
                COLLECTED,
                _keeping(kept, options, skewed=number == 0),
                reached,
                lookalikes=lookalikes,
                scale=scale,
            ),
            happened,
        )
        for number, (name, kept, reached, lookalikes, happened) in enumerate(planned)
    ]


def _keeping(kept: Mapping[str, int], options: Options, *, skewed: bool) -> Keeping:
    days = dict(kept)
    for log, count in options.keep.items():
        name = _SHORT.get(log, log)
        if name.partition("/")[0] in kept:
            days[name] = count
    without = [_SHORT.get(log, log) for log in options.without]
    gaps = [Gap(_SHORT.get(gap.log, gap.log), gap.begin, gap.end) for gap in options.gaps]
    gaps += [Gap(log, 0, COLLECTED) for log in without if "/" in log]
    return Keeping(
        since={log: COLLECTED - count * DAY for log, count in days.items() if log not in without},
        gaps=tuple(gaps),
        skew=options.skew if skewed else 0,
        flaws=options.flaws,
    )


def _host(name: str, happened: str, truth: Truth) -> HostTruth:
    if truth.stage is None:
        outcomes: tuple[str, ...] = ("blind", "partly blind")
    else:
        outcomes = ("attempted",) if truth.stage in ("scanned", "attempted") else ("seen",)
    hidden = tuple(step for step in truth.happened if step not in truth.shown)
    return HostTruth(name, happened, outcomes, truth.stage, tuple(truth.shown), hidden)


def _said(options: Options) -> dict[str, object]:
    made = asdict(options)
    return {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in made.items()
        if not isinstance(value, Sequence) or value
    }
