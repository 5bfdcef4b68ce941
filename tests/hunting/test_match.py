"""The engine says of every batch what the reference says of its events one by one."""

from __future__ import annotations

import os
import time
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.hunting.atoms import (
    AnyOne,
    AnyRun,
    Cidr,
    Compare,
    Exists,
    FieldReference,
    Literal,
    Null,
    Number,
    Regex,
    Text,
    TimePart,
)
from tocsin.hunting.conditions import And, Condition, Not, Or, Test
from tocsin.hunting.match import Matcher
from tocsin.hunting.plan import compile_plan
from tocsin.hunting.texts import Texts
from tocsin.model.logs import LogSource

from tests.hunting.rulebook import batch_of, by_reference, rows_of, rule_of, set_of

EXAMPLES = int(os.environ.get("TOCSIN_EXAMPLES", "200"))
"""Sets of rules that are made and compared; `.ci/run` has more."""

FIELDS = ("Image", "NewProcessName", "Threat Name", "ThreatName", "EventID", "cs-uri-query", "cs-uri-stem", "Data")
DERIVED = ("name(Image)", "first(ThreatName,Data)", "user(first(Data,Image))")
PIECES = (
    "a",
    "A",
    "ab",
    "ß",
    "SS",
    "ſ",
    "İ",
    "i",
    "é",
    "\\",
    "*",
    "?",
    "\n",
    " ",
    "1",
    "4688",
    "1.0",
    "-",
    "192.0.2.7",
)
VALUES = (*PIECES, "", "ab\nA", "straße", "STRASSE", "2021-03-02T07:30:00Z", "::ffff:192.0.2.9", "true", "1e5", "²")

texts = st.lists(st.sampled_from(PIECES), max_size=4).map("".join)
values = st.one_of(st.sampled_from(VALUES), texts)
fields = st.sampled_from(FIELDS)
asked_fields = st.sampled_from((*FIELDS, *DERIVED))
parts = st.lists(
    st.one_of(st.just(AnyRun()), st.just(AnyOne()), st.builds(Literal, texts.filter(bool))), max_size=5
).map(tuple)
numbers = st.one_of(st.integers(-2, 5000), st.sampled_from([1.0, 0.5, 4688]))
PATTERNS = ("a", "^a", "a$", "(?i)AB", "^$", ".", "[^a]", "a|ß", r"\d+", "(a|ab)(b|)$", r"\x{df}", "^.{2}$")

