"""Gathering hits: everything is counted, little is kept, order does not matter."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.judging.gathering import HITS_SHOWN, gather, order
from tocsin.judging.hosts import HostNames
from tocsin.model.hits import Hit, Place
from tocsin.model.logs import LogSource
from tocsin.model.rules import RuleInfo

from tests.judging.court import hit_line

lines = st.lists(
    st.builds(
        lambda day, rule, record: f"2021-03-{day:02}T00:00:00Z EX01 {rule} record={record}",
        st.integers(1, 28),
        st.sampled_from(["drop", "backup", "ssrf"]),
        st.integers(1, 40),
    ),
    max_size=200,
)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(lines)
def test_all_are_counted_the_earliest_kept_in_whatever_order_they_come(given_lines: list[str]) -> None:
    hits = [hit_line(line, number) for number, line in enumerate(given_lines)]
    shuffled = hits[::-2] + hits[::-1][1::2]
    lookalikes = {"drop": ("backup",)}
    one, other = gather(hits, HostNames(), lookalikes), gather(shuffled, HostNames(), lookalikes)

    assert one == other
    kept = [
        [pile.hits for rules in piles.values() for of_rule in rules.values() for pile in of_rule]
        for piles in (dict(sorted(one.items())), dict(sorted(other.items())))
    ]
    assert sorted(map(repr, kept[0])) == sorted(map(repr, kept[1]))
    piles = [pile for rules in one.values() for piles in rules.values() for pile in piles]
    assert sum(pile.count for pile in piles) == len(hits)
    for pile in piles:
        mine = sorted((hit for hit in hits if hit.rule.id == pile.rule and hit in pile.hits), key=order)
        assert len(pile.hits) == min(pile.count, HITS_SHOWN)
        assert pile.first == mine[0].time


def test_a_correlation_is_explained_only_if_all_its_events_are() -> None:
    def correlation(*records: int) -> Hit:
        places = tuple(Place(path="log", record=record, offset=record) for record in records)
        rule = RuleInfo(id="drop", title="drop", level="high")
        return Hit(time=None, host="A", rule=rule, source=None, logsource=LogSource(), event=None, events=places)

    harmless = [
        hit_line("2021-03-01T00:00:00Z A backup record=1", 0),
        hit_line("2021-03-01T00:00:00Z A backup record=2", 0),
    ]
    found = gather([*harmless, correlation(1, 2), correlation(1, 3)], HostNames(), {"drop": ("backup",)})

    assert [(pile.explained_by, pile.count) for pile in found["A"]["drop"]] == [(None, 1), ("backup", 1)]


def test_indicators_are_kept_apart_by_log_and_kind_of_event() -> None:
    indicator = "indicator:ipv4-addr:192.0.2.1"
    hits = [
        hit_line(f"2021-03-01T00:00:00Z A {indicator} log=iis", 0),
        hit_line(f"2021-03-01T00:00:00Z A {indicator} log=windows-sysmon event=3", 1),
        hit_line(f"2021-03-01T00:00:00Z A {indicator} log=windows-sysmon event=1", 2),
    ]

    found = gather(hits, HostNames(), {})
    assert [(pile.log_id, pile.kind) for pile in found["A"][indicator]] == [
        ("iis", None), ("windows-sysmon", "1"), ("windows-sysmon", "3")]  # fmt: skip


def test_hits_without_a_time_come_last() -> None:
    hits = [hit_line("- A ssrf record=1", 0), hit_line("2021-03-01T00:00:00Z A ssrf record=2", 1)]

    (pile,) = gather(hits, HostNames(), {})["A"]["ssrf"]
    assert [hit.time for hit in pile.hits] == ["2021-03-01T00:00:00Z", None]
    assert (pile.untimed, pile.count) == (1, 2)
