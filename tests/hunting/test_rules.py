"""Rule sets: every rule of files, folders and archives is read, or listed with file, line and reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tocsin.hunting.rule_files import rule_files
from tocsin.hunting.rules import load_rules

from tests.hunting.rulebook import load_text, text_of

GOOD = text_of({"s": {"F": "a"}}, id="11111111-1111-4111-8111-111111111111", level="low", tags=["attack.t1190"])
OTHER = text_of({"s": {"F": "b"}}, id="22222222-2222-4222-8222-222222222222")


def test_rules_without_an_id_are_told_apart_by_where_they_stand(tmp_path: Path) -> None:
    rules = load_text(tmp_path, f"{text_of({'s': {'F': 'a'}})}---\n{text_of({'s': {'F': 'b'}})}")

    assert len(rules.rules) == 2
    assert not rules.unusable


def test_the_same_rule_twice_counts_once_and_an_id_of_two_rules_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(GOOD)
    (tmp_path / "b.yml").write_text(GOOD)
    (tmp_path / "c.yml").write_text(GOOD.replace("F: a", "F: c"))
    (tmp_path / "d.yml").write_text(GOOD.replace("product: windows", "product: linux"))

    rules = load_rules([tmp_path], packs=False)

    assert len(rules.rules) == 1
    assert [Path(one.path).name for one in rules.unusable] == ["c.yml", "d.yml"]


def test_the_digest_speaks_for_content(tmp_path: Path) -> None:
    first = load_text(tmp_path, GOOD).digest

    assert load_text(tmp_path, GOOD).digest == first
    assert load_text(tmp_path, GOOD + "# changed\n").digest != first


def test_rules_below_a_level_are_left_out(tmp_path: Path) -> None:
    rules = load_text(tmp_path, f"{GOOD}---\n{OTHER}")

    assert [card.info.level for card in rules.at_least("medium").cards] == ["medium"]
    assert rules.at_least(None) is rules
    assert rules.at_least("medium").digest != rules.digest


def test_the_rules_of_the_packs_are_there_without_being_asked_for() -> None:
    rules = load_rules()

    assert len(rules.rules) > 10
    assert rules.unusable == ()


def test_many_rules_are_kept_as_they_were_read_and_read_again_when_one_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("tocsin.hunting.rules.KEPT_FROM", 3)
    folder = tmp_path / "rules"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.yml").write_text(text_of({"s": {"Image|endswith": f"{number}.exe"}}), encoding="utf-8")
    (folder / "broken.yml").write_text("title: [", encoding="utf-8")

    first = load_rules([folder], packs=False)
    monkeypatch.setattr("tocsin.hunting.rules._parse", None)  # whatever is read now comes from the disk
    again = load_rules([folder], packs=False)
    monkeypatch.undo()
    (folder / "0.yml").write_text(text_of({"s": {"Image|endswith": "other.exe"}}), encoding="utf-8")

    assert (again.rules, again.unusable, again.digest) == (first.rules, first.unusable, first.digest)
    assert len(first.unusable) == 1
    assert load_rules([folder], packs=False).digest != first.digest


def test_files_of_many_rules_are_read_again_when_one_changes_and_only_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("tocsin.hunting.rules.KEPT_FROM", 2)
    monkeypatch.setattr("tocsin.hunting.rules._TICK_NS", 0)
    reads: list[str] = []

    def noted(path: Path) -> Iterator[tuple[str, bytes]]:
        reads.append(str(path))
        return rule_files(path)

    monkeypatch.setattr("tocsin.hunting.rules.rule_files", noted)
    folder = tmp_path / "rules"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.yml").write_text(text_of({"s": {"F": str(number)}}))

    first = load_rules([folder], packs=False)
    again = load_rules([folder], packs=False)

    assert len(reads) == 1
    assert again.rules == first.rules
    assert again.digest == first.digest

    (folder / "1.yml").write_text(text_of({"s": {"F": "another"}}))
    assert load_rules([folder], packs=False).digest != first.digest
    (folder / "1.yml").unlink()
    assert len(load_rules([folder], packs=False).rules) == 2
    assert len(reads) == 3


def test_files_written_just_now_are_not_known_by_their_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("tocsin.hunting.rules.KEPT_FROM", 1)
    (tmp_path / "a.yml").write_text(GOOD)

    load_rules([tmp_path / "a.yml"], packs=False)

    assert not list((tmp_path / "cache").glob("rule-digests*"))
