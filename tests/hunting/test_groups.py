"""Hits by rule and host: counts, times and order, and what made the rule true."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from tocsin.hunting import Hits, groups
from tocsin.hunting.groups import by_rule, samples
from tocsin.hunting.hits import SCHEMA, hit_table

from tests.hunting.rulebook import batch_of, load_text, text_of


def hits_of(folder: Path, events: list[dict[str, Any]], rules: dict[str, list[int]], levels: list[str]) -> Hits:
    names = list(rules)
    text = "---\n".join(
        text_of({"s": {"A|contains": "x"}}, id=name, level=level, title=f"T {name}")
        for name, level in zip(names, levels, strict=True)
    )
    batch = batch_of(events)
    tables = [hit_table(batch, np.array(rows), [name] * len(rows), [None] * len(rows)) for name, rows in rules.items()]
    return Hits(pa.concat_tables(tables), load_text(folder, text))


ONE, TWO = "1" * 8 + "-1111-4111-8111-111111111111", "2" * 8 + "-2222-4222-8222-222222222222"


def test_the_gravest_rule_comes_first_and_the_host_with_most_hits(tmp_path: Path) -> None:
    hosts = ["B", "A", "A", None]
    events = [{"A": f"x{number}", "_host": host} for number, host in enumerate(hosts)]
    found = by_rule(hits_of(tmp_path, events, {ONE: [0, 1, 2, 3], TWO: [3]}, ["low", "critical"]))

    assert [(group.rule.id, group.count) for group in found] == [(TWO, 1), (ONE, 4)]
    assert [(host.host, host.count) for host in found[1].hosts] == [("A", 2), ("B", 1), (None, 1)]
    assert (found[1].hosts[0].first, found[1].hosts[0].last) == ("2021-03-02T07:00:01Z", "2021-03-02T07:00:02Z")


def test_a_hit_without_a_time_ends_no_period(tmp_path: Path) -> None:
    hits = hits_of(tmp_path, [{"A": "x"}, {"A": "x"}], {ONE: [0, 1]}, ["low"])
    table = hits.arrow()
    times = pa.array([table.column("time")[0].as_py(), None], table.schema.field("time").type)
    without = Hits(table.set_column(0, "time", times), hits.rules)
    (group,) = by_rule(without)[0].hosts

    assert (group.first, group.last) == ("2021-03-02T07:00:00Z", "2021-03-02T07:00:00Z")


def test_samples_say_what_made_the_rule_true_and_where(tmp_path: Path) -> None:
    hits = hits_of(tmp_path, [{"A": "axb"}, {"A": "x"}], {ONE: [0, 1]}, ["low"])
    ((sample,),) = samples(hits, by_rule(hits)[0].hosts, 1)

    assert sample.hit.event == {"A": "axb"}
    assert [(one.field, one.modifier, one.value, one.spans) for one in sample.values] == [
        ("A", "contains", "axb", ((1, 2),))
    ]


def test_an_indicator_is_found_again_in_its_field(tmp_path: Path) -> None:
    table = hit_table(
        batch_of([{"A": "y", "B": "to 192.0.2.7"}]),
        np.array([0]),
        ["indicator:ipv4-addr:192.0.2.7"],
        ["ipv4-addr:192.0.2.7"],
    )
    hits = Hits(table, load_text(tmp_path, text_of({"s": {"A": "x"}})))
    (group,) = by_rule(hits)
    ((sample,),) = samples(hits, group.hosts, 1)

    assert group.rule.title == "Indicator 192.0.2.7"
    assert sample.values[0][:3] == ("B", "indicator", "to 192.0.2.7")
    assert [(one.field, one.value) for one in sample.hit.matched] == [("B", "to 192.0.2.7")]


def test_no_hits_are_no_groups(tmp_path: Path) -> None:
    assert by_rule(Hits(SCHEMA.empty_table(), load_text(tmp_path, text_of({"s": {"A": "x"}})))) == ()


def test_each_group_has_its_own_samples_however_many_are_looked_up_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = [{"A": f"x{number}", "_host": f"H{number % 5}"} for number in range(20)]
    hits = hits_of(tmp_path, events, {ONE: list(range(20))}, ["low"])
    (group,) = by_rule(hits)
    for together in (1, 2, 256):
        monkeypatch.setattr(groups, "TOGETHER", together)
        found = list(samples(hits, group.hosts, 3))

        assert [[sample.hit.host for sample in some] for some in found] == [[host.host] * 3 for host in group.hosts]
