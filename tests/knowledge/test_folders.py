"""Where a user's own things lie, by platform."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tocsin.knowledge.folders import data_folder


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {}, "HOME/.local/share/tocsin/rules"),
        ("linux", {"XDG_DATA_HOME": "/data"}, "/data/tocsin/rules"),
        ("darwin", {}, "HOME/Library/Application Support/tocsin/rules"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/tocsin/rules"),
        ("linux", {"OWN": "/own"}, "/own"),
    ],
)
def test_the_platforms_place_unless_a_variable_says_otherwise(
    platform: str, variables: dict[str, str], expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA", "OWN"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert data_folder("rules", "OWN") == Path(expected.replace("HOME", str(tmp_path)))
