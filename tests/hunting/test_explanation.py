"""Why a rule is true of a record or not: always as the reference has it, and in the words of the log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin.hunting.atoms import (
    AnyOne,
    AnyRun,
    Atom,
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
from tocsin.hunting.explanation import Record, explained, wanted
from tocsin.hunting.reference import fires
from tocsin.hunting.rules import Exclusion, Rule, rule_sources
from tocsin.hunting.selections import Outline, outline
from tocsin.model.explanation import Explanation, Part
from tocsin.model.hits import Place

from tests.hunting.rulebook import load_text, text_of

SYSMON = "Microsoft-Windows-Sysmon/Operational"
CREATION = {"product": "windows", "category": "process_creation"}


def record(event: dict[str, Any], log: str = "Security", family: str = "windows") -> Record:
    return Record(family, log, Place(path="a.evtx", record=1, offset=0), None, "A", event)


def rule_and_outline(folder: Path, detection: Any, **more: Any) -> tuple[Rule, Outline | None]:
    (rule,) = load_text(folder, text_of(detection, **more)).rules
    return rule, outline(rule, rule_sources([folder / "rule.yml"], packs=False))


def why(folder: Path, detection: Any, event: dict[str, Any], log: str = "Security", **more: Any) -> Explanation:
    return explained(*rule_and_outline(folder, detection, **more), record(event, log))


def leaves(part: Part) -> Iterator[Part]:
    if part.kind == "test":
        yield part
    for one in part.of:
        yield from leaves(one)


def test_each_test_is_told_with_what_the_record_has(tmp_path: Path) -> None:
    detection = {"s": {"A|contains": "a", "B": ["b", 7]}, "f": {"C": None}, "condition": "s and not f"}
    one = why(tmp_path, detection, {"A": "xAx", "B": ["c", "d"]})

    assert not one.holds
    assert one.in_scope
    assert one.tree.kind == "and"
    assert [(part.name, part.holds) for part in one.tree.of] == [("s", False), ("", False)]
    assert [(part.field, part.modifier, part.wanted, part.values, part.holds) for part in leaves(one.tree)] == [
        ("A", "contains", "a", ("xAx",), True),
        ("B", "equals", "b", ("c", "d"), False),
        ("B", "equals", "7", ("c", "d"), False),
        ("C", "null", "null", (), True),
    ]
    assert one.missing == ()


def test_missing_fields_are_named_under_the_logs_own_name(tmp_path: Path) -> None:
    one = why(tmp_path, {"s": {"Image": "a", "Nowhere": "b"}}, {"EventID": 4688, "NewProcessName": "a"}, **{
        "logsource": CREATION
    })  # fmt: skip

    assert one.in_scope
    assert one.missing == ("Nowhere",)
    assert [part.field for part in leaves(one.tree)] == ["NewProcessName", "Nowhere"]


def test_why_a_record_is_none_that_the_rule_is_about(tmp_path: Path) -> None:
    one = why(tmp_path, {"s": {"A": "a"}}, {"EventID": 4624, "A": "a"}, "Application", logsource=CREATION)

    assert not one.holds
    assert not one.in_scope
    assert one.condition_holds
    by_log = {answer.log: answer.why_not for answer in one.scopes}
    assert by_log["Security, event 4688"] == ("the channel is Application", "EventID is 4624, not 4688")
    assert by_log["Sysmon, event 1"] == ("the channel is Application", "EventID is 4624, not 1")


def test_another_kind_of_log_and_a_logsource_that_nothing_is(tmp_path: Path) -> None:
    rule, outlined = rule_and_outline(tmp_path, {"s": {"A": "a"}}, logsource=CREATION)
    one = explained(rule, outlined, record({"A": "a"}, "W3SVC1", "iis"))
    assert all(answer.why_not == ("the record is of another kind of log: iis",) for answer in one.scopes)

    other = why(tmp_path, {"s": {"A": "a"}}, {"A": "a"}, logsource={"product": "nothing", "service": "absent"})
    assert other.scopes == ()
    assert not other.holds


def test_a_keyword_is_told_with_the_field_it_stands_in(tmp_path: Path) -> None:
    (part,) = leaves(why(tmp_path, {"k": ["evil"]}, {"A": "x", "B": "an evil one"}).tree)
    assert (part.field, part.modifier, part.values) == ("B", "contains", ("an evil one",))
    (part,) = leaves(why(tmp_path, {"k": ["evil"]}, {"A": "x"}).tree)
    assert (part.field, part.values, part.holds) == ("", (), False)


def test_what_the_users_tuning_leaves_out_is_told(tmp_path: Path) -> None:
    rule, outlined = rule_and_outline(tmp_path, {"s": {"A": "a"}})
    exclusion = Exclusion("ours", None, "tuning.yml:3", frozenset([rule.card.info.id]), rule.condition)

    one = explained(rule, outlined, record({"A": "a"}), [exclusion])
    assert one.holds
    assert one.excluded_by == ("ours [tuning.yml:3]",)
    assert explained(rule, outlined, record({"A": "b"}), [exclusion]).excluded_by == ()


def test_without_an_outline_the_parts_have_no_names(tmp_path: Path) -> None:
    rule, _ = rule_and_outline(tmp_path, {"a": {"A": "a"}, "b": {"B": "b"}, "condition": "a or b"})
    one = explained(rule, None, record({"B": "b"}))

    assert one.conditions == ()
    assert one.tree.kind == "or"
    assert [part.holds for part in one.tree.of] == [False, True]


@pytest.mark.parametrize(
    ("atom", "text"),
    [
        (Text("F", (AnyRun(), Literal("a"), AnyRun())), "a"),
        (Text("F", (Literal("a"), AnyOne(), Literal("b"))), "a?b"),
        (Text("F", (Literal("a*"),)), "a*"),
        (Number("F", 7), "7"),
        (Regex("F", "x+"), "x+"),
        (Cidr("F", "192.0.2.0/24"), "192.0.2.0/24"),
        (Compare("F", "gt", 3), "3"),
        (Compare("F", "gt", 3, "hour"), "hour 3"),
        (FieldReference("F", "G", "equals"), "G"),
        (Exists("F", False), "false"),
        (Null("F"), "null"),
        (TimePart("F", "hour", 1), "1"),
    ],
)
def test_what_an_atom_asks_for(atom: Atom, text: str) -> None:
    assert wanted(atom) == text


VALUE = st.none() | st.sampled_from(["a", "xa", "b", "7"])
CONDITIONS = [
    "s and not f", "1 of s*", "all of them", "not s or f", "s and (f or not t)", "1 of them and not all of s*", "t",
]  # fmt: skip


@settings(derandomize=True, max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(CONDITIONS),
    st.sampled_from([1, 4688, 4624]),
    st.sampled_from([SYSMON, "Security"]),
    st.fixed_dictionaries({"A": VALUE, "B": VALUE, "Image": VALUE, "NewProcessName": VALUE}),
)
def test_the_explanation_says_what_the_reference_says(
    tmp_path: Path, condition: str, kind: int, log: str, values: dict[str, str | None]
) -> None:
    detection = {
        "s": {"A|contains": "a", "Image|endswith": ["a", "b"]},
        "s2": [{"B": None}, {"B": 7}],
        "f": {"Image|re": "^x"},
        "t": ["b", "xa"],
        "condition": condition,
    }
    rule, outlined = rule_and_outline(tmp_path, detection, logsource=CREATION)
    event = {"EventID": kind, **{name: value for name, value in values.items() if value is not None}}

    one = explained(rule, outlined, record(event, log))

    assert outlined is not None
    assert one.holds is fires(rule, "windows", log, event)
    assert one.tree.holds is one.condition_holds
    assert one.conditions == (condition,)
