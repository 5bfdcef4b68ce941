"""Coded events are matched as columns are, batch after batch, by rules of every make."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.collecting.batches import EventBatch
from tocsin.collecting.format import Source
from tocsin.collecting.formats import evtx_coded
from tocsin.collecting.formats.evtx_events import read_block
from tocsin.collecting.formats.evtx_exemplars import Exemplars
from tocsin.hunting import coded_match
from tocsin.hunting.match import Matcher
from tocsin.hunting.plan import compile_plan
from tocsin.hunting.rules import load_rules

from benchmarks.evtx_writer import CHUNK_SIZE, FILE_HEADER, Event, write_evtx
from tests.collecting.formats.coded_files import needs_kernels
from tests.collecting.formats.evtx_blocks import START, block_of
from tests.hunting.rulebook import text_of

pytestmark = needs_kernels

SYSMON = {"product": "windows", "category": "process_creation"}
DETECTIONS: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"s": {"Image|endswith": "\\a3.exe"}}, SYSMON),
    ({"s": {"Image|endswith": "\\a3.exe"}, "f": {"CommandLine|contains": "xx"}, "condition": "s and not f"}, SYSMON),
    ({"s": {"CommandLine|re": "x{40}y"}}, SYSMON),
    ({"s": {"CommandLine": None}}, SYSMON),
    ({"s": {"User|exists": False}, "t": {"EventID": 1}}, SYSMON),
    ({"s": {"Image|fieldref": "ParentImage"}}, SYSMON),
    ({"s": {"User": "alice"}, "f": {"Image|fieldref": "ParentImage"}, "condition": "not f and not s"}, SYSMON),
    ({"s": {"Image|cased|fieldref": "ParentImage"}, "condition": "not s"}, SYSMON),
    ({"s": {"ParentImage|fieldref|startswith": "Image"}}, SYSMON),
    ({"s": {"name(Image)": "a4.exe"}}, SYSMON),
    ({"s": {"ProcessId|gte": 40}}, SYSMON),
    ({"s": {"SourceIp|cidr": "10.0.0.0/8"}}, {"product": "windows", "category": "network_connection"}),
    ({"s": {"User": ["ä", "ALICE"]}}, {"product": "windows"}),
    ({"k": ["secret word"]}, {"product": "windows"}),
    ({"k": ["secret word"], "s": {"ProcessId|endswith": "3"}, "condition": "k or s"}, {"product": "windows"}),
    ({"k": ["plain"], "s": {"Number|endswith": "5"}, "condition": "s and not k"}, {"product": "windows"}),
    ({"k": ["1235"]}, {"product": "windows", "service": "application"}),
    ({"s": {"Target Name|contains": "z"}}, {"product": "windows", "service": "application"}),
    ({"s": {"TargetName": "own"}}, {"product": "windows", "service": "application"}),
    ({"s": {"Data|contains": "two"}, "t": {"Number|endswith": "0"}}, {"product": "windows", "service": "application"}),
    ({"s": {"Details": "new"}}, {"product": "windows", "category": "registry_add"}),
    ({"s": {"Details": ["old", None]}}, {"product": "windows", "category": "registry_delete"}),
    (
        {
            "a": {"Image|endswith": ["\\a1.exe", "\\a2.exe"], "ProcessId|startswith": "1"},
            "b1": {"CommandLine|contains|all": ["xx", "y"]},
            "b2": {"CommandLine": None, "User": None},
            "c": {"ParentImage|contains": "A2"},
            "condition": "(a and 1 of b*) or (all of b* and not c) or not (a or c or 1 of b*)",
        },
        SYSMON,
    ),
]


def events() -> Iterator[Event]:
    for n in range(1500):
        if n % 5 == 0:
            more = "secret word" if n % 35 == 0 else "plain"
            data = (("Data1", more), ("Target Name", "xz"[n % 2]), ("Number", f"{n}"))
            if n % 15 == 0:
                data = (*data, ("TargetName", "own"))
            if n % 25 == 0:
                data = (*data, (None, "one" if n % 2 else "two"))
            yield Event("Application", "App", 7, START, data=data)
        elif n % 10 == 2:
            kind = ("CreateKey", "DeleteKey", "createkey")[n % 3]
            data = (("EventType", kind), *((("Details", ("new", "old")[n % 4 // 2]),) if n % 7 else ()))
            yield Event("Microsoft-Windows-Sysmon/Operational", "Microsoft-Windows-Sysmon", 12, START, data=data)
        elif n % 5 == 1:
            yield Event(
                "Microsoft-Windows-Sysmon/Operational",
                "Microsoft-Windows-Sysmon",
                3,
                START,
                data=(("SourceIp", f"{10 + n % 2}.1.2.{n % 200}"), ("User", "alice" if n % 3 else "Ä")),
            )
        else:
            data = (("Image", f"C:\\a{n % 7}.exe"), ("ParentImage", f"C:\\A{n % 9}.exe"), ("ProcessId", f"{n % 80}"))
            if n % 4:
                data = (*data, ("CommandLine", "x" * (n % 60) + "y"))
            yield Event("Microsoft-Windows-Sysmon/Operational", "Microsoft-Windows-Sysmon", 1, START, data=data)


@cache
def written() -> tuple[Any, int]:
    """Return the events as a block, and how many chunks it has."""
    return block_of(write_evtx(events()))


def rules_that_hold(folder: Path) -> set[int]:
    """Compare what is found in coded events and in columns; return the numbers of the rules that were found."""
    plan = compile_plan(load_rules([folder], packs=False))
    matcher, seen = Matcher(plan), set[int]()
    wanted = matcher.wanted("windows", raw=True, more=frozenset())
    if not wanted.coded:  # keywords that are not searched for, in events of any kind: all fields are read
        return seen
    block, chunks = written()
    coding = evtx_coded.Coding(wanted, 1)
    for chunk in range(chunks):
        piece, at = block[chunk * CHUNK_SIZE :].copy(), FILE_HEADER + chunk * CHUNK_SIZE
        assert coding.take(piece, 1, at) == []
        coded, columns = coding.events(Source("x")), read_block(piece, 1, at, Source("x"), wanted, Exemplars())
        assert coded.events is not None
        assert columns.events is not None
        mine = EventBatch("x", "windows", coded.events, fetch=coded.fetch, coded=coded.coded)
        theirs = EventBatch("x", "windows", columns.events, fetch=columns.fetch, search=columns.search)
        found = [(rule, rows.tolist()) for rule, rows in matcher.match(mine)]
        assert found == [(rule, rows.tolist()) for rule, rows in matcher.match(theirs)]
        seen |= {rule for rule, _ in found}
    return seen


@pytest.mark.parametrize("most", [1 << 18, 3], ids=["kept", "forgotten"])
def test_coded_events_are_matched_as_columns_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(coded_match, "MOST_COMBINATIONS", most)
    for number, (detection, logsource) in enumerate(DETECTIONS):
        rule = text_of(detection, logsource, id=f"00000000-0000-4000-8000-{number:012}")
        (tmp_path / f"{number}.yml").write_text(rule, encoding="utf-8")

    assert rules_that_hold(tmp_path) == set(range(len(DETECTIONS)))


SELECTIONS: dict[str, Any] = {
    "image": {"Image|endswith": ["\\a1.exe", "\\a3.exe"]},
    "line": {"CommandLine|contains": "xxxx"},
    "none": {"CommandLine": None},
    "long": {"CommandLine|re": "x{30}y$"},
    "same": {"Image|fieldref": "ParentImage"},
    "cased": {"Image|cased|fieldref": "ParentImage"},
    "user": {"User|exists": True},
    "words": ["secret word", "plain"],
    "digits": ["1235", "a3.exe"],
    "number": {"Number|endswith": ["0", "7"], "Target Name": "z"},
    "data": {"Data|contains": "two"},
    "low": {"ProcessId|lt": 20},
    "net": {"SourceIp|cidr": "10.0.0.0/8"},
}
conditions = st.recursive(
    st.sampled_from(sorted(SELECTIONS)),
    lambda inner: st.one_of(
        st.builds("not ({})".format, inner),
        st.builds("({}) and ({})".format, inner, inner),
        st.builds("({}) or ({})".format, inner, inner),
    ),
    max_leaves=6,
)
LOGSOURCES: list[dict[str, str]] = [SYSMON, {"product": "windows"}, {"product": "windows", "service": "application"}]


@settings(max_examples=int(os.environ.get("TOCSIN_EXAMPLES", "200")) // 10, deadline=None)
@given(st.lists(st.tuples(conditions, st.sampled_from(LOGSOURCES)), min_size=1, max_size=4))
def test_made_up_rules_hold_of_coded_events_as_of_columns(rules: list[tuple[str, dict[str, str]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for number, (condition, logsource) in enumerate(rules):
            named = {name: SELECTIONS[name] for name in SELECTIONS if name in condition}
            rule = text_of({**named, "condition": condition}, logsource, id=f"00000000-0000-4000-8000-{number:012}")
            (Path(folder) / f"{number}.yml").write_text(rule, encoding="utf-8")
        rules_that_hold(Path(folder))


@pytest.mark.parametrize("condition", ["k or s", "s and not k", "k and s", "not k and not s"])
def test_a_rule_with_keywords_alone_is_looked_at_where_none_stands(tmp_path: Path, condition: str) -> None:
    detection = {"k": ["secret word"], "s": {"Number|endswith": "0"}, "condition": condition}
    rule = text_of(detection, {"product": "windows", "service": "application"})
    (tmp_path / "0.yml").write_text(rule, encoding="utf-8")

    assert rules_that_hold(tmp_path) == {0}


def test_a_keyword_that_bytes_do_not_tell_is_known_by_the_profiles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(coded_match.CodedMatch, "_look_by_columns", fail)
    detection = {"k": ["1235", "a9.exe"], "s": {"Number|endswith": "0"}, "condition": "k and not s"}
    rule = text_of(detection, {"product": "windows", "service": "application"})
    (tmp_path / "0.yml").write_text(rule, encoding="utf-8")

    assert rules_that_hold(tmp_path) == {0}
