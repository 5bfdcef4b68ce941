"""What is blind to digits says the same of values that differ in digits alone."""

from __future__ import annotations

import pytest
import re2
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tocsin.hunting.atoms import AnyOne, AnyRun, Literal, Regex, Text, holds, regex_holds
from tocsin.hunting.digit_tests import blinded, zeroed

PIECES = [
    "0", "1", "9", "a", "-", "+", ".", "?", "*", "^", "$", "|", "(", ")", "(?:", "(?i)", "(?i:", "{2}", "{1,3}",
    "{", "}", r"\d", r"\D", r"\w", r"\W", r"\b", r"\s", r"\.", r"\\", r"\-", r"\x31", r"\x2e", r"\x30", r"\0",
    r"\1", r"\Q", r"\E", "[", "]", "[^", "0-9", "1-5", "!-0", "a-f", " -~", "+-5", "[0-9a-f]", "[^1]", "[!-0-9]",
    r"[\d-]", "[[:digit:]]", "[^]", "{01}", "{1,02}",
]  # fmt: skip
patterns = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join)
UNKNOWN = ["[^]0]x", "[]0]", "a{01}", "a{1,02}", r"\pN", "(?P<n>1)", r"\Q1\E", "[[:digit:]]", r"\061"]
values = st.text("01259a-.+ \\!é\n", max_size=12)


def others(value: str, digits: str) -> str:
    """Return a value with other digits."""
    given = iter(digits * len(value))
    return "".join(next(given) if "0" <= letter <= "9" else letter for letter in value)


@settings(derandomize=True, max_examples=250, deadline=None)
@given(patterns, values, st.text("0123456789", min_size=1, max_size=5))
def test_a_blinded_expression_is_found_wherever_the_expression_is_whatever_the_digits(
    pattern: str, value: str, digits: str
) -> None:
    said = blinded(pattern)
    assume(said is not None)
    assert said is not None
    try:
        found = regex_holds(Regex("F", pattern), value)
    except re2.error:
        assume(False)
        return
    wider = [regex_holds(Regex("F", said), one) for one in (value, others(value, digits))]

    assert wider[0] == wider[1]
    assert wider[0] or not found
    assert said != pattern or wider[0] == found


@given(
    st.lists(st.one_of(st.just(AnyRun()), st.just(AnyOne()), st.builds(Literal, st.text("0189ab", min_size=1)))),
    values,
    st.booleans(),
)
def test_a_text_holds_only_where_it_does_with_zeros_for_digits(
    parts: list[AnyRun | AnyOne | Literal], value: str, cased: bool
) -> None:
    atom = Text("F", tuple(parts), cased)
    said = zeroed(atom)

    if said is None:
        assert holds(atom, value) == holds(atom, others(value, "0"))
    elif holds(atom, value):
        assert holds(said, others(value, "0"))


@pytest.mark.parametrize("pattern", UNKNOWN)
def test_what_is_not_understood_is_not_called_blind(pattern: str) -> None:
    assert blinded(pattern) is None
