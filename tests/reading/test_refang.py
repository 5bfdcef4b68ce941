"""Refanging: every scheme in use, nothing in words, and twice is the same as once."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.reading.refang import refang

SCHEMES = [
    ("hxxp://evil.com", "http://evil.com"),
    ("hXXps://evil.com", "https://evil.com"),
    ("h**p://evil.com", "http://evil.com"),
    ("meow://evil.com", "http://evil.com"),
    ("fxp://evil.com", "ftp://evil.com"),
    ("http[:]//evil.com", "http://evil.com"),
    ("hxxps[://]evil[.]com", "https://evil.com"),
    ("hxxp:\\\\evil.com", "http://evil.com"),
    ("evil[.]com", "evil.com"),
    ("evil(.)com", "evil.com"),
    ("evil{.}com", "evil.com"),
    ("evil[dot]com", "evil.com"),
    ("evil [DOT] com", "evil.com"),
    ("evil(dot)com", "evil.com"),
    ("evil\\.com", "evil.com"),
    ("evil[.com", "evil.com"),
    ("evil.]com", "evil.com"),
    ("1[.]2[.]3[.]4", "1.2.3.4"),
    ("1.2.3[.]4[:]8080", "1.2.3.4:8080"),
    ("a[@]evil[.]com", "a@evil.com"),
    ("a [at] evil [dot] com", "a@evil.com"),
    ("2001[:]db8[:]:1", "2001:db8::1"),
]


@pytest.mark.parametrize(("printed", "meant"), SCHEMES)
def test_every_scheme_is_undone(printed: str, meant: str) -> None:
    assert refang(printed) == meant


@pytest.mark.parametrize("word", ["shotput", "antidote", "hexxps", "dot", "battery", "https", "xx", ""])
def test_words_are_left_alone(word: str) -> None:
    assert refang(word) == word


@settings(derandomize=True, max_examples=300)
@given(st.text(alphabet="hxtp:/[](){}.@ dota1\\evilcom", max_size=60))
def test_twice_is_the_same_as_once(candidate: str) -> None:
    assert refang(refang(candidate)) == refang(candidate)
