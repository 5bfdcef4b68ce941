"""Many literals at once: both engines find what a search of each literal in each value finds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.hunting import patterns
from tocsin.hunting.patterns import CACHED_FROM, Anchor, Pattern, Scanner
from tocsin.hunting.texts import Texts

ENGINES = ("hyperscan", "re2")
texts = st.text(alphabet="ab\nßé𐍈\x00\\$^", max_size=6)


def plain(wanted: list[Pattern], values: list[str]) -> list[tuple[int, int]]:
    tests = {Anchor.ANYWHERE: str.__contains__, Anchor.BEGIN: str.startswith, Anchor.END: str.endswith}
    return [
        (number, place)
        for number, pattern in enumerate(wanted)
        for place, value in enumerate(values)
        if tests[pattern.anchor](value, pattern.text)
    ]


def found(wanted: list[Pattern], values: list[str], engine: str) -> list[tuple[int, int]]:
    literal, value = Scanner(wanted, engine=engine).scan(Texts.of(values).joined(cased=True))
    return list(zip(literal.tolist(), value.tolist(), strict=True))


@pytest.mark.parametrize("engine", ENGINES)
@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    wanted=st.lists(st.builds(Pattern, texts.filter(bool), st.sampled_from(Anchor)), min_size=1, max_size=8),
    values=st.lists(texts, max_size=8),
)
def test_every_pair_is_found_and_none_is_invented(engine: str, wanted: list[Pattern], values: list[str]) -> None:
    assert found(wanted, values, engine) == plain(wanted, values)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_literal_does_not_reach_from_one_value_into_the_next(engine: str) -> None:
    wanted = [Pattern("a\nb", Anchor.ANYWHERE), Pattern("b", Anchor.BEGIN), Pattern("a", Anchor.END)]

    assert found(wanted, ["a", "b", "xa\nb"], engine) == [(0, 2), (1, 1), (2, 0)]


def test_nothing_to_look_for_or_in_is_no_error() -> None:
    assert found([], ["a"], "auto") == []
    assert found([Pattern("a", Anchor.ANYWHERE)], [], "auto") == []


def test_a_kept_database_finds_the_same_and_a_damaged_one_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_CACHE", str(tmp_path))
    wanted = [Pattern(f"x{number}y", Anchor.ANYWHERE) for number in range(max(CACHED_FROM, 8))]
    values = ["x7y", "x1yx2y", "z"]

    first = found(wanted, values, "hyperscan")
    kept = list(tmp_path.iterdir())
    assert found(wanted, values, "hyperscan") == first == [(1, 1), (2, 1), (7, 0)]
    for entry in kept:
        entry.write_bytes(entry.read_bytes()[:-9])
    assert found(wanted, values, "hyperscan") == first


def test_a_sound_entry_that_is_no_database_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_CACHE", str(tmp_path))
    monkeypatch.setattr(patterns.kept, "load", lambda _kind, _key: b"no database")
    wanted = [Pattern(f"x{number}y", Anchor.ANYWHERE) for number in range(max(CACHED_FROM, 8))]

    assert found(wanted, ["x7y"], "auto") == [(7, 0)]


def test_without_hyperscan_the_other_engine_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "hyperscan", None)

    assert found([Pattern("é", Anchor.END)], ["é", "éa"], "auto") == [(0, 0)]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_short_literal_is_found_where_everything_ends_with_it(engine: str) -> None:
    wanted = [Pattern("C$", Anchor.ANYWHERE), Pattern("C$", Anchor.END), Pattern("z.", Anchor.ANYWHERE)]
    wanted += [Pattern(".c.1", Anchor.END), Pattern("\\", Anchor.BEGIN), Pattern("ab", Anchor.ANYWHERE)]

    for value in ("\\\\server-with-a-name\\C$", "zy101zy0x0yy.baa.z.", "q" * 30 + "ab"):
        assert found(wanted, [value], engine) == plain(wanted, [value])
