"""Where atoms and indicators stand in values."""

from __future__ import annotations

import pytest

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
)
from tocsin.hunting.marks import LONGEST, Spans, indicator_spans, spans

RUN = AnyRun()


@pytest.mark.parametrize(
    ("atom", "value", "expected"),
    [
        (Text("F", (RUN, Literal("b"), RUN)), "aBc", ((1, 2),)),
        (Text("F", (RUN, Literal("b"))), "bab", ((2, 3),)),
        (Text("F", (Literal("b"), RUN)), "bab", ((0, 1),)),
        (Text("F", (Literal("a"), RUN, Literal("c"))), "abcc", ((0, 1), (3, 4))),
        (Text("F", (Literal("a"), AnyOne(), Literal("c"))), "abc", ((0, 1), (2, 3))),
        (Text("F", (RUN, Literal("B"), RUN), cased=True), "bB", ((1, 2),)),
        (Text("F", (RUN, Literal("s"), RUN)), "ßs", ()),
        (Text("F", ()), "", ()),
        (Regex("F", "b+", ignore_case=True), "aBBc", ((1, 3),)),
        (Regex("F", "x*"), "abc", ()),
        (Number("F", 7), "7", ((0, 1),)),
        (Cidr("F", "192.0.2.0/24"), "192.0.2.7", ((0, 9),)),
        (Compare("F", "gt", 7), "8", ((0, 1),)),
        (FieldReference("F", "G", "equals"), "ab", ((0, 2),)),
        (Null("F"), "", ()),
        (Exists("F", True), "abc", ()),
    ],
)
def test_an_atom_stands_there(atom: Atom, value: str, expected: Spans) -> None:
    assert spans(atom, value) == expected


def test_of_a_long_value_the_begin_is_looked_at() -> None:
    assert spans(Text("F", (RUN, Literal("b"), RUN)), "a" * LONGEST + "b") == ()


def test_an_indicator_stands_there_in_the_form_the_log_has() -> None:
    assert indicator_spans("domain-name", "evil.example", "x.Evil.example") == ((2, 14),)
    assert indicator_spans("windows-registry-key", r"HKLM\Software\X", r"HKLM\Software\X") == ((4, 15),)
    assert indicator_spans("user-agent", "Zed/5 (K, L)", "x Zed/5+(K,+L)") == ((2, 14),)
    assert indicator_spans("ipv4-addr", "192.0.2.0/24", "192.0.2.7") == ()
    assert indicator_spans("file:name", "a.exe", "ß a.exe") == ()
