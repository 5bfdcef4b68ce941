"""Profiles of words: the same where all tests say the same, and what they say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from tocsin.collecting.coded import Coded
from tocsin.hunting.match import Matcher
from tocsin.hunting.plan import compile_plan
from tocsin.hunting.profiles import Profiles
from tocsin.hunting.texts import Texts

from tests.collecting.formats.coded_files import asked, both_ways, needs_kernels
from tests.collecting.formats.evtx_blocks import many
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
