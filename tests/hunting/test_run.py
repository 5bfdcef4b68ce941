"""A whole hunt: the same hits whatever the order of files and the number of workers; coverage of everything."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.hunting import Hits, hunt, load_rules
from tocsin.model.report import Indicator

from tests.hunting.recordings import case, recording
from tests.hunting.rulebook import START


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    return case(tmp_path)


def said(hits: Hits) -> list[tuple[str | None, str | None, str, int | None, str]]:
    return [(h.time, h.host, h.source.path, h.source.record, h.rule.id[:1]) for h in hits if h.source is not None]


def test_every_event_that_a_rule_means_is_a_hit_and_no_other(folders: tuple[Path, Path]) -> None:
    evidence, rules = folders
    hits = hunt(collect([evidence]), load_rules([rules], packs=False))

    by_rule = [hit.rule.id[0] for hit in hits]
    assert (by_rule.count("1"), by_rule.count("2")) == (5 + 3 + 2, 3 + 2 + 2)
    assert len(hits) == 17
    assert sum(file.events for file in hits.files) == 22


def test_hits_do_not_depend_on_the_order_of_files_nor_on_workers(folders: tuple[Path, Path]) -> None:
    evidence, folder = folders
    rules = load_rules([folder], packs=False)
    files = sorted(evidence.iterdir())

    first = said(hunt(collect(files), rules, workers=1))

    assert first == sorted(first, key=lambda hit: (hit[0] or "", hit[1] or ""))
    assert said(hunt(collect(files[::-1]), rules, workers=1)) == first
    assert said(hunt(collect(files), rules, workers=2)) == first
    assert said(hunt(collect([files[1], files[0], files[2]]), rules, workers=2)) == first


def test_the_same_file_given_twice_is_hunted_once(folders: tuple[Path, Path]) -> None:
    evidence, folder = folders
    rules = load_rules([folder], packs=False)

    once = hunt(collect([evidence / "a.evtx"]), rules)
    twice = hunt(collect([evidence / "a.evtx", evidence / ".." / "evidence" / "a.evtx"]), rules)

    assert len(twice) == len(once)
    assert len(twice.not_read) == 1


def test_host_and_period_narrow_the_hits_and_not_the_coverage(folders: tuple[Path, Path]) -> None:
    evidence, folder = folders
    rules = load_rules([folder], packs=False)
    everything = hunt(collect([evidence]), rules)

    hits = hunt(
        collect([evidence]),
        rules,
        host="exch01",
        since=START + timedelta(seconds=2),
        until=START + timedelta(seconds=6),
    )

    assert {hit.host for hit in hits} == {"EXCH01"}
    assert {hit.time for hit in hits} <= {f"2021-03-02T07:00:0{second}Z" for second in range(2, 6)}
    assert hits.coverage == everything.coverage
    assert 0 < len(hits) < len(everything)


def test_a_level_leaves_out_the_rules_below_it(folders: tuple[Path, Path]) -> None:
    evidence, folder = folders

    hits = hunt(collect([evidence]), load_rules([folder], packs=False), min_level="high")

    assert {hit.rule.level for hit in hits} == {"high"}


def test_indicators_are_found_in_the_same_pass(folders: tuple[Path, Path]) -> None:
    evidence, folder = folders
    names = [Indicator(type="file:name", value="editor.exe", start=0, end=1, defanged=False)]

    hits = hunt(collect([evidence]), load_rules([folder], packs=False), indicators=names)

    assert sum(hit.indicator == "file:name:editor.exe" for hit in hits) == 5 + 4 + 3


def test_text_outside_ascii_comes_through_whole(folders: tuple[Path, Path]) -> None:
    evidence, folder = folders

    hits = hunt(collect([evidence]), load_rules([folder], packs=False))

    assert all(str((hit.event or {})["CommandLine"]).startswith("é𐍈 number") for hit in hits)


def test_a_file_cut_in_the_middle_gives_what_stands_before_the_cut(tmp_path: Path) -> None:
    evidence, folder = case(tmp_path)
    shutil.rmtree(evidence)
    evidence.mkdir()
    whole = recording("EXCH01", 400)
    (evidence / "cut.evtx").write_bytes(whole[: 4096 + 65536 + 3001])

    hits = hunt(collect([evidence]), load_rules([folder], packs=False))

    assert len(hits)
    assert sum(file.rejected for file in hits.files) or hits.not_read


def test_no_evidence_to_read_gives_no_hits(tmp_path: Path) -> None:
    _, folder = case(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "notes.txt").write_text("nothing")

    assert len(hunt(collect([tmp_path / "empty"]), load_rules([folder], packs=False))) == 0
