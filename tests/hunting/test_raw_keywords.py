"""Keywords in raw bytes: whatever a value holds that a keyword means is found, however its letters are written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.hunting.atoms import AnyRun, Literal, Number, Text, fold, holds
from tocsin.hunting.patterns import hyperscan
from tocsin.hunting.raw_keywords import RawKeywords, searchable

pytestmark = pytest.mark.skipif(hyperscan is None, reason="Hyperscan has no wheel for this platform")

LETTERS = "kKmSsßẞſKfiﬁﬂﬃﬅtTnŉjǰ hẖ\n\\:.İıi\u0307"


def keyword(text: str) -> Text:
    return Text(None, (AnyRun(), Literal(text), AnyRun()))


@settings(derandomize=True, max_examples=400, deadline=None)
@given(st.text(LETTERS, min_size=1, max_size=6), st.text(LETTERS, max_size=4), st.text(LETTERS, max_size=4))
def test_no_value_is_missed(inside: str, before: str, behind: str) -> None:
    folded = fold(inside)
    for begin in range(len(folded)):
        for end in range(begin + 1, len(folded) + 1):
            atom = keyword(folded[begin:end])
            if not searchable([atom]):
                continue
            value = before + inside + behind
            assert holds(atom, value)
            assert len(RawKeywords([atom]).ends(memoryview(value.encode("utf-16-le"))))


@pytest.mark.parametrize("text", ["1234", "deadbeef", "true", "s-1-5", "größe", "0x1f"])
def test_what_values_other_than_text_can_hold_is_not_searched_for(text: str) -> None:
    assert not searchable([keyword(text)])


def test_only_keywords_are_searched_for() -> None:
    assert not searchable([Text("Image", (Literal("mimikatz"),)), keyword("mimikatz")])
    assert not searchable([Number(None, 4)])
    assert searchable([keyword("mimikatz"), Text(None, (AnyRun(), Literal("a"), AnyRun(), Literal("kiwi"), AnyRun()))])


def test_places_are_those_behind_what_was_found_also_in_ansi() -> None:
    raw = "MimiKatz".encode("utf-16-le") + b"\0\0" + b"mimikatz" + b"nothing"

    assert RawKeywords([keyword("mimikatz")]).ends(memoryview(raw)).tolist() == [16, 26]
