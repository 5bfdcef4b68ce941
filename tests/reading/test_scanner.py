"""The scanner: spans are true, nothing crashes it, and no text makes it slow."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.reading import scanner
from tocsin.reading.scanner import LONGEST, Candidate, candidates, long_runs, scan

FRAGMENTS = st.sampled_from(
    [
        "evil[.]com",
        "hxxps://",
        "1.2.3.4",
        "C:\\",
        "\\Temp\\",
        "HKLM\\",
        "a@b.de",
        "é",
        "火",
        "🦠",
        "\u202e",
        "'",
        '"',
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "/",
        "//",
        "%TEMP%\\",
        "Mozilla/5.0",
        "deadbeefdeadbeefdeadbeefdeadbeef",
        "CVE-2021-26855",
        ".exe",
        "x.exe",
        "::",
        "::1",
        "dot",
        "[dot]",
        "<a",
        "b>",
        "AS1234",
        "bc1",
        "�",
    ]
)
SLOW = [
    "aa.bb%" * 40_000,
    "a.b." * 60_000,
    "\\a " * 60_000,
    "x/1 (a(" * 30_000,
    "http://" * 30_000,
    "1" * 200_000,
    "@" * 100_000,
    "a" * 200_000,
    "C:\\" + "w " * 60_000,
    "[.]" * 60_000,
    "\\<aa.bb " * 30_000,
    "aa.bb$" * 40_000,
    "::" * 60_000,
    "/a" * 100_000,
]


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.lists(st.one_of(FRAGMENTS, st.text(max_size=8)), max_size=25))
def test_spans_are_what_stands_in_the_text(parts: list[str]) -> None:
    text = " ".join(parts)
    assert all(text[c.start : c.end] == c.raw and c.raw for c in candidates(text))


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.lists(FRAGMENTS, max_size=20))
def test_candidates_are_in_order_and_apart(parts: list[str]) -> None:
    found = list(candidates(" ".join(parts)))
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_offsets_count_characters_not_bytes() -> None:
    text = "“é火🦠” 1.2.3.4 – evil[.]com"
    assert [text[c.start : c.end] for c in candidates(text)] == ["1.2.3.4", "evil[.]com"]


def test_the_scan_goes_on_where_the_judge_says() -> None:
    seen: list[str] = []

    def judge(candidate: Candidate) -> int:
        seen.append(candidate.raw)
        return 1 if candidate.raw.startswith("HK") else len(candidate.raw)

    scan(r"HKLM\evil.com", judge)
    assert seen == [r"HKLM\evil.com", r"evil.com"] or seen[0] == r"HKLM\evil.com"


def test_a_judge_that_uses_up_nothing_cannot_stop_the_scan() -> None:
    scan("a.com b.com " * 50, lambda _: 0)


@pytest.mark.parametrize("text", SLOW, ids=lambda text: text[:8])
def test_no_text_makes_it_slow(text: str) -> None:
    list(candidates("evil.com"))  # the automaton is built
    begin = time.process_time()
    list(candidates(text))
    assert time.process_time() - begin < 5


def test_longer_than_any_value_is_passed_over() -> None:
    assert LONGEST < 10_000
    seen: list[Candidate] = []
    scan("http://a.com/" + "a" * 10_000 + " b.com", lambda c: seen.append(c) or len(c.raw))
    assert [c.raw for c in seen] == ["b.com"]


def test_values_in_a_text_without_blanks_are_all_found() -> None:
    values = [
        f"host{number}.example.com" if number % 3 else f"https://é{number}.example/a/{number}"
        for number in range(2_000)
    ]

    assert [one.raw for one in candidates('"' + '","'.join(values) + '"')] == values


def test_a_value_without_end_in_a_text_without_blanks_is_passed_over_whole() -> None:
    text = "https://a.example/" + "b.example/" * 5 * LONGEST + '","192.0.2.7"' + "," * 3 * LONGEST
    judged: list[str] = []

    def take(candidate: Candidate) -> int:
        judged.append(candidate.raw)
        return len(candidate.raw)

    scan(text, take)

    assert judged == ["192.0.2.7"]


def test_what_is_used_up_in_small_pieces_is_not_looked_through_anew_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    real = scanner._automaton()

    class Watched:
        def finditer(self, data: bytes, begin: int, end: int) -> Iterator[Any]:
            looked.append(end - begin)
            return real.finditer(data, begin, end)

    monkeypatch.setattr(scanner, "_automaton", Watched)
    scan("1.1" * 20_000, lambda _candidate: 4)

    assert len(looked) > 5_000
    assert max(looked) <= 2 * LONGEST


@settings(max_examples=200)
@given(st.text("ab \n\t", max_size=80).map(str.encode), st.integers(1, 9))
def test_long_stretches_without_blanks_are_those_that_a_pattern_finds(data: bytes, least: int) -> None:
    assert long_runs(data, least) == [run.span() for run in re.finditer(rb"\S{%d,}" % least, data)]
