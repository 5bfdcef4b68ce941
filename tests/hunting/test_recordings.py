"""Descriptions of recorded attacks: what they label, where their files are, what cannot be used and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.hunting.recordings import recordings
from tocsin.model.errors import UsageError

DESCRIPTION = """\
title: A run
id: RUN-1
attack_mappings:
- technique: T1069
  sub-technique: "001"
  tactics: [TA0007]
- technique: T1069
  sub-technique: 1
- technique: T1033
  sub-technique:
- technique: T0000
files:
- type: Host
  link: https://example.com/datasets/atomic/windows/Discovery/run.zip
- type: Network
  link: https://example.com/datasets/atomic/windows/discovery/run_pcap.zip
"""


def described(folder: Path, text: str, name: str = "run.yaml") -> Path:
    place = folder / "atomic" / "_metadata"
    place.mkdir(parents=True, exist_ok=True)
    (place / name).write_text(text, encoding="utf-8")
    return folder


def test_a_description_gives_techniques_once_and_the_files_that_are_there(tmp_path: Path) -> None:
    held = described(tmp_path, DESCRIPTION) / "atomic" / "windows" / "discovery"
    held.mkdir(parents=True)
    (held / "run.zip").write_bytes(b"x")

    (run,), not_used = recordings(tmp_path)

    assert (run.id, run.title) == ("RUN-1", "A run")
    assert run.techniques == ("T1069.001", "T1033")
    assert run.paths == ("atomic/windows/discovery/run.zip",)
    assert not_used == ()


def test_what_cannot_be_used_is_said_with_the_reason(tmp_path: Path) -> None:
    described(tmp_path, DESCRIPTION)
    described(tmp_path, "title: [", "broken.yaml")
    described(tmp_path, "title: B\nid: B\nfiles: []\n", "unlabelled.yaml")

    found, not_used = recordings(tmp_path)

    assert found == ()
    assert [one.partition(": ")[0] for one in not_used] == [
        "atomic/_metadata/broken.yaml",
        "atomic/_metadata/run.yaml",
        "atomic/_metadata/unlabelled.yaml",
    ]
    assert "not YAML" in not_used[0]
    assert not_used[1].endswith("none of its files is there")
    assert not_used[2].endswith("names no technique")


def test_a_link_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.zip").write_bytes(b"x")
    folder = tmp_path / "recordings"
    described(folder, DESCRIPTION.replace("windows/Discovery/run.zip", "../../secret.zip"))

    assert recordings(folder)[0] == ()


def test_a_folder_without_descriptions_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no folder _metadata"):
        recordings(tmp_path)
