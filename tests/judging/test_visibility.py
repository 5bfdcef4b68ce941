"""What could have been seen."""

from __future__ import annotations

from msgspec import structs

from tocsin.judging.hosts import host_names
from tocsin.judging.hours import hour_of
from tocsin.judging.sources import survey_hosts
from tocsin.judging.visibility import GATES_SHOWN, Lookout, Sight
from tocsin.judging.watching import SWEEP, Aspect, Need, Watch, Way
from tocsin.knowledge.logs import logs
from tocsin.model.evidence import Setting
from tocsin.model.logs import Log
from tocsin.model.rules import GateResult

from tests.judging.court import CATALOGUE, coverage_line

WINDOW = (hour_of("2021-03-01") or 0, hour_of("2021-03-11") or 0)


def lookout(*lines: str, refuse: frozenset[str] = frozenset()) -> Lookout:
    coverage = [coverage_line(line) for line in lines]

    def gate(rule: str, log: Log) -> GateResult:
        return GateResult(rule=rule, log_id=log.id, can_fire=rule not in refuse, why="because")

    hosts = survey_hosts(coverage, host_names([one.host for one in coverage]), CATALOGUE)
    return Lookout(hosts, CATALOGUE, gate)


def watch(*ways: tuple[str, str]) -> Watch:
    made = tuple(Way(tuple(map(Need.parse, logs.split("+"))), tuple(rules.split())) for logs, rules in ways)
    return Watch(aspects=(Aspect("", made),))


def look(watched: Watch, *lines: str, refuse: frozenset[str] = frozenset()) -> Sight:
    return lookout(*lines, refuse=refuse).sight("A", watched, WINDOW)


def test_the_share_of_alternatives_is_that_of_their_union() -> None:
    sight = look(
        watch(("iis", "r"), ("exchange-um", "r")), "A iis 2021-03-01 2021-03-06", "A exchange-um 2021-03-04 2021-03-08"
    )

    assert sight.share == 0.8
    assert [visible.share for visible in sight.visible] == [0.5, 0.6]


def test_the_share_of_what_is_needed_together_is_that_of_their_overlap() -> None:
    sight = look(watch(("iis+exchange-um", "r")), "A iis 2021-03-01 2021-03-06", "A exchange-um 2021-03-04 2021-03-08")

    assert sight.share == 0.3


def test_aspects_weigh_the_same_and_all_are_needed() -> None:
    two = Watch(aspects=tuple(Aspect(log, (Way((Need(log),), (SWEEP,)),)) for log in ("iis", "exchange-um")))
    sight = look(two, "A iis 2021-02-01 2021-03-31")

    assert sight.share == 0.5
    assert not sight.whole


def test_an_aspect_that_no_log_can_show_keeps_its_place() -> None:
    two = Watch(aspects=(Aspect("in", (Way((Need("iis"),), (SWEEP,)),)), Aspect("out", ())))

    assert look(two, "A iis 2021-02-01 2021-03-31").share == 0.5


def test_rules_that_cannot_fire_leave_nobody_watching() -> None:
    sight = look(watch(("iis", "a b")), "A iis 2021-02-01 2021-03-31", refuse=frozenset("ab"))
    one = look(watch(("iis", "a b")), "A iis 2021-02-01 2021-03-31", refuse=frozenset("a"))

    assert (sight.share, sight.any) == (0.0, False)
    assert one.whole


def test_the_gates_answers_are_kept_and_those_that_say_no_come_first() -> None:
    rules = " ".join(f"r{number:03}" for number in range(100))
    manned = lookout(refuse=frozenset({"r050"})).man(watch(("iis", rules)))

    assert len(manned.gate) == GATES_SHOWN
    assert manned.gate[0].rule == "r050"
    assert len(manned.able) == 99


def test_a_lack_settles_what_is_whole_without_it() -> None:
    sight = look(watch(("iis+exchange-um", "r")), "A iis 2021-02-01 2021-03-31")
    neither = look(watch(("iis+exchange-um", "r")), "A windows-sysmon 2021-02-01 2021-03-31")

    assert [(lack.why, lack.settles) for lack in sight.lacks] == [("no log", 1)]
    assert [(lack.why, lack.settles) for lack in neither.lacks] == [("no log", 0), ("no log", 0)]


def test_every_way_of_lacking_is_told_apart() -> None:
    lines = [
        "A iis 2021-03-03 2021-03-04 path=a",
        "A iis 2021-03-23 2021-03-24 path=b",
        "A exchange-um 2021-02-01 2021-02-02",
    ]
    sight = look(watch(("iis", "r"), ("exchange-um", "r"), ("windows-sysmon", "r")), *lines)

    assert [(lack.need.log if lack.need else None, lack.why) for lack in sight.lacks] == [
        ("exchange-um", "outside"), ("iis", "begins later"), ("iis", "gap"), ("windows-sysmon", "no log")]  # fmt: skip


def test_answers_are_remembered() -> None:
    post = lookout("A iis 2021-02-01 2021-03-31")
    one, other = watch(("iis", "a")), watch(("iis", "b"))

    assert post.sight("A", one, WINDOW) is post.sight("A", other, WINDOW), "the same logs answer for other rules"


def test_rules_that_need_the_command_line_are_blind_where_it_is_not_recorded() -> None:
    real = {log.id: log for log in logs()}

    def gate(rule: str, log: Log) -> GateResult:
        has = any("CommandLine" in kind.fields for kind in log.records)
        return GateResult(rule=rule, log_id=log.id, can_fire=has or rule == "image", why="because")

    def share(state: str, rules: str) -> tuple[float | None, list[str]]:
        off = Setting(name="Process Creation", state=state, events=9)  # type: ignore[arg-type]
        line = coverage_line("A windows-security 2021-03-01 2021-03-10 kinds=4688")
        coverage = [structs.replace(line, log_id="windows-security", settings=(off,))]
        hosts = survey_hosts(coverage, host_names(["A"]), real)
        sight = Lookout(hosts, real, gate).sight("A", watch(("windows-security#4688", rules)), WINDOW)
        return sight.share, [lack.why for lack in sight.lacks]

    assert share("recorded", "command") == (1.0, [])
    assert share("incomplete", "command") == (0.0, ["no such event"])
    assert share("incomplete", "command image") == (1.0, [])
