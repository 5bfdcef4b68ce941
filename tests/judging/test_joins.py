"""Joins: what must agree for a hit to prove more, and that nothing else raises it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tocsin.judging.findings import count
from tocsin.judging.gathering import gather
from tocsin.judging.hosts import HostNames
from tocsin.judging.joins import raised
from tocsin.judging.watching import Shown, Watch
from tocsin.judging.windows import Period
from tocsin.model.hits import Hit, Place, Value
from tocsin.model.logs import LogSource
from tocsin.model.packs import Join, JoinKey, Pack, Stage, Step, StepRule
from tocsin.model.report import Behaviour, BehaviourKind
from tocsin.model.rules import RuleInfo
from tocsin.model.verdict import Strength

CLIENT = JoinKey(this=("c-ip", "ClientIpAddress"), that=("c-ip", "ClientIpAddress"))
REQUEST = JoinKey(this=("part(cs-uri-query, cafeReqId)",), that=("RequestId",))
PAGE = JoinKey(this=("name(cs-uri-stem)",), that=("name(TargetFilename)", "RequestId"))
JOIN = Join(step="forged", by=(CLIENT,), within=600, proves=Stage.EXPLOITED, rules=("page",))


def step(id_: str, rules: dict[str, Stage | None], *joins: Join, lookalikes: tuple[str, ...] = ()) -> Step:
    own = tuple(StepRule(rule=rule, stage=stage, lookalikes=lookalikes) for rule, stage in rules.items())
    return Step(id=id_, name=id_, stage=Stage.POST_EXPLOITATION, description="", rules=own, joins=joins)


def pack(*steps: Step) -> Pack:
    return Pack(id="p", version="1", name="p", steps=steps)


def hit(rule: str, second: int, record: int, host: str = "EX01", **event: Value) -> Hit:
    return Hit(
        time=f"2021-03-03T06:{second // 60:02}:{second % 60:02}Z",
        host=host,
        rule=RuleInfo(id=rule, title=rule, level="high"),
        source=Place(path=f"{rule}.log", record=record, offset=record),
        logsource=LogSource(),
        event={name.replace("_", "-"): value for name, value in event.items()},
    )


FORGED = hit("forge", 100, 1, c_ip="198.51.100.23", RequestId="AB-1")


def joined(join: Join, *hits: Hit, lookalikes: tuple[str, ...] = ()) -> list[int]:
    """Return the records of the page's hits that are joined with a forged request."""
    steps = (step("forged", {"forge": Stage.ATTEMPTED}, lookalikes=lookalikes), step("reached", {"page": None}, join))
    return sorted(place.record or 0 for _, place in raised(hits, (pack(*steps),), HostNames()))


@pytest.mark.parametrize(
    ("second", "host", "address", "holds"),
    [
        (100, "EX01", "198.51.100.23", True),
        (700, "EX01", "198.51.100.23", True),
        (701, "EX01", "198.51.100.23", False),
        (98, "EX01", "198.51.100.23", True),
        (97, "EX01", "198.51.100.23", False),
        (200, "EX02", "198.51.100.23", False),
        (200, "EX01", "198.51.100.24", False),
        (200, "EX01", "-", False),
    ],
)
def test_host_key_and_time_must_agree(second: int, host: str, address: str, holds: bool) -> None:
    page = hit("page", second, 2, host=host, ClientIpAddress=address)

    assert joined(JOIN, FORGED, page) == ([2] if holds else [])


@pytest.mark.parametrize(("order", "seconds"), [("after", [100, 400]), ("before", [50, 100]), ("any", [50, 100, 400])])
def test_the_order_of_time_counts(order: str, seconds: list[int]) -> None:
    pages = [hit("page", second, second, c_ip="198.51.100.23") for second in (50, 100, 400)]

    assert joined(replace(JOIN, order=order), FORGED, *pages) == seconds


def test_a_part_of_a_query_and_the_name_of_a_file_are_compared_without_case() -> None:
    query = "&CorrelationID=<empty>;&cafeReqId=ab-1;&encoding=;"
    dropped = hit("forge", 100, 3, TargetFilename=r"C:\x\owa\auth\Supp0rt.aspx")
    page = hit("page", 110, 2, cs_uri_query=query, cs_uri_stem="/owa/auth/supp0rt.aspx")

    assert joined(replace(JOIN, by=(REQUEST,)), FORGED, page) == [2]
    assert joined(replace(JOIN, by=(PAGE,)), dropped, page) == [2]
    assert joined(replace(JOIN, by=(PAGE, REQUEST)), dropped, page) == []
    assert joined(replace(JOIN, by=(PAGE, REQUEST)), dropped, FORGED, page) == []


def test_what_a_lookalike_explains_is_not_joined_with() -> None:
    harmless = replace(FORGED, rule=RuleInfo(id="known", title="known", level="low"))
    page = hit("page", 110, 2, c_ip="198.51.100.23")

    assert joined(JOIN, FORGED, harmless, page, lookalikes=("known",)) == []
    assert joined(JOIN, FORGED, page, lookalikes=("known",)) == [2]


def test_a_hit_is_not_joined_with_itself_but_what_is_joined_is_joined_with() -> None:
    itself = Join(step="set", within=60, proves=Stage.FOOTHOLD, rules=("reset",))
    then = Join(step="set", within=60, proves=Stage.POST_EXPLOITATION, rules=("run",))
    steps = pack(step("set", {"script": Stage.EXPLOITED, "reset": None}, itself), step("ran", {"run": None}, then))
    script, reset = hit("script", 10, 1), hit("reset", 20, 2)
    run = hit("run", 75, 3)

    assert raised([reset, run], (steps,), HostNames()) == {}
    assert raised([script, run], (steps,), HostNames()) == {}
    assert raised([script, reset, run], (steps,), HostNames()) == {
        ("reset", reset.source): (("p/set", Stage.FOOTHOLD),),
        ("run", run.source): (("p/ran", Stage.POST_EXPLOITATION),),
    }


def test_only_the_joined_hit_counts_for_more() -> None:
    near, far = hit("page", 110, 2, c_ip="198.51.100.23"), hit("page", 3_000, 3, c_ip="198.51.100.23")
    steps = pack(step("forged", {"forge": Stage.ATTEMPTED}), step("reached", {"page": None}, JOIN))
    hits = [FORGED, near, far]
    piles = gather(hits, HostNames(), {}, raised(hits, (steps,), HostNames()))["EX01"]
    watch = Watch(shows={"page": Shown(None, Strength.SPECIFIC, "alone nothing", "p/reached")})
    behaviour = Behaviour(id="step:p/reached", kind=BehaviourKind.STEP, ref="p/reached", name="reached", spans=())
    period = Period(None, None, "unknown")

    counted = count(behaviour, watch, piles, period)
    assert (counted.stage, counted.count, counted.proving, counted.weak) == (Stage.EXPLOITED, 2, 1, 1)
    assert counted.steps == ("p/reached",)
    alone = count(behaviour, watch, gather([far], HostNames(), {})["EX01"], period)
    assert (alone.stage, alone.weak_why) == (None, ("alone nothing",))


def test_without_joins_the_hits_are_not_gone_through() -> None:
    class Untouched:
        def __iter__(self) -> None:
            raise AssertionError

    assert raised(Untouched(), (pack(step("forged", {"forge": Stage.ATTEMPTED})),), HostNames()) == {}  # type: ignore[arg-type]
