"""Profiles of words: the same where all tests say the same, and what they say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin.collecting.coded import Coded
from tocsin.hunting.atoms import holds
from tocsin.hunting.match import Matcher
from tocsin.hunting.matchers import FieldMatcher, Pairs
from tocsin.hunting.plan import compile_plan
from tocsin.hunting.profiles import Profiles
from tocsin.hunting.texts import Texts

from tests.collecting.formats.coded_files import asked, both_ways, needs_kernels
from tests.collecting.formats.evtx_blocks import many
from tests.hunting.made_words import words_of
from tests.hunting.rulebook import load_text, text_of

pytestmark = needs_kernels


def profiled(folder: Path, *selections: dict[str, Any]) -> tuple[Profiles, Coded, Matcher]:
    rules = text_of({f"s{n}": one for n, one in enumerate(selections)} | {"condition": "1 of s*"})
    matcher = Matcher(compile_plan(load_text(folder, rules)))
    batch, _ = both_ways(many(90), asked("Image"))
    assert batch.coded is not None
    profiles = Profiles(batch.coded.words, matcher.plan, matcher.fields, "windows")
    assert not profiles.learn(batch.coded.count, frozenset())
    return profiles, batch.coded, matcher


def images(coded: Coded) -> dict[str, int]:
    fields, _, words = coded.values(np.arange(90))
    found = np.unique(words[fields == coded.words.fields.index("Image")])
    return dict(zip(coded.words.texts(found).to_pylist(), found.tolist(), strict=True))


def test_words_that_meet_the_same_tests_have_one_profile(tmp_path: Path) -> None:
    profiles, coded, matcher = profiled(tmp_path, {"Image|endswith": "3.exe"}, {"Image|contains": ["a3", "a4"]})
    of = {text: profiles.of[word] for text, word in images(coded).items()}

    assert len({of[f"C:\\a{n}.exe"] for n in (0, 1, 2, 5, 6)}) == 1
    assert len(set(of.values())) == 3
    words = np.array([images(coded)[f"C:\\a{n}.exe"] for n in (3, 4, 5)])
    atoms, places = profiles.pairs("Image", words)
    due = matcher.fields("Image").pairs(Texts(coded.words.texts(words)))
    assert (atoms.tolist(), places.tolist()) == (due[0].tolist(), due[1].tolist())


def test_values_that_are_compared_as_whole_texts_have_their_text_as_a_number(tmp_path: Path) -> None:
    profiles, coded, _ = profiled(tmp_path, {"Image|fieldref": "ParentImage"})

    assert len({profiles.of[word] for word in images(coded).values()}) == 1
    assert len({profiles.alike[word] for word in images(coded).values()} - {0}) == 7


def test_values_that_are_compared_in_other_ways_are_told_apart(tmp_path: Path) -> None:
    profiles, coded, _ = profiled(tmp_path, {"Image|fieldref|startswith": "ParentImage"})

    assert len({profiles.of[word] for word in images(coded).values()}) == 7
    assert not profiles.alike.any()


def test_parts_of_values_are_tested_where_rules_ask_for_parts(tmp_path: Path) -> None:
    profiles, coded, _ = profiled(tmp_path, {"name(Image)": "a3.exe"})
    of = {text: profiles.of[word] for text, word in images(coded).items()}

    assert len(set(of.values())) == 2


def test_keywords_are_tested_once_a_field_is_in_events_that_need_it(tmp_path: Path) -> None:
    profiles, coded, _ = profiled(tmp_path, {"Image": "none"}, ["a3"])
    assert len({profiles.of[word] for word in images(coded).values()}) == 1

    assert profiles.learn(coded.count, frozenset({"Image"}))
    assert len({profiles.of[word] for word in images(coded).values()}) == 2


LINES = st.lists(
    st.one_of(
        st.text("012ab.\\", max_size=8),
        st.sampled_from(["10.1.2.3", "10.9.2.3", "7", "12", "é1", "a\\1b", "A\\2B", "12:30", "x" * 17_000 + "1"]),
    ),
    unique=True,
    min_size=1,
    max_size=24,
)
TESTS = st.one_of(
    st.tuples(st.sampled_from(["|contains", "|startswith", "|endswith", "", "|cased", "|contains|cased"]),
              st.lists(st.text("012aB\\*?", min_size=1, max_size=4), min_size=1, max_size=4)),
    st.tuples(st.just("|re"), st.lists(st.sampled_from(["a[0-9]", "b[12]", "^1", "[^1]a", r"\d\d"]), min_size=1)),
    st.tuples(st.just("|cidr"), st.just(["10.0.0.0/8", "10.1.0.0/16"])),
    st.tuples(st.sampled_from(["|gte", "|lt"]), st.integers(0, 12)),
    st.tuples(st.just(""), st.integers(0, 12)),
)  # fmt: skip


@settings(
    derandomize=True, max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=LINES, tests=st.lists(TESTS, min_size=1, max_size=5), again=st.booleans())
def test_profiles_say_what_holds_for_each_word_whatever_its_form(
    tmp_path: Path, lines: list[str], tests: list[tuple[str, Any]], again: bool
) -> None:
    selections = {f"s{n}": {f"CommandLine{modifier}": value} for n, (modifier, value) in enumerate(tests)}
    matcher = Matcher(compile_plan(load_text(tmp_path, text_of(selections | {"condition": "1 of s*"}))))
    profiles = Profiles(words_of(("CommandLine", lines)), matcher.plan, matcher.fields, "windows")
    for count in (len(lines) // 2, len(lines)):  # forms of the second half are known by then, in part
        profiles.learn(count, frozenset())
    if again:
        assert profiles.learn(len(lines), frozenset({"CommandLine"}))

    atoms, places = profiles.pairs("CommandLine", np.arange(len(lines)))
    due = [
        (number, place)
        for number in matcher.plan.by_field["CommandLine"]
        for place, line in enumerate(lines)
        if holds(matcher.plan.atoms[number], line)
    ]
    assert list(zip(atoms.tolist(), places.tolist(), strict=True)) == due


def test_values_that_differ_in_digits_alone_are_tested_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tested: list[str] = []
    found = FieldMatcher.texts_found

    def noting(self: FieldMatcher, texts: Texts) -> Iterator[Pairs]:
        tested.extend(texts.values)
        return found(self, texts)

    monkeypatch.setattr(FieldMatcher, "texts_found", noting)
    lines = [f"run {n} of {n * 7}.exe" for n in range(10, 99)]
    selections = {"s0": {"CommandLine|endswith": ".exe"}, "s1": {"CommandLine|contains": ["n 42 ", "0.e"]}}
    matcher = Matcher(compile_plan(load_text(tmp_path, text_of(selections | {"condition": "1 of s*"}))))
    profiles = Profiles(words_of(("CommandLine", lines)), matcher.plan, matcher.fields, "windows")
    profiles.learn(len(lines), frozenset())

    assert tested == ["run 10 of 70.exe", "run 15 of 105.exe"]
    of = dict(zip(lines, profiles.of.tolist(), strict=False))
    assert of["run 42 of 294.exe"] not in (of["run 43 of 301.exe"], of["run 40 of 280.exe"])
    assert of["run 43 of 301.exe"] == of["run 44 of 308.exe"] != of["run 40 of 280.exe"] == of["run 50 of 350.exe"]
