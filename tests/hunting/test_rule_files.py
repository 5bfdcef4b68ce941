"""Where rules stand: files, folders and archives are read alike, and what cannot be read is told."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from tocsin.hunting.rule_files import MAX_RULE_BYTES, rule_files
from tocsin.hunting.rules import load_rules
from tocsin.model.errors import RuleError

from tests.hunting.rulebook import text_of

GOOD = text_of({"s": {"F": "a"}}, id="11111111-1111-4111-8111-111111111111", level="low", tags=["attack.t1190"])
OTHER = text_of({"s": {"F": "b"}}, id="22222222-2222-4222-8222-222222222222")


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


def test_only_files_with_the_right_ending_are_read_and_nothing_else_is_opened(tmp_path: Path) -> None:
    (tmp_path / "below" / "x.yml").mkdir(parents=True)
    (tmp_path / "below" / "x.yml" / "good.YAML").write_text(GOOD)
    (tmp_path / "notes.txt").write_text(OTHER)
    os.mkfifo(tmp_path / "pipe.yml")

    assert [name for name, _ in rule_files(tmp_path)] == [f"{tmp_path.name}/below/x.yml/good.YAML"]
