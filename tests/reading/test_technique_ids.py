"""Ids of techniques: right ones, wrong ones with what was meant, and words that only look like one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.model.report import ProblemKind
from tocsin.reading.technique_ids import find_technique_ids

MALFORMED, REVOKED, OTHER = (
    ProblemKind.IDENTIFIER_MALFORMED,
    ProblemKind.IDENTIFIER_REVOKED,
    ProblemKind.IDENTIFIER_OF_ANOTHER_DOMAIN,
)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Exploit Public-Facing Application [T1190]", ["T1190"]),
        ("(T1059.001)", ["T1059.001"]),
        ("T1190, T1505.003 and T1078.", ["T1190", "T1505.003", "T1078"]),
        ("[T1566.001/.002]", ["T1566.001", "T1566.002"]),
        ("T1059.001, .003 and .005", ["T1059.001", "T1059.003", "T1059.005"]),
        ("https://attack.mitre.org/techniques/T1059/001/", ["T1059.001"]),
        ("tags: attack.t1190, attack.t1059.001", ["T1190", "T1059.001"]),
        ("T1190: exploited", ["T1190"]),
        ("T1190/T1505", ["T1190", "T1505"]),
        ("in T1190-2021", ["T1190"]),
    ],
)
def test_good_ids(text: str, ids: list[str]) -> None:
    mentions, problems = find_technique_ids(text)
    assert [m.id for m in mentions] == ids
    assert {m.status for m in mentions} == {"current"}
    assert problems == ()


@pytest.mark.parametrize(
    ("text", "printed", "status", "kind", "suggestion"),
    [
        ("Web Shell [TA1505.003]", "TA1505.003", "malformed", MALFORMED, "T1505.003"),
        ("accounts [1585.001] to", "1585.001", "malformed", MALFORMED, "T1585.001"),
        ("encrypt [T1532], and", "T1532", "other-domain", OTHER, "T1560"),
        ("on the plant floor [T0853]", "T0853", "other-domain", OTHER, None),
        ("valid accounts [T1078,001]", "T1078,001", "malformed", MALFORMED, "T1078.001"),
        ("[T1078/001]", "T1078/001", "malformed", MALFORMED, "T1078.001"),
        ("[T1078.1]", "T1078.1", "malformed", MALFORMED, "T1078.001"),
        ("[T 1190]", "T 1190", "malformed", MALFORMED, "T1190"),
        ("[T1059.099]", "T1059.099", "malformed", MALFORMED, "T1059"),
        ("compressed [T1002]", "T1002", "revoked", REVOKED, "T1560"),
        ("[T1999]", "T1999", "malformed", MALFORMED, None),
    ],
)
def test_wrong_ids_are_said_with_what_was_meant(
    text: str, printed: str, status: str, kind: ProblemKind, suggestion: str | None
) -> None:
    (mention,), (problem,) = find_technique_ids(text)
    assert text[mention.start : mention.end] == printed
    assert (mention.id, mention.status) == (printed, status)
    assert (problem.kind, problem.suggestion) == (kind, suggestion)
    assert printed in problem.message


@pytest.mark.parametrize(
    "text",
    [
        "[TA0001]",
        "the T1000 robot",
        "a T2000 server",
        "t1190",
        "AT1190",
        "T11901",
        "version 1585.001",
        "Ford T 1908",
        "in 1190",
    ],
)
def test_what_only_looks_like_an_id(text: str) -> None:
    assert find_technique_ids(text) == ((), ())


def test_a_wrong_id_is_one_problem_however_often_it_stands() -> None:
    mentions, problems = find_technique_ids("[T1532] [T1532] [T1532]")
    assert (len(mentions), len(problems)) == (3, 1)


@settings(derandomize=True, max_examples=200)
@given(st.text(alphabet="TAt[](). /,-0159\n", max_size=60))
def test_spans_are_valid(text: str) -> None:
    mentions, problems = find_technique_ids(text)
    assert all(0 <= found.start < found.end <= len(text) for found in (*mentions, *problems))
