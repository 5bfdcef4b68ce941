"""Rule sets: every rule of files, folders and archives is read, or listed with file, line and reason."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from tocsin.hunting.rule_files import MAX_RULE_BYTES
from tocsin.hunting.rules import load_rules
from tocsin.model.errors import RuleError
from tocsin.model.logs import LogSource

from tests.hunting.rulebook import load_text, text_of

GOOD = text_of({"s": {"F": "a"}}, id="11111111-1111-4111-8111-111111111111", level="low", tags=["attack.t1190"])
OTHER = text_of({"s": {"F": "b"}}, id="22222222-2222-4222-8222-222222222222")


def test_a_card_says_what_the_rule_is(tmp_path: Path) -> None:
    (card,) = load_text(tmp_path, GOOD).cards

    assert (card.info.title, card.info.level, card.info.tags) == ("t", "low", ("attack.t1190",))
    assert card.logsource == LogSource(product="windows")
    assert card.fields == ("F",)
    assert card.path == "rule.yml"


def test_a_level_that_is_not_given_is_medium(tmp_path: Path) -> None:
    assert load_text(tmp_path, OTHER).cards[0].info.level == "medium"


UNUSABLE = {
    "broken YAML": ("title: [", "not YAML", 2),
    "not UTF-8": (b"title: \xff\xfe", "not YAML", None),
    "no mapping": ("- a\n- b\n", "no mapping", 1),
    "no detection": ("title: t\nlogsource: {product: windows}\n", "no detection", 1),
    "no condition": ("\n\ntitle: t\nlogsource: {product: windows}\ndetection: {s: {F: a}}\n", "condition", 3),
    "unknown modifier": (
        "title: t\nlogsource: {product: windows}\ndetection:\n  s:\n    F|cidr6: a\n  condition: s\n",
        "Unknown modifier 'cidr6'",
        5,
    ),
    "bad expression": (
        "title: t\nlogsource: {product: windows}\ndetection:\n  s:\n    F|re: 'a('\n  condition: s\n",
        "a(",
        5,
    ),
    "expression that needs backtracking": (
        "title: t\nlogsource: {product: windows}\ndetection:\n  s:\n    F|re: '(a+)+\\1'\n  condition: s\n",
        "invalid",
        5,
    ),
    "bad network": (
        "title: t\nlogsource: {product: windows}\ndetection:\n  s: {F|cidr: 192.0.2.0/99}\n  condition: s\n",
        "192.0.2.0/99",
        None,
    ),
    "unknown selection": (
        "title: t\nlogsource: {product: windows}\ndetection:\n  s: {F: a}\n  condition: other\n",
        "'other' not defined",
        5,
    ),
    "old aggregation": (text_of({"s": {"F": "a"}, "condition": "s | count() > 5"}), "pipe", None),
    "no logsource": ("title: t\ndetection: {s: {F: a}, condition: s}\n", "log source", None),
    "placeholder without a value": (text_of({"s": {"F|expand": "%x%"}}), "placeholder '%x%'", None),
    "correlation": ("title: t\ncorrelation: {type: event_count}\n", "correlation rules are not evaluated", 1),
    "filter": ("title: t\nfilter: {rules: [x], selection: {F: a}}\n", "filter rules are not evaluated", 1),
    "many wildcards": (text_of({"s": {"F": "*a" * 50_000}}), "wildcards", None),
    "too large": ("#" * (MAX_RULE_BYTES + 1), "larger than 1 MiB", None),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_rule_that_cannot_be_used_is_listed_and_the_rest_is_read(name: str, tmp_path: Path) -> None:
    text, why, line = UNUSABLE[name]
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "bad.yml").write_bytes(text if isinstance(text, bytes) else text.encode())
    (tmp_path / "rules" / "good.yml").write_text(GOOD)

    rules = load_rules([tmp_path / "rules"], packs=False)

    assert len(rules.rules) == 1
    (unusable,) = rules.unusable
    assert why in unusable.why
    assert unusable.path == "rules/bad.yml"
    assert line is None or unusable.line == line


def test_an_unusable_rule_of_a_collection_leaves_the_others(tmp_path: Path) -> None:
    rules = load_text(tmp_path, f"{GOOD}---\ntitle: x\n---\n{OTHER}")

    assert len(rules.rules) == 2
    assert [(one.line, one.why) for one in rules.unusable] == [(GOOD.count("\n") + 2, "no detection")]


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


def archives(folder: Path) -> list[Path]:
    """The same folder of rules as ZIP and as tar."""
    with zipfile.ZipFile(folder / "rules.zip", "w") as packed:
        packed.writestr("rules/good.yml", GOOD)
        packed.writestr("rules/README.md", "no rule")
        packed.writestr("rules/large.yml", "#" * (MAX_RULE_BYTES + 1))
    with tarfile.open(folder / "rules.tar.gz", "w:gz") as tape:
        for name, text in (("rules/good.yml", GOOD), ("rules/large.yml", "#" * (MAX_RULE_BYTES + 1))):
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            tape.addfile(entry, io.BytesIO(text.encode()))
    return [folder / "rules.zip", folder / "rules.tar.gz"]


def test_archives_are_read_like_folders_and_nothing_in_them_vanishes(tmp_path: Path) -> None:
    for path in archives(tmp_path):
        rules = load_rules([path], packs=False)

        assert [card.path for card in rules.cards] == [f"{path.name}/rules/good.yml"]
        assert [one.path for one in rules.unusable] == [f"{path.name}/rules/large.yml"]


def said_of_archive(path: Path) -> str:
    """Return what the user is told: as an error, or as a reason in the list."""
    try:
        return " ".join(f"{one.path} {one.why}" for one in load_rules([path], packs=False).unusable)
    except RuleError as error:
        return str(error)


@pytest.mark.parametrize("kind", [0, 1], ids=["zip", "tar"])
def test_a_damaged_archive_is_not_passed_over(kind: int, tmp_path: Path) -> None:
    path = archives(tmp_path)[kind]
    whole = path.read_bytes()

    for damaged in (whole[:60] + bytes(30) + whole[90:], whole[:-30], whole[:100]):
        path.write_bytes(damaged)
        assert path.name in said_of_archive(path)
        assert "cannot be read" in said_of_archive(path)


def test_a_path_without_rules_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="no such file"):
        load_rules([tmp_path / "absent"], packs=False)
    with pytest.raises(RuleError, match="no Sigma rule"):
        load_rules([tmp_path], packs=False)


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