atoms = st.one_of(
    st.builds(Text, st.one_of(st.none(), asked_fields), parts, st.booleans()),
    st.builds(Number, asked_fields, numbers),
    st.builds(
        Regex,
        st.one_of(st.none(), asked_fields),
        st.sampled_from(PATTERNS),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    ),
    st.builds(Cidr, asked_fields, st.sampled_from(["192.0.2.0/24", "192.0.2.7/32", "::/0"])),
    st.builds(
        Compare, asked_fields, st.sampled_from(["lt", "lte", "gt", "gte"]), numbers, st.sampled_from([None, "hour"])
    ),
    st.builds(
        FieldReference,
        asked_fields,
        asked_fields,
        st.sampled_from(["equals", "startswith", "endswith", "contains"]),
        cased=st.booleans(),
    ),
    st.builds(Exists, asked_fields, st.booleans()),
    st.builds(Null, asked_fields),
    st.builds(TimePart, asked_fields, st.sampled_from(["hour", "minute", "week"]), st.integers(0, 40)),
)
conditions = st.recursive(
    st.builds(Test, atoms),
    lambda inner: st.one_of(
        st.builds(And, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, min_size=1, max_size=4).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=6,
)
SOURCES = (
    LogSource(product="windows"),
    LogSource(product="windows", category="process_creation"),
    LogSource(product="windows", service="security"),
    LogSource(category="webserver"),
)
HEADS = (
    {"_log": "Security", "EventID": 4688, "Provider_Name": "Microsoft-Windows-Security-Auditing"},
    {"_log": "Microsoft-Windows-Sysmon/Operational", "EventID": 1, "Provider_Name": "Microsoft-Windows-Sysmon"},
    {"_log": None},
)


@st.composite
def tables(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Return events whose fields are missing, single, several, or of another type."""
    count = draw(st.integers(1, 6))
    events = [dict(draw(st.sampled_from(HEADS))) for _ in range(count)]
    for name in draw(st.sets(fields)) - {"EventID"}:
        kind = draw(st.sampled_from(["text", "list", "int", "float", "bool"]))
        member: st.SearchStrategy[Any] = {
            "text": values,
            "list": st.lists(st.one_of(st.none(), values), max_size=3),
            "int": st.integers(-2, 5000),
            "float": st.sampled_from([1.0, 0.5, -2.0, 4688.0]),
            "bool": st.booleans(),
        }[kind]
        for event in events:
            event[name] = draw(st.one_of(st.none(), member))
    return events


@settings(derandomize=True, max_examples=EXAMPLES, deadline=None)
@given(
    st.lists(st.tuples(conditions, st.sampled_from(SOURCES)), min_size=1, max_size=4),
    tables(),
    st.sampled_from(["windows", "iis"]),
)
def test_engine_and_reference_agree_on_generated_rules_and_events(
    asked: list[tuple[Condition, LogSource]], events: list[dict[str, Any]], family: str
) -> None:
    rules = set_of(*(rule_of(condition, source, str(number)) for number, (condition, source) in enumerate(asked)))
    batch = batch_of(events, family=family)

    assert rows_of(rules, batch) == by_reference(rules, batch)


def test_one_enormous_value_takes_bounded_time() -> None:
    asked = [
        Text("Image", (AnyRun(), Literal("needle"), AnyRun())),
        Text("Image", (AnyRun(), Literal("needle"), AnyOne(), Literal("b"), AnyRun())),
        Text(None, (AnyRun(), Literal("needle"), AnyRun())),
        Regex("Image", "(a+)+needle"),
        Regex("Image", "needle.?b", True),
        Cidr("Image", "192.0.2.0/24"),
        Compare("Image", "gt", 5),
        TimePart("Image", "hour", 5),
        Number("Image", 5),
    ]
    rules = set_of(*(rule_of(Test(atom), name=str(number)) for number, atom in enumerate(asked)))
    batch = batch_of([{"Image": "ßa1" * 2_000_000 + "needle-b"}, {"Image": "9" * 6_000_000}])
    began = time.process_time()

    found = rows_of(rules, batch)

    assert {number for number, rows in found.items() if rows == [0]} >= {"0", "1", "2", "4"}
    assert time.process_time() - began < 20


@settings(derandomize=True, max_examples=40, deadline=None)
@given(conditions, tables())
def test_both_scanning_engines_give_the_same_rows(condition: Condition, events: list[dict[str, Any]]) -> None:
    rules, batch = set_of(rule_of(condition)), batch_of(events)

    assert rows_of(rules, batch, engine="re2") == rows_of(rules, batch, engine="auto")


def test_events_with_several_ids_are_those_of_each_of_them() -> None:
    creation = LogSource(product="windows", category="process_creation")
    rules = set_of(rule_of(Test(Text("A", (Literal("x"),))), creation))
    head = {"_log": "Microsoft-Windows-Sysmon/Operational", "Provider_Name": "Microsoft-Windows-Sysmon", "A": "x"}
    batch = batch_of([head | {"EventID": ["7", "1"]}, head | {"EventID": ["7"]}, head | {"EventID": []}])

    assert rows_of(rules, batch) == by_reference(rules, batch) == {"rule": [0]}


def test_only_keywords_of_the_scopes_that_are_there_are_looked_for() -> None:
    keyword = {word: Test(Text(None, (AnyRun(), Literal(word), AnyRun()))) for word in ("here", "elsewhere")}
    rules = (
        rule_of(keyword["here"], LogSource(product="windows", service="security"), "a"),
        rule_of(keyword["elsewhere"], LogSource(product="windows", service="system"), "b"),
    )
    matcher = Matcher(compile_plan(set_of(*rules)))
    plan = matcher.plan
    security, system = (next(n for n, one in enumerate(plan.scopes) if name in one.channels)
                        for name in ("security", "system"))  # fmt: skip
    texts = Texts.of(["it is here", "it is elsewhere"])

    def found(*scopes: int) -> set[str]:
        atoms, _ = matcher.keywords(scopes).pairs(texts)
        return {
            part.text for atom in set(atoms.tolist()) for part in plan.atoms[atom].parts if isinstance(part, Literal)
        }

    assert found(security) == {"here"}
    assert found(system) == {"elsewhere"}
    assert found(security, system) == {"here", "elsewhere"}
    assert matcher.keywords([security]) is matcher.keywords([security])
