"""The graph of who repeats whom: papers that pass on, an alliance that endorses, nobody twice."""

from __future__ import annotations

from pathlib import Path

from tocsin.library import Library
from tocsin.library.relays import relays

from tests.library.reports import claim, report


def test_the_graph_of_the_exchange_hack(gold: Library) -> None:
    edges = {(one.repeater, one.speaker, one.kind, one.reports) for one in relays(gold, "incident:exchange-2021")}
    assert edges == {
        ("Reuters", "White House", "relays", 1),
        ("BBC", "White House", "relays", 1),
        ("Jen Psaki", "United Kingdom", "relays", 1),
        ("newspaper", "Canada", "relays", 1),
        ("NATO", "Canada", "endorses", 1),
        ("NATO", "United Kingdom", "endorses", 1),
        ("NATO", "United States", "endorses", 1),
    }


def test_a_report_that_names_nobody_between_is_the_one_that_passes_on(tmp_path: Path) -> None:
    with Library(tmp_path / "x.sqlite") as library:
        for number in range(3):
            library.add(report(f"Paper {number}", claim(1, "us", "attribute", "mss", origin="relay")), "x", now="")
        (edge,) = relays(library, "incident:exchange-2021")
        assert (edge.repeater, edge.speaker, edge.reports) == ("Paper", "us", 3)  # all of one publisher
