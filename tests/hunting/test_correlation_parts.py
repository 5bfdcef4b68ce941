"""Correlations worked out part by part give what they give as a whole, however observations are divided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from tocsin.collecting import collect
from tocsin.collecting.coverage import Survey
from tocsin.hunting import hunt
from tocsin.hunting.correlation_parts import CorrelationParts
from tocsin.hunting.engines import local
from tocsin.hunting.observe import together
from tocsin.hunting.outcomes import Outcome

from tests.hunting.logons import WORKED, correlation, event, rules_of, write

DOCUMENTS = [
    correlation("event_count", "failed", name="often", condition={"gte": 3}, group_by=["TargetUserName"]),
    correlation(
        "event_count", "failed", name="alone", condition={"gte": 2}, group_by=["TargetUserName"], timespan="2m"
    ),
    correlation("value_count", "failed", name="spread", condition={"field": "TargetUserName", "gte": 2}),
    correlation("temporal_ordered", ["failed", "worked"], name="guessed", group_by=["TargetUserName", "Computer"]),
    correlation("event_count", "guessed", name="twice", condition={"gte": 2}, timespan="1h"),
    correlation("temporal", ["often", "guessed"], name="both", group_by=["TargetUserName"]),
]
USERS = ("bob", "BOB", "al", "eve")
EVENTS = [
    event(7 * number, WORKED if number % 5 == 4 else 4625, USERS[number % 4], Computer=f"DC0{number % 2}")
    for number in range(80)
]


def in_parts(work: local.Work, units: Sequence[Any], *more: Any) -> Iterator[Outcome]:
    """Be an engine that works correlations out part by part."""
    assert work.rules is not None
    assert work.observer is not None
    parts = CorrelationParts(work.rules)
    known: dict[str, list[pa.Table]] = defaultdict(list)
    for outcome in local.run(work, units, 1):
        for table in outcome.observed:
            for name, rows in parts.divide(table):
                known[name].append(rows)
        yield replace(outcome, observed=())
    assert len(known) > 3
    for name, tables in known.items():
        hits, counts = parts.hits(name, together(tables[::-1], work.observer))
        yield Outcome((hits,), Survey(), (), counts)


def test_parts_together_give_the_whole(tmp_path: Path) -> None:
    rules = rules_of(tmp_path, *DOCUMENTS)
    folder = tmp_path / "logs"
    folder.mkdir()
    for number in range(3):
        write(folder / f"{number}.jsonl", EVENTS[number::3])
    whole, divided = (
        b"".join(hunt(collect([folder]), rules, engine=one).json_lines()) for one in (local.run, in_parts)
    )
    assert divided == whole
    for name in ("alone", "spread"):
        assert f'"title":"{name}"'.encode() in whole, name


def test_a_chain_is_one_part_and_a_correlation_alone_is_many(tmp_path: Path) -> None:
    rules = rules_of(tmp_path, *DOCUMENTS)
    chains = CorrelationParts(rules)._chains
    assert sorted(sorted(one.card.info.title for one in chain) for chain in chains) == [
        ["alone"],
        ["both", "guessed", "often", "twice"],
        ["spread"],
    ]
