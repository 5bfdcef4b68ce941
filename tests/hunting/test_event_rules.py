"""Rules over single events give what columns give; what they cannot tell is left to those."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tocsin.hunting.event_rules import EventRules
from tocsin.hunting.match import Matcher
from tocsin.hunting.plan import compile_plan
from tocsin.hunting.profiles import Profiles
from tocsin.hunting.sought import Sought

from benchmarks.evtx_writer import Event, write_evtx
from tests.collecting.formats.coded_files import asked, both_ways, needs_kernels
from tests.collecting.formats.evtx_blocks import START, many
from tests.hunting.rulebook import load_text, text_of

pytestmark = needs_kernels


def hold(folder: Path, file: bytes, rules: str, *fields: str) -> tuple[list[tuple[int, int]], list[int], int]:
    """Return (rule, row), the rows left to others, and how many branches are left to others."""
    matcher = Matcher(compile_plan(load_text(folder, rules)))
    batch, _ = both_ways(file, asked(*fields))
    coded = batch.coded
    assert coded is not None
    profiles = Profiles(coded.words, matcher.plan, matcher.fields, "windows")
    profiles.learn(coded.count, frozenset())
    sought = Sought(matcher.plan, matcher.raw, coded.words)
    held = EventRules(matcher.plan, "windows", coded.words, profiles, sought.scopes)
    kinds = [(one.channel, one.provider, one.event_id) for one in coded.kinds]
    folded = [tuple(None if value is None else value.casefold() for value in kind) for kind in kinds]

    scopes = [matcher.scopes_of("windows", (log, provider, event_id)) for log, provider, event_id in folded]
    rows, searched = np.arange(len(coded.begins)), np.zeros(len(coded.begins), bool)
    rules_, places, left = held.hold(coded, rows, searched, scopes)
    again = held.hold(coded, rows, searched, scopes)
    assert [one.tolist() for one in again] == [rules_.tolist(), places.tolist(), left.tolist()]
    return list(zip(rules_.tolist(), places.tolist(), strict=True)), np.flatnonzero(left).tolist(), len(held.others)


def test_rules_are_true_of_events_whose_values_meet_them(tmp_path: Path) -> None:
    rules = text_of(
        {"s": {"Image|endswith": "3.exe"}, "n": {"CommandLine|contains": "xxxx"}, "condition": "s and not n"}
    )
    found, left, others = hold(tmp_path, many(90), rules, "Image", "CommandLine")

    assert found == [(0, n) for n in range(90) if n % 3 and n % 7 == 3 and n < 4]
    assert (left, others) == ([], 0)


def test_events_with_two_fields_of_one_name_and_conditions_on_related_fields_are_left(tmp_path: Path) -> None:
    data = [(("Target Name", "a"), ("TargetName", "b")), (("Target Name", "a"),), (("TargetName", "b"),)]
    file = write_evtx(Event("Application", "App", 7, START, data=one) for one in data)
    logsource = {"product": "windows", "service": "application"}
    rules = text_of({"s": {"TargetName": "b"}}, logsource)
    assert hold(tmp_path, file, rules, "TargetName", "Target Name") == ([(0, 2)], [0], 0)

    rules = text_of({"s": {"TargetName": "b"}, "t": {"TargetName|fieldref|startswith": "Image"}}, logsource)
    assert hold(tmp_path, file, rules, "TargetName", "Target Name", "Image")[2] == 1


def test_fields_with_the_same_text_are_known_by_its_number(tmp_path: Path) -> None:
    data = [(("A", "x"), ("B", "X")), (("A", "x"), ("B", "y")), (("A", "x"),), (("B", "z"), ("A", "z"))]
    file = write_evtx(Event("Application", "App", 7, START, data=one) for one in data)
    rules = text_of({"s": {"A|fieldref": "B"}}, {"product": "windows", "service": "application"})

    assert hold(tmp_path, file, rules, "A", "B") == ([(0, 0), (0, 3)], [], 0)


def test_branches_with_keywords_are_worked_out_where_none_stands(tmp_path: Path) -> None:
    data = [(("A", "x"),), (("A", "y"),)]
    file = write_evtx(Event("Application", "App", 7, START, data=one) for one in data)
    rules = text_of(
        {"k": ["secret words"], "s": {"A": "y"}, "condition": "k or s"},
        {"product": "windows", "service": "application"},
    )

    assert hold(tmp_path, file, rules, "A") == ([(0, 1)], [], 0)
