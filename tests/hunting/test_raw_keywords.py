"""Keywords in raw bytes: whatever a value holds that a keyword means is found, however its letters are written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.hunting.atoms import AnyRun, Literal, Number, Text, fold, holds
from tocsin.hunting.patterns import hyperscan
from tocsin.hunting.raw_keywords import RawKeywords, core_of

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
            core = core_of(atom)
            if core is None:
                continue
            value = before + inside + behind
            assert holds(atom, value)
            assert RawKeywords({0: core}).find(memoryview(value.encode("utf-16-le")))


@pytest.mark.parametrize("text", ["1234", "deadbeef", "true", "s-1-5", "größe", "0x1f"])
def test_what_values_other_than_text_can_hold_is_not_searched_for(text: str) -> None:
    assert core_of(keyword(text)) is None


def test_only_keywords_are_searched_for() -> None:
    assert core_of(Text("Image", (Literal("mimikatz"),))) is None
    assert core_of(Number(None, 4)) is None
    assert core_of(keyword("mimikatz")) == "mimikatz"
    assert core_of(Text(None, (AnyRun(), Literal("a"), AnyRun(), Literal("kiwi"), AnyRun()))) == "kiwi"


def test_one_of_several_is_enough_also_in_ansi() -> None:
    both = RawKeywords({7: "mimikatz", 9: "kiwi"})

    assert both.atoms == {7, 9}
    assert both.find(memoryview(b"x" + "MimiKatz".encode("utf-16-le")))
    assert both.find(memoryview(b"x mimikatz"))
    assert both.find(memoryview(b"KIWI"))
    assert not both.find(memoryview(b"nothing"))
