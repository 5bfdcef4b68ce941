"""Rule sets: usable, the same every time, smaller ones part of larger ones, read from folders and archives."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

from tocsin.hunting import load_rules

from benchmarks.rule_sets import given_rules, made_rules, shuffled, write_rules
from benchmarks.workshop import ids


def test_made_rules_are_usable_and_different(tmp_path: Path) -> None:
    rules = load_rules([write_rules(tmp_path, made_rules(120))], packs=False)

    assert len(rules.rules) == 120
    assert rules.unusable == ()


def test_a_smaller_set_is_part_of_a_larger_one() -> None:
    assert made_rules(30) == made_rules(60)[:30]
    assert set(shuffled(made_rules(60))[:10]) < set(shuffled(made_rules(60))[:20])


def test_ids_of_rules_are_read_in_every_way_of_writing() -> None:
    assert ids(["title: a\nid: 11-aa\n", "id: '22-bb'\ntitle: b", "title: without"]) == {"11-aa", "22-bb"}


def test_rules_are_read_from_a_folder_and_from_an_archive_alike(tmp_path: Path) -> None:
    folder = write_rules(tmp_path / "rules", made_rules(5))
    (folder / "readme.txt").write_text("no rule", encoding="utf-8")
    archive = tmp_path / "rules.tar.gz"
    with tarfile.open(archive, "w:gz") as out:
        for file in sorted(folder.iterdir(), reverse=True):
            entry = tarfile.TarInfo(f"rules/{file.name}")
            entry.size = file.stat().st_size
            out.addfile(entry, io.BytesIO(file.read_bytes()))

    assert given_rules(folder) == given_rules(archive) == made_rules(5)
