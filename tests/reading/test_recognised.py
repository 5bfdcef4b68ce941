"""Rules and recogniser joined: who is believed about what."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model.report import Document, Mention, MentionKind
from tocsin.reading import recognised
from tocsin.reading.recognised import labels_by_rule, marked_at, with_recognised
from tocsin.reading.sentences import split

Make = Callable[..., Document]
TEXT = "Foxglove hit the energy firms. Foxglove came back with Redleaf."


def mention(word: str, kind: MentionKind, ident: str | None = "X1", *, last: bool = False) -> Mention:
    start = TEXT.rindex(word) if last else TEXT.index(word)
    return Mention(start=start, end=start + len(word), text=word, kind=kind, id=ident, name=word)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[tuple[str, str]]]:
    """Return a run with what the recogniser is made to see: ranges of tokens of both sentences."""

    def run(ranges: list[list[tuple[int, int, str]]], *rules: Mention) -> list[tuple[str, str]]:
        monkeypatch.setattr(recognised, "recognise", lambda parts, labels: ranges)
        return [
            (one.text, one.kind.value)
            for one in with_recognised(TEXT, split(TEXT), sorted(rules, key=lambda m: m.start))
        ]

    return run


Run = Callable[..., list[tuple[str, str]]]


def test_the_recogniser_settles_the_sense_of_software_and_actors(seen: Run) -> None:
    rule = mention("Foxglove", MentionKind.MALWARE)

    assert seen([[(0, 1, "GROUP")], []], rule)[0] == ("Foxglove", "intrusion-set")


def test_a_group_of_attack_is_no_software_whatever_is_seen_in_it(seen: Run) -> None:
    rule = mention("Foxglove", MentionKind.INTRUSION_SET, "G0034")

    assert seen([[(0, 1, "MALWARE")], []], rule)[0] == ("Foxglove", "intrusion-set")


def test_only_words_for_the_sort_are_cut_from_a_known_name(seen: Run) -> None:
    rule = mention("Foxglove hit", MentionKind.INTRUSION_SET)

    assert seen([[(0, 1, "GROUP")], []], rule)[0] == ("Foxglove hit", "intrusion-set")


def test_a_name_seen_once_is_seen_again(seen: Run) -> None:
    assert seen([[(0, 1, "GROUP")], []]) == [("Foxglove", "intrusion-set")] * 2


def test_a_name_that_no_table_holds_has_no_id(seen: Run) -> None:
    assert ("Redleaf", "malware") in seen([[], [(4, 5, "MALWARE")]])


def test_software_that_the_recogniser_takes_for_a_word_is_one(seen: Run) -> None:
    assert seen([[], []], mention("Foxglove", MentionKind.TOOL)) == []


@pytest.mark.parametrize("kind", [MentionKind.PERSON, MentionKind.GOVERNMENT_BODY, MentionKind.COUNTRY])
def test_persons_offices_and_states_stay_as_the_rules_have_them(seen: Run, kind: MentionKind) -> None:
    assert seen([[(0, 1, "MALWARE")], []], mention("Foxglove", kind))[0] == ("Foxglove", kind.value)


def test_a_sector_is_a_name_only_where_it_is_seen_as_one(seen: Run) -> None:
    rule = mention("energy", MentionKind.SECTOR)

    assert seen([[], []], rule) == []
    assert seen([[(3, 5, "SECTOR")], []], rule) == [("energy firms", "sector")]


def test_a_program_of_attack_stays_unless_it_is_one_plain_word() -> None:
    from tocsin.reading.recognised import _corrected

    text = "cmd.exe Net"
    rule = Mention(start=0, end=7, text="cmd.exe", kind=MentionKind.TOOL, id="S0106", name="cmd")
    word = Mention(start=8, end=11, text="Net", kind=MentionKind.TOOL, id="S0039", name="Net")
    assert _corrected(text, rule, None) is rule
    assert _corrected(text, word, None) is None
    sample = Mention(start=0, end=7, text="cmd.exe", kind=MentionKind.TOOL, id="misp:x", name="cmd")
    assert _corrected(text, sample, None) is None


def test_labels_say_what_the_rules_found() -> None:
    labels = labels_by_rule(split(TEXT), [mention("Foxglove", MentionKind.TOOL, None)])

    assert labels[0][:2] == ["B-TOOL?", "O"]


def test_most_of_a_mention_must_be_marked() -> None:
    rule = mention("Foxglove", MentionKind.TOOL)

    assert marked_at([(0, 8, MentionKind.TOOL)], rule) == (0, 8, MentionKind.TOOL)
    assert marked_at([(0, 3, MentionKind.TOOL)], rule) is None
    assert marked_at([], rule) is None


def test_other_languages_are_left_to_the_rules(document: Make) -> None:
    from tocsin.reading.entities import find_entities

    made = document("Die Gruppe APT28 griff an.", language="de")

    assert [one.text for one in find_entities(made)] == ["APT28"]


def test_a_name_behind_a_sector_is_none_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "They hit the car maker Foxglove."
    monkeypatch.setattr(recognised, "recognise", lambda parts, labels: [[(3, 6, "SECTOR")]])
    rule = Mention(start=13, end=22, text="car maker", kind=MentionKind.SECTOR, id="automotive", name="Automotive")

    assert [one.text for one in with_recognised(text, split(text), [rule])] == ["car maker"]
